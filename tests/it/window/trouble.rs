//! What is more, longer or worse than one expects: a corpus that goes bad while it is open, ten thousand spans,
//! titles and registers without end, forty labels, characters that nobody types.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use redletter::model::annotation::{AttributedVoice, VoiceRole};
use redletter::model::edit::{Key as RecordKey, LayerKey, Record};
use redletter::model::id::{AnnotationId, ArticleId, LabelId, SettingId, VoiceId};
use redletter::model::layer::{Layer, LayerState};
use redletter::model::tagset::AttributeKind;
use redletter::model::tagset::default::default_tagset;
use redletter::model::text::visible::is_acting;
use redletter::model::voice::{Voice, VoiceKind};
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::Fault;

use super::*;

fn fail_from_now(disk: &SimulatedDisk, kind: io::ErrorKind) {
    disk.set_fault(Some(Fault::FailBetween(0, usize::MAX, kind)));
}

#[test]
fn a_disk_that_turns_read_only_is_told_and_nothing_is_lost() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    fail_from_now(&disk, io::ErrorKind::ReadOnlyFilesystem);
    window.keys(&[Key::Space, Key::Num2]);
    assert!(window.has("Not saved"));
    assert_eq!(window.spans().len(), 2, "the work stays in memory");
    window.ctrl(Key::S);
    assert!(window.has("Not saved"));
    // The disk takes writing again: what was kept in memory is saved by the next change.
    disk.set_fault(None);
    window.keys(&[Key::Space, Key::Num4]);
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    assert_eq!(self::window(&disk).spans().len(), 3);
}

#[test]
fn a_corpus_that_vanishes_while_it_is_open_is_told() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    for path in disk.files().into_keys().filter(|path| path.starts_with("/corpus/articles")) {
        disk.remove(&path).unwrap();
    }
    window.ctrl(Key::PageDown);
    let list = "Night ferry planned, Wire, to do";
    assert!(window.has(list), "the list is as it was");
    let is_told = !window.state().desk().notices.list.is_empty();
    let is_open = window.state().session().unwrap().open.as_ref().unwrap().text() == FERRY;
    assert!(is_told || is_open, "an article that can't be read is told, one still in memory opens");
    // One that was never read can't be had any more; the one in view stays.
    window.keys(&[Key::Space, Key::Num2]);
    assert!(!window.spans().is_empty());
}

#[test]
fn an_article_damaged_while_the_corpus_is_open_leaves_the_others() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    let shown = window.state().session().unwrap().open.as_ref().unwrap().article.id.clone();
    let other = disk
        .files()
        .into_keys()
        .find(|path| path.starts_with("/corpus/articles") && !path.to_string_lossy().contains(shown.as_str()))
        .unwrap();
    redletter::store::disk::write_atomically(&disk, &other, b"(format: 1, te").unwrap();
    window.ctrl(Key::PageDown);
    let name = other.file_stem().unwrap().to_string_lossy().into_owned();
    let told = window.state().desk().notices.list.iter().any(|notice| notice.text.contains(&name));
    let open = window.state().session().unwrap().open.as_ref().unwrap().article.id.clone();
    assert!(told && open == shown, "it is named, and the one in view stays: {open}");
    window.keys(&[Key::Space, Key::Num1]);
    assert_eq!(window.spans().len(), 1);
}

/// A layer of many spans on the first article of a disk, three on each sentence's words.
fn with_spans(disk: &SimulatedDisk, num_spans: usize) {
    let now = Timestamp::from_millis(2_000);
    let (mut corpus, _) = OpenCorpus::open(options(disk, now)).unwrap();
    let article: ArticleId = corpus.state().articles.keys().next().unwrap().clone();
    let text = redletter::model::reader::CorpusReader::article(&corpus, &article).unwrap().text.clone();
    let annotator = corpus.annotator().clone();
    let labels = ["claim", "quote", "proposal", "caveat"].map(|id| LabelId::new(id).unwrap());
    let mut records = Vec::new();
    let words: Vec<(usize, &str)> = text.as_str().match_indices(' ').collect();
    for idx in 0..num_spans {
        let at = words[(idx * 3) % (words.len() - 8)].0 + 1;
        let end = words.iter().map(|(at, _)| *at).find(|end| *end > at + 20).unwrap_or(text.as_str().len());
        let Ok(range) = TextRange::new(at, end) else { continue };
        let id = AnnotationId::new(&format!("s{idx:09}")).unwrap();
        let annotation = Annotation::new(id.clone(), labels[idx % 4].clone(), range.into(), now);
        let layer =
            redletter::model::edit::LayerKey { article: article.clone(), annotator: annotator.clone() };
        records.push((
            redletter::model::edit::Key::Annotation(layer, id),
            redletter::model::edit::Record::Annotation(Arc::new(annotation)),
        ));
    }
    let change = change::put_records(corpus.state(), records, "Add many".to_owned()).unwrap();
    corpus.apply(change, now).unwrap();
    corpus.close(now).unwrap();
}

