//! The Find workspace by keys alone: what is asked, what is wrong with it, what can be typed next, to the article and
//! back, and what is done with all hits at once.

use redletter::app::command::When;
use redletter::app::command::search::SearchCommand;
use redletter::app::state::session::Session;
use redletter::model::reader::CorpusReader as _;

use super::*;

const PORT: &str =
    "Port notes\n\nThe night ferry is late. A night ferry again. The last night ferry, said Ana Ruz.";

/// Looks for something and waits until it is found.
fn ask(window: &mut Harness<'static, App>, query: &str) {
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    window.settle();
    types_query(window, query);
    window.keys(&[Key::Enter]);
    wait(window);
}

/// Types over what stands in the field, as text: marks have keys that differ by layout.
fn types_query(window: &mut Harness<'static, App>, query: &str) {
    for ch in query.chars() {
        window.event(Event::Text(ch.to_string()));
        window.step();
    }
    wait(window);
}

fn wait(window: &mut Harness<'static, App>) {
    wait_until(window, |app| !app.session().unwrap().wide.search.is_busy());
}

/// The hits in the order in which they are shown.
fn hits(window: &Harness<'static, App>) -> Vec<String> {
    let desk = &window.state().session().unwrap().wide.search;
    desk.sequence().iter().map(|idx| desk.shown.hits[*idx].context.words.clone()).collect()
}

/// Every span of the corpus: who, as what, which words.
fn all_spans(window: &Harness<'static, App>) -> Vec<String> {
    let corpus = &window.state().session().unwrap().corpus;
    let mut spans = Vec::new();
    for (article, layers) in &corpus.state().layers {
        let text = corpus.article(article).unwrap().text.share();
        for (who, layer) in layers {
            for span in layer.in_reading_order() {
                let words = span.fragments.covered(&text).unwrap().join("…");
                spans.push(format!("{who} {} {words}", span.label));
            }
        }
    }
    spans
}

fn status(window: &Harness<'static, App>) -> String {
    window.state().desk().status.as_ref().map(|line| line.text.clone()).unwrap_or_default()
}

#[test]
fn words_are_found_in_all_articles_opened_where_they_stand_and_esc_comes_back() {
    let disk = disk_with(&[FERRY, PORT, BRIDGE]);
    let mut window = window(&disk);
    ask(&mut window, "\"night ferry\"");
    assert_eq!(hits(&window).len(), 5);
    assert!(window.has("5 hits in 2 articles"));
    window.keys(&[Key::J, Key::J, Key::Enter]);
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    assert_eq!(open.selection.range().unwrap().of(open.text()).unwrap(), "night ferry");
    assert!(open.text().starts_with("Port notes"));
    // What is selected is a target at once: it can be tagged here.
    window.keys(&[Key::Num1]);
    assert_eq!(window.spans(), tagged(&[("claim", "night ferry")]));
    window.keys(&[Key::Escape, Key::Escape]);
    wait(&mut window);
    let desk = &window.state().session().unwrap().wide.search;
    assert_eq!(desk.shown.cursor, 2, "one is where one was");
    let tags: Vec<usize> = desk.shown.hits.iter().map(|hit| hit.tags.len()).collect();
    assert_eq!(tags.iter().sum::<usize>(), 1, "the new span is known");
}

#[test]
fn what_is_typed_just_before_enter_is_asked_too() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    ask(&mut window, "fer");
    window.keys(&[Key::Slash]);
    window.ctrl(Key::A);
    let event = Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    window.input_mut().events.extend([Event::Text("night ferry".to_owned()), event]);
    window.step();
    window.key_up(Key::Enter);
    window.settle();
    wait(&mut window);
    let desk = &window.state().session().unwrap().wide.search;
    assert_eq!(desk.answered.as_ref().unwrap().0.words, "night ferry");
    assert_eq!(hits(&window).len(), 4, "both words, wherever they stand");
}

#[test]
fn selected_words_are_taken_for_the_query() {
    let disk = disk_with(&[FERRY, PORT]);
    let mut window = window(&disk);
    window.keys(&[Key::Space]);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    window.settle();
    wait(&mut window);
    let desk = &window.state().session().unwrap().wide.search;
    assert_eq!(desk.field.asked.words, format!("\"{VOTE}\""));
    assert_eq!(hits(&window), [VOTE]);
}

