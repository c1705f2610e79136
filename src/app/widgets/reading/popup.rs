//! The labels above words selected with the pointer. It comes on release, and goes with the next key that is
//! no digit, a click elsewhere, or when the words move away.

use egui::{Align, Area, Button, Event, Frame, Id, Layout, Order, Rect, RichText, Ui, Vec2, pos2, vec2};

use super::Scene;
use crate::app::command::Command;
use crate::app::fonts;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::model::text::TextRange;

/// A row has no more buttons than this.
const PER_ROW: usize = 5;
/// No more labels than this are shown; the others are in the inspector.
const MAX_LABELS: usize = 15;

/// The pop-up, if it is open.
#[derive(Clone, Debug, Default)]
pub struct LabelPopup {
    /// The words it is for.
    words: Option<TextRange>,
    /// Whether it was opened in this frame: the words are selected only when the frame's commands are carried
    /// out.
    is_new: bool,
}

impl LabelPopup {
    /// Opens for words that have just been selected with the pointer.
    pub fn open(&mut self, words: TextRange) {
        self.words = Some(words);
        self.is_new = true;
    }

    /// Closes.
    pub fn close(&mut self) {
        self.words = None;
    }

    /// Draws the pop-up above `line`, the first line of the selected words on the screen, or in the margin,
    /// which begins at `margin_left`.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        scene: &Scene<'_>,
        line: Option<Rect>,
        area: Rect,
        margin_left: f32,
        queue: &mut Vec<Command>,
    ) {
        let Some(words) = self.words else { return };
        if std::mem::take(&mut self.is_new) {
            return ui.request_repaint();
        }
        let by_key = ui.input(|input| {
            input.events.iter().any(|event| {
                matches!(event, Event::Key { pressed: true, .. }) || matches!(event, Event::MouseWheel { .. })
            })
        });
        let Some(line) = line
            .filter(|_| !by_key && scene.open.selection.range() == Some(words) && scene.manner.is_writable)
        else {
            return self.close();
        };
        let labels = scene.tagset.ordered_labels();
        let shown = labels.len().min(MAX_LABELS);
        let rows = shown.div_ceil(PER_ROW) + usize::from(scene.open.focus.is_some());
        let height = rows as f32 * 34.0 + 12.0;
        // Above the words; where there is no room, beside them in the margin: never over text not read yet.
        let above = line.top() - height - 4.0;
        let at = if above >= area.top() {
            pos2(line.left().min(area.right() - 440.0).max(area.left() + 4.0), above)
        } else {
            pos2(margin_left.min(area.right() - 130.0), line.top())
        };
        let is_narrow = above < area.top();
        let mut chosen = None;
        // egui remembers how large an area was: one that stands upright is another than one that lies.
        Area::new(Id::unique("redletter label popup").with((is_narrow, rows)))
            .order(Order::Foreground)
            .fixed_pos(at)
            .constrain_to(area)
            .show(ui, |ui| {
                Frame::popup(ui.style()).inner_margin(6).show(ui, |ui| {
                    ui.spacing_mut().item_spacing = Vec2::splat(4.0);
                    let per_row = if is_narrow { 1 } else { PER_ROW };
                    for row in labels[..shown].chunks(per_row) {
                        ui.horizontal(|ui| {
                            for label in row {
                                let colour = scene.theme.label(label.colour);
                                let key = label.key.map(|key| format!("  {key}")).unwrap_or_default();
                                let text = RichText::new(format!("{} {}{key}", label.letter, label.name));
                                let text = text.family(fonts::sans_medium()).color(colour);
                                let button = ui.add(Button::new(text).min_size(vec2(0.0, 28.0)));
                                if button.accessible_name(format!("Tag as {}", label.name)).clicked() {
                                    chosen = Some(Command::TagAs(label.id.clone()));
                                }
                            }
                        });
                    }
                    if scene.open.focus.is_some() {
                        let caption = |ui: &mut Ui| controls::small(ui, scene.theme, "for the span in focus");
                        if is_narrow {
                            caption(ui);
                        }
                        let across = if is_narrow {
                            Layout::top_down(Align::Min)
                        } else {
                            Layout::left_to_right(Align::Center)
                        };
                        ui.with_layout(across, |ui| {
                            for (name, help, command) in [
                                ("Speaker", "The words name who said the span in focus", Command::Speaker),
                                ("Cue", "The words report the span in focus", Command::Cue),
                                (
                                    "Add as part",
                                    "The words become a fragment of the span in focus",
                                    Command::AddFragment,
                                ),
                            ] {
                                let text = RichText::new(name).size(theme::SMALL);
                                let button = ui.add(Button::new(text)).on_hover_text(help);
                                if button.accessible_name(format!("{name}, for the span in focus")).clicked()
                                {
                                    chosen = Some(command);
                                }
                            }
                            if !is_narrow {
                                caption(ui);
                            }
                        });
                    }
                });
            });
        if let Some(command) = chosen {
            queue.push(command);
            self.close();
        }
    }
}
