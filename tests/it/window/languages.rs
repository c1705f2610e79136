//! Sentences, quotations and proposals go by the language of the article, and what belongs to the page is left out.

use redletter::app::command::files::FilesCommand;

use super::articles::{article, disk_of};
use super::*;

/// A text without a title; words in it, and the sentence and the quotation that Enter and Z select there.
struct Case {
    language: &'static str,
    text: &'static str,
    sentences: &'static [(&'static str, &'static str)],
    quotations: &'static [(&'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case {
        language: "de-AT",
        text: "Der 3. Mann kam. „Nein“sagte sie laut. Dann »doch«. Er ging.",
        sentences: &[("Mann", "Der 3. Mann kam.")],
        quotations: &[("Nein", "„Nein“"), ("doch", "»doch«")],
    },
    Case {
        language: "fr",
        text: "M. Marre, p. ex. Jeudi, est venu. «\u{a0}Oui\u{202f}!\u{a0}» dit l’« ami ». Il reste.",
        sentences: &[("Marre", "M. Marre, p. ex. Jeudi, est venu.")],
        quotations: &[("Oui", "«\u{a0}Oui\u{202f}!\u{a0}»"), ("ami", "« ami »")],
    },
    Case {
        language: "es-MX",
        text: "—Llegó de EE. UU. Marta —dijo la alcaldesa—. Vive aquí.\n\nDijo «sí» y “no”.",
        sentences: &[("Llegó", "—Llegó de EE. UU. Marta —dijo la alcaldesa—.")],
        quotations: &[("Marta", "Llegó de EE. UU. Marta"), ("aquí", "Vive aquí."), ("no”", "“no”")],
    },
    Case {
        language: "ru",
        text: "В 2025 г. Мэр сказала: «Да».\n\n— Пойдём, — сказал он. — Домой.",
        sentences: &[("Мэр", "В 2025 г. Мэр сказала: «Да».")],
        quotations: &[("Да", "«Да»"), ("Пойд", "Пойдём"), ("Домой", "Домой.")],
    },
    Case {
        language: "uk",
        text: "У 2025 р. Мер сказала: «Так».\n\n– Де пором? – запитала вона.",
        sentences: &[("Мер", "У 2025 р. Мер сказала: «Так».")],
        quotations: &[("Так", "«Так»"), ("пором", "Де пором?")],
    },
    Case {
        language: "ar",
        text: "قال د. سالم المرعي إنه هنا. ثم قال ”ربما“ وذهب.",
        sentences: &[("سالم", "قال د. سالم المرعي إنه هنا.")],
        quotations: &[("ربما", "”ربما“")],
    },
    Case {
        language: "zh-Hant",
        text: "“走吧！”他说。她没有走。他说「是『不是』吧」，然后说‘好’然后走了。",
        sentences: &[("走吧", "“走吧！”他说。"), ("没有", "她没有走。")],
        quotations: &[("是『", "「是『不是』吧」"), ("不是", "『不是』"), ("好", "‘好’")],
    },
];

fn selected(window: &Harness<'static, App>) -> String {
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    open.text()[open.selection.bytes()].to_owned()
}

/// What a key selects with the caret in words.
fn pressed(window: &mut Harness<'static, App>, words: &str, key: Key) -> String {
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    let byte = open.text().find(words).unwrap();
    let caret = redletter::app::widgets::reading::layout::Caret::at(byte);
    window.state_mut().issue(Command::Select { anchor: byte, caret });
    window.run();
    window.keys(&[key]);
    selected(window)
}

fn set_language(window: &mut Harness<'static, App>, language: &str) {
    window.state_mut().issue(Command::Files(FilesCommand::About));
    window.run();
    window.get_by_role_and_label(Role::TextInput, "Language").focus();
    window.run();
    window.ctrl(Key::A);
    window.event(Event::Text(language.to_owned()));
    window.run();
    window.ctrl(Key::Enter);
    let session = window.state().session().unwrap();
    assert_eq!(session.open.as_ref().unwrap().article.metadata.language, language);
}

#[test]
fn sentences_and_quotations_are_selected_by_the_language_the_article_is_said_to_have() {
    for Case { language, text, sentences, quotations } in CASES {
        let mut window = window_in_any_script(&disk_with(&[text]));
        let all = |window: &mut Harness<'static, App>, pairs: &[(&str, &str)], key| -> Vec<String> {
            pairs.iter().map(|(words, _)| pressed(window, words, key)).collect()
        };
        let expected = |pairs: &[(&str, &str)]| -> Vec<String> {
            pairs.iter().map(|(_, expected)| (*expected).to_owned()).collect()
        };
        let neutral = [all(&mut window, sentences, Key::Enter), all(&mut window, quotations, Key::Z)];
        set_language(&mut window, language);
        assert_eq!(all(&mut window, sentences, Key::Enter), expected(sentences), "{language}");
        assert_eq!(all(&mut window, quotations, Key::Z), expected(quotations), "{language}");
        assert_ne!(neutral[0], expected(sentences), "{language}: the rules of no language would do");
        assert_ne!(neutral[1], expected(quotations), "{language}: the rules of no language would do");
        // Space goes from sentence to sentence by the same rules.
        let byte = window.state().session().unwrap().open.as_ref().unwrap().units[0].range.start();
        let caret = redletter::app::widgets::reading::layout::Caret::at(byte);
        window.state_mut().issue(Command::Select { anchor: byte, caret });
        window.run();
        window.keys(&[Key::Space]);
        assert_eq!(selected(&window), sentences[0].1, "{language}");
    }
}

#[test]
fn who_said_a_quote_is_proposed_by_the_language_of_the_article() {
    let mut window = window(&disk_with(&["„Wir fahren im Mai“, sagte Lidia Ferran am Montag."]));
    let cue = |window: &Harness<'static, App>| {
        let open = window.state().session().unwrap().open.as_ref().unwrap();
        let offer = open.offers.drawn.clone().unwrap();
        offer.cue.map(|cue| cue.covered(open.text()).unwrap().concat())
    };
    window.keys(&[Key::Q, Key::Num2]);
    assert_eq!(window.spans(), tagged(&[("quote", "„Wir fahren im Mai“")]));
    assert_eq!(cue(&window), None);
    set_language(&mut window, "de");
    assert_eq!(cue(&window).as_deref(), Some("sagte"));
    window.ctrl(Key::Z);
    assert_eq!(cue(&window), None, "undone, the language is unknown again");
}

#[test]
fn the_next_untagged_quotation_is_none_of_the_page() {
    let text =
        "Title\n\nHe said “yes.” Then he left.\n\nRead more: “Ferry fares explained”\n\nShe said “no.”";
    let mut article = article(text);
    let start = text.find("Read more").unwrap();
    let range = TextRange::new(start, start + text[start..].find('\n').unwrap()).unwrap();
    article.blocks.push(Block { range, kind: BlockKind::Furniture });
    let mut window = window(&disk_of(vec![article]));
    window.keys(&[Key::Q]);
    assert_eq!(selected(&window), "“yes.”");
    window.keys(&[Key::Q]);
    assert_eq!(selected(&window), "“no.”");
    window.key_press_modifiers(Modifiers::SHIFT, Key::Q);
    window.run();
    assert_eq!(selected(&window), "“yes.”");
}