#[test]
fn a_bad_query_says_what_is_wrong_and_where() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    ask(&mut window, "ferry label:qoute");
    assert!(window.has("At “qoute”: no label here is called “qoute”; did you mean “Quote”?"));
    // One is in the field still, and mends it.
    window.ctrl(Key::A);
    types_query(&mut window, "ferry (");
    window.keys(&[Key::Enter]);
    wait(&mut window);
    assert!(window.has("A word, a field or a parenthesis was expected here"));
    window.ctrl(Key::A);
    types_query(&mut window, "ferry");
    window.keys(&[Key::Enter]);
    wait(&mut window);
    assert_eq!(hits(&window).len(), 2);
    ask(&mut window, "tunnel");
    assert!(window.has("Nothing was found"));
}

#[test]
fn fields_and_names_are_completed_by_keys() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    window.settle();
    wait(&mut window);
    types_query(&mut window, "lab");
    assert!(window.has("label:, the span’s tag"));
    window.keys(&[Key::Tab]);
    window.keys(&[Key::ArrowDown]);
    let desk = &window.state().session().unwrap().wide.search;
    let first = desk.field.offers[0].name.clone();
    window.keys(&[Key::Enter]);
    let desk = &window.state().session().unwrap().wide.search;
    assert_eq!(desk.field.asked.words, format!("label:{first} "));
    // Esc closes what is offered, and once more leaves the field.
    types_query(&mut window, "spea");
    window.keys(&[Key::Escape]);
    let desk = &window.state().session().unwrap().wide.search;
    assert!(desk.field.offers.is_empty());
    assert_eq!(desk.field.asked.words, format!("label:{first} spea"));
}

#[test]
fn all_hits_are_tagged_but_those_that_are_skipped_and_undone_at_once() {
    let disk = disk_with(&[FERRY, PORT, BRIDGE]);
    let mut window = window(&disk);
    ask(&mut window, "\"night ferry\"");
    // Three are skipped, one of them before the plan is made.
    window.keys(&[Key::Space, Key::Num1]);
    assert!(window.has("4 hits as Claim"));
    window.keys(&[Key::Space, Key::End, Key::Space, Key::Enter]);
    assert_eq!(all_spans(&window).len(), 2);
    assert!(status(&window).starts_with("Tagged 2 hits in "), "{}", status(&window));
    wait(&mut window);
    // The words are known to be tagged, and skipped when they would be tagged again.
    window.keys(&[Key::Num1]);
    let plan = window.state().session().unwrap().wide.search.plan.clone().unwrap();
    assert_eq!((plan.already.len(), plan.num_kept()), (2, 2));
    window.keys(&[Key::Escape]);
    assert!(window.state().session().unwrap().wide.search.plan.is_none());
    window.ctrl(Key::Z);
    assert!(all_spans(&window).is_empty(), "one undo takes all of it back");
}

#[test]
fn a_plan_that_is_given_up_changes_nothing() {
    let disk = disk_with(&[FERRY, PORT]);
    let mut window = window(&disk);
    ask(&mut window, "ferry");
    window.keys(&[Key::Num2, Key::Escape]);
    assert_eq!(status(&window), "Nothing was changed");
    assert!(all_spans(&window).is_empty());
    // With every hit skipped there is nothing to do.
    window.ctrl(Key::A);
    window.keys(&[Key::Num2, Key::Enter]);
    assert!(all_spans(&window).is_empty());
    assert!(status(&window).starts_with("Every hit is skipped"));
}

#[test]
fn a_label_is_replaced_in_two_articles_and_undone_at_once() {
    let disk = disk_with(&[FERRY, PORT]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::PageDown);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num2]);
    let before = all_spans(&window);
    assert_eq!(before.iter().filter(|span| span.contains(" claim ")).count(), 2);
    ask(&mut window, "label:claim,quote | label:claim | label:quote");
    // A comma is part of the name, which nothing has.
    assert!(window.has("no label here is called"));
    ask(&mut window, "label:claim | label:quote");
    assert_eq!(hits(&window).len(), 3);
    window.keys(&[Key::R, Key::Num1]);
    assert!(window.has("Claim, 2 spans"));
    window.keys(&[Key::Num1]);
    assert!(window.has("Claim becomes"));
    window.keys(&[Key::Num3]);
    let plan = window.state().session().unwrap().wide.search.plan.clone().unwrap();
    assert_eq!(plan.num_kept(), 2, "only spans with the label are listed");
    window.keys(&[Key::Enter]);
    assert_eq!(all_spans(&window).iter().filter(|span| span.contains(" caveat ")).count(), 2);
    assert_eq!(status(&window), "Replace Claim by Caveat: 2 spans in 2 articles");
    window.ctrl(Key::Z);
    assert_eq!(all_spans(&window), before);
}

