//! Where spans begin and end, and tagging in one go: quotations, cuts, joins, sentences, the same words, a locked
//! label.

use redletter::app::command::Preference;
use redletter::app::settings::AfterTagging;
use redletter::model::annotation::AttributeValue;

use super::*;

const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL_SHIFT: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::SHIFT };
const QUOTED: &str = "Title\n\nHe left. “She said ‘not yet’ to me,” Ana Ruz wrote. Nobody knows.\n\n“First,” he said, \
                      “then.” They stay.";

/// More that one does here, and what one sees of it.
trait MoreHands {
    fn shift(&mut self, key: Key);
    fn ctrl_shift(&mut self, key: Key);
    fn selected(&self) -> String;
    /// What the foot of the window tells.
    fn told(&self) -> String;
    /// Puts the caret before the first place where words stand, with nothing selected or in focus.
    fn caret_before(&mut self, words: &str);
    fn point_at(&self, words: &str) -> Pos2;
    fn num_undone(&mut self) -> usize;
}

impl MoreHands for Harness<'static, App> {
    fn shift(&mut self, key: Key) {
        self.key_press_modifiers(SHIFT, key);
        self.settle();
    }

    fn ctrl_shift(&mut self, key: Key) {
        self.key_press_modifiers(CTRL_SHIFT, key);
        self.settle();
    }

    fn selected(&self) -> String {
        let open = self.state().session().unwrap().open.as_ref().unwrap();
        open.text()[open.selection.bytes()].to_owned()
    }

    fn told(&self) -> String {
        self.state().desk().status.as_ref().map_or_else(String::new, |status| status.text.clone())
    }

    fn caret_before(&mut self, words: &str) {
        let open = self.state().session().unwrap().open.as_ref().unwrap();
        let byte = open.text().find(words).unwrap();
        let caret = redletter::app::widgets::reading::layout::Caret::at(byte);
        self.state_mut().issue(Command::Select { anchor: byte, caret });
        self.run();
    }

    fn point_at(&self, words: &str) -> Pos2 {
        let byte = self.state().session().unwrap().open.as_ref().unwrap().text().find(words).unwrap();
        self.state().place_of_byte(byte).unwrap() + vec2(4.0, 0.0)
    }

    /// Undoes until no span is left, and counts how often.
    fn num_undone(&mut self) -> usize {
        let mut num = 0;
        while !self.spans().is_empty() {
            self.ctrl(Key::Z);
            num += 1;
        }
        num
    }
}

fn opened(text: &str) -> Harness<'static, App> {
    window(&disk_with(&[text]))
}

#[test]
fn z_takes_the_quotation_here_and_then_the_one_around_it() {
    let mut window = opened(QUOTED);
    window.caret_before("yet");
    window.keys(&[Key::Z]);
    assert_eq!(window.selected(), "‘not yet’");
    window.keys(&[Key::Z]);
    assert_eq!(window.selected(), "“She said ‘not yet’ to me,”");
    window.keys(&[Key::Z]);
    assert_eq!(window.told(), "There is no larger quotation around this one");
    window.keys(&[Key::Num2]);
    assert_eq!(window.spans(), tagged(&[("quote", "“She said ‘not yet’ to me,”")]));
    window.caret_before("Nobody");
    window.keys(&[Key::Z]);
    assert_eq!(window.told(), "There are no quotation marks around this place");
    assert_eq!(window.selected(), "");
}

