//! Items followed through articles: made and offered in Annotate, looked at, merged, split and mended in the Items
//! workspace; links to other articles, the day words were said, unnamed speakers. By keys, and what comes of it.

use redletter::app::command::items::ItemsCommand;
use redletter::app::command::{Field, Workspace};
use redletter::app::state::items::{ItemsDesk, ItemsFace, ItemsPart, Line};
use redletter::app::state::session::Session;
use redletter::model::annotation::AttributeValue;
use redletter::model::id::ItemId;
use redletter::model::item::{Act, Item};

use super::articles::{article, disk_of};
use super::*;

const PLAN: &str = "Ferry plan tabled\n\nMerrin tabled the twelve points on Sunday. The twelve points set a toll of \
                    eighteen crowns.\n\n“It is a fair toll,” Ana Ruz said.";
const REPLY: &str = "Halven answers\n\nHalven rejected the twelve points outright. Officials said the toll was too \
                     high. Details were not released.";

/// Two articles of two days; in the first the plan and its toll are tagged and made items.
fn followed_disk() -> SimulatedDisk {
    let dated = |text: &str, day: &str| {
        let mut article = article(text);
        article.metadata.date = Some(day.parse().unwrap());
        "en".clone_into(&mut article.metadata.language);
        article
    };
    let disk = disk_of(vec![dated(PLAN, "2026-03-03"), dated(REPLY, "2026-03-05")]);
    let mut window = window(&disk);
    open(&mut window, "Ferry plan");
    // Both sentences are proposals; each enters an item under its own words.
    window.keys(&[Key::Space, Key::Num3, Key::I]);
    window.types("The twelve points");
    window.keys(&[Key::Enter, Key::Space, Key::Num3, Key::I, Key::I]);
    window.types("Toll");
    window.keys(&[Key::Enter]);
    eframe::App::on_exit(window.state_mut(), None);
    disk
}

/// Opens the article whose title begins so.
fn open(window: &mut Harness<'static, App>, title: &str) {
    let rows = &session(window).corpus.state().articles;
    let id = rows.values().find(|row| row.shown_title.starts_with(title)).unwrap().id.clone();
    window.state_mut().issue(Command::OpenArticle(id));
    window.run();
}

fn session<'w>(window: &'w Harness<'static, App>) -> &'w Session {
    window.state().session().unwrap()
}

fn items<'w>(window: &'w Harness<'static, App>) -> &'w ItemsDesk {
    &session(window).wide.items
}

fn item(window: &Harness<'static, App>, name: &str) -> Item {
    let union = session(window).corpus.state().item_union();
    let found = union.into_values().map(|(_, item)| item).find(|item| item.name == name);
    found.unwrap_or_else(|| panic!("no item {name}"))
}

fn shift(window: &mut Harness<'static, App>, key: Key) {
    window.key_press_modifiers(Modifiers::SHIFT, key);
    window.settle();
}

fn go_to_items(mut window: Harness<'static, App>) -> Harness<'static, App> {
    window.ctrl(Key::Num6);
    wait_until(&mut window, |app| {
        let items = &app.session().unwrap().wide.items;
        items.index().is_some() && (items.face().is_some() || items.is_empty())
    });
    window
}

fn in_items(disk: &SimulatedDisk) -> Harness<'static, App> {
    go_to_items(window(disk))
}

/// Waits until it is known what may be touched.
fn know_touched(window: &mut Harness<'static, App>) {
    wait_until(window, |app| app.session().unwrap().wide.likely.items().is_some());
    for _ in 0..10 {
        window.step();
    }
}

fn acts(window: &Harness<'static, App>) -> Vec<(ItemId, Act)> {
    window.focused().unwrap().items.iter().map(|link| (link.item.clone(), link.act)).collect()
}

