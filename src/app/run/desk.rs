//! Commands about the window itself: size of text, appearance, what is saved.

use super::{Surroundings, Work};
use crate::app::command::{Preference, SizeChange};
use crate::app::settings::{Appearance, SCALES};
use crate::app::state::dialog::Dialog;
use crate::app::state::running::Running;
use crate::app::theme;
use crate::app::views::top_bar;
use crate::store::SaveStatus;

/// The sizes that larger and smaller go through, in points.
const SIZES: [f32; 14] = [12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 20.0, 22.0, 24.0, 27.0, 30.0, 34.0, 40.0];

/// Changes the size of reading text.
pub(super) fn text_size(around: &mut Surroundings<'_>, change: SizeChange) {
    let size = around.settings.reading_size;
    let next = match change {
        SizeChange::Larger => SIZES.into_iter().find(|step| *step > size),
        SizeChange::Smaller => SIZES.into_iter().rev().find(|step| *step < size),
        SizeChange::Default => Some(theme::READING),
    };
    if let Some(next) = next {
        around.settings.reading_size = next;
    }
    around.desk.say(format!("Reading text of {} points", around.settings.reading_size));
}

/// Changes the appearance.
pub(super) fn set_appearance(around: &mut Surroundings<'_>, appearance: Appearance) {
    around.settings.appearance = appearance;
    around.ctx.set_theme(appearance.preference());
}

/// Said before what was found, and what was decided about it, is left.
const LEAVES_FOUND: &str = "Once more, and nothing of this is added; what was decided here is lost then";

/// Closes the dialog. What is still being asked or read for it is of no use then.
pub(super) fn close_dialog(around: &mut Surroundings<'_>) {
    // What was decided about files that were read is not undone by a slip: it takes a second press.
    if let Some(Dialog::Found(form)) = &around.desk.dialog
        && form.has_decisions()
        && around.desk.files.complaint != LEAVES_FOUND
    {
        LEAVES_FOUND.clone_into(&mut around.desk.files.complaint);
        return;
    }
    around.desk.dialog = None;
    around.desk.files.read = None;
    around.desk.files.complaint.clear();
    let for_dialog = |running: &mut Running| running.job.is_for_dialog();
    if let Some(running) = around.desk.files.running.take_if(for_dialog) {
        running.steps.cancel();
    }
}

/// Changes something that is remembered.
pub(super) fn prefer(around: &mut Surroundings<'_>, preference: Preference) {
    let settings = &mut *around.settings;
    match preference {
        Preference::Scale(percent) => {
            settings.scale = percent.clamp(*SCALES.start(), *SCALES.end());
            around.ctx.set_zoom_factor(f32::from(settings.scale) / 100.0);
        }
        Preference::ReadingSize(size) => {
            settings.reading_size = size.clamp(*theme::READING_RANGE.start(), *theme::READING_RANGE.end());
        }
        Preference::SingleKeys(yes) => settings.single_keys = yes,
        Preference::AfterTagging(after) => settings.after_tagging = after,
        Preference::Arrows(arrows) => settings.arrows = arrows,
        Preference::Keys(id, Some(chords)) => {
            let keys = chords.iter().map(ToString::to_string).collect();
            settings.keys.insert(id.to_owned(), keys);
        }
        Preference::Keys(id, None) => {
            settings.keys.remove(id);
        }
        Preference::DefaultKeys => settings.keys.clear(),
    }
}

impl Work<'_> {
    pub(super) fn say_saved(&mut self) {
        let status = self.session.corpus.save_status();
        let text = top_bar::save_status_in_words(&status);
        match status {
            SaveStatus::Failed(_) => self.desk.refuse(text),
            SaveStatus::Saved(_) | SaveStatus::Saving => {
                self.desk.say(format!("{text}; saving is automatic"));
            }
        }
    }
}
