//! What a correction of a text, or a newer version of it, does to what was tagged: as people read it, before and
//! after.

use crate::model::article::Article;
use crate::model::change::renew::{LostPlace, Renewal, Reworded};
use crate::model::text::numbers::counted;

/// How many characters of a span's words are told.
const MAX_CHARS: usize = 80;

/// All of it in one line, without a stop.
pub fn summary(renewal: &Renewal) -> String {
    let Renewal { num_patches, num_moved, reworded, unplaced } = renewal;
    let mut said = vec![format!("{} of the text changed", counted(*num_patches, "place"))];
    let spans = |num: usize, what: &str| format!("{} {what}", counted(num, "span"));
    if *num_moved > 0 {
        said.push(spans(*num_moved, "moved along"));
    }
    if !reworded.is_empty() {
        said.push(spans(reworded.len(), "with other words"));
    }
    if !unplaced.is_empty() {
        said.push(spans(unplaced.len(), "left without a place"));
    }
    said.join(", ")
}

/// A line for each span that does more than move: first those that lose their place.
pub fn lines(renewal: &Renewal) -> Vec<String> {
    let lost = renewal.unplaced.iter().map(|LostPlace { annotator, words, .. }| {
        format!("without a place, {annotator}: “{}”", shortened(words))
    });
    let reworded = renewal.reworded.iter().map(|Reworded { annotator, before, after, .. }| {
        let (before, after) = differing(before, after);
        format!("other words, {annotator}: “{before}” → “{after}”")
    });
    lost.chain(reworded).collect()
}

/// What there is to say before an article gets a newer text, if its own was changed after it came in: a correction
/// that the newer version lacks goes.
pub fn corrections(article: &Article) -> Option<String> {
    let num = article.patches.len();
    let places = counted(num, "place");
    (num > 0).then(|| {
        format!("its text was changed in {places} since it came in; what of that the newer version lacks is undone by it")
    })
}

/// Long words without their middle.
fn shortened(words: &str) -> String {
    let num = words.chars().count();
    if num <= MAX_CHARS {
        return words.to_owned();
    }
    let head: String = words.chars().take(MAX_CHARS * 3 / 4).collect();
    let tail: String = words.chars().skip(num - MAX_CHARS / 4).collect();
    format!("{head}…{tail}")
}

/// Two long passages from a little before where they begin to differ.
fn differing(before: &str, after: &str) -> (String, String) {
    let num_same = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let skip = if num_same > MAX_CHARS / 2 { num_same - MAX_CHARS / 4 } else { 0 };
    let part = |words: &str| {
        let rest: String = words.chars().skip(skip).collect();
        format!("{}{}", if skip > 0 { "…" } else { "" }, shortened(&rest))
    };
    (part(before), part(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{AnnotationId, AnnotatorId};

    #[test]
    fn what_is_lost_comes_first_and_long_words_are_cut() {
        let (annotator, annotation) = (AnnotatorId::new("mk").unwrap(), AnnotationId::new("a").unwrap());
        let long = "word ".repeat(100);
        let renewal = Renewal {
            num_patches: 2,
            num_moved: 1,
            reworded: vec![Reworded {
                annotator: annotator.clone(),
                annotation: annotation.clone(),
                before: format!("{long}til May"),
                after: format!("{long}until May"),
            }],
            unplaced: vec![LostPlace { annotator, annotation, words: long }],
        };
        let told = "2 places of the text changed, 1 span moved along, 1 span with other words, 1 span left without a \
                    place";
        assert_eq!(summary(&renewal), told);
        let lines = lines(&renewal);
        assert!(lines[0].starts_with("without a place, mk: “word word") && lines[0].chars().count() < 120);
        assert!(lines[1].contains("til May” → “…") && lines[1].ends_with("until May”"), "{}", lines[1]);
    }
}
