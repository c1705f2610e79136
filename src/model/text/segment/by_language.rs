//! Sentences and quotations by the rules of their language.

use proptest::prelude::*;

use super::super::language::Language;
use super::*;

/// Sentences with a mark at each end; where two touch, one.
fn assert_split(language: Language, cases: &[&str]) {
    for case in cases {
        let (text, _) = drawn::read(case);
        let found = sentences(&text, drawn::whole(&text), language);
        assert_eq!(drawn::draw(&text, &found), *case, "{language:?}");
        for range in found {
            let at = sentence_at(&text, drawn::whole(&text), range.start(), language);
            assert_eq!(at, Some(range), "{case}");
        }
    }
}

fn assert_quoted(language: Language, cases: &[&str]) {
    for case in cases {
        let (text, _) = drawn::read(case);
        let found = quotations(&text, drawn::whole(&text), language);
        assert_eq!(drawn::draw(&text, &found), *case, "{language:?}");
    }
}

#[test]
fn german_sentences() {
    assert_split(
        Language::German,
        &[
            "|Am 14. März kam die Fähre.| |Dann nicht mehr.|",
            "|Die Fähre, z. B. Montag, fährt.| |Sie ist z.B. Rot.|",
            "|Das gilt, d. h. Schiffer zahlen, u. a. Kell.| |Er ging.|",
            "|Dr. Lena Marr, Prof. Jan Roe und Hr. Kell kamen.|",
            "|Der 3. Mann am 2. Pier fuhr.| |Die 1. Liga spielt am 3. und 4. Mai.|",
            "|Im 19. Jahrhundert und nach dem 2. Weltkrieg war es so.|",
            "|Es war 2025.| |Danach fuhr sie.| |Er ist 12.| |Das weiß jeder.|",
            "|Er kam am 24.| |Die Fähre kam am 25. Mai.|",
            "|Papst Johannes Paul II. Besuchte ihn nie.| |Es war Wilhelm II.| |Er ging.|",
            "|Äpfel, Birnen usw. Sind da.| |Es gab Äpfel usw.| |Die Stadt zahlt.|",
            "|Das kostet 3 Mio. Euro.| |Das kostet 3 Mio.| |Die Stadt zahlt.|",
            "|Nr. 5 lebt.| |Er sagte Nr.| |Wir gingen.|",
            "|„Kommt die Fähre?“, fragte Kell.| |„Ja!“ rief sie.| |„Nein.“| |Er ging.|",
            "|Sie sagte: „Ich gehe.“| |Er blieb.|",
        ],
    );
}

#[test]
fn french_sentences() {
    assert_split(
        Language::French,
        &[
            "|M. Marre et Mme Roe, p. ex. Jeudi, sont venus.| |Ils restent.|",
            "|M. Le Guen est venu.| |MM. Marre et Roe aussi.|",
            "|Les bacs, les quais, etc. Sont vieux.| |Les bacs, etc.| |Le conseil paie.|",
            "|«\u{a0}Où est le bac\u{202f}?\u{a0}» demanda-t-elle.| |Personne ne le sait.|",
            "|«\u{a0}Vraiment\u{a0}?\u{a0}»| |Le conseil se tait.|",
            "|C’était en l’an 50 av. J.-C. Rome était loin.| |Le 14 mars, il est venu.|",
        ],
    );
}

#[test]
fn spanish_italian_and_portuguese_sentences() {
    assert_split(
        Language::Spanish,
        &[
            "|El Sr. Ruiz y la Sra. Marro, p. ej. Ayer, vinieron.| |Se fueron.|",
            "|Llegó de EE. UU. Marta Ruiz.| |Vive en EE. UU.| |La ciudad calla.|",
            "|¿Dónde está el barco?| |¡No lo sé!| |«¿De verdad?», preguntó.|",
            "|—¿Dónde está? —preguntó ella.| |Nadie lo sabe.|",
            "|Lo dijo D. Juan.| |El Dr. Ruiz no.|",
        ],
    );
    assert_split(
        Language::Italian,
        &[
            "|Il sig. Marri e la dott.ssa Roi sono qui.| |On. Kelli, p. es. Ieri, c’era.|",
            "|Barche, moli, ecc. Marri è qui.| |Barche ecc.| |Il comune paga.|",
            "|«Dov’è?» chiese lei.| |Nessuno lo sa.|",
        ],
    );
    assert_split(
        Language::Portuguese,
        &[
            "|O Sr. Neto e a Dra. Marra vieram.| |Eles ficam.|",
            "|A Balsas Ltda. Marra paga.| |É a Balsas Ltda.| |O conselho cala.|",
            "|“Onde está?” perguntou ela.| |Ninguém sabe.|",
        ],
    );
}

