//! Twelve articles about one negotiation, tagged through the window from nothing: register, items with their terms, a
//! hundred spans, then every view of the Items workspace, each cell of which leads to the words it was made of.
//!
//! The articles and what is to be tagged in them stand in `examples/strait-talks`. With `REDLETTER_STRAIT_TALKS=FOLDER`
//! the corpus is made there and stays, to be looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use redletter::analysis::positions::{LifeEventKind, TermChange};
use redletter::app::command::items::ItemsCommand;
use redletter::app::command::voices::{FactKind, VoicesCommand};
use redletter::app::command::{Field, Speaker};
use redletter::app::state::items::{ItemsFace, Line, LineKind};
use redletter::model::annotation::{AnnotationKey, AttributeValue, VoiceRole};
use redletter::model::id::{AnnotationId, ArticleId, AttributeId, ItemId, RelationTypeId};
use redletter::model::item::Act;
use redletter::model::reader::CorpusReader as _;
use redletter::model::text::said_on::SaidDate;
use redletter::store::disk::RealDisk;
use redletter::store::{Access, OpenOptions, WriterMode};
use serde_json::Value;

use super::*;

type Window = Harness<'static, App>;

/// What is to be tagged.
struct Plan(Value);

/// What has been made so far, by the names of the plan.
#[derive(Default)]
struct Made {
    items: BTreeMap<String, ItemId>,
    spans: BTreeMap<String, AnnotationKey>,
    articles: BTreeMap<String, ArticleId>,
    /// How often the day that was offered was the one that was meant.
    num_days: usize,
    /// Where another one was offered.
    other_days: Vec<String>,
}

