//! The reading view: one column of text with its spans, a caret, a selection, and a scroll bar that goes by
//! text position. Drawing reads the open article and pushes commands; what the view keeps for itself is
//! where it stands, what it has laid out, and what the pointer is about.

pub mod access;
pub mod bar;
pub mod cache;
mod draw;
mod hits;
pub mod items;
pub mod lanes;
pub mod layout;
mod links;
mod margin;
pub mod missing;
pub mod motion;
pub mod paint;
pub mod pattern;
pub mod placed;
pub mod pointer;
mod popup;
mod reveal;
pub mod scroll;
mod sight;
mod strip;
pub mod tinted;
pub mod units;

use std::collections::BTreeMap;

use egui::{CursorIcon, EventFilter, Id, Pos2, Rect, Sense, Ui, Vec2, emath::GuiRounding as _, pos2, vec2};

use self::cache::LayoutCache;
use self::draw::Pass;
use self::items::{About, Item, Items, item, item_of_unit};
use self::layout::Caret;
use self::margin::Margin;
use self::motion::Moved;
use self::paint::Grip;
use self::pointer::{Hit, PointerGestures, Released};
use self::popup::LabelPopup;
use self::reveal::{Anchor, Reveal, revealed};
use self::scroll::{Heights as _, ScrollPlace};
use self::strip::Strip;
use self::tinted::Palette;
use super::super::command::{Command, Motion};
use super::super::settings::Arrows;
use super::super::state::article::OpenArticle;
use super::super::state::find::FoundHits;
use super::super::state::register::Register;
use super::super::theme::{self, Theme};
use crate::model::corpus::Layers;
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::layer::Layer;
use crate::model::tagset::Tagset;
use crate::model::text::TextRange;

/// White space above the first line.
const TOP_SPACE: f32 = 28.0;
/// White space kept below the last line.
const BOTTOM_SPACE: f32 = 120.0;
/// Least room left of the column: numbers of paragraphs stand in it.
const GUTTER: f32 = 52.0;
/// Room left of the column where there is none to spare.
const NARROW_GUTTER: f32 = 14.0;

/// The id the reading view has for egui: the same everywhere, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter reading view")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct ReadingView {
    cache: LayoutCache,
    gestures: PointerGestures,
    about: About,
    shown: Option<ArticleId>,
    place: ScrollPlace,
    /// Where the view stood in articles shown before.
    places: BTreeMap<ArticleId, ScrollPlace>,
    reveal: Option<Reveal>,
    anchor: Option<Anchor>,
    view_height: f32,
    strip: Strip,
    popup: LabelPopup,
    drawn: Drawn,
}

/// What was drawn in the last frame.
#[derive(Default)]
struct Drawn {
    units: Vec<Visible>,
    /// The grips of the span in focus.
    grips: Vec<Grip>,
    num_spans: usize,
}

/// What is to be drawn.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The article.
    pub open: &'a OpenArticle,
    /// The annotator's layer on it.
    pub layer: Option<&'a Layer>,
    /// What labels look like.
    pub tagset: &'a Tagset,
    /// Who is called what.
    pub register: &'a Register,
    /// The colours.
    pub theme: &'static Theme,
    /// The reading size.
    pub size: f32,
    /// Words lit up for a moment.
    pub flash: Option<TextRange>,
    /// Everybody's layers on the article, for what reviewers say.
    pub layers: Option<&'a Layers>,
    /// Whose spans are shown.
    pub annotator: &'a AnnotatorId,
    /// A span that is pointed at from outside: the marked row of a list.
    pub shown: Option<&'a AnnotationId>,
    /// What can be done with the article, and how its spans stand.
    pub manner: Manner,
    /// What was looked for, where it is shown.
    pub hits: Option<&'a FoundHits>,
}

/// What can be done with an article, and how its spans stand.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether anything can be changed.
    pub is_writable: bool,
    /// Whether every span but the one in focus stands back.
    pub is_quiet: bool,
}

