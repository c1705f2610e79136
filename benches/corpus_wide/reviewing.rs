//! The Review workspace on a large corpus.

use egui::{Key, Modifiers};
use redletter::app::command::{Command, Workspace};
use redletter::app::state::register::Register;
use redletter::app::state::review::ReviewTable;
use redletter::app::state::review::columns::Column;
use redletter::model::id::LabelId;
use redletter::store::Access;

use super::window::Window;
use super::{Place, best_of};

/// What stands in the table when the workspace is opened.
pub fn table(place: &Place) -> String {
    let corpus = place.open(Access::Read);
    let register = Register::of(corpus.state());
    let mut num = 0;
    let ms = best_of(5, || {
        let mut table = ReviewTable::default();
        table.refresh(corpus.state(), corpus.annotator(), &register);
        num = table.num_all();
    });
    format!("{ms:.0} ms for {num} rows")
}

/// Another filter, and another order.
pub fn narrow(place: &Place) -> String {
    let corpus = place.open(Access::Read);
    let (state, own) = (corpus.state(), corpus.annotator());
    let register = Register::of(state);
    let mut table = ReviewTable::default();
    table.refresh(state, own, &register);
    let by_label = best_of(5, || {
        table.filter.labels = [LabelId::new("claim").unwrap()].into();
        table.narrow(state, own);
        table.filter.labels.clear();
        table.narrow(state, own);
    });
    let mut is_turned = false;
    let by_speaker = best_of(5, || {
        is_turned = !is_turned;
        table.preferences.sort = vec![(Column::Speaker, is_turned)];
        table.narrow(state, own);
    });
    format!("{:.0} ms by label, {by_speaker:.0} ms in the order of speakers", by_label / 2.0)
}

/// Frames of the workspace while one goes down the table and accepts now and then.
pub fn frames(place: &Place) -> String {
    let mut window = Window::new(place);
    window.app().issue(Command::Workspace(Workspace::Review));
    let first = window.frame(Vec::new());
    window.rest();
    let mut frames: Vec<f64> = (0..400)
        .map(|step| {
            let key = if step % 40 == 39 { Key::PageDown } else { Key::J };
            window.key(Modifiers::NONE, key)
        })
        .collect();
    frames.sort_by(f64::total_cmp);
    let decided: Vec<f64> = (0..20).map(|_| window.key(Modifiers::NONE, Key::D)).collect();
    let decide = decided.into_iter().fold(0.0, f64::max);
    let at = |share: usize| frames[(frames.len() * share / 100).min(frames.len() - 1)];
    format!(
        "{:.2} ms half, {:.2} ms p99, {:.2} ms longest; the first {first:.1} ms, a decision {decide:.1} ms",
        at(50),
        at(99),
        at(100)
    )
}