#[test]
fn spans_of_others_get_corrections() {
    let disk = disk_with(&[FERRY]);
    let mut mine = window(&disk);
    mine.keys(&[Key::Space, Key::Num1]);
    eframe::App::on_exit(mine.state_mut(), None);
    drop(mine);
    let mut window = window_as(&disk, [1280.0, 800.0], Some("ro"));
    ask(&mut window, "label:claim");
    window.keys(&[Key::R, Key::Enter, Key::Enter, Key::Enter, Key::Enter]);
    assert_eq!(status(&window), "Replace Claim by Quote: 1 span in 1 article, 1 of others as corrections");
    let spans = all_spans(&window);
    assert_eq!(spans, [format!("mk claim {VOTE}"), format!("ro quote {VOTE}")]);
}

#[test]
fn hits_are_put_in_order_and_in_groups() {
    let disk = disk_with(&[FERRY, PORT]);
    let mut window = window_of(&disk, [1024.0, 700.0]);
    ask(&mut window, "\"night ferry\"");
    window.keys(&[Key::O]);
    wait(&mut window);
    let desk = &window.state().session().unwrap().wide.search;
    let before: Vec<&str> =
        desk.shown.order.iter().map(|idx| &*desk.shown.hits[*idx].context.before).collect();
    // The last word before them first: nothing, a, a, last, the.
    let last = |words: &str| words.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    assert_eq!(before.iter().map(|words| last(words)).collect::<Vec<_>>(), ["", "a", "a", "last", "the"]);
    window.keys(&[Key::G]);
    wait(&mut window);
    let desk = &window.state().session().unwrap().wide.search;
    assert_eq!(desk.shown.groups.len(), 2);
    assert!(window.has("hits"));
    // The same is asked again as it is typed: the title has a capital letter.
    window.click("Match case, in the corpus");
    wait(&mut window);
    assert_eq!(hits(&window).len(), 4);
}

#[test]
fn an_empty_corpus_says_that_nothing_was_found() {
    let disk = disk_with(&[]);
    let mut window = window(&disk);
    window.ctrl(Key::Num3);
    assert!(window.has("Find words and spans in all articles"));
    window.click("ferry");
    wait(&mut window);
    assert!(window.has("Nothing was found"));
}

#[test]
fn a_speaker_is_replaced_by_another_of_the_register() {
    let disk = disk_with(&[PORT, FERRY]);
    let mut window = window(&disk);
    // Two quotes; the second speaker is typed.
    window.keys(&[Key::Space, Key::Num2, Key::S, Key::S, Key::S]);
    window.types("Bo Lind");
    window.keys(&[Key::Enter, Key::Space, Key::Num2, Key::S, Key::S, Key::S]);
    window.types("Ana Ruz");
    window.keys(&[Key::Enter]);
    ask(&mut window, "speaker:lind");
    assert_eq!(hits(&window).len(), 1);
    window.keys(&[Key::R, Key::Num2]);
    assert!(window.has("Bo Lind, 1 span"));
    window.keys(&[Key::Num1]);
    assert!(window.has("Bo Lind becomes"));
    window.keys(&[Key::Num1, Key::Enter]);
    assert_eq!(status(&window), "Replace Bo Lind by Ana Ruz: 1 span in 1 article");
    ask(&mut window, "speaker:ruz");
    assert_eq!(hits(&window).len(), 2);
    ask(&mut window, "speaker:lind");
    assert_eq!(hits(&window).len(), 0);
}

