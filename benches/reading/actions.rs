//! What is done in the window while frames are measured.

use egui::{Event, Key, Modifiers, pos2, vec2};
use redletter::app::command::{Command, Motion, SizeChange, Way};
use redletter::app::widgets::reading::layout::Caret;
use redletter::app::widgets::reading::units;
use redletter::model::id::ArticleId;

use super::window::{Frame, Window};

/// An action: its name, and what does it and gives the frames that count.
pub type Action = (&'static str, fn(&mut Window) -> Vec<Frame>);

/// Everything that is measured, in this order.
pub const ACTIONS: [Action; 13] = [
    ("open, from the file", open),
    ("open again", open),
    ("tag", tag),
    ("undo", undo),
    ("caret by grapheme", caret),
    ("caret by line", lines),
    ("select by drag", drag),
    ("scroll by wheel", wheel),
    ("scroll by page", pages),
    ("scroll by thumb", thumb),
    ("find and next", find),
    ("larger and smaller type", zoom),
    ("narrower and wider window", resize),
];

/// The first two frames of an action are not counted.
const NOT_COUNTED: usize = 2;

fn counted(frames: Vec<Frame>) -> Vec<Frame> {
    frames.into_iter().skip(NOT_COUNTED).collect()
}

fn repeat(times: usize, act: impl FnMut(usize) -> Frame) -> Vec<Frame> {
    counted((0..times + NOT_COUNTED).map(act).collect())
}

fn go(window: &mut Window, command: Command) {
    window.app().issue(command);
    window.rest();
}

/// From the command to the first frame with the article in it.
fn open(window: &mut Window) -> Vec<Frame> {
    let id = |id: &str| Command::OpenArticle(ArticleId::new(id).unwrap());
    go(window, id("a-short"));
    window.app().issue(id("b-measured"));
    vec![window.frame(Vec::new())]
}

/// Sentences at the start, in the middle and at the end, each selected and then tagged: the key's own frame.
fn tag(window: &mut Window) -> Vec<Frame> {
    let mut frames = Vec::new();
    for share in [0.0, 0.5, 0.98] {
        let text_len = window.app().session().unwrap().open.as_ref().unwrap().text().len();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
        let near = (text_len as f64 * share) as usize;
        let open = window.app().session().unwrap().open.as_ref().unwrap();
        let caret = Caret::at(open.units[units::unit_at(&open.units, near)].range.start());
        go(window, Command::Move(Motion::ArticleStart));
        go(window, Command::Select { anchor: caret.byte, caret });
        go(window, Command::Sentence(Way::Next));
        let near: Vec<Frame> = (0..60)
            .map(|idx| {
                window.key(Modifiers::NONE, Key::Space);
                window.frame(Vec::new());
                let digit = [Key::Num1, Key::Num2, Key::Num3, Key::Num4][idx % 4];
                let frame = window.key(Modifiers::NONE, digit);
                window.frame(Vec::new());
                frame
            })
            .collect();
        frames.extend(counted(near));
    }
    frames
}

fn undo(window: &mut Window) -> Vec<Frame> {
    repeat(100, |_| {
        let frame = window.key(Modifiers::COMMAND | Modifiers::CTRL, Key::Z);
        window.frame(Vec::new());
        frame
    })
}

fn caret(window: &mut Window) -> Vec<Frame> {
    go(window, Command::Move(Motion::ArticleStart));
    repeat(300, |_| window.key(Modifiers::NONE, Key::ArrowRight))
}

fn lines(window: &mut Window) -> Vec<Frame> {
    repeat(300, |_| window.key(Modifiers::NONE, Key::ArrowDown))
}

fn drag(window: &mut Window) -> Vec<Frame> {
    go(window, Command::Move(Motion::ArticleStart));
    let text = window.place_of("Article text");
    let (from, to) = (text.center_top() + vec2(-150.0, 120.0), text.center_bottom() + vec2(150.0, -80.0));
    window.point(from);
    window.press(true);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let frames = repeat(300, |idx| window.point(from.lerp(to, idx as f32 / 302.0)));
    window.press(false);
    window.key(Modifiers::NONE, Key::Escape);
    frames
}

fn wheel(window: &mut Window) -> Vec<Frame> {
    go(window, Command::Move(Motion::ArticleStart));
    let text = window.place_of("Article text");
    window.point(text.center());
    repeat(600, |_| window.wheel(-60.0))
}

fn pages(window: &mut Window) -> Vec<Frame> {
    go(window, Command::Move(Motion::ArticleStart));
    repeat(300, |_| window.key(Modifiers::NONE, Key::PageDown))
}

/// The thumb, from one end to the other.
fn thumb(window: &mut Window) -> Vec<Frame> {
    go(window, Command::Move(Motion::ArticleStart));
    let bar = window.place_of("Place in the article");
    window.point(pos2(bar.center().x, bar.top() + 10.0));
    window.press(true);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let frames = repeat(300, |idx| {
        window.point(pos2(bar.center().x, bar.top() + 10.0 + (bar.height() - 20.0) * idx as f32 / 302.0))
    });
    window.press(false);
    frames
}

fn zoom(window: &mut Window) -> Vec<Frame> {
    let frames = repeat(40, |idx| {
        let change = if idx / 10 % 2 == 0 { SizeChange::Larger } else { SizeChange::Smaller };
        window.app().issue(Command::TextSize(change));
        window.frame(Vec::new())
    });
    go(window, Command::TextSize(SizeChange::Default));
    frames
}

fn resize(window: &mut Window) -> Vec<Frame> {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let frames = repeat(60, |idx| {
        let narrower = (if idx < 30 { idx } else { 60 - idx.min(60) }) as f32 * 12.0;
        window.resize(vec2(1440.0 - narrower, 900.0))
    });
    window.resize(vec2(1440.0, 900.0));
    frames
}

/// A word that stands in every paragraph, typed, and then each of its hits.
fn find(window: &mut Window) -> Vec<Frame> {
    go(window, Command::Move(Motion::ArticleStart));
    window.key(Modifiers::COMMAND | Modifiers::CTRL, Key::F);
    window.rest();
    let typed = ["p", "ri", "ce"].map(|text| window.frame(vec![Event::Text(text.to_owned())]));
    // The rest of a long article is searched a piece a frame.
    let mut frames: Vec<Frame> = typed.into_iter().chain((0..30).map(|_| window.frame(Vec::new()))).collect();
    frames.extend((0..200).map(|_| window.key(Modifiers::NONE, Key::F3)));
    window.key(Modifiers::NONE, Key::Escape);
    window.key(Modifiers::NONE, Key::Escape);
    counted(frames)
}