#[test]
fn an_item_is_offered_by_its_name_with_what_the_sentence_does() {
    let mut window = window(&followed_disk());
    open(&mut window, "Halven answers");
    know_touched(&mut window);
    assert!(window.has("The twelve points · named"), "the article may be about it");
    // Shift+I selects the words; the sentence is tagged and says what is done.
    shift(&mut window, Key::I);
    assert!(window.has("May be about “The twelve points”"));
    window.keys(&[Key::Escape, Key::Space, Key::Num1, Key::I]);
    assert!(window.has("rejects · named"));
    window.keys(&[Key::Num1]);
    let plan = item(&window, "The twelve points");
    assert_eq!(acts(&window), [(plan.id.clone(), Act::Rejects)]);
    // The same digit again leads to what it does; another act is two keys.
    window.keys(&[Key::I, Key::Num1, Key::Num7]);
    assert_eq!(acts(&window), [(plan.id, Act::Doubts)]);
    window.ctrl(Key::Z);
    window.ctrl(Key::Z);
    assert!(acts(&window).is_empty());
}

#[test]
fn with_shift_the_act_is_chosen_at_once() {
    let mut window = window(&followed_disk());
    open(&mut window, "Halven answers");
    know_touched(&mut window);
    window.keys(&[Key::Space, Key::Num1, Key::I]);
    shift(&mut window, Key::Num1);
    assert!(window.has("What it does with “The twelve points”"));
    window.keys(&[Key::Num9]);
    assert_eq!(acts(&window)[0].1, Act::Withdraws);
}

#[test]
fn life_positions_terms_and_voices_lead_to_their_words() {
    let disk = followed_disk();
    let mut window = window(&disk);
    open(&mut window, "Halven answers");
    know_touched(&mut window);
    window.keys(&[Key::Space, Key::Num1, Key::I, Key::Num1]);
    let plan = item(&window, "The twelve points").id;
    let toll = item(&window, "Toll").id;
    let mut window = go_to_items(window);
    // The toll becomes a term of the plan.
    window.state_mut().issue(Command::Items(ItemsCommand::Point(toll.clone())));
    window.run();
    window.keys(&[Key::B]);
    assert!(window.has("Toll is a term of"));
    window.keys(&[Key::Num1]);
    assert_eq!(item(&window, "Toll").term_of, Some(plan.clone()));
    window.state_mut().issue(Command::Items(ItemsCommand::Point(plan.clone())));
    window.run();
    assert!(window.has("First said 2026-03-03"));
    let kinds: Vec<_> =
        items(&window).face().unwrap().lines.iter().filter(|line| line.key().is_some()).collect();
    assert_eq!(kinds.len(), 3, "the plan, its toll, the answer");

    // A cell of the matrix leads to its words, and these to their article.
    window.keys(&[Key::O, Key::Enter]);
    assert_eq!(items(&window).at.part, ItemsPart::Grid);
    let grid = items(&window).face().unwrap().grid.as_ref().unwrap();
    assert_eq!(grid.columns, [plan.clone(), toll]);
    for (row, cells) in grid.rows.clone().into_iter().enumerate() {
        for (column, cell) in cells.cells.iter().enumerate() {
            let Some(cell) = cell else { continue };
            let command = ItemsCommand::PointCell(row, column);
            window.state_mut().issue(Command::Items(command));
            window.run();
            let keys: Vec<_> =
                items(&window).face().unwrap().lines.iter().filter_map(Line::key).cloned().collect();
            assert_eq!(keys, cell.keys);
            window.keys(&[Key::Enter, Key::Enter]);
            assert_eq!(window.state().desk().workspace, Workspace::Annotate);
            assert_eq!(session(&window).open.as_ref().unwrap().article.id, cell.keys[0].article);
            assert_eq!(window.focused().unwrap().id, cell.keys[0].annotation);
            window.keys(&[Key::Escape, Key::Escape]);
            assert_eq!(window.state().desk().workspace, Workspace::Items);
        }
    }

    // Digits choose a face by its place; nobody's word stands behind the plan as a whole but its own article's.
    window.keys(&[Key::Escape, Key::Num4]);
    assert_eq!(items(&window).look.face, ItemsFace::Support);
    assert!(window.has("behind it"));
    window.keys(&[Key::Num3]);
    assert!(
        window.has("Compare The twelve points with")
            || window.has("There is no other item to compare it with")
    );
}