#[test]
fn dutch_polish_czech_and_nordic_sentences() {
    assert_split(
        Language::Dutch,
        &[
            "|Dhr. Marre en mevr. Roe, bijv. Maandag, kwamen.|",
            "|Hij ging.| |’s Avonds kwam hij terug.| |'t Is laat.|",
            "|Hij zag ’s avonds niets.|",
        ],
    );
    assert_split(
        Language::Polish,
        &[
            "|W 2025 r. Rada nie płaciła.| |To było w 2025 r.| |Nikt nie wie.|",
            "|Prof. Marek i ks. Kell, np. Wczoraj, m.in. Roe, byli.|",
            "|Koszt to 3 mln zł.| |Miasto płaci.|",
        ],
    );
    assert_split(Language::Czech, &["|Např. Praha, tzv. Starosta a ul. Nová.| |Nikdo neví.|"]);
    assert_split(
        Language::Danish,
        &["|Hr. Kell kom bl.a. Mandag.| |Det kostede 3 mio. Kroner.| |Det kostede 3 mio.| |Den betaler.|"],
    );
    assert_split(
        Language::Swedish,
        &["|Den 14 mars, t.ex. Måndag, gick den.| |”Var?” frågade hon.| |Ingen vet.|"],
    );
    assert_split(
        Language::Turkish,
        &["|Prof. Dr. Selin Marak geldi.| |Bu 2. Dünya Savaşı değil.| |Kimse bilmiyor.|"],
    );
}

#[test]
fn russian_and_ukrainian_sentences() {
    assert_split(
        Language::Russian,
        &[
            "|Паром, т. е. Лодка, ушёл.| |Он вернётся.|",
            "|В 2025 г. Мэр ушла.| |Это было в 2025 г.| |Она вернётся.|",
            "|Он живёт в г. Марове на ул. Речной, д. 5.| |Там тихо.|",
            "|Лодки, баржи и т. д. Стоят.| |Лодки и т. д.| |Они стоят.|",
            "|Это стоит 3 млн руб. Город платит.| |Это стоит 3 руб.| |Но никто не платит.|",
            "|А. С. Маров пришёл.| |«Где паром?» — спросила Анна.| |Никто не знает.|",
            "|Длина 10 см.| |Это мало.| |См. Это место.|",
        ],
    );
    assert_split(
        Language::Ukrainian,
        &[
            "|У 2025 р. Мер пішла.| |Це було у 2025 р.| |Вона повернеться.|",
            "|Він живе в м. Марів на вул. Річковій.| |Там тихо.|",
            "|Човни, баржі і т. д. Стоять.| |«Де пором?» — запитала вона.| |Ніхто не знає.|",
        ],
    );
}

#[test]
fn arabic_and_hebrew_sentences() {
    assert_split(
        Language::Arabic,
        &[
            "|قال د. سالم المرعي إنه هنا.| |ثم ذهب.|",
            "|هل هذا صحيح؟| |نعم، هذا صحيح.|",
            "|«أين العبارة؟» سألت سلمى.| |لا أحد يعرف.|",
        ],
    );
    assert_split(
        Language::Hebrew,
        &["|״איפה המעבורת?״ שאלה דנה.| |אף אחד לא יודע.|", "|צה\"ל היה שם.| |הוא הלך.|"],
    );
}

#[test]
fn chinese_and_japanese_sentences() {
    assert_split(
        Language::Chinese,
        &[
            "|他来了。|她走了！|谁？|",
            "|“走吧！”他说。|她没有走。|",
            "|“渡轮在哪里？”王明笑着问道。|没人知道。|",
            "|“走吧！”|她没有走。|",
        ],
    );
    assert_split(
        Language::Japanese,
        &["|「行く。」と言った。|次の日。|", "|彼は来た。|彼女は「行こう！」と言った。|"],
    );
}