fn layer(window: &Harness<'static, App>) -> Layer {
    window.state().session().unwrap().open_layer().cloned().unwrap_or_default()
}

#[test]
fn ten_thousand_spans_are_gone_through_changed_and_reviewed() {
    let paragraph = "The council will vote on a night ferry between the old port and the north shore. ";
    let disk = disk_with(&[&format!("{}\n\n", paragraph.repeat(5)).repeat(1_200)]);
    with_spans(&disk, 10_000);
    let mut window = window(&disk);
    assert_eq!(layer(&window).annotations.len(), 10_000);
    window.keys(&[Key::J, Key::J, Key::J]);
    let focused = window.focused().unwrap();
    window.keys(&[if focused.label.as_str() == "claim" { Key::Num2 } else { Key::Num1 }]);
    assert_ne!(window.focused().unwrap().label, focused.label);
    window.keys(&[Key::Delete]);
    assert_eq!(layer(&window).annotations.len(), 9_999);
    window.ctrl(Key::Z);
    window.ctrl(Key::End);
    window.keys(&[Key::K]);
    assert!(window.focused().is_some());
    window.ctrl(Key::Num2);
    assert!(window.has("10,000 of 10,000"));
    window.keys(&[Key::A]);
    assert!(window.has("9,999 to review"));
    window.ctrl(Key::Num8);
    assert!(window.has("label Claim, used"));
}

#[test]
fn a_title_of_five_hundred_characters_is_cut_and_never_in_the_way() {
    let title = "Very ".repeat(100);
    let disk = disk_with(&[&format!("{}\n\nShort text here.", title.trim()), BRIDGE]);
    for size in [[1440.0, 900.0], [1024.0, 700.0], [720.0, 480.0]] {
        let mut window = window_of(&disk, size);
        window.ctrl(Key::PageDown);
        if size[0] < 1280.0 {
            window.ctrl(Key::B);
        }
        for node in window.get_all_by_role(Role::ListItem) {
            assert!(node.rect().right() <= size[0], "{size:?}: {:?}", node.rect());
        }
        let text = window.paragraph("Very");
        assert!(text.right() <= size[0], "{size:?}");
    }
}

#[test]
fn nothing_of_the_top_bar_lies_over_anything_else_in_a_narrow_window() {
    let disk = disk_with(&[FERRY]);
    for width in
        [683.0, 720.0, 760.0, 800.0, 840.0, 860.0, 880.0, 900.0, 960.0, 1000.0, 1024.0, 1280.0, 1440.0]
    {
        let mut window = window_of(&disk, [width, 480.0]);
        window.keys(&[Key::Space, Key::Num1]);
        let saved = window.get_by_label_contains("Saved").rect();
        for button in window.get_all_by_role(Role::Button).filter(|node| node.rect().bottom() < 44.0) {
            let rect = button.rect();
            assert!(!rect.shrink(0.5).intersects(saved), "{width}: {rect:?} {saved:?}");
            assert!(rect.left() >= 0.0 && rect.right() <= width, "{width}: {rect:?}");
        }
    }
}

#[test]
fn large_type_takes_the_room_of_the_cards() {
    let disk = disk_with(&[FERRY]);
    let mut window = window_of(&disk, [1440.0, 900.0]);
    let before = window.paragraph("The council").width();
    for _ in 0..22 {
        window.ctrl(Key::Plus);
    }
    assert!(window.has("40 points"));
    assert!(window.paragraph("The council").width() > before * 1.15);
}