#[test]
fn items_are_merged_and_taken_apart_with_undo() {
    let mut window = in_items(&followed_disk());
    assert!(window.has("The twelve points, proposal, 1 span") && window.has("Toll, proposal, 1 span"));
    window.keys(&[Key::J, Key::Space, Key::K, Key::M]);
    assert!(window.has("Whose name stays"));
    window.keys(&[Key::Num1]);
    assert!(window.has("Merged 1 item into The twelve points"));
    assert!(window.has("The twelve points, proposal, 2 spans") && !window.has("Toll, proposal"));
    assert!(window.has("Take Toll apart"));
    window.keys(&[Key::P]);
    assert!(window.has("Toll, proposal, 1 span"));
    window.ctrl(Key::Z);
    assert!(window.has("The twelve points, proposal, 2 spans"));
    window.ctrl(Key::Z);
    assert!(window.has("The twelve points, proposal, 1 span") && window.has("Toll, proposal, 1 span"));
}

#[test]
fn spans_go_to_a_new_item_and_others_are_corrected() {
    let disk = followed_disk();
    let mut window = go_to_items(window_as(&disk, [1280.0, 800.0], Some("ro")));
    window.keys(&[Key::X]);
    assert!(window.has("Point at a quote or tick some first"));
    window.keys(&[Key::Enter, Key::Space, Key::X]);
    assert!(window.has("Moved 1 span to a new item, 1 of them by a correction; type its name"));
    window.types("The leaked draft");
    window.keys(&[Key::Enter]);
    assert!(window.has("The leaked draft, proposal, 1 span"));
    let layers = session(&window).corpus.state().layers.values().next().unwrap();
    let ro = AnnotatorId::new("ro").unwrap();
    assert_eq!((layers[&ro].annotations.len(), layers[&ro].decisions.len()), (1, 1));
    // Another act of the span, and then none: it is not about the item any more.
    window.keys(&[Key::Enter, Key::A, Key::Num3]);
    assert!(window.has("1 span: changes “The leaked draft”"));
    window.keys(&[Key::Delete]);
    assert!(window.has("1 span: not about “The leaked draft”"));
    assert!(window.has("The leaked draft, proposal, 0 spans"));
    window.keys(&[Key::Escape, Key::Delete]);
    assert!(window.has("Removed The leaked draft; undo brings it back"));
}

#[test]
fn what_is_changed_of_a_term_among_its_items_lines_is_changed_of_the_term() {
    let mut window = in_items(&followed_disk());
    let (plan, toll) = (item(&window, "The twelve points").id, item(&window, "Toll").id);
    let of_items = |command| Command::Items(command);
    window.state_mut().issue(of_items(ItemsCommand::Point(toll.clone())));
    window.run();
    window.keys(&[Key::B, Key::Num1]);
    window.state_mut().issue(of_items(ItemsCommand::Point(plan.clone())));
    window.run();
    let at = items(&window).face().unwrap().lines.iter();
    let at = at.clone().position(|line| line.span().is_some_and(|span| span.item == toll)).unwrap();
    let key = items(&window).face().unwrap().lines[at].key().unwrap().clone();
    window.state_mut().issue(of_items(ItemsCommand::PointLine(at)));
    window.run();
    let said = |window: &Harness<'static, App>| -> Vec<(ItemId, Act)> {
        let layer = session(window).corpus.state().layer(&key.article, &key.annotator).unwrap();
        let links = &layer.annotations[&key.annotation].items;
        links.iter().map(|link| (link.item.clone(), link.act)).collect()
    };
    window.keys(&[Key::A]);
    assert!(window.has("What it does with “Toll”"));
    window.keys(&[Key::Num3]);
    assert!(window.has("1 span: changes “Toll”"));
    assert_eq!(said(&window), [(toll.clone(), Act::Changes)], "nothing is said of the plan");
    assert_eq!(items(&window).line().and_then(Line::key), Some(&key), "the ring stays with the span");
    window.keys(&[Key::A, Key::Num3]);
    assert!(window.has("Nothing to change"));
    // A new item takes the place of the term, beside it.
    window.keys(&[Key::X]);
    assert!(window.has("Moved 1 span to a new item; type its name"));
    let new = item(&window, "Toll (2)");
    assert_eq!((said(&window), new.term_of), (vec![(new.id, Act::Changes)], Some(plan)));
}

