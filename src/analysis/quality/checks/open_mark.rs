//! Quotation marks in the text that nothing closes.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::edit::Key;

pub(super) struct OpenMark;

static ABOUT: About = About {
    id: "open-mark",
    name: "Quotation never closed",
    help: "A quotation mark opens and nothing closes it in its paragraph, nor does the next paragraph go on with \
           one. Most often the text lacks a mark; a correction of the text puts it in.",
    severity: Severity::Look,
    mends: None,
};

impl Check for OpenMark {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        let paragraphs = at.paragraphs();
        for range in &at.marks().marks.unclosed {
            let next = paragraphs.partition_point(|paragraph| paragraph.start() < range.end());
            let mark = at.text[range.start()..].chars().next();
            // A speech of several paragraphs opens each of them, and closes the last.
            let goes_on =
                paragraphs.get(next).is_some_and(|next| at.text[next.start()..].chars().next() == mark);
            if !goes_on {
                let key = Key::Blocks(at.article.clone());
                let say = "Nothing closes this quotation";
                found.push(Raised { ranges: vec![*range], ..Raised::about(key, say) });
            }
        }
    }
}