#[test]
fn the_selection_stays_after_tagging_if_the_settings_say_so() {
    let mut window = opened(FERRY);
    window.keys(&[Key::Space, Key::Num1]);
    assert_eq!(window.selected(), "");
    window.ctrl(Key::Z);
    window.ctrl(Key::Comma);
    window.click("the selection stays");
    window.keys(&[Key::Escape]);
    assert_eq!(window.state().settings().after_tagging, AfterTagging::Stays);

    // By keys: another digit tags the same words again, and so does the button.
    window.caret_before("The council");
    window.keys(&[Key::Space, Key::Num1]);
    assert_eq!(window.selected(), VOTE);
    assert_eq!(window.focused().unwrap().label.as_str(), "claim");
    window.keys(&[Key::Num3]);
    assert_eq!(window.selected(), VOTE);
    assert_eq!(window.focused().unwrap().label.as_str(), "proposal");
    window.click("Caveat");
    assert_eq!(window.spans(), tagged(&[("claim", VOTE), ("proposal", VOTE), ("caveat", VOTE)]));
    assert_eq!(window.selected(), VOTE);

    // What is about the span is about it though its words are selected.
    window.keys(&[Key::U]);
    assert_eq!(window.focused().unwrap().certainty, Certainty::Unsure);
    window.keys(&[Key::S]);
    assert!(!window.focused().unwrap().attribution.is_unset(), "{}", window.told());
    window.keys(&[Key::Delete]);
    assert_eq!(window.spans(), tagged(&[("claim", VOTE), ("proposal", VOTE)]));

    // By the pop-up, and tag again.
    let line = window.paragraph("The council").left_top() + vec2(0.0, 16.0);
    window.pause();
    window.drag(line + vec2(50.0, 0.0), line + vec2(150.0, 0.0));
    window.click("Tag as Claim");
    assert_eq!(window.selected(), "council will vote");
    window.keys(&[Key::Escape, Key::Space, Key::G]);
    assert_eq!(window.selected(), RISE);
    assert_eq!(window.spans().last(), Some(&("claim".to_owned(), RISE.to_owned())));
}

#[test]
fn g_repeats_the_tag_with_its_attributes_but_not_who_said_it() {
    let mut window = opened(FERRY);
    window.keys(&[Key::G]);
    assert_eq!(window.told(), "Select words, or put a span in focus, first");
    window.keys(&[Key::Space, Key::Num1, Key::S, Key::T, Key::Num1, Key::Num2]);
    let first = window.focused().unwrap();
    assert!(!first.attribution.is_unset());
    let values: Vec<AttributeValue> = first.attributes.values().cloned().collect();
    assert_eq!(values.len(), 1);
    window.keys(&[Key::Space, Key::G]);
    let second = window.focused().unwrap();
    assert_eq!((&second.attributes, second.attribution.is_unset()), (&first.attributes, true));
    assert!(window.told().starts_with("Again: claim, claim kind "), "{}", window.told());
    assert_eq!(window.spans(), tagged(&[("claim", VOTE), ("claim", RISE)]));
    // As they are now: the value is taken away, and the next one has none.
    let attribute = second.attributes.keys().next().unwrap().clone();
    window.state_mut().issue(Command::SetAttribute(attribute, None));
    window.run();
    window.keys(&[Key::Q, Key::G]);
    assert!(window.focused().unwrap().attributes.is_empty());
    assert_eq!(window.told(), "Again: claim");
    // A span in focus gets the label too, and keeps what it has.
    window.keys(&[Key::Num2, Key::K, Key::K, Key::G]);
    assert_eq!(window.focused().unwrap().label.as_str(), "quote");
}

#[test]
fn a_span_is_cut_at_the_caret_and_joined_again() {
    let mut window = opened(FERRY);
    window.keys(&[Key::Space, Key::Enter, Key::Num1, Key::S, Key::N]);
    window.types("why");
    window.ctrl(Key::Enter);
    window.shift(Key::H);
    assert_eq!(window.told(), "Put the caret between the words of the span first; it is cut there");
    // Behind the first sentence, and the space stays outside.
    for _ in 0..RISE.len() {
        window.keys(&[Key::ArrowLeft]);
    }
    window.shift(Key::H);
    assert_eq!(window.spans(), tagged(&[("claim", VOTE), ("claim", RISE)]));
    let first = window.focused().unwrap();
    assert_eq!(first.note, "why");
    window.keys(&[Key::J]);
    let second = window.focused().unwrap();
    assert_eq!((&second.attribution, second.note.as_str()), (&first.attribution, ""));
    window.shift(Key::J);
    assert_eq!(window.told(), "There is no further span of this label in this article");
    window.keys(&[Key::K]);
    window.shift(Key::J);
    let whole = format!("{VOTE} {RISE}");
    assert_eq!(window.spans(), tagged(&[("claim", &whole)]));
    assert_eq!(window.focused().unwrap().id, first.id);
    // Each is one change.
    window.ctrl(Key::Z);
    assert_eq!(window.spans().len(), 2);
    window.ctrl(Key::Z);
    assert_eq!(window.spans(), tagged(&[("claim", &whole)]));
}