#[test]
fn arrows_go_from_the_list_through_the_cells_and_back() {
    let mut window = in_items(&followed_disk());
    let (plan, toll) = (item(&window, "The twelve points").id, item(&window, "Toll").id);
    window.state_mut().issue(Command::Items(ItemsCommand::Point(toll)));
    window.run();
    window.keys(&[Key::B, Key::Num1]);
    window.state_mut().issue(Command::Items(ItemsCommand::Point(plan)));
    window.run();
    window.keys(&[Key::O, Key::ArrowRight]);
    assert_eq!((items(&window).at.part, items(&window).at.cell), (ItemsPart::Grid, (0, 0)));
    window.keys(&[Key::ArrowRight]);
    assert_eq!(items(&window).at.cell, (0, 1));
    window.keys(&[Key::ArrowRight]);
    assert_eq!(items(&window).at.cell, (0, 1), "there is no further column");
    window.keys(&[Key::ArrowLeft, Key::ArrowLeft]);
    assert_eq!(items(&window).at.part, ItemsPart::List);
}

#[test]
fn names_are_added_and_what_is_used_is_not_removed() {
    let mut window = in_items(&followed_disk());
    shift(&mut window, Key::A);
    window.types("the Ansby plan");
    window.keys(&[Key::Enter]);
    assert_eq!(item(&window, "The twelve points").aliases, ["the Ansby plan"]);
    window.keys(&[Key::F2]);
    window.types("Twelve-point plan");
    window.keys(&[Key::Enter]);
    assert!(window.has("Twelve-point plan, proposal, 1 span"));
    window.keys(&[Key::Delete]);
    assert!(window.has("Twelve-point plan is used by 1 annotation; merge it into another item instead"));
    // A filter finds it by its other name.
    window.ctrl(Key::F);
    window.types("ansby");
    assert_eq!(items(&window).len(), 1);
    window.keys(&[Key::Enter]);
    shift(&mut window, Key::T);
    window.types("Duration");
    window.keys(&[Key::Enter]);
    assert_eq!(item(&window, "Duration").term_of, Some(item(&window, "Twelve-point plan").id));
}

#[test]
fn items_that_replace_each_other_are_shown_and_mended() {
    let disk = followed_disk();
    let now = Timestamp::from_millis(90_000_000);
    {
        // Somebody else's files say it both ways.
        let mut options = options(&disk, now);
        options.annotator = AnnotatorId::new("ro").unwrap();
        let (mut corpus, _) = OpenCorpus::open(options).unwrap();
        let union = corpus.state().item_union();
        let find = |name: &str| union.values().find(|(_, item)| item.name == name).unwrap().1.clone();
        let (plan, toll) = (find("The twelve points"), find("Toll"));
        for (new, old) in [(plan.clone(), toll.clone()), (toll, plan)] {
            let item = Item { replaces: [old.id].into(), changed: now, ..new };
            let change = change::put_item(corpus.state(), &AnnotatorId::new("ro").unwrap(), item).unwrap();
            corpus.apply(change, now).unwrap();
        }
        corpus.close(now).unwrap();
    }
    let mut window = in_items(&disk);
    assert!(window.has("replace one another"));
    assert!(window.has("wants a look"));
    window.click("It does not replace it");
    assert!(!window.has("replace one another"));
    window.ctrl(Key::Z);
    assert!(window.has("replace one another"));
}