impl Plan {
    fn read() -> Self {
        let path = folder_of_articles().join("plan.json");
        Self(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    fn list(&self, name: &str) -> &[Value] {
        self.0[name].as_array().unwrap()
    }
}

fn folder_of_articles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/strait-talks")
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn redletter(args: &[&std::ffi::OsStr]) {
    let output = Process::new(env!("CARGO_BIN_EXE_redletter"))
        .args(args)
        .env("REDLETTER_ANNOTATOR", "mk")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A corpus of the articles, as the program's own reader takes them.
fn corpus_in(folder: &Path) {
    redletter(&["new".as_ref(), folder.as_ref(), "--title".as_ref(), "The strait talks".as_ref()]);
    let mut args: Vec<PathBuf> = vec!["add".into(), folder.into()];
    let files = std::fs::read_dir(folder_of_articles()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect();
    files.sort();
    args.extend(files);
    redletter(&args.iter().map(|arg| arg.as_os_str()).collect::<Vec<_>>());
}

fn window_on(folder: &Path, user: &Path) -> Window {
    let (folder, user) = (folder.to_owned(), user.to_owned());
    let open = move |_: &OpenRequest| {
        OpenCorpus::open(OpenOptions {
            folder: folder.clone(),
            user_folder: user.clone(),
            cache: None,
            annotator: AnnotatorId::new("mk").unwrap(),
            disk: Arc::new(RealDisk),
            access: Access::Write,
            writer_mode: WriterMode::Inline,
            machine: "desk".to_owned(),
            now: Timestamp::from_millis(1_775_000_000_000),
            random: 7,
        })
    };
    let builder = Harness::builder().with_size([1440.0, 900.0]).allow_missing_glyphs();
    build(builder, Arc::new(open), Settings::default())
}

fn issue(window: &mut Window, command: Command) {
    window.state_mut().issue(command);
    window.run();
}

/// Puts words into whatever has the keyboard, as the clipboard would.
fn paste(window: &mut Window, words: &str) {
    window.event(Event::Text(words.to_owned()));
    window.run();
}

fn shift(window: &mut Window, key: Key) {
    window.key_press_modifiers(Modifiers::SHIFT, key);
    window.settle();
}

/// Enters the voices of the plan in the Voices workspace, with their names and what they belong to.
fn enter_voices(window: &mut Window, plan: &Plan) {
    window.ctrl(Key::Num5);
    wait_until(window, |app| app.session().unwrap().wide.voices.is_counted());
    for voice in plan.list("voices") {
        shift(window, Key::N);
        paste(window, text(voice, "name"));
        window.keys(&[Key::Enter]);
        window.click(text(voice, "kind"));
        for alias in voice["aliases"].as_array().unwrap() {
            issue(window, Command::Voices(VoicesCommand::Add(FactKind::Alias)));
            paste(window, alias.as_str().unwrap());
            window.keys(&[Key::Enter]);
        }
    }
    for voice in plan.list("voices") {
        let session = window.state().session().unwrap();
        let id = session.register.named(text(voice, "name")).unwrap().clone();
        issue(window, Command::Voices(VoicesCommand::Point(id)));
        for (idx, group) in voice["belongs_to"].as_array().unwrap().iter().enumerate() {
            issue(window, Command::Voices(VoicesCommand::Add(FactKind::BelongsTo)));
            paste(window, text(group, "party"));
            window.keys(&[Key::Enter]);
            if group["from"].is_null() && group["to"].is_null() {
                continue;
            }
            issue(window, Command::Voices(VoicesCommand::Days(FactKind::BelongsTo, idx)));
            for end in ["from", "to"] {
                if let Some(day) = group[end].as_str() {
                    fill(window, &format!("{} {end}", text(group, "party")), day);
                    window.keys(&[Key::Enter]);
                }
            }
        }
    }
}

/// Makes the items of the plan in the Items workspace, each with its terms and what it replaces.
fn make_items(window: &mut Window, plan: &Plan, made: &mut Made) {
    window.ctrl(Key::Num6);
    wait_until(window, |app| app.session().unwrap().wide.items.index().is_some());
    for item in plan.list("items") {
        let term_of = item["term_of"].as_str().map(|of| made.items[of].clone());
        match term_of {
            Some(whole) => {
                issue(window, Command::Items(ItemsCommand::Point(whole)));
                shift(window, Key::T);
            }
            None => shift(window, Key::N),
        }
        paste(window, text(item, "name"));
        window.keys(&[Key::Enter]);
        let pointed = window.state().session().unwrap().wide.items.pointed().unwrap().clone();
        assert_eq!(pointed.name, text(item, "name"));
        if ["claim", "demand"].contains(&text(item, "kind")) {
            window.click(text(item, "kind"));
        }
        for alias in item["aliases"].as_array().unwrap() {
            shift(window, Key::A);
            paste(window, alias.as_str().unwrap());
            window.keys(&[Key::Enter]);
        }
        made.items.insert(text(item, "key").to_owned(), pointed.id);
    }
    for item in plan.list("items") {
        for old in item["replaces"].as_array().unwrap() {
            let old = made.items[old.as_str().unwrap()].clone();
            issue(window, Command::Items(ItemsCommand::Point(made.items[text(item, "key")].clone())));
            issue(window, Command::Items(ItemsCommand::SetReplaces(old, true)));
        }
    }
}

/// Tags one span: its words are found, a digit gives the label, keys and fields the rest.
fn tag(window: &mut Window, span: &Value, made: &mut Made) -> AnnotationKey {
    window.ctrl(Key::F);
    window.ctrl(Key::A);
    paste(window, text(span, "words"));
    window.keys(&[Key::Enter, Key::Escape]);
    window.keys(&[match text(span, "label") {
        "claim" => Key::Num1,
        "quote" => Key::Num2,
        "proposal" => Key::Num3,
        _ => Key::Num4,
    }]);
    let focused = window.focused().unwrap_or_else(|| panic!("not tagged: {}", text(span, "words")));
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    // What holds no opening mark drops a comma at its end.
    let words = text(span, "words").trim_end_matches(',');
    assert_eq!(focused.fragments.covered(open.text()).unwrap().join(" "), words);
    assert_eq!(focused.label.as_str(), text(span, "label"));
    let key = AnnotationKey {
        article: open.article.id.clone(),
        annotator: AnnotatorId::new("mk").unwrap(),
        annotation: focused.id.clone(),
    };
    say_who(window, span);
    for link in span["items"].as_array().unwrap() {
        let act = Act::from_name(text(link, "act")).unwrap();
        issue(window, Command::SetItem(made.items[text(link, "item")].clone(), Some(act)));
    }
    if let Some(day) = span["said_on"].as_str() {
        say_when(window, day.parse().unwrap(), made);
    }
    key
}

fn say_who(window: &mut Window, span: &Value) {
    let role = VoiceRole::Speaker;
    match span["speaker"].as_str() {
        None => issue(window, Command::SetVoice { role, who: Speaker::Article, joins: false }),
        Some(words) if span["unnamed"] == true => {
            issue(window, Command::SetVoice { role, who: Speaker::Unnamed(words.to_owned()), joins: false });
            if let Some(of) = span["affiliation"].as_str() {
                let of = window.state().session().unwrap().register.named(of).cloned();
                issue(window, Command::SetAffiliation(of));
            }
        }
        Some(name) => {
            issue(window, Command::EditSpeaker);
            paste(window, name);
            window.keys(&[Key::Enter]);
        }
    }
    if let Some(via) = span["via"].as_str() {
        issue(window, Command::EditField(Field::Voice(VoiceRole::Via)));
        paste(window, via);
        window.keys(&[Key::Enter]);
    }
}

/// D takes the day that the words around the span name; where that is another one than is meant, the right one is set.
fn say_when(window: &mut Window, day: SaidDate, made: &mut Made) {
    let attribute = AttributeId::new("said-on").unwrap();
    let offered = window.state().session().unwrap().said_on_offers();
    if offered.first().is_some_and(|first| first.date == day) {
        made.num_days += 1;
        window.keys(&[Key::D]);
    } else {
        let open = window.state().session().unwrap().open.as_ref().unwrap();
        let title = &open.article.metadata.title;
        let told = |first: &redletter::model::text::said_on::SaidOn| {
            format!("{title}: {} ({}), not {day}", first.words, first.date)
        };
        made.other_days.extend(offered.first().map(told));
        issue(window, Command::SetAttribute(attribute.clone(), Some(AttributeValue::Date(day))));
    }
    assert_eq!(window.focused().unwrap().attributes.get(&attribute), Some(&AttributeValue::Date(day)));
}

fn tag_all(window: &mut Window, plan: &Plan, made: &mut Made) {
    window.ctrl(Key::Num1);
    for article in plan.list("articles") {
        let stem = text(article, "file").trim_end_matches(".txt").to_owned();
        let state = window.state().session().unwrap().corpus.state();
        let row = state.articles.values().find(|row| *row.shown_title == *text(article, "title")).unwrap();
        assert_eq!(row.metadata.date.unwrap().to_string(), text(article, "date"), "{stem}");
        let id = row.id.clone();
        made.articles.insert(stem.clone(), id.clone());
        issue(window, Command::OpenArticle(id));
        for span in article["spans"].as_array().unwrap() {
            let key = tag(window, span, made);
            made.spans.insert(format!("{stem}#{}", text(span, "id")), key);
        }
    }
    // Links come last: they lead from one article to another.
    for article in plan.list("articles") {
        let stem = text(article, "file").trim_end_matches(".txt").to_owned();
        issue(window, Command::OpenArticle(made.articles[&stem].clone()));
        for span in article["spans"].as_array().unwrap() {
            let from = made.spans[&format!("{stem}#{}", text(span, "id"))].clone();
            for link in span["links"].as_array().unwrap() {
                issue(window, Command::Focus(from.annotation.clone()));
                let to = made.spans[text(link, "to")].clone();
                let kind = RelationTypeId::new(text(link, "type")).unwrap();
                if to.article == from.article {
                    issue(window, Command::LinkTo(to.annotation, kind));
                } else {
                    issue(window, Command::LinkAcrossTo(to, kind));
                }
            }
        }
    }
}

/// The span of the plan that an annotation was made from.
fn planned<'m>(made: &'m Made, id: &AnnotationId) -> &'m str {
    made.spans.iter().find(|(_, key)| key.annotation == *id).map(|(name, _)| name.as_str()).unwrap()
}

fn show(window: &mut Window, item: &ItemId, face: ItemsFace) {
    issue(window, Command::Items(ItemsCommand::Point(item.clone())));
    issue(window, Command::Items(ItemsCommand::Show(face)));
    assert!(window.state().session().unwrap().wide.items.face().is_some());
}

fn lines(window: &Window) -> Vec<Line> {
    window.state().session().unwrap().wide.items.face().unwrap().lines.clone()
}

/// Every cell of the grid that is shown leads to the spans it counts, and these to words of their article.
fn every_cell_leads_to_its_words(window: &mut Window, plan: &Plan, made: &Made) -> usize {
    let grid = window.state().session().unwrap().wide.items.face().unwrap().grid.clone().unwrap();
    let mut num = 0;
    for (row, cells) in grid.rows.iter().enumerate() {
        for (column, cell) in cells.cells.iter().enumerate() {
            let Some(cell) = cell else { continue };
            issue(window, Command::Items(ItemsCommand::PointCell(row, column)));
            let keys: Vec<AnnotationKey> = lines(window).iter().filter_map(Line::key).cloned().collect();
            assert_eq!(keys, cell.keys);
            for key in &keys {
                let (stem, id) = planned(made, &key.annotation).split_once('#').unwrap();
                let article =
                    plan.list("articles").iter().find(|one| text(one, "file").starts_with(stem)).unwrap();
                let span =
                    article["spans"].as_array().unwrap().iter().find(|span| text(span, "id") == id).unwrap();
                let corpus = &window.state().session().unwrap().corpus;
                let words = corpus.state().layer(&key.article, &key.annotator).unwrap().annotations
                    [&key.annotation]
                    .fragments
                    .covered(corpus.article(&key.article).unwrap().text.as_str())
                    .unwrap()
                    .join(" ");
                assert_eq!(words, text(span, "words").trim_end_matches(','));
                num += 1;
            }
        }
    }
    num
}

fn terms_are_as_expected(window: &mut Window, plan: &Plan, made: &Made) {
    let mut wrong = Vec::new();
    for expected in plan.0["expected"]["comparison"].as_array().unwrap() {
        let (from, to) = (&made.items[text(expected, "from")], &made.items[text(expected, "to")]);
        show(window, from, ItemsFace::Life);
        issue(window, Command::Items(ItemsCommand::Compare(to.clone())));
        let face = window.state().session().unwrap().wide.items.face().unwrap();
        let grid = face.grid.as_ref().unwrap();
        assert_eq!(grid.columns, [from.clone(), to.clone()]);
        for (term, change) in expected["terms"].as_object().unwrap() {
            let id = &made.items[&format!("{}-{term}", text(expected, "from"))];
            let row = grid.rows.iter().find(|row| row.is_of_term(id)).unwrap();
            if row.note != change.as_str().unwrap() {
                wrong.push(format!(
                    "{} → {}: {term} is {}, not {change}",
                    text(expected, "from"),
                    text(expected, "to"),
                    row.note
                ));
            }
        }
        every_cell_leads_to_its_words(window, plan, made);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(TermChange::ALL.len(), 5);
}

fn voices_are_as_independent_as_expected(window: &mut Window, plan: &Plan, made: &Made) {
    for expected in plan.0["expected"]["independent_voices"].as_array().unwrap() {
        show(window, &made.items[text(expected, "item")], ItemsFace::Support);
        let mut groups: Vec<BTreeSet<String>> = Vec::new();
        for line in lines(window) {
            match line {
                Line::Heading(_) => groups.push(BTreeSet::new()),
                Line::Span(span) => {
                    let name = planned(made, &span.key.annotation).to_owned();
                    groups.last_mut().unwrap().insert(name);
                }
                Line::Note(_) => {}
            }
        }
        let names = |list: &str| -> BTreeSet<String> {
            let list = expected[list].as_array().unwrap();
            list.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let agency = names("behind_one_agency");
        let together = groups.iter().filter(|group| !group.is_disjoint(&agency)).count();
        assert_eq!(together, 1, "{}: {groups:#?}", text(expected, "item"));
        let independent = names("independent");
        assert!(groups.iter().any(|group| !group.is_disjoint(&independent) && group.is_disjoint(&agency)));
        let denied = names("denied_by");
        assert!(groups.iter().all(|group| group.is_disjoint(&denied)));
    }
}

fn life_is_told(window: &mut Window, made: &Made) {
    show(window, &made.items["counter"], ItemsFace::Life);
    let kinds: BTreeSet<LifeEventKind> = lines(window)
        .iter()
        .filter_map(|line| match line {
            Line::Span(span) => Some(span.kind),
            _ => None,
        })
        .filter_map(|kind| match kind {
            LineKind::Event(kind, _) => Some(kind),
            _ => None,
        })
        .collect();
    for wanted in [LifeEventKind::FirstSaid, LifeEventKind::Withdrawn, LifeEventKind::Answered] {
        assert!(kinds.contains(&wanted), "{wanted:?} is missing: {kinds:?}");
    }
    show(window, &made.items["claim-toll-deal"], ItemsFace::Life);
    let is_caveat = |line: &Line| matches!(line, Line::Span(span) if span.kind == LineKind::Caveat);
    assert!(lines(window).iter().any(is_caveat), "its caveats stand below it");
    assert!(window.has("denied"), "and who denied it");
}

fn versions_are_found(window: &mut Window, plan: &Plan, made: &Made) {
    window.ctrl(Key::Num5);
    let mut num = 0;
    for expected in plan.0["expected"]["quote_drift"].as_array().unwrap() {
        // What is known of these words in another language, numbers and names, is too little to find them by.
        let is_in = |key: &AnnotationKey, language: &str| {
            let row = &window.state().session().unwrap().corpus.state().articles[&key.article];
            row.metadata.language == language
        };
        let spans = expected.as_array().unwrap().iter().map(|name| &made.spans[name.as_str().unwrap()]);
        let spans: Vec<&AnnotationKey> = spans.filter(|key| is_in(key, "en")).collect();
        if spans.len() < 2 {
            continue;
        }
        let session = window.state().session().unwrap();
        let layer = session.corpus.state().layer(&spans[0].article, &spans[0].annotator).unwrap();
        let party = &layer.annotations[&spans[0].annotation].attribution.voices[0].party;
        let Party::Registered(id) = party else { panic!("nobody said it") };
        issue(window, Command::Voices(VoicesCommand::Point(id.clone())));
        if !window.state().session().unwrap().wide.voices.versions.is_shown {
            window.keys(&[Key::V]);
        }
        wait_until(window, |app| {
            let voices = &app.session().unwrap().wide.voices;
            let of = voices.pointed().map(|entry| &entry.voice.id);
            !voices.quotes().is_empty() && !voices.versions.wants(of) && !voices.versions.is_finding()
        });
        let versions = &window.state().session().unwrap().wide.voices.versions;
        let found: BTreeSet<&AnnotationKey> =
            (0..versions.len()).filter_map(|row| versions.key(row)).collect();
        num += usize::from(spans.iter().all(|span| found.contains(span)));
    }
    assert_eq!(num, 1, "the sentence that two articles have");
}

#[test]
fn the_strait_talks_are_tagged_through_the_window_and_followed() {
    let plan = Plan::read();
    let kept = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("REDLETTER_STRAIT_TALKS")
        .map_or_else(|| kept.path().join("strait-talks"), PathBuf::from);
    corpus_in(&folder);
    let mut window = window_on(&folder, &kept.path().join("user"));
    let mut made = Made::default();
    enter_voices(&mut window, &plan);
    make_items(&mut window, &plan, &mut made);
    tag_all(&mut window, &plan, &mut made);
    assert_eq!(made.spans.len(), 100);
    // Where no words near a span name a day, none is offered; a wrong one is rarer than a right one.
    assert!(
        made.num_days >= 15 && made.other_days.len() < made.num_days,
        "{} right, others: {:#?}",
        made.num_days,
        made.other_days
    );

    window.ctrl(Key::Num6);
    show(&mut window, &made.items["plan"], ItemsFace::Matrix);
    let num = every_cell_leads_to_its_words(&mut window, &plan, &made);
    assert!(num > 25, "{num} spans behind the matrix");
    let rows = window.state().session().unwrap().wide.items.face().unwrap().grid.as_ref().unwrap().rows.len();
    window.keys(&[Key::R]);
    let rolled =
        window.state().session().unwrap().wide.items.face().unwrap().grid.as_ref().unwrap().rows.len();
    assert!(rolled < rows, "{rolled} rows rolled up, {rows} voices");
    every_cell_leads_to_its_words(&mut window, &plan, &made);
    terms_are_as_expected(&mut window, &plan, &made);
    voices_are_as_independent_as_expected(&mut window, &plan, &made);
    life_is_told(&mut window, &made);
    versions_are_found(&mut window, &plan, &made);
    eframe::App::on_exit(window.state_mut(), None);
}