#[test]
fn a_span_is_cut_and_joined_by_the_pointer() {
    let mut window = opened(FERRY);
    window.keys(&[Key::Space, Key::Num1, Key::Escape]);
    let choose = |window: &mut Harness<'static, App>, name: &str| {
        window.click("Harbour ferries, menu");
        window.click("Span");
        // It stands far down in its menu, which scrolls.
        window.get_by_label(name).scroll_to_me();
        window.run();
        window.click(name);
    };
    window.pause();
    window.click_at(window.point_at("will vote"), 1);
    choose(&mut window, "Cut the span here");
    assert_eq!(window.spans().len(), 2, "{}", window.told());
    choose(&mut window, "Join with the next span");
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    choose(&mut window, "Extend over the next sentence");
    assert_eq!(window.spans(), tagged(&[("claim", &format!("{VOTE} {RISE}"))]));
}

#[test]
fn spans_apart_are_joined_as_parts_and_links_lead_to_the_first() {
    let mut window = opened(QUOTED);
    window.keys(&[Key::Q, Key::Q, Key::Num2, Key::Q, Key::Num2]);
    window.keys(&[Key::Escape, Key::Space, Key::Num4, Key::L]);
    let linked = |window: &Harness<'static, App>| {
        let layer = window.state().session().unwrap().open_layer().unwrap();
        let relations: Vec<_> = layer.relations.values().collect();
        assert_eq!(relations.len(), 1);
        relations[0].members.last().unwrap().annotation.annotation.clone()
    };
    window.keys(&[Key::K]);
    assert_eq!(linked(&window), window.focused().unwrap().id, "the caveat qualifies what is before it");
    window.keys(&[Key::K]);
    let first = window.focused().unwrap().id.clone();
    window.shift(Key::J);
    assert_eq!(window.spans()[0], ("quote".to_owned(), "“First,”…“then.”".to_owned()));
    assert_eq!(window.told(), "Joined: the two are one span of 2 parts");
    assert_eq!(linked(&window), first);
    // A cut between the two parts goes through neither.
    window.caret_before("he said,");
    window.state_mut().issue(Command::Focus(first));
    window.run();
    for _ in 0..11 {
        window.keys(&[Key::ArrowRight]);
    }
    window.shift(Key::H);
    assert_eq!(window.spans()[..2], tagged(&[("quote", "“First,”"), ("quote", "“then.”")]));
}

#[test]
fn a_span_grows_by_sentences_and_gives_them_back() {
    let mut window = opened(FERRY);
    window.ctrl_shift(Key::ArrowRight);
    window.ctrl_shift(Key::ArrowRight);
    window.keys(&[Key::Num1]);
    window.ctrl(Key::Enter);
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    window.ctrl(Key::Enter);
    assert_eq!(window.spans(), tagged(&[("claim", &format!("{VOTE} {RISE}"))]));
    window.ctrl_shift(Key::Enter);
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    window.ctrl_shift(Key::Enter);
    assert!(window.told().contains("there is none to give back"));
    for _ in 0..2 {
        window.ctrl(Key::Enter);
    }
    assert!(window.spans()[0].1.ends_with("Ana Ruz said on Monday."));
    window.ctrl(Key::Enter);
    window.ctrl(Key::Enter);
    assert_eq!(window.told(), "There is no further sentence");
    window.keys(&[Key::Escape, Key::Escape]);
    window.ctrl(Key::Home);
    window.ctrl(Key::Enter);
    assert_eq!(window.told(), "Put a span in focus first");
}

#[test]
fn words_that_name_the_speaker_are_covered_when_the_span_reaches_them() {
    let mut window = opened(FERRY);
    window.keys(&[Key::Q, Key::Num2, Key::S]);
    assert!(window.focused().unwrap().attribution.source.is_some());
    window.ctrl(Key::Enter);
    assert!(window.told().contains("words that named the speaker"), "{}", window.told());
    let attribution = window.focused().unwrap().attribution.clone();
    assert!(attribution.source.is_none() && !attribution.voices.is_empty());
}

