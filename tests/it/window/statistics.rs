//! The Statistics workspace: figures that follow what is tagged, the spans behind them, filters, and files of them.

use redletter::analysis::statistics::filter::StatisticsFilter;
use redletter::analysis::statistics::tables::TableKind;
use redletter::analysis::statistics::texts::TextPart;
use redletter::app::command::Workspace;
use redletter::app::command::statistics::StatisticsCommand;
use redletter::model::id::LabelId;

use super::*;

/// Two articles: two claims and a caveat in one, a claim in the other.
fn counted_window() -> Harness<'static, App> {
    let mut window = window(&disk_with(&[FERRY, BRIDGE]));
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::PageDown);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num1, Key::Space, Key::Num4]);
    show(&mut window);
    window
}

/// Goes to the workspace and waits for its figures.
fn show(window: &mut Harness<'static, App>) {
    window.ctrl(Key::Num7);
    wait(window);
}

fn wait(window: &mut Harness<'static, App>) {
    wait_until(window, |app| {
        let desk = &app.session().unwrap().wide.statistics;
        desk.is_current() && !desk.is_counting()
    });
}

fn issue(window: &mut Harness<'static, App>, command: StatisticsCommand) {
    window.state_mut().issue(Command::Statistics(command));
    window.settle();
    wait(window);
}

/// The words of the spans that Review shows.
fn reviewed(window: &Harness<'static, App>) -> Vec<String> {
    assert_eq!(window.state().desk().workspace, Workspace::Review);
    let table = &window.state().session().unwrap().review;
    (0..table.len()).filter_map(|at| table.get(at)).map(|row| row.annotation.label.to_string()).collect()
}

fn status(window: &Harness<'static, App>) -> String {
    window.state().desk().status.as_ref().map(|status| status.text.clone()).unwrap_or_default()
}

#[test]
fn figures_follow_a_tag_and_its_undo() {
    let mut window = window(&disk_with(&[FERRY]));
    show(&mut window);
    assert!(window.has("Nothing is tagged yet"));
    window.ctrl(Key::Num1);
    window.keys(&[Key::Space, Key::Num1]);
    show(&mut window);
    assert!(window.has("Claim, Spans 1, Words 8, Characters 39, Articles 1"));
    window.ctrl(Key::Num1);
    window.keys(&[Key::Space, Key::Num1]);
    show(&mut window);
    assert!(window.has("Claim, Spans 2, Words 11, Characters 54, Articles 1"));
    // Here as well.
    window.ctrl(Key::Z);
    wait(&mut window);
    assert!(window.has("Claim, Spans 1, Words 8, Characters 39, Articles 1"));
    assert_eq!(window.state().desk().workspace, Workspace::Statistics);
}

#[test]
fn enter_on_a_row_leads_to_just_the_spans_behind_it() {
    let mut window = counted_window();
    let table = &window.state().session().unwrap().wide.statistics.figures().unwrap().table;
    let names: Vec<String> = (0..table.rows.len()).map(|row| table.row_name(row)).collect();
    let caveat = names.iter().position(|name| name == "Caveat").unwrap();
    window.keys(&vec![Key::J; caveat]);
    window.keys(&[Key::Enter]);
    assert_eq!(reviewed(&window), ["caveat"]);
    // Back, and another plot by arrow; what Review's filter has no words for is picked out span by span.
    show(&mut window);
    window.keys(&[Key::ArrowRight]);
    assert!(window.has("Wire, Spans 4, Claim 3"));
    window.keys(&[Key::Home, Key::Enter]);
    assert_eq!(reviewed(&window).len(), 4);
    assert!(window.has("Spans by outlet: Wire"));
    window.click("Show all");
    assert_eq!(reviewed(&window).len(), 4);
    // One figure of a row: the claims of the outlet.
    show(&mut window);
    let figures = window.state().session().unwrap().wide.statistics.figures().unwrap();
    let column = figures.table.column("label:claim").unwrap();
    issue(&mut window, StatisticsCommand::BehindFigure(0, column));
    assert_eq!(reviewed(&window), ["claim", "claim", "claim"]);
    // A figure that counts no spans says so.
    show(&mut window);
    issue(&mut window, StatisticsCommand::Choose(TableKind::Labels));
    let quote = names.iter().position(|name| name == "Quote").unwrap();
    issue(&mut window, StatisticsCommand::Point(quote));
    window.keys(&[Key::Enter]);
    assert_eq!(status(&window), "No span is behind this figure");
    assert_eq!(window.state().desk().workspace, Workspace::Statistics);
}