#[test]
fn a_register_of_five_thousand_voices_is_searched_as_one_types() {
    let disk = disk_with(&[FERRY]);
    let now = Timestamp::from_millis(2_000);
    let (mut corpus, _) = OpenCorpus::open(options(&disk, now)).unwrap();
    let annotator = corpus.annotator().clone();
    let voice = |idx: usize| Voice {
        id: VoiceId::new(&format!("v{idx:09}")).unwrap(),
        name: format!("Person {idx} Marsh"),
        kind: VoiceKind::Person,
        aliases: vec![],
        roles: vec![],
        belongs_to: vec![],
        note: String::new(),
        merged_into: None,
        changed: now,
    };
    let records: Vec<_> = (0..5_000)
        .map(|idx| {
            let voice = voice(idx);
            let key = redletter::model::edit::Key::Voice(annotator.clone(), voice.id.clone());
            (key, redletter::model::edit::Record::Voice(Arc::new(voice)))
        })
        .collect();
    let change = change::put_records(corpus.state(), records, "Add voices".to_owned()).unwrap();
    corpus.apply(change, now).unwrap();
    corpus.close(now).unwrap();
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::S, Key::S, Key::S]);
    window.types("person 4321");
    window.keys(&[Key::ArrowDown, Key::Enter]);
    assert!(window.has("speaker Person 4321 Marsh"));
    assert_eq!(window.state().session().unwrap().corpus.state().voices[&annotator].len(), 5_000);
    window.ctrl(Key::Num2);
    window.click("Speaker: all");
    assert!(window.has("Person 4321 Marsh · 1"));
    window.keys(&[Key::Escape]);

    // Every entry of the register can take the place of another, and quotes can be moved to each.
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    window.settle();
    for ch in "label:claim".chars() {
        window.event(Event::Text(ch.to_string()));
        window.step();
    }
    window.keys(&[Key::Enter]);
    wait_until(&mut window, |app| !app.session().unwrap().wide.search.is_busy());
    window.keys(&[Key::R, Key::Num2, Key::Num1]);
    assert!(
        window.has("4,950 more, by typing"),
        "of all but the one that goes, and with the article's voice"
    );
    window.types("marsh 1234");
    assert!(!window.has("more, by typing"));
    window.keys(&[Key::Enter, Key::Enter]);
    let said = window.state().desk().status.as_ref().map(|line| line.text.clone()).unwrap_or_default();
    assert_eq!(said, "Replace Person 4321 Marsh by Person 1234 Marsh: 1 span in 1 article");
}

#[test]
fn a_tagset_of_forty_labels_can_be_used_by_keys_and_by_pointer() {
    let disk = disk_with(&[FERRY]);
    let now = Timestamp::from_millis(2_000);
    let (mut corpus, _) = OpenCorpus::open(options(&disk, now)).unwrap();
    for idx in 5..=40 {
        let id = LabelId::new(&format!("l{idx}")).unwrap();
        let label = corpus.state().tagset.new_label(id, &format!("Label {idx}"));
        let change = change::tagset::put_label(corpus.state(), label).unwrap();
        corpus.apply(change, now).unwrap();
    }
    corpus.close(now).unwrap();
    let letters: BTreeSet<char> = {
        let window = window(&disk);
        let session = window.state().session().unwrap();
        session.corpus.state().tagset.labels.values().map(|label| label.letter).collect()
    };
    assert!(letters.len() > 30, "labels can be told apart by their letters: {letters:?}");
    let mut window = window_of(&disk, [1024.0, 700.0]);
    window.keys(&[Key::Space, Key::Num9]);
    assert_eq!(window.spans(), tagged(&[("l9", VOTE)]));
    window.get_by_label("Label 33").scroll_to_me();
    window.run();
    window.click("Label 33");
    assert_eq!(window.spans(), tagged(&[("l33", VOTE)]));
    let at = window.paragraph("The council").left_top() + vec2(60.0, 16.0);
    window.click_at(at, 3);
    assert!(window.has("Tag as Label 5"), "the first labels are offered beside the words");
    window.ctrl(Key::Num8);
    window.keys(&[Key::End, Key::K]);
    assert_eq!(default_tagset().labels.len(), 4);
}

#[test]
fn pasted_control_characters_do_no_harm() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::N]);
    window.event(Event::Paste("one\u{0}\u{7}\r\ntwo\u{202e}three\u{1b}[31m".to_owned()));
    window.run();
    window.ctrl(Key::Enter);
    let note = window.focused().unwrap().note.clone();
    assert!(note.starts_with("one") && note.contains("three"), "{note:?}");
    window.keys(&[Key::S, Key::S, Key::S]);
    window.event(Event::Paste("Ana\u{0}\nRuz\t".to_owned()));
    window.run();
    window.keys(&[Key::Enter]);
    let session = window.state().session().unwrap();
    let speaker = session.register.speakers_in_words(&window.focused().unwrap()).unwrap();
    assert!(speaker.chars().all(|ch| !ch.is_control()), "a name is one line: {speaker:?}");
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let mut window = self::window(&disk);
    window.keys(&[Key::J]);
    assert_eq!(window.focused().unwrap().note, note, "the file gives back what was pasted");
    assert!(Path::new("/corpus").is_absolute());
}

