//! What the reading view lays out, and how it looks.

use super::*;

#[test]
fn a_heading_that_is_cut_from_its_paragraph_is_laid_out_anew() {
    let long =
        "The leaked plan alarmed skippers in Marrow and in several other ports of the coast. ".repeat(4);
    let disk =
        disk_with(&[&format!("Title\n\nFirst words here.\n\nTurmoil in port {long}\n\nLast words here.")]);
    let mut window = window(&disk);
    let whole = window.paragraph("Turmoil in port").height();
    assert!(whole > 90.0, "several lines: {whole}");
    window.ctrl(Key::ArrowDown);
    window.keys(&[Key::ArrowRight, Key::H]);
    let (heading, rest) = (window.paragraph("Turmoil in port"), window.paragraph("The leaked plan"));
    assert!(heading.height() < 40.0, "a line: {}", heading.height());
    assert!(rest.top() >= heading.bottom() && rest.height() > 80.0);
    assert!(window.paragraph("Last words").top() >= rest.bottom());
    window.ctrl(Key::Z);
    assert!((window.paragraph("Turmoil in port").height() - whole).abs() < 0.1);
}

#[test]
fn a_sentence_shrinks_to_its_clauses_one_after_the_other() {
    let text = "Title\n\nLidia Ferran on Monday suggested that talks over the pier may move, though she cautioned that \
                progress remains uncertain.\n\nShe left.";
    let disk = disk_with(&[text]);
    let mut window = window(&disk);
    let shift_e = |window: &mut Harness<'static, App>| {
        window.key_press_modifiers(Modifiers::SHIFT, Key::E);
        window.run();
    };
    window.keys(&[Key::Home]);
    shift_e(&mut window);
    window.keys(&[Key::Num1]);
    shift_e(&mut window);
    window.keys(&[Key::Num4]);
    let (moves, uncertain) = ("talks over the pier may move", "progress remains uncertain.");
    assert_eq!(window.spans(), tagged(&[("claim", moves), ("caveat", uncertain)]));
    // Behind the last one the next sentence follows; what has grown goes back.
    shift_e(&mut window);
    window.keys(&[Key::Num3]);
    assert_eq!(window.spans()[2].1, "She left.");
    window.keys(&[Key::K, Key::K, Key::Escape, Key::E, Key::E]);
    let selected = |window: &Harness<'static, App>| {
        let open = window.state().session().unwrap().open.as_ref().unwrap();
        open.text()[open.selection.bytes()].to_owned()
    };
    let grown = selected(&window);
    window.keys(&[Key::E]);
    shift_e(&mut window);
    assert_eq!(selected(&window), grown);
}

#[test]
fn the_size_of_text_and_the_appearance_change() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    let height = window.paragraph("The council").height();
    window.ctrl(Key::Plus);
    window.ctrl(Key::Plus);
    assert!(window.paragraph("The council").height() > height);
    window.ctrl(Key::Num0);
    assert!((window.paragraph("The council").height() - height).abs() < 0.1);
    window.state_mut().issue(Command::SetAppearance(redletter::app::settings::Appearance::Dark));
    window.run();
    assert_eq!(window.ctx.theme(), egui::Theme::Dark);
}

#[test]
fn only_what_is_near_the_screen_is_laid_out() {
    let paragraph = "The council will vote on a night ferry between the old port and the north shore. ";
    let text = format!("{}\n\n", paragraph.repeat(4)).repeat(2_000);
    let disk = disk_with(&[&text]);
    let mut window = window(&disk);
    assert!(window.state_mut().take_num_laid_out() < 40);
    window.ctrl(Key::End);
    window.keys(&[Key::PageUp, Key::PageUp]);
    window.state_mut().issue(Command::Sentence(Way::Previous));
    window.run();
    assert!(window.state_mut().take_num_laid_out() < 120);
    // Nothing is laid out, and no frame asked for, when nothing happens.
    window.run_steps(3);
    assert_eq!(window.state_mut().take_num_laid_out(), 0);
}