#[test]
fn a_span_is_linked_to_another_article_without_leaving_this_one() {
    // High enough for the whole inspector.
    let mut window = window_of(&followed_disk(), [1280.0, 1700.0]);
    open(&mut window, "Halven answers");
    know_touched(&mut window);
    window.keys(&[Key::Space, Key::Num1, Key::I, Key::Num1, Key::L]);
    wait_until(&mut window, |app| app.session().unwrap().wide.likely.partners().is_some());
    window.run();
    assert!(window.has("Link to another article"));
    assert!(window.has("answers · Ferry plan tabled"), "it shares the item");
    window.keys(&[Key::Num1]);
    assert!(window.has("Linked: answers"));
    let here = session(&window).open.as_ref().unwrap().article.id.clone();
    let layer = session(&window).open_layer().unwrap();
    let relation = layer.relations.values().next().unwrap();
    assert_eq!(relation.members[0].annotation.article, here);
    let there = relation.members[1].annotation.clone();
    assert_ne!(there.article, here);
    window.click("answers “a span of Ferry plan tabled”");
    assert_eq!(session(&window).open.as_ref().unwrap().article.id, there.article);
    assert_eq!(window.focused().unwrap().id, there.annotation);
}

#[test]
fn the_day_it_was_said_is_taken_with_one_key() {
    let mut window = window(&followed_disk());
    open(&mut window, "Ferry plan");
    window.keys(&[Key::J]);
    assert!(window.has("said on 2026-03-01 (“Sunday”)?"));
    window.keys(&[Key::D]);
    assert!(window.has("Said on 2026-03-01"));
    window.keys(&[Key::D]);
    assert!(window.has("type a date…"), "again lists what else it could be");
    let said_on = window.focused().unwrap().attributes.keys().next().cloned().unwrap();
    // A day that can't be is refused and stays in its field; a month is a date.
    window.keys(&[Key::Num2]);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::A);
    window.types("2026-02-30");
    window.keys(&[Key::Enter]);
    assert!(window.has("is a date: 2025-03-14"));
    window.state_mut().issue(Command::EditField(Field::Attribute(said_on)));
    window.run();
    window.types("2026-02");
    window.keys(&[Key::Enter]);
    let value = window.focused().unwrap().attributes.values().next().cloned();
    assert_eq!(value, Some(AttributeValue::Date("2026-02".parse().unwrap())));
    window.ctrl(Key::Z);
    let mut window = go_to_items(window);
    assert!(window.has("First said 2026-03-03"));
    window.keys(&[Key::D]);
    assert!(window.has("First said 2026-03-01"));
}

#[test]
fn unnamed_speakers_belong_to_somebody_and_stay_unnamed() {
    let mut window = window(&followed_disk());
    open(&mut window, "Halven answers");
    window.keys(&[Key::Space, Key::Num1]);
    let who = redletter::app::command::Speaker::Named("Halven".to_owned());
    let role = redletter::model::annotation::VoiceRole::Speaker;
    window.state_mut().issue(Command::SetVoice { role, who, joins: false });
    window.run();
    window.keys(&[Key::Space, Key::Num1]);
    let who = redletter::app::command::Speaker::Unnamed("Officials".to_owned());
    window.state_mut().issue(Command::SetVoice { role, who, joins: false });
    window.run();
    shift(&mut window, Key::S);
    assert!(window.has("“Officials” belong to"));
    window.keys(&[Key::Num1]);
    let span = window.focused().unwrap();
    let Party::Unnamed { words, affiliation: Some(id) } = &span.attribution.voices[0].party else {
        panic!("they are named: {:?}", span.attribution)
    };
    assert_eq!((words.as_str(), session(&window).register.name(id)), ("Officials", Some("Halven")));
    assert!(window.has("belong to Halven"));
}

#[test]
fn an_empty_workspace_says_what_to_do() {
    let mut window = in_items(&disk_with(&[FERRY]));
    assert!(window.has("Nothing is followed yet") && window.has("Follow a matter through the articles"));
    shift(&mut window, Key::N);
    window.types("The night ferry");
    window.keys(&[Key::Enter]);
    assert!(window.has("The night ferry, proposal, 0 spans"));
    assert!(window.has("No span bears on it yet"));
}