#[test]
fn what_was_found_is_written_as_a_table() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("hits.csv");
    let disk = disk_with(&[FERRY, PORT]);
    let mut window = window(&disk);
    ask(&mut window, "\"night ferry\"");
    window.keys(&[Key::Space, Key::X]);
    assert!(window.has("Export what was found"));
    window.get_by_role_and_label(Role::TextInput, "File to write").focus();
    window.run();
    window.ctrl(Key::A);
    window.event(Event::Text(path.display().to_string()));
    window.run();
    window.click("JSON Lines");
    window.keys(&[Key::Enter]);
    wait_until(&mut window, |app| app.desk().files.running.is_none() && app.desk().dialog.is_none());
    let written = std::fs::read_to_string(path.with_extension("jsonl")).unwrap();
    assert_eq!(written.lines().count(), 4, "one of five is skipped");
    assert!(written.contains("\"text\":\"night ferry\""));
}

#[test]
fn a_layer_that_cannot_be_written_is_listed_and_the_rest_is_tagged() {
    let disk = disk_with(&[FERRY, PORT]);
    let mut before = window(&disk);
    before.keys(&[Key::Space, Key::Num4]);
    eframe::App::on_exit(before.state_mut(), None);
    drop(before);
    let layer = disk.files().into_keys().find(|path| path.starts_with("/corpus/layers/mk")).unwrap();
    redletter::store::disk::write_atomically(&disk, &layer, b"(format: 1, te").unwrap();
    let mut window = window(&disk);
    ask(&mut window, "\"night ferry\"");
    window.keys(&[Key::Num1, Key::Enter]);
    let locked = layer.file_stem().unwrap().to_string_lossy().into_owned();
    assert!(window.has("left as"), "{}", status(&window));
    assert!(window.has(&locked), "it is named");
    window.keys(&[Key::Escape]);
    let spans = all_spans(&window);
    assert!(!spans.is_empty() && spans.iter().all(|span| span.contains(" claim ")), "{spans:?}");
}

#[test]
fn rows_ticks_and_heads_are_reached_by_pointer_too() {
    let disk = disk_with(&[FERRY, PORT]);
    let mut window = window(&disk);
    ask(&mut window, "\"last night ferry\"");
    window.click("Keep last night ferry");
    assert_eq!(window.state().session().unwrap().wide.search.skipped().len(), 1);
    window.click("Keep all");
    assert!(window.state().session().unwrap().wide.search.skipped().is_empty());
    window.click("Order by words after");
    wait(&mut window);
    window.get_by_role_and_label(Role::Button, "Claim").click();
    window.run();
    window.click("Tag 1");
    assert_eq!(all_spans(&window), ["mk claim last night ferry"]);
}

#[test]
fn what_is_typed_on_coming_to_find_is_the_query() {
    let disk = disk_with(&[PORT, FERRY]);
    let mut window = window(&disk);
    window.ctrl(Key::Num3);
    window.types("ferry");
    window.keys(&[Key::Enter]);
    wait(&mut window);
    assert!(!hits(&window).is_empty());
    // Coming back, the hits have the keyboard.
    window.ctrl(Key::Num1);
    window.ctrl(Key::Num3);
    window.keys(&[Key::Space]);
    assert_eq!(window.state().session().unwrap().wide.search.skipped().len(), 1);
}

#[test]
fn nothing_is_done_with_all_hits_before_the_search_has_ended() {
    let disk = disk_with(&[FERRY, PORT]);
    let mut window = window(&disk);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    window.settle();
    types_query(&mut window, "ferry");
    assert!(!session(&window).allows(When::FoundToChange));
    assert!(session(&window).why_not(When::FoundToChange).starts_with("Find something first"));
    // The search has begun and has not been heard of yet.
    window.state_mut().issue(Command::Search(SearchCommand::Ask));
    window.state_mut().issue(Command::Tag(1));
    window.state_mut().issue(Command::Search(SearchCommand::Replace));
    window.step();
    let why = "Wait for the search to end, or stop it with Esc";
    assert_eq!(status(&window), why);
    wait(&mut window);
    assert!(session(&window).wide.search.plan.is_none());
    assert!(session(&window).allows(When::FoundToChange) && session(&window).allows(When::Target(1)));
    window.keys(&[Key::Num1]);
    assert!(session(&window).wide.search.plan.is_some());
}

fn session<'w>(window: &'w Harness<'static, App>) -> &'w Session {
    window.state().session().unwrap()
}