const FERRIES: &str = "Title\n\nThe night ferry is late. A night ferry costs more.\n\nNobody wants the night ferry, \
                       he said. Two night ferry lines, no night ferryman. The last night ferry left.";

#[test]
fn the_same_words_are_tagged_together() {
    let mut window = opened(FERRIES);
    window.caret_before("night ferry is");
    window.keys(&[Key::M]);
    assert_eq!(window.told(), "Select words, or put a span in focus, first");
    window.ctrl_shift(Key::ArrowRight);
    window.ctrl_shift(Key::ArrowRight);
    window.keys(&[Key::M]);
    assert_eq!(window.told(), "Tag these words first; then the same words are found elsewhere");
    window.keys(&[Key::Num3, Key::T, Key::Num1]);
    let attributes = window.focused().unwrap().attributes.clone();
    assert_eq!(attributes.len(), 1);

    window.keys(&[Key::M]);
    assert_eq!(window.told(), "Place 1 of 4: kept; 4 to be tagged");
    assert_eq!(window.selected(), "night ferry");
    assert!(window.has("4 of 4 to be tagged as proposal") && window.has("Tag 4 kept"));
    // The third place is skipped; a digit is no command here, and Esc changes nothing.
    window.keys(&[Key::J, Key::ArrowDown, Key::Space, Key::Num1]);
    assert_eq!(window.told(), "Enter tags the places that are kept; Esc leaves the list");
    assert!(window.has("Place 3, skipped: ") && window.has("Tag 3 kept"));
    window.keys(&[Key::Escape]);
    assert_eq!((window.spans().len(), window.selected().as_str()), (1, ""));
    assert_eq!(window.focused().unwrap().label.as_str(), "proposal");

    window.keys(&[Key::M, Key::N]);
    assert!(window.has("0 of 4"));
    window.keys(&[Key::Enter]);
    assert!(window.told().starts_with("Every place is skipped"));
    window.keys(&[Key::A, Key::K, Key::Space, Key::Enter]);
    assert_eq!(window.told(), "Tagged 3 places as proposal");
    assert_eq!(window.spans(), tagged(&[("proposal", "night ferry"); 4]));
    let session = window.state().session().unwrap();
    assert!(session.open_layer().unwrap().annotations.values().all(|span| span.attributes == attributes));
    assert!(session.open.as_ref().unwrap().places.is_none());
    // One change; and what is tagged already is not listed again.
    window.keys(&[Key::M]);
    assert_eq!(window.told(), "Place 1 of 1: kept; 1 to be tagged");
    window.keys(&[Key::M]);
    assert_eq!(window.told(), "The list is left; nothing was tagged");
    window.ctrl(Key::Z);
    assert_eq!(window.spans(), tagged(&[("proposal", "night ferry")]));
}

#[test]
fn the_same_words_are_tagged_by_pointer_and_other_keys_leave_the_list() {
    let mut window = opened(FERRIES);
    window.caret_before("night ferry is");
    window.ctrl_shift(Key::ArrowRight);
    window.ctrl_shift(Key::ArrowRight);
    window.keys(&[Key::Num1]);
    window.state_mut().issue(Command::Places(redletter::app::command::places::PlacesCommand::Open));
    window.run();
    window.get_by_label_contains("Place 2, kept: ").click();
    window.run();
    assert!(window.has("Place 2, skipped: "));
    window.click("Skip all");
    window.click("Keep all");
    window.get_by_label_contains("Place 4, kept: ").click();
    window.run();
    window.click("Tag 3 kept");
    assert_eq!(window.spans().len(), 4);
    window.keys(&[Key::M]);
    window.click("Cancel");
    assert!(!window.has("The same words elsewhere"));
    // Selected words get the label used last. Space is the list's, but Q leaves it and is carried out.
    window.caret_before("Nobody");
    window.ctrl_shift(Key::ArrowRight);
    window.keys(&[Key::M]);
    assert_eq!(window.told(), "These words stand nowhere else in this article without this label");
    window.caret_before("late");
    window.keys(&[Key::Escape]);
    window.caret_before("is late");
    window.shift(Key::M);
    assert!(!window.told().is_empty());
    window.keys(&[Key::M, Key::Q]);
    assert!(window.state().session().unwrap().open.as_ref().unwrap().places.is_none());
}