/// A unit on the screen.
#[derive(Clone, Copy, Debug)]
struct Visible {
    unit_idx: usize,
    /// The text's rectangle.
    rect: Rect,
}

impl ReadingView {
    /// Brings a byte into view by as little as it takes.
    pub fn reveal(&mut self, byte: usize) {
        self.reveal = Some(Reveal::Nearest(byte));
    }

    /// Brings a byte into view with room around it.
    pub fn reveal_with_room(&mut self, byte: usize) {
        self.reveal = Some(Reveal::WithRoom(byte));
    }

    /// Takes the labels away that stand over selected words.
    pub fn close_labels(&mut self) {
        self.popup.close();
    }

    /// Goes to a share of the text, 0 to 1.
    pub fn go_to_share(&mut self, open: &OpenArticle, share: f32) {
        // A share of the text's length is a length again: neither negative nor too large.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the length"
        )]
        let byte = (f64::from(share.clamp(0.0, 1.0)) * open.text().len() as f64) as usize;
        let unit_idx = units::unit_at(&open.units, byte);
        let Some(unit) = open.units.get(unit_idx) else {
            return;
        };
        let into = byte.saturating_sub(unit.range.start()) as f32 / unit.range.len() as f32;
        self.place = ScrollPlace { item: item_of_unit(open, unit_idx), fraction: into.min(1.0) };
        self.reveal = None;
    }

    /// Where a motion leads from the article's caret.
    pub fn moved(
        &mut self,
        ctx: &egui::Context,
        open: &OpenArticle,
        motion: Motion,
        extends: bool,
        arrows: Arrows,
    ) -> Option<Moved> {
        self.cache.prepare(&open.article.text);
        let page = (self.view_height * 0.85).max(40.0);
        let Self { cache, about, place, .. } = self;
        let mut items = Items { ctx, cache, open, about };
        let by_sight = match arrows {
            Arrows::BySight => sight::moved(&mut items, motion, extends),
            Arrows::ByText => None,
        };
        let by_text = || motion::by_text(open.text(), &open.units, open.selection, motion, extends);
        if let Some(caret) = by_sight.or_else(by_text) {
            return Some(Moved { caret, goal_x: None });
        }
        match motion {
            Motion::PageDown => *place = place.moved(&mut items, page),
            Motion::PageUp => *place = place.moved(&mut items, -page),
            _ => {}
        }
        motion::by_layout(&mut items, open.selection.caret, open.trail.goal_x, motion, page)
    }

    /// How many units were laid out since the last call.
    pub fn take_num_laid_out(&mut self) -> usize {
        self.cache.take_num_laid_out()
    }

    /// How many units were laid out for the last frame.
    pub fn num_laid_out(&self) -> usize {
        self.cache.num_laid_out_in_pass()
    }

    /// How many spans were painted in the last frame.
    pub fn num_spans_painted(&self) -> usize {
        self.drawn.num_spans
    }

    /// Where a caret stands on the screen, if it does: the middle of its line's height.
    pub fn place_of(&self, open: &OpenArticle, caret: Caret) -> Option<Pos2> {
        let unit_idx = units::unit_at(&open.units, caret.byte);
        let unit = self.drawn.units.iter().find(|unit| unit.unit_idx == unit_idx)?;
        let caret = self.cache.held(unit_idx)?.caret_rect(caret);
        Some(caret.translate(unit.rect.min.to_vec2()).center())
    }

    /// Draws the view into all the room there is.
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, takes_focus: bool, queue: &mut Vec<Command>) {
        let area = ui.available_rect_before_wrap();
        let builder = egui::UiBuilder::new()
            .id_salt("reading")
            .max_rect(area)
            .accessibility_role(egui::accesskit::Role::Document)
            .accessibility_label("Article");
        ui.scope_builder(builder, |ui| self.show_in(ui, area, scene, takes_focus, queue));
        ui.advance_cursor_after_rect(area);
    }

    fn show_in(
        &mut self,
        ui: &mut Ui,
        area: Rect,
        scene: &Scene<'_>,
        takes_focus: bool,
        queue: &mut Vec<Command>,
    ) {
        let bar = area.with_min_x(area.right() - bar::WIDTH);
        let strip = area.with_max_x(bar.left()).with_min_x(bar.left() - strip::WIDTH);
        let text_area = area.with_max_x(strip.left());
        let margin_width = self.margin_width(ui, text_area.width(), scene.size);
        let column = self.column(ui, text_area, scene.size, margin_width);
        let left = (column.right() + margin::GAP).min(text_area.right() - margin_width);
        let margin_column = Rect::from_min_max(
            pos2(left, area.top()),
            pos2((left + margin_width).min(text_area.right() - 4.0), area.bottom()),
        );
        self.begin_pass(ui, scene, column.width());
        self.view_height = area.height();

        let response = ui.interact(text_area, id(), Sense::click_and_drag());
        keep_keys(ui, takes_focus);
        ui.accesskit_node_builder(id(), |node| {
            node.set_role(egui::accesskit::Role::Group);
            node.set_label("Article text");
        });
        self.wheel(ui, scene, &response);
        let (visible, about_at) = self.settle(ui, scene, column, area);
        self.pointer(ui, scene, &response, &visible, queue);

        ui.painter().rect_filled(area, 0.0, scene.theme.ground.paper);
        let painter = ui.painter_at(text_area);
        if let Some(at) = about_at {
            self.paint_about(&painter, at, scene.theme);
        }
        let mut margin = Margin::default();
        self.drawn.grips.clear();
        self.drawn.num_spans = 0;
        let palette = Palette::new(scene.tagset, scene.theme, 1.0 / ui.pixels_per_point());
        let quiet = scene.manner.is_quiet.then(|| palette.quiet(scene.theme));
        let pass = Pass { ui, painter: &painter, scene, palette: &palette, quiet: quiet.as_ref() };
        for unit in &visible {
            self.paint_unit(pass, *unit, &mut margin, queue);
        }
        links::paint(pass, &self.cache, &visible, column, text_area);
        self.paint_caret(ui, &painter, scene, &visible);
        ui.scope_builder(egui::UiBuilder::new().id_salt("margin").max_rect(area), |ui| {
            ui.set_clip_rect(area);
            margin.show(ui, scene, &self.cache, &palette, margin_column, queue);
        });
        self.scroll_bar(ui, scene, bar, strip, &visible, area);
        let line = self.selected_line(scene, &visible).filter(|line| area.contains(line.center()));
        self.popup.show(ui, scene, line, area.with_max_x(bar.left()), margin_column.left(), queue);
        self.drawn.units = visible;
    }

    /// The room cards take: ticks only, where the window is narrow or the type so large that the column needs
    /// the room; more than the least, where a full column leaves some.
    fn margin_width(&mut self, ui: &Ui, width: f32, size: f32) -> f32 {
        let char_width = self.cache.char_width(ui, size);
        let least = char_width * theme::COLUMN_MIN_CHARS + NARROW_GUTTER + margin::GAP + margin::CARD_WIDTH;
        if ui.ctx().content_rect().width() < theme::TICKS_BELOW || width < least {
            return margin::TICK_WIDTH;
        }
        let column = (char_width * theme::COLUMN_CHARS).round();
        let left_over = width - column - GUTTER - 2.0 * margin::GAP;
        left_over.clamp(margin::CARD_WIDTH, margin::MAX_CARD_WIDTH).floor()
    }

    /// The column the text stands in, without a height of its own.
    fn column(&mut self, ui: &Ui, area: Rect, size: f32, margin: f32) -> Rect {
        let char_width = self.cache.char_width(ui, size);
        let wanted = (char_width * theme::COLUMN_CHARS).round();
        let least = (char_width * theme::COLUMN_MIN_CHARS).round();
        // The gutters give way before the column goes under its least width.
        let beside = margin + margin::GAP;
        let with_gutters = area.width() - GUTTER - beside;
        let room = with_gutters.max(least.min(area.width() - NARROW_GUTTER - beside));
        let width = wanted.min(room).max(80.0).floor();
        // The column stands in the middle of what the cards leave.
        let free = area.width() - width - beside;
        let left = area.left() + (free * 0.5).max(GUTTER.min(free)).max(NARROW_GUTTER).floor();
        Rect::from_min_size(pos2(left, area.top()), vec2(width, area.height()))
    }

    /// Drops what is out of date, and goes to where one was in an article that was not in view. Where the column
    /// or the type changes, the words at the upper edge stay there.
    fn begin_pass(&mut self, ui: &Ui, scene: &Scene<'_>, width: f32) {
        let text = &scene.open.article.text;
        let is_shown = self.shown.as_ref() == Some(&scene.open.article.id);
        let changes_shape = is_shown && self.cache.changes_shape(text, scene.size, width);
        if changes_shape && self.anchor.is_none_or(|anchor| anchor.place != self.place) {
            self.anchor = self.anchored(scene.open);
        }
        self.cache.begin_pass(ui, text, scene.size, width);
        self.about = About::of(ui, &mut self.cache, scene.open, scene.size, width);
        if changes_shape && let Some(anchor) = &mut self.anchor {
            let Self { cache, about, place, .. } = self;
            let mut items = Items { ctx: ui, cache, open: scene.open, about };
            *place = anchor.held(&mut items);
        }
        let article = &scene.open.article.id;
        if self.shown.as_ref() != Some(article) {
            if let Some(left) = self.shown.replace(article.clone()) {
                self.places.insert(left, self.place);
            }
            self.gestures.cancel();
            self.place = self.places.get(article).copied().unwrap_or_default();
        }
    }

    /// What stands at the upper edge, as it was laid out last.
    fn anchored(&self, open: &OpenArticle) -> Option<Anchor> {
        let Item::Unit(unit_idx) = item(open, self.place.item) else { return None };
        let laid_out = self.cache.held(unit_idx)?;
        let (above, below) =
            (self.cache.space_above(&open.units, unit_idx), self.cache.space_below(&open.units, unit_idx));
        let into = self.place.fraction * (laid_out.height() + above + below) - above;
        let byte = laid_out.row(laid_out.row_at(into)).start;
        Some(Anchor { place: self.place, byte, into: into - laid_out.row_top(byte) })
    }

    /// Scrolls by wheel, or because a drag has come to an edge.
    fn wheel(&mut self, ui: &Ui, scene: &Scene<'_>, response: &egui::Response) {
        let mut delta = 0.0;
        if response.hovered() {
            delta -= ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta)).y;
        }
        if self.gestures.is_dragging()
            && let Some(pos) = ui.input(|input| input.pointer.latest_pos())
        {
            let beyond = (pos.y - response.rect.bottom()).max(0.0) + (pos.y - response.rect.top()).min(0.0);
            if beyond != 0.0 {
                delta += beyond.clamp(-40.0, 40.0) * 0.5;
                ui.request_repaint();
            }
        }
        if delta != 0.0 {
            self.reveal = None;
            let Self { cache, about, place, .. } = self;
            let mut items = Items { ctx: ui, cache, open: scene.open, about };
            *place = place.moved(&mut items, delta);
        }
    }

    /// Brings into view what was asked for, holds the end of the text in view, and says what is visible:
    /// units, and the place of the line about the article.
    fn settle(
        &mut self,
        ui: &Ui,
        scene: &Scene<'_>,
        column: Rect,
        area: Rect,
    ) -> (Vec<Visible>, Option<Pos2>) {
        let Self { cache, about, place, reveal, .. } = self;
        let mut items = Items { ctx: ui, cache, open: scene.open, about };
        if let Some(reveal) = reveal.take() {
            *place = revealed(&mut items, *place, reveal, area.height());
        }
        let walk = walk(&mut items, *place, column, area);
        if walk.end.is_none_or(|end| end >= area.bottom() - BOTTOM_SPACE) {
            return (walk.visible, walk.about_at);
        }
        // The end of the text has come up too far; where the lowest place is matters only now.
        let lowest = ScrollPlace::lowest(&mut items, area.height() - TOP_SPACE, BOTTOM_SPACE);
        *place = place.not_below(lowest);
        let walk = self::walk(&mut items, *place, column, area);
        (walk.visible, walk.about_at)
    }

    /// Turns presses, drags and releases into commands.
    fn pointer(
        &mut self,
        ui: &Ui,
        scene: &Scene<'_>,
        response: &egui::Response,
        visible: &[Visible],
        queue: &mut Vec<Command>,
    ) {
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        let open = scene.open;
        let ground = open.ground();
        let over_grip = ui.input(|input| input.pointer.hover_pos()).and_then(|pos| self.grip_at(pos));
        if response.hovered() && (over_grip.is_some() || self.gestures.is_dragging_bounds()) {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
        let is_ours = response.hovered() || response.is_pointer_button_down_on() || response.clicked();
        let (buttons, latest, now, down) = ui.input(|input| {
            let buttons: Vec<egui::Event> =
                input.events.iter().filter(|event| is_primary(event)).cloned().collect();
            (buttons, input.pointer.latest_pos(), input.time, input.pointer.primary_down())
        });
        // One by one: a quick hand presses and releases more than once in a slow frame.
        for button in buttons {
            let egui::Event::PointerButton { pos, pressed, modifiers, .. } = button else { continue };
            let hit = self.hit(visible, pos);
            if !pressed {
                queue.extend(hit.and_then(|hit| self.gestures.hold(ground, hit, pos)));
                let may_grow = self.gestures.may_grow();
                match self.gestures.release(hit) {
                    Some(Released::Click(Hit { caret, under })) => {
                        let on_line = self.line_at(visible, pos, scene.size);
                        let (caret, on_line) = on_line.map_or((caret, None), |(caret, id)| (caret, Some(id)));
                        queue.push(Command::ClickText { caret, under, on_line });
                    }
                    Some(Released::Selected(selection)) => {
                        if let Some(words) = selection.range() {
                            self.popup.open(words);
                            queue.push(Command::Selected { may_grow });
                        }
                    }
                    Some(Released::Fragment) => queue.push(Command::AddFragment),
                    Some(Released::Bounds) => queue.push(Command::KeepBounds),
                    None => {}
                }
            } else if is_ours && response.rect.contains(pos) {
                response.request_focus();
                self.popup.close();
                if let Some(grip) = self.grip_at(pos).filter(|_| scene.manner.is_writable) {
                    let anchor = if grip.is_end { grip.range.start() } else { grip.range.end() };
                    self.gestures.grab(anchor, pos);
                    queue.push(Command::EditBoundsOf(grip.fragment_idx));
                } else {
                    queue.extend(hit.map(|hit| self.gestures.press(ground, hit, pos, now, modifiers)));
                }
            }
        }
        if !down {
            self.gestures.cancel();
        } else if let Some(pos) = latest
            && let Some(hit) = self.hit(visible, pos)
        {
            queue.extend(self.gestures.hold(ground, hit, pos));
        }
    }

    /// The grip a point is on.
    fn grip_at(&self, pos: Pos2) -> Option<Grip> {
        self.drawn.grips.iter().copied().find(|grip| grip.rect.expand2(vec2(4.0, 0.0)).contains(pos))
    }

    /// The first line of the selected words, if it is on the screen.
    fn selected_line(&self, scene: &Scene<'_>, visible: &[Visible]) -> Option<Rect> {
        let words = scene.open.selection.range()?;
        let unit =
            visible.iter().find(|unit| scene.open.units[unit.unit_idx].range.contains(words.start()))?;
        let first = self.cache.held(unit.unit_idx)?.stretches(words).into_iter().next()?;
        let (min, max) = (pos2(first.left, first.top), pos2(first.right, first.bottom));
        Some(Rect::from_min_max(min, max).translate(unit.rect.min.to_vec2()))
    }

    /// The span whose own line runs through a point, and the place among the words above it.
    fn line_at(&self, visible: &[Visible], pos: Pos2, size: f32) -> Option<(Caret, AnnotationId)> {
        // The lines of a last row reach into the space below.
        let near = visible.iter().filter(|unit| unit.rect.expand2(vec2(0.0, size)).y_range().contains(pos.y));
        near.into_iter().find_map(|unit| {
            let point = pos - unit.rect.min.to_vec2();
            let (span, row_idx) = self.cache.spans(unit.unit_idx)?.line_at(point, size)?;
            let caret = self.cache.held(unit.unit_idx)?.caret_in_row(row_idx, point.x);
            Some((caret, span.annotation.id.clone()))
        })
    }

    /// What of the text is nearest to a point.
    fn hit(&self, visible: &[Visible], pos: Pos2) -> Option<Hit> {
        let distance = |unit: &&Visible| {
            let rect = unit.rect;
            (rect.top() - pos.y).max(pos.y - rect.bottom()).max(0.0)
        };
        let unit = visible.iter().min_by(|one, two| distance(one).total_cmp(&distance(two)))?;
        let laid_out = self.cache.held(unit.unit_idx)?;
        let point = pos - unit.rect.min.to_vec2();
        Some(Hit { caret: laid_out.caret_at(point), under: laid_out.byte_under(point) })
    }

    fn scroll_bar(
        &mut self,
        ui: &Ui,
        scene: &Scene<'_>,
        bar: Rect,
        strip: Rect,
        visible: &[Visible],
        area: Rect,
    ) {
        let seen = bar::seen(scene.open, visible.iter().map(|unit| (unit.unit_idx, unit.rect)), area);
        self.strip.paint(ui, scene, strip, seen);
        let by_strip = bar::pressed(ui, strip, id().with("strip"), "Spans of the article");
        let by_bar = bar::show(ui, bar, id().with("bar"), seen, scene.theme);
        if let Some(share) = by_bar.or(by_strip) {
            self.go_to_share(scene.open, share);
            ui.request_repaint();
        }
    }
}