#[test]
fn without_an_article_every_workspace_says_what_to_do() {
    let mut window = window(&disk_with(&[]));
    assert!(window.has("There are no articles in this corpus yet"));
    window.ctrl(Key::Num2);
    assert!(window.has("Nothing to review yet"));
    window.keys(&[Key::A, Key::R, Key::D, Key::E, Key::Space, Key::Enter, Key::J]);
    window.ctrl(Key::Num8);
    window.keys(&[Key::J, Key::Enter, Key::Escape]);
    window.ctrl(Key::Num1);
    window.keys(&[Key::Space, Key::Num1, Key::Q, Key::H, Key::X, Key::J, Key::Delete]);
    assert!(window.has("There are no articles in this corpus yet"));
}

/// Sets the title of a terminal, begins a line of its own, and turns the writing round.
const HOSTILE: &str = "Evil\u{1b}]0;owned\u{7}\r\nSaved\u{9b}\u{202e}gnorw\u{2066}\t\u{0}";

/// A corpus in which every name and free text but the article's own text is `hostile`.
fn hostile_disk(hostile: &str) -> SimulatedDisk {
    let disk = disk_with(&[FERRY]);
    let now = Timestamp::from_millis(2_000);
    let (mut corpus, _) = OpenCorpus::open(options(&disk, now)).unwrap();
    let (state, annotator) = (corpus.state(), corpus.annotator().clone());
    let article: ArticleId = state.articles.keys().next().unwrap().clone();
    let layer = LayerKey { article: article.clone(), annotator: annotator.clone() };
    let voice = Voice {
        id: VoiceId::new("evil").unwrap(),
        name: hostile.to_owned(),
        kind: VoiceKind::Person,
        aliases: vec![],
        roles: vec![],
        belongs_to: vec![],
        note: hostile.to_owned(),
        merged_into: None,
        changed: now,
    };
    let words = TextRange::new(FERRY.find("More").unwrap(), FERRY.find(',').unwrap()).unwrap();
    let mut annotation = Annotation::new(
        AnnotationId::new("spoken").unwrap(),
        LabelId::new("quote").unwrap(),
        words.into(),
        now,
    );
    let party = |party| AttributedVoice { role: VoiceRole::Speaker, party };
    let unnamed = Party::Unnamed { words: hostile.to_owned(), affiliation: None };
    annotation.attribution.voices = vec![party(Party::Registered(voice.id.clone())), party(unnamed)];
    hostile.clone_into(&mut annotation.note);
    let metadata = Metadata {
        title: hostile.to_owned(),
        outlet: hostile.to_owned(),
        byline: hostile.to_owned(),
        ..Metadata::default()
    };
    let layer_state = LayerState { codes: [hostile.to_owned()].into(), ..LayerState::default() };
    let mut transactions = vec![change::set_metadata(state, &article, metadata).unwrap()];
    let records = vec![
        (RecordKey::Voice(annotator.clone(), voice.id.clone()), Record::Voice(Arc::new(voice))),
        (
            RecordKey::Annotation(layer.clone(), annotation.id.clone()),
            Record::Annotation(Arc::new(annotation)),
        ),
        (RecordKey::State(layer), Record::State(Arc::new(layer_state))),
    ];
    transactions.push(change::put_records(state, records, hostile.to_owned()).unwrap());
    transactions.push(change::set_setting(state, &SettingId::new("title").unwrap(), Some(hostile)).unwrap());
    for mut label in default_tagset().labels.into_values() {
        label.name = format!("{hostile}{}", label.id);
        transactions.push(change::tagset::put_label(state, label).unwrap());
    }
    for mut attribute in default_tagset().attributes.into_values() {
        attribute.name = format!("{hostile}{}", attribute.id);
        if let AttributeKind::Choice(choices) | AttributeKind::Choices(choices) = &mut attribute.kind {
            for choice in choices {
                choice.name = format!("{hostile}{}", choice.id);
            }
        }
        transactions.push(change::tagset::put_attribute(state, attribute).unwrap());
    }
    for transaction in transactions {
        corpus.apply(transaction, now).unwrap();
    }
    corpus.close(now).unwrap();
    disk
}