#[test]
fn ten_thousand_places_are_listed_by_the_screenful() {
    let text = format!("Title\n\n{}", "The boat and the crew saw the port.\n\n".repeat(5_000));
    let mut window = opened(&text);
    window.caret_before("the crew");
    window.ctrl_shift(Key::ArrowRight);
    window.keys(&[Key::Num1, Key::M]);
    assert_eq!(window.told(), "Place 1 of 9,999: kept; 9,999 to be tagged");
    let listed = window.query_all_by_label_contains("Place ").count();
    assert!(listed < 60, "{listed} rows");
    window.keys(&[Key::K]);
    assert!(window.has("Place 9999, kept: "), "the list follows");
    window.keys(&[Key::Enter]);
    assert_eq!(window.spans().len(), 10_000);
    window.ctrl(Key::Z);
    assert_eq!(window.spans().len(), 1);
}

#[test]
fn a_locked_label_tags_what_keys_select_in_one_go() {
    let mut window = opened(QUOTED);
    window.keys(&[Key::Y]);
    assert!(window.state().desk().choice.is_some());
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().last.lock.is_none());
    window.keys(&[Key::Y, Key::Num1]);
    assert!(window.has("Locked: Claim — Y unlocks"));
    window.keys(&[Key::Space]);
    assert_eq!(window.spans(), tagged(&[("claim", "He left.")]));
    window.keys(&[Key::Q]);
    window.caret_before("yet");
    window.keys(&[Key::Z]);
    window.shift(Key::Q);
    let spans = window.spans();
    assert!(spans.contains(&("claim".to_owned(), "‘not yet’".to_owned())), "{spans:?}");
    assert!(spans.contains(&("claim".to_owned(), "“She said ‘not yet’ to me,”".to_owned())), "{spans:?}");
    let num = spans.len();

    // Growing does not tag; a digit and G still do.
    window.caret_before("Nobody");
    window.keys(&[Key::Enter, Key::Enter, Key::E]);
    window.shift(Key::ArrowLeft);
    assert_eq!(window.spans().len(), num);
    window.keys(&[Key::Num4]);
    assert_eq!(window.focused().unwrap().label.as_str(), "caveat");
    window.caret_before("They stay");
    window.keys(&[Key::Enter, Key::G]);
    assert_eq!(window.spans().last(), Some(&("caveat".to_owned(), "They stay.".to_owned())));
    // Shift+Space, Shift+E, Shift+M.
    window.caret_before("They stay");
    window.shift(Key::Space);
    window.shift(Key::E);
    assert_eq!(window.spans().len(), num + 4);
    window.caret_before("he said, ");
    window.ctrl_shift(Key::ArrowRight);
    window.shift(Key::M);
    assert!(window.spans().len() >= num + 4);

    // Esc backs out of everything else first.
    while window.focused().is_some() || !window.selected().is_empty() {
        window.keys(&[Key::Escape]);
    }
    assert!(window.focused().is_none() && window.state().desk().last.lock.is_some());
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().last.lock.is_none() && !window.has("Locked: "));
    window.keys(&[Key::Y, Key::Num2, Key::Y]);
    assert!(window.told().starts_with("Unlocked"));
    window.keys(&[Key::Y, Key::Num2]);
    window.click("Locked: Quote — Y unlocks");
    assert!(window.state().desk().last.lock.is_none());
}