#[test]
fn an_unknown_language_goes_by_the_rules_of_english() {
    for text in [
        "Mr. Kell met M. Marre.",
        "In the U.S. The council.",
        "Es gilt z. B. Montag. Ja.",
        "“Is it?” Kell asked.",
    ] {
        let whole = drawn::whole(text);
        let [unknown, english] = [Language::Unknown, Language::English];
        assert_eq!(sentences(text, whole, unknown), sentences(text, whole, english));
        assert_eq!(quotations(text, whole, unknown), quotations(text, whole, english));
    }
}

#[test]
fn marks_face_as_their_language_sets_them() {
    assert_quoted(
        Language::German,
        &[
            "|„Ja“|sagte sie, |„nein“|-Sager gibt es, |‚doch‘| auch, |»so«| und |«so»|.",
            "|„Er sagte ‚nein‘ zu mir“|, sagte sie.",
            "|“English style,”| sagte er.",
        ],
    );
    assert_quoted(
        Language::French,
        &["|«\u{a0}Oui\u{a0}»|dit-il, l’|« ami »| d’|“hier”|.", "|« Il a dit “non” hier »|, dit-elle."],
    );
    assert_quoted(
        Language::Spanish,
        &["|«Sí, “quizá” mañana»|, dijo, y |“no”|.", "—|Sí| —dijo ella—. |Vamos a «casa».|"],
    );
    assert_quoted(
        Language::Russian,
        &["|«Да, „может быть“ завтра»|, сказал он, и |„нет“|.", "— |Да|, — сказал он. — |«Пойдём».|"],
    );
    assert_quoted(Language::Ukrainian, &["|«Так»|, п’ять разів сказав він у |“Марові”|, об'єднавшись."]);
    assert_quoted(Language::Arabic, &["قال: |«نعم»|، ثم |“لا”|، ثم |”ربما“|."]);
    assert_quoted(Language::Hebrew, &["צה\"ל אמר |\"כן\"| ואז |״לא״| וגם |”אולי“| בתשפ״ה."]);
    assert_quoted(Language::Chinese, &["他说|“好”|然后说|‘不’|然后走了，|「是『不是』吧」|。"]);
    assert_quoted(Language::Japanese, &["彼は|「はい」|と言い、|『いいえ』|と書いた。"]);
    assert_quoted(Language::Dutch, &["|‘Ja’|, zei hij ’s avonds, en |“nee”| 's nachts, en |\"ja\"|."]);
    assert_quoted(Language::Polish, &["|„Tak, »może« jutro”|, powiedział."]);
    assert_quoted(Language::Swedish, &["|”Ja”|, sade hon, |»nej»| sade han."]);
}

fn language() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::ALL.to_vec())
}

proptest! {
    #[test]
    fn sentences_tile_the_text_in_any_language(
        text in drawn::prose(),
        language in language(),
        start in 0usize..80,
        len in 1usize..200,
    ) {
        let within = TextRange::new(start, start + len).unwrap();
        let part = &text[clamp(&text, within)];
        let (mut last_end, mut covered) = (0, 0);
        for range in sentences(&text, within, language) {
            let sentence = range.of(&text).unwrap();
            prop_assert!(range.start() >= last_end);
            prop_assert_eq!(sentence.trim(), sentence);
            last_end = range.end();
            covered += sentence.chars().filter(|c| !c.is_whitespace()).count();
        }
        prop_assert_eq!(covered, part.chars().filter(|c| !c.is_whitespace()).count());
    }

    #[test]
    fn the_sentence_at_an_offset_is_one_of_all_in_any_language(text in drawn::prose(), language in language()) {
        prop_assume!(!text.is_empty());
        let all = sentences(&text, drawn::whole(&text), language);
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
            let found = sentence_at(&text, drawn::whole(&text), offset, language);
            if let Some(range) = all.iter().find(|range| range.contains(offset)) {
                prop_assert_eq!(found, Some(*range), "at {} in {:?}", offset, &text);
            }
        }
    }

    #[test]
    fn quotations_are_sorted_and_apart_in_any_language(text in drawn::prose(), language in language()) {
        prop_assume!(!text.is_empty());
        let whole = drawn::whole(&text);
        let found = quotations(&text, whole, language);
        prop_assert!(found.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
        let marks = quotation_marks(&text, whole, language);
        for range in found.into_iter().chain(marks.closed).chain(marks.unclosed) {
            prop_assert!(range.check(&text).is_ok());
        }
        prop_assert!(quotations_around(&text, whole, 0..0, language).iter().all(|range| range.start() == 0));
    }
}