/// Whether an event is of the button that selects.
fn is_primary(event: &egui::Event) -> bool {
    matches!(event, egui::Event::PointerButton { button: egui::PointerButton::Primary, .. })
}

/// Takes the focus if it is wanted, and keeps arrows and Esc from moving it.
fn keep_keys(ui: &Ui, takes_focus: bool) {
    if takes_focus {
        ui.memory_mut(|memory| memory.request_focus(id()));
    }
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id(), filter));
}

/// What lies in the view, from a place down.
struct Walk {
    visible: Vec<Visible>,
    about_at: Option<Pos2>,
    /// Where the text ends, if that is in view.
    end: Option<f32>,
}

fn walk(items: &mut Items<'_>, place: ScrollPlace, column: Rect, area: Rect) -> Walk {
    let mut walk = Walk { visible: Vec::new(), about_at: None, end: None };
    // The white space above the first line belongs to the start of the article; elsewhere text stands there.
    let mut top = area.top() + TOP_SPACE - place.offset(items);
    let mut first = place.item;
    while top > area.top() && first > 0 {
        first -= 1;
        top -= items.height(first);
    }
    for item_idx in first..items.num_items() {
        if top >= area.bottom() {
            return walk;
        }
        let height = items.height(item_idx);
        match item(items.open, item_idx) {
            Item::About => walk.about_at = Some(pos2(column.left(), top)),
            Item::Unit(unit_idx) => {
                let above = items.space_above(Item::Unit(unit_idx));
                let size = items.unit(unit_idx).map_or(Vec2::ZERO, |unit| unit.galley.rect.size());
                let min = pos2(column.left(), top + above).round_to_pixels(items.ctx.pixels_per_point());
                let rect = Rect::from_min_size(min, vec2(column.width(), size.y));
                walk.visible.push(Visible { unit_idx, rect });
            }
        }
        top += height;
    }
    walk.end = Some(top);
    walk
}