#[test]
fn a_locked_label_tags_what_the_pointer_selects_once() {
    let mut window = opened(FERRY);
    window.keys(&[Key::Y, Key::Num1]);
    let line = window.paragraph("The council").left_top() + vec2(0.0, 16.0);
    // A drag at once, and no labels come up.
    window.drag(line + vec2(50.0, 0.0), line + vec2(150.0, 0.0));
    assert_eq!(window.spans(), tagged(&[("claim", "council will vote")]));
    assert!(!window.has("Tag as Claim"));
    assert_eq!(window.num_undone(), 1);

    // Two clicks wait for a third, and three for a fourth; each leaves one span and one change.
    let at = window.point_at("council");
    for (times, words) in [(2, "council"), (3, VOTE), (4, &format!("{VOTE} {RISE}"))] {
        window.pause();
        window.click_at(at, times);
        window.pause();
        assert_eq!(window.spans(), tagged(&[("claim", words)]), "{times} clicks");
        assert!(!window.has("Tag as Claim"));
        assert_eq!(window.num_undone(), 1, "{times} clicks");
    }
    // All of three clicks within one slow frame.
    window.pause();
    for pressed in [true, false, true, false, true, false] {
        let button = egui::PointerButton::Primary;
        let event = Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE };
        window.input_mut().events.push(event);
    }
    window.pause();
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    assert_eq!(window.num_undone(), 1);
    // A key within the pause does not lose the word; a digit takes its place.
    window.pause();
    window.click_at(at, 2);
    window.keys(&[Key::Space]);
    assert_eq!(window.spans().len(), 2);
    window.num_undone();
    window.pause();
    window.click_at(at, 2);
    window.keys(&[Key::Num3]);
    window.pause();
    assert_eq!(window.spans(), tagged(&[("proposal", "council")]));
    // Two clicks on one word and one on another: neither is lost, and the last selects nothing.
    window.num_undone();
    window.pause();
    window.click_at(at, 2);
    window.click_at(window.point_at("ferry."), 1);
    window.pause();
    assert_eq!(window.spans(), tagged(&[("claim", "council")]));
}

#[test]
fn every_way_of_selecting_changes_bounds() {
    let mut window = opened(QUOTED);
    let begin = |window: &mut Harness<'static, App>| {
        window.keys(&[Key::Escape, Key::Escape, Key::Escape]);
        window.num_undone();
        window.caret_before("not yet");
        window.ctrl_shift(Key::ArrowRight);
        window.keys(&[Key::Num1, Key::B]);
        assert_eq!(window.selected(), "not");
    };
    let keeps = |window: &mut Harness<'static, App>, words: &str| {
        window.keys(&[Key::Enter]);
        assert_eq!(window.spans(), tagged(&[("claim", words)]));
    };
    begin(&mut window);
    window.shift(Key::ArrowRight);
    window.ctrl_shift(Key::ArrowRight);
    keeps(&mut window, "not yet");
    begin(&mut window);
    window.keys(&[Key::O]);
    window.ctrl_shift(Key::ArrowLeft);
    window.ctrl_shift(Key::ArrowLeft);
    keeps(&mut window, "said ‘not");
    begin(&mut window);
    window.keys(&[Key::E, Key::E]);
    window.shift(Key::E);
    keeps(&mut window, "She said ‘not yet’ to me");
    begin(&mut window);
    window.keys(&[Key::Z]);
    keeps(&mut window, "‘not yet’");
    begin(&mut window);
    window.shift(Key::End);
    window.shift(Key::Home);
    window.keys(&[Key::Escape]);
    assert_eq!((window.spans(), window.selected()), (tagged(&[("claim", "not")]), String::new()));
    // A sentence or a quotation, and what would make or change a span otherwise is refused.
    begin(&mut window);
    window.keys(&[Key::Y, Key::Num2, Key::Space]);
    for key in [Key::G, Key::F, Key::M, Key::Num3] {
        window.keys(&[key]);
        assert_eq!(window.told(), "Enter keeps the new bounds, Esc drops them", "{key:?}");
    }
    window.ctrl(Key::Enter);
    assert_eq!(window.told(), "Enter keeps the new bounds, Esc drops them");
    keeps(&mut window, "“She said ‘not yet’ to me,” Ana Ruz wrote.");
}

#[test]
fn what_is_locked_is_forgotten_with_the_corpus_and_settings_come_back() {
    let mut window = opened(FERRY);
    window.state_mut().issue(Command::Prefer(Preference::AfterTagging(AfterTagging::Stays)));
    window.keys(&[Key::Y, Key::Num1, Key::Space]);
    assert_eq!((window.selected().as_str(), window.spans().len()), (VOTE, 1));
    let again = redletter::app::command::files::FilesCommand::OpenRecent("/corpus/harbour-ferries".into());
    window.state_mut().issue(Command::Files(again));
    window.settle();
    wait_until(&mut window, |app| app.desk().files.opening.is_none() && app.desk().last.lock.is_none());
}