/// What is wrong with the names on the screen: they hold what acts on what stands around it, or are over-long, or
/// none is there. Fields in which names are changed hold them as they are.
fn bad_names(window: &Harness<'static, App>, place: &str) -> Vec<String> {
    let is_field = |role: Role| matches!(role, Role::TextInput | Role::MultilineTextInput | Role::TextRun);
    let (mut num_seen, mut bad) = (0, Vec::new());
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        let value = node.value().filter(|_| !is_field(node.role()));
        for text in [node.label(), value].into_iter().flatten() {
            num_seen += usize::from(text.contains("Evil"));
            // Tool tips and lists of several lines are ours, but none begins with what the name holds.
            let acts = text.chars().any(|ch| is_acting(ch) && ch != '\n') || text.contains("\nSaved");
            if acts || text.chars().count() > 5_000 {
                let start: String = text.chars().take(60).collect();
                let end: String = text.chars().skip(text.chars().count().saturating_sub(40)).collect();
                bad.push(format!("{place}: {:?} {start:?} … {end:?}", node.role()));
            }
        }
    }
    if num_seen == 0 {
        bad.push(format!("{place}: no such name is to be seen"));
    }
    bad
}

/// Goes to every place where names are shown, and gives what is wrong there.
fn go_round(window: &mut Harness<'static, App>) -> Vec<String> {
    let mut bad = bad_names(window, "at the start");
    window.keys(&[Key::J]);
    bad.extend(bad_names(window, "a span in focus"));
    for (key, place) in [(Key::S, "speakers"), (Key::T, "attributes"), (Key::L, "links"), (Key::X, "reasons")]
    {
        window.keys(&[key]);
        bad.extend(bad_names(window, place));
        window.keys(&[Key::Escape]);
    }
    window.keys(&[Key::Space, Key::Num2]);
    bad.extend(bad_names(window, "a new span"));
    window.ctrl(Key::Z);
    bad.extend(bad_names(window, "undone"));
    window.ctrl(Key::K);
    bad.extend(bad_names(window, "the list of commands"));
    window.keys(&[Key::Escape]);
    window.ctrl(Key::Num2);
    bad.extend(bad_names(window, "Review"));
    window.ctrl(Key::Num8);
    bad.extend(bad_names(window, "Tags"));
    window.ctrl(Key::E);
    bad.extend(bad_names(window, "Export"));
    bad
}

#[test]
fn names_that_act_on_what_stands_around_them_are_shown_with_stand_ins() {
    let disk = hostile_disk(HOSTILE);
    let mut window = window(&disk);
    assert!(window.has("Evil‹ESC›]0;owned‹BEL›‹CR›‹LF›Saved‹U+009B›‹U+202E›gnorw"));
    assert_eq!(go_round(&mut window), Vec::<String>::new());
    // What is stored stays what it was.
    let session = window.state().session().unwrap();
    assert!(
        session
            .corpus
            .state()
            .voices
            .values()
            .flat_map(|voices| voices.values())
            .all(|voice| voice.name == HOSTILE)
    );
}

#[test]
fn names_without_end_are_cut() {
    let disk = hostile_disk(&"Evil and long. ".repeat(10_000));
    let mut window = window(&disk);
    assert_eq!(go_round(&mut window), Vec::<String>::new());
}

#[test]
fn control_characters_in_an_article_neither_break_its_lines_nor_shift_its_offsets() {
    let controls: String = (0..0x20)
        .chain([0x7F, 0x80, 0x85, 0x9B])
        .filter(|code| *code != 0x0A)
        .filter_map(char::from_u32)
        .collect();
    let bidi = "\u{202A}\u{202B}\u{202D}\u{202E}\u{202C}\u{2066}\u{2067}\u{2068}\u{2069}\u{200E}\u{200F}\u{FEFF}\u{2028}\u{2029}";
    let text =
        format!("Ferry late\n\nOne {controls} two {bidi} three. The boat is late.\n\nLast words here.");
    let disk = disk_with(&[&text]);
    let mut window = window(&disk);
    // Through all of it by grapheme, by word and by line, there and back.
    window.ctrl(Key::Home);
    for _ in 0..120 {
        window.keys(&[Key::ArrowRight]);
    }
    window.ctrl(Key::End);
    for _ in 0..4 {
        window.keys(&[Key::ArrowUp, Key::ArrowDown, Key::ArrowUp]);
    }
    let rect = window.paragraph("One ");
    for step in 0..40_u8 {
        let at = rect.left_center() + vec2(rect.width() * f32::from(step) / 40.0, 0.0);
        window.click_at(at, 1);
        window.pause();
    }
    window.ctrl(Key::Home);
    window.keys(&[Key::Space, Key::Space, Key::Space, Key::Num1]);
    let spans = window.spans();
    assert_eq!(spans.len(), 1, "{spans:?}");
    let covered =
        layer(&window).annotations.values().next().unwrap().fragments.covered(&text).unwrap().concat();
    assert!(text.contains(&covered) && !covered.is_empty(), "{covered:?}");
}
