//! The line beside the table that waits for words: a reason, a question, a name. Enter keeps it, Esc drops it.

use crate::app::run::Work;
use crate::app::state::FocusWish;
use crate::app::state::review::bench::{Prompt, PromptAbout};
use crate::app::state::review::{DateRange, ReviewFilter};

/// The sample that is proposed first.
const FIRST_SAMPLE: &str = "10% seed 1";

impl Work<'_> {
    /// Opens the line, with words in it that can be changed.
    pub(super) fn open_prompt(&mut self, about: PromptAbout, text: &str) {
        self.desk.choice = None;
        self.session.review.bench.prompt = Some(Prompt { about, text: text.to_owned() });
        self.desk.focus_wish = Some(FocusWish::ReviewPrompt);
    }

    pub(super) fn type_answer(&mut self, text: String) {
        if let Some(prompt) = &mut self.session.review.bench.prompt {
            prompt.text = text;
        }
    }

    pub(super) fn drop_prompt(&mut self) {
        self.session.review.bench.prompt = None;
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    pub(super) fn ask_reason(&mut self) {
        self.open_prompt(PromptAbout::Reason, "");
    }

    /// Asks what is open; Enter at once puts the decision off without a question.
    pub(super) fn ask_question(&mut self) {
        let note = self.session.review.bench.note.clone();
        self.open_prompt(PromptAbout::Question, note.trim());
    }

    pub(super) fn ask_days(&mut self) {
        let days = self.session.review.filter.dates.in_words();
        self.open_prompt(PromptAbout::Days, &days);
    }

    pub(super) fn ask_sample(&mut self) {
        let sample = self.session.review.filter.sample;
        let text = sample.map_or_else(|| FIRST_SAMPLE.to_owned(), |sample| sample.to_string());
        self.open_prompt(PromptAbout::Sample, &text);
    }

    /// Does what the words are for. What can't be understood stays in its line.
    pub(super) fn keep_answer(&mut self) {
        let Some(Prompt { about, text }) = self.session.review.bench.prompt.take() else { return };
        self.desk.focus_wish = Some(FocusWish::Review);
        let words = crate::app::run::one_line(&text);
        let is_kept = match &about {
            PromptAbout::Question => {
                self.defer_rows(&words);
                true
            }
            PromptAbout::Reason | PromptAbout::Disagree | PromptAbout::QueueName if words.is_empty() => {
                self.desk.refuse("Some words are needed here; Esc leaves");
                false
            }
            PromptAbout::Reason => {
                self.reject_rows(&words);
                true
            }
            PromptAbout::Disagree => {
                self.disagree(&words);
                true
            }
            PromptAbout::Note => {
                self.add_note_to_rows(&text);
                true
            }
            PromptAbout::Speaker => {
                self.name_speaker_of_rows(&words);
                true
            }
            PromptAbout::Attribute(id) => self.type_attribute_of_rows(id, &words),
            PromptAbout::QueueName => {
                self.save_queue(&words);
                true
            }
            PromptAbout::QueueRename(id) => {
                self.rename_queue_to(id, &words);
                true
            }
            PromptAbout::Sample => self.show_sample(&words),
            PromptAbout::Days => self.show_days(&words),
        };
        if !is_kept {
            self.session.review.bench.prompt = Some(Prompt { about, text });
            self.desk.focus_wish = Some(FocusWish::ReviewPrompt);
        }
    }

    /// Narrows the table to a random sample of what it shows, or no longer. Whether the words were understood.
    fn show_sample(&mut self, words: &str) -> bool {
        let sample = match words {
            "" => None,
            words => match words.parse() {
                Ok(sample) => Some(sample),
                Err(err) => {
                    let err: crate::model::review::sample::NoSample = err;
                    self.desk.refuse(crate::app::run::capitalised(&err.to_string()));
                    return false;
                }
            },
        };
        self.session.review.draw_anew();
        self.filter_review(ReviewFilter { sample, ..self.session.review.filter.clone() });
        match (sample, self.session.review.sample()) {
            (Some(sample), Some((_, size, open))) => {
                self.desk.say(format!("A sample of {size} ({sample}), {open} to go"));
            }
            _ => self.desk.say("No sample: every row that passes the filter is shown"),
        }
        true
    }

    /// Narrows the table to days. Whether the words were understood.
    fn show_days(&mut self, words: &str) -> bool {
        let Some(dates) = DateRange::from_words(words) else {
            self.desk.refuse("Days are written as 2025-03-14, 2025-03, 2025, or from one to another");
            return false;
        };
        self.filter_review(ReviewFilter { dates, ..self.session.review.filter.clone() });
        true
    }
}