#[test]
fn a_filter_narrows_the_figures_and_what_is_behind_them() {
    let mut window = counted_window();
    let labels = [LabelId::new("claim").unwrap()].into();
    issue(&mut window, StatisticsCommand::Filter(StatisticsFilter { labels, ..StatisticsFilter::default() }));
    assert!(window.has("3 of 4 spans"));
    issue(&mut window, StatisticsCommand::Choose(TableKind::Annotators));
    window.keys(&[Key::Enter]);
    assert_eq!(reviewed(&window), ["claim", "claim", "claim"]);
    show(&mut window);
    // No article has a date.
    window.keys(&[Key::Slash]);
    window.types("2025-03-14");
    wait(&mut window);
    assert!(window.has("No span passes the filter"));
    window.keys(&[Key::Escape, Key::A]);
    wait(&mut window);
    assert!(window.has("4 spans"));
}

#[test]
fn every_plot_is_shown_with_its_text() {
    let mut window = counted_window();
    for kind in TableKind::ALL {
        issue(&mut window, StatisticsCommand::Choose(kind));
        assert!(window.has(kind.counts(TextPart::Own)), "{kind:?}");
        let figures = window.state().session().unwrap().wide.statistics.figures().unwrap();
        if !figures.chart.is_empty() {
            let text = format!("{}. {}", kind.title(), kind.counts(TextPart::Own));
            let images = window.get_all_by_role(Role::Image);
            let labels: Vec<String> = images.filter_map(|node| node.accesskit_node().label()).collect();
            assert!(labels.iter().any(|label| label.starts_with(&text)), "{kind:?}: {labels:?}");
        }
    }
    issue(&mut window, StatisticsCommand::Choose(TableKind::Made));
    window.keys(&[Key::T]);
    wait(&mut window);
    assert!(window.has("1970-01, Spans 4"));
}

#[test]
fn notes_and_furniture_are_left_out_of_the_texts_until_one_wants_them() {
    let text = "Title\n\nThe ferry is late. “Wait,” she said.\n\nPhoto: “The pier” at night";
    let mut article = super::articles::article(text);
    let start = text.find("Photo").unwrap();
    let range = TextRange::new(start, text.len()).unwrap();
    article.blocks.push(Block { range, kind: BlockKind::Note });
    let mut window = window(&super::articles::disk_of(vec![article]));
    let about = &window.state().session().unwrap().open.as_ref().unwrap().about;
    assert_eq!(about, "Wire · 8 words, 5 more in notes and furniture");
    window.keys(&[Key::Space, Key::Num1]);
    show(&mut window);
    issue(&mut window, StatisticsCommand::Choose(TableKind::Texts));
    assert!(window.has(TableKind::Texts.counts(TextPart::Own)));
    let own = "Wire, Articles 1, Words 8, Tagged words 4, Other words 4, Tagged % 50, Sentences 3, Quotations 1, \
               Untagged quotations 1";
    assert!(window.has(own));
    window.keys(&[Key::W]);
    wait(&mut window);
    assert_eq!(status(&window), "Texts are counted with their notes and furniture");
    assert!(window.has(TableKind::Texts.counts(TextPart::Whole)));
    assert!(window.has("Wire, Articles 1, Words 13, Tagged words 4, Other words 9"));
    window.click("Leave out notes and furniture");
    wait(&mut window);
    assert!(window.has(own));
    // The row leads to the spans of the outlet, as everywhere.
    window.keys(&[Key::Home, Key::Enter]);
    assert_eq!(reviewed(&window), ["claim"]);
}

#[test]
fn plots_and_figures_are_written_to_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = counted_window();
    let mut export = |name: &str, format: Option<&str>| {
        let path = folder.path().join(name);
        window.keys(&[Key::E]);
        if let Some(format) = format {
            window.click(format);
        }
        window.get_by_role_and_label(Role::TextInput, "File to write").focus();
        window.run();
        window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::A);
        window.run();
        window.event(Event::Text(path.display().to_string()));
        window.run();
        window.ctrl(Key::Enter);
        wait_until(&mut window, |app| app.desk().files.running.is_none());
        std::fs::read(&path).unwrap()
    };
    let svg = String::from_utf8(export("labels.svg", None)).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("Claim 3. Quote 0."), "{svg}");
    let csv = String::from_utf8(export("labels.csv", Some("CSV figures"))).unwrap();
    assert!(csv.starts_with("label,name,spans,words,characters,articles\nclaim,Claim,3,"), "{csv}");
    let png = export("labels.png", Some("PNG picture"));
    assert!(png.starts_with(b"\x89PNG") && png.len() > 5_000);
}

#[test]
fn an_empty_corpus_says_what_to_do() {
    let mut window = window(&disk_with(&[]));
    show(&mut window);
    assert!(window.has("There are no articles yet"));
    assert!(window.has("Add articles…"));
}
