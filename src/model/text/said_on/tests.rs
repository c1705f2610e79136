//! What words mean, by tables of invented sentences; published on Friday 14 March 2025 unless they say otherwise.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every date of a sentence in the order of the words; `!` stands behind what is written out, `?` behind a guess.
fn read(text: &str, published: &str, language: Language) -> Vec<String> {
    let whole = TextRange::new(0, text.len()).unwrap();
    let mut found = said_on(text, whole, day(published), language);
    found.sort_by_key(|found| found.range);
    let shown = |found: SaidOn| {
        let sureness = match found.sureness {
            Sureness::Written => "!",
            Sureness::Reckoned => "",
            Sureness::Guessed => "?",
        };
        format!("{} = {}{sureness}", found.words, found.date)
    };
    found.into_iter().map(shown).collect()
}

fn check(language: Language, table: &[(&str, &[&str])]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expected)| {
            let found = read(text, "2025-03-14", language);
            (found != *expected).then(|| format!("{text}\n    found {found:?}\n expected {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english_days_near_the_dateline() {
    check(
        Language::English,
        &[
            ("The mayor resigned yesterday.", &["yesterday = 2025-03-13"]),
            ("The day before yesterday it rained.", &["The day before yesterday = 2025-03-12"]),
            ("Talks resume tomorrow morning.", &["tomorrow morning = 2025-03-15"]),
            ("The ferry sank last night.", &["last night = 2025-03-13"]),
            ("She spoke this morning.", &["this morning = 2025-03-14"]),
            ("Envoys met on Monday.", &["Monday = 2025-03-10"]),
            ("Envoys met on Friday.", &["Friday = 2025-03-14"]),
            ("After Sunday’s meeting in Quillhaven", &["Sunday = 2025-03-09"]),
            ("Envoys will meet on Monday.", &["Monday = 2025-03-17"]),
            ("Envoys are expected to meet on Tuesday night.", &["Tuesday night = 2025-03-18"]),
            ("On Monday, ministers will vote.", &["Monday = 2025-03-17"]),
            ("Both sides agreed to meet on Monday.", &["Monday = 2025-03-17"]),
            ("Both sides failed to meet on Monday.", &["Monday = 2025-03-10"]),
            ("The accord will be signed on Monday.", &["Monday = 2025-03-17"]),
            (
                "He said on Monday that talks will resume on Wednesday.",
                &["Monday = 2025-03-10", "Wednesday = 2025-03-19"],
            ),
            ("“We will sign,” she said on Monday.", &["Monday = 2025-03-10"]),
            ("He arrives next Friday.", &["next Friday = 2025-03-21"]),
            ("He left last Friday.", &["last Friday = 2025-03-07"]),
            ("The vote is this Sunday.", &["this Sunday = 2025-03-16"]),
            ("The fair runs Monday to Wednesday.", &["Monday to Wednesday = 2025-03-10/2025-03-12"]),
            ("The office opens every Monday and closes on Fridays.", &[]),
            ("Replies are due by Tuesday.", &["Tuesday = 2025-03-18"]),
        ],
    );
}

#[test]
fn english_dates_with_and_without_a_year() {
    check(
        Language::English,
        &[
            ("Signed on March 14, 2025, in Osterby.", &["March 14, 2025 = 2025-03-14!"]),
            ("Signed on 14 March 2025.", &["14 March 2025 = 2025-03-14!"]),
            ("Signed on the 14th of March 2025.", &["14th of March 2025 = 2025-03-14!"]),
            ("Signed on Mar. 4, 2025.", &["Mar. 4, 2025 = 2025-03-04!"]),
            ("Signed on Tuesday, March 4, 2025.", &["Tuesday, March 4, 2025 = 2025-03-04!"]),
            ("Signed on Monday, March 4, 2025.", &["Monday, March 4, 2025 = 2025-03-04?"]),
            ("He said on Monday (March 10) that", &["Monday (March 10) = 2025-03-10"]),
            ("She arrived on December 20.", &["December 20 = 2024-12-20"]),
            ("She will arrive on December 20.", &["December 20 = 2025-12-20"]),
            ("The summit on March 20", &["March 20 = 2025-03-20?"]),
            ("The summit on Saturday, 20 December", &["Saturday, 20 December = 2025-12-20"]),
            ("The fair of March 14–16 was held.", &["March 14–16 = 2025-03-14/2025-03-16"]),
            ("The fair of 10-12 March was held.", &["10-12 March = 2025-03-10/2025-03-12"]),
            (
                "It ran from 30 December – 2 January 2025.",
                &["30 December – 2 January 2025 = 2024-12-30/2025-01-02!"],
            ),
            ("Filed 2025-03-11 and 11.02.2025.", &["2025-03-11 = 2025-03-11!", "11.02.2025 = 2025-02-11!"]),
            ("Filed 25/02/2025 and 02/26/2025.", &["25/02/2025 = 2025-02-25!", "02/26/2025 = 2025-02-26!"]),
            ("Filed 03/04/2025.", &[]),
            ("He was born in May 1971 in Osterby.", &["May 1971 = 1971-05!"]),
            ("Prices rose in January.", &["January = 2025-01"]),
            ("Prices will rise in January.", &["January = 2026-01"]),
            ("Built in 2023.", &["2023 = 2023!"]),
            ("They may march 14 miles in 2,000 boots.", &[]),
            ("May the best win. March on!", &[]),
            ("It cost $14 in the 1990s and 2024-25 season.", &[]),
            ("It happened on February 29.", &["February 29 = 2024-02-29"]),
            ("About March 3 it snowed.", &["About March 3 = 2025-03-03~"]),
            ("On March 20,000 walked.", &[]),
        ],
    );
}

#[test]
fn english_weeks_months_seasons_and_years() {
    check(
        Language::English,
        &[
            ("The plan surfaced last week.", &["last week = 2025-03-03/2025-03-09"]),
            ("The plan surfaced earlier this week.", &["earlier this week = 2025-03-10/2025-03-16"]),
            ("It began earlier this month.", &["earlier this month = 2025-03"]),
            ("It began late last month.", &["late last month = 2025-02"]),
            ("It begins next month.", &["next month = 2025-04"]),
            ("It began last year.", &["last year = 2024"]),
            ("It began in early March.", &["early March = 2025-03"]),
            ("It began in mid-January.", &["mid-January = 2025-01"]),
            ("It began two days ago.", &["two days ago = 2025-03-12"]),
            ("It began a week ago.", &["a week ago = 2025-03-03/2025-03-09"]),
            ("It began 3 months ago.", &["3 months ago = 2024-12"]),
            ("It began some two years ago.", &["some two years ago = 2023~"]),
            ("It began a few days ago.", &["a few days ago = 2025-03-08~/2025-03-12~?"]),
            ("It will begin in two days.", &["in two days = 2025-03-16"]),
            ("They had built it in two days.", &[]),
            ("Talks resume in two days.", &["in two days = 2025-03-16?"]),
            ("It rained over the past week.", &["past week = 2025-03-07/2025-03-14?"]),
            ("It rained for the last three days.", &["last three days = 2025-03-11/2025-03-14?"]),
            ("The last week of the fair", &[]),
            ("They met last spring.", &["last spring = 2024-21"]),
            ("They met in the winter of 2023.", &["winter of 2023 = 2023-24?"]),
            ("They met in summer 2024.", &["summer 2024 = 2024-22!"]),
            ("A spring in the mattress fell.", &[]),
            ("They met last March.", &["last March = 2024-03"]),
            ("They met at the weekend.", &["weekend = 2025-03-08/2025-03-09"]),
            ("They will meet at the weekend.", &["weekend = 2025-03-15/2025-03-16"]),
            ("They will meet this weekend.", &["this weekend = 2025-03-15/2025-03-16"]),
            ("They met last weekend.", &["last weekend = 2025-03-08/2025-03-09"]),
        ],
    );
}

#[test]
fn german_dates() {
    check(
        Language::German,
        &[
            ("Der Rat tagte gestern.", &["gestern = 2025-03-13"]),
            ("Am Montag sagte er zu.", &["Montag = 2025-03-10"]),
            ("Am Montagabend sagte er zu.", &["Montagabend = 2025-03-10"]),
            ("Am Montag soll er kommen.", &["Montag = 2025-03-17"]),
            ("Am vergangenen Freitag ging er.", &["vergangenen Freitag = 2025-03-07"]),
            ("Am kommenden Freitag geht er.", &["kommenden Freitag = 2025-03-21"]),
            ("Er wird morgen reisen.", &["morgen = 2025-03-15"]),
            ("Er reiste am Morgen ab.", &[]),
            ("In der vergangenen Woche", &["vergangenen Woche = 2025-03-03/2025-03-09"]),
            ("Im letzten Monat", &["letzten Monat = 2025-02"]),
            ("Am 14. März 2025 in Osterby", &["14. März 2025 = 2025-03-14!"]),
            ("Am Montag, den 10. März, kam er.", &["Montag, den 10. März = 2025-03-10"]),
            ("Vom 10. bis 12. März war Messe.", &["10. bis 12. März = 2025-03-10/2025-03-12"]),
            ("Vor zwei Tagen", &["Vor zwei Tagen = 2025-03-12"]),
            ("Im Mai 2023 und im Jahr 2021", &["Mai 2023 = 2023-05!", "2021 = 2021!"]),
            ("Jeden Montag tagt der Rat.", &[]),
            ("Im Vorjahr", &["Vorjahr = 2024"]),
        ],
    );
}

#[test]
fn french_dates() {
    check(
        Language::French,
        &[
            ("Le conseil s’est réuni hier.", &["hier = 2025-03-13"]),
            ("Il a parlé avant-hier.", &["avant-hier = 2025-03-12"]),
            ("Il part aujourd’hui.", &["aujourd’hui = 2025-03-14"]),
            ("Il a dit lundi que", &["lundi = 2025-03-10"]),
            ("Il rencontrera lundi le maire.", &["lundi = 2025-03-17"]),
            ("Il est parti vendredi dernier.", &["vendredi dernier = 2025-03-07"]),
            ("Il part vendredi prochain.", &["vendredi prochain = 2025-03-21"]),
            ("La semaine dernière", &["semaine dernière = 2025-03-03/2025-03-09"]),
            ("Le mois prochain", &["mois prochain = 2025-04"]),
            ("L’an dernier", &["L’an dernier = 2024"]),
            ("Signé le 1er mars 2025.", &["1er mars 2025 = 2025-03-01!"]),
            ("Signé le lundi 10 mars.", &["lundi 10 mars = 2025-03-10"]),
            ("Il y a deux jours", &["Il y a deux jours = 2025-03-12"]),
            ("En avril 2023, puis en 2024", &["avril 2023 = 2023-04!", "2024 = 2024!"]),
            ("Déposé le 03/04/2025.", &["03/04/2025 = 2025-04-03!"]),
            ("Le week-end dernier", &["week-end dernier = 2025-03-08/2025-03-09"]),
            ("Chaque lundi, il nage.", &[]),
        ],
    );
}

#[test]
fn spanish_dates() {
    check(
        Language::Spanish,
        &[
            ("El consejo se reunió ayer.", &["ayer = 2025-03-13"]),
            ("Viaja mañana.", &["mañana = 2025-03-15"]),
            ("Viaja pasado mañana.", &["pasado mañana = 2025-03-16"]),
            ("Habló por la mañana.", &[]),
            ("Habló el lunes.", &["lunes = 2025-03-10"]),
            ("Se reunirá el lunes.", &["lunes = 2025-03-17"]),
            ("Habló el viernes pasado.", &["viernes pasado = 2025-03-07"]),
            ("Habla el próximo viernes.", &["próximo viernes = 2025-03-21"]),
            ("La semana pasada", &["semana pasada = 2025-03-03/2025-03-09"]),
            ("El mes que viene", &["El mes que viene = 2025-04"]),
            ("Firmado el 14 de marzo de 2025.", &["14 de marzo de 2025 = 2025-03-14!"]),
            ("Firmado el lunes 10 de marzo.", &["lunes 10 de marzo = 2025-03-10"]),
            ("Hace dos días", &["Hace dos días = 2025-03-12"]),
            ("En mayo de 2023 y en 2024", &["mayo de 2023 = 2023-05!", "2024 = 2024!"]),
            ("Los lunes nada.", &[]),
        ],
    );
}

#[test]
fn russian_and_ukrainian_dates() {
    check(
        Language::Russian,
        &[
            ("Совет собрался вчера.", &["вчера = 2025-03-13"]),
            ("В понедельник он заявил", &["понедельник = 2025-03-10"]),
            ("Встреча состоится в понедельник.", &["понедельник = 2025-03-17"]),
            ("В прошлую пятницу", &["прошлую пятницу = 2025-03-07"]),
            ("На прошлой неделе", &["прошлой неделе = 2025-03-03/2025-03-09"]),
            ("В прошлом месяце", &["прошлом месяце = 2025-02"]),
            ("14 марта 2025 года подписали", &["14 марта 2025 года = 2025-03-14!"]),
            ("Два дня назад", &["Два дня назад = 2025-03-12"]),
            ("Неделю назад", &["Неделю назад = 2025-03-03/2025-03-09"]),
            ("В марте 2024 года и в 2023 году", &["марте 2024 года = 2024-03!", "2023 году = 2023!"]),
            ("Об окружающей среде и в 2000 домах", &[]),
            ("В среду он заявил", &["среду = 2025-03-12"]),
        ],
    );
    check(
        Language::Ukrainian,
        &[
            ("Рада зібралася вчора.", &["вчора = 2025-03-13"]),
            ("У понеділок він заявив", &["понеділок = 2025-03-10"]),
            ("Зустріч відбудеться в п’ятницю.", &["п’ятницю = 2025-03-14"]),
            ("Наступної п’ятниці", &["Наступної п’ятниці = 2025-03-21"]),
            ("Минулого тижня", &["Минулого тижня = 2025-03-03/2025-03-09"]),
            ("14 березня 2025 року підписали", &["14 березня 2025 року = 2025-03-14!"]),
            ("Два дні тому", &["Два дні тому = 2025-03-12"]),
            ("Торік", &["Торік = 2024"]),
            ("У неділю він заявив", &["неділю = 2025-03-09"]),
            ("У березні 2024 року", &["березні 2024 року = 2024-03!"]),
        ],
    );
}

#[test]
fn other_languages_have_their_numbers_read() {
    assert_eq!(read("2025-03-11 そして", "2025-03-14", Language::Japanese), ["2025-03-11 = 2025-03-11!"]);
    assert_eq!(read("dne 11.03.2025 v Osterby", "2025-03-14", Language::Czech), ["11.03.2025 = 2025-03-11!"]);
}

#[test]
fn a_weekend_and_a_winter_are_seen_from_within() {
    let read = |text, published| read(text, published, Language::English);
    assert_eq!(read("They met this weekend.", "2025-03-16"), ["this weekend = 2025-03-15/2025-03-16"]);
    assert_eq!(read("They met last weekend.", "2025-03-16"), ["last weekend = 2025-03-08/2025-03-09"]);
    assert_eq!(read("They meet next weekend.", "2025-03-16"), ["next weekend = 2025-03-22/2025-03-23"]);
    assert_eq!(read("It froze this winter.", "2025-01-10"), ["this winter = 2024-24"]);
    assert_eq!(read("It froze last winter.", "2025-11-10"), ["last winter = 2024-24"]);
    assert_eq!(read("It will freeze next winter.", "2025-11-10"), ["next winter = 2025-24"]);
}

#[test]
fn the_sentence_itself_comes_first_and_its_neighbours_are_the_only_others() {
    let text = "In 2019 it began. Envoys met on Monday. “It is over,” the envoy said on Tuesday, after talks \
                on Wednesday. The vote was yesterday. In 2020 it ended.";
    let at = text.find("“It is over,”").unwrap();
    let span = TextRange::new(at, at + "“It is over,”".len()).unwrap();
    let found = said_on(text, span, day("2025-03-14"), Language::English);
    let words: Vec<&str> = found.iter().map(|found| found.words.as_str()).collect();
    assert_eq!(words, ["Tuesday", "Wednesday", "Monday", "yesterday"]);
}

#[test]
fn only_what_is_near_is_read() {
    let text = format!("On Monday {} on Tuesday they left.", "x ".repeat(5_000));
    let at = text.find("Tuesday").unwrap();
    let span = TextRange::new(at, at + 7).unwrap();
    let found = said_on(&text, span, day("2025-03-14"), Language::English);
    assert_eq!(found.iter().map(|found| found.words.as_str()).collect::<Vec<_>>(), ["Tuesday"]);
}

/// Text made of what dates are made of, and of their troubles.
fn prose() -> impl Strategy<Value = String> {
    const PIECES: [&str; 62] = [
        "Monday",
        "last",
        "next",
        "week",
        "weekend",
        "March",
        "May",
        "14",
        "31",
        "29",
        "February",
        "2025",
        "0000",
        "9999",
        "2999",
        "1st",
        "spring",
        "winter",
        "two",
        "a",
        "few",
        "days",
        "years",
        "ago",
        "in",
        "about",
        "early",
        "the",
        "of",
        "will",
        "said",
        "’",
        "'",
        "s",
        ".",
        ",",
        "-",
        "–",
        "/",
        "(",
        ")",
        "“",
        "”",
        "\n",
        "\n\n",
        " ",
        " ",
        " ",
        " ",
        "Montagabend",
        "vor",
        "Tagen",
        "l",
        "an",
        "dernier",
        "мая",
        "года",
        "п’ятницю",
        "неделю",
        "назад",
        "e\u{301}",
        "👩‍👩‍👧",
    ];
    let piece = prop_oneof![
        20 => prop::sample::select(&PIECES[..]).prop_map(|piece| format!("{piece} ")),
        10 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop_oneof![
        5 => prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn nothing_panics_and_the_words_are_those_that_the_range_covers(
        text in prose(),
        start in 0usize..200,
        len in 1usize..90,
        days in prop_oneof![4 => 700_000i32..760_000, 1 => any::<i32>()],
        language in prop::sample::select(&Language::ALL[..]),
    ) {
        let published = NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX);
        let span = TextRange::new(start, start + len).unwrap();
        for published in [published, NaiveDate::MIN, NaiveDate::MAX] {
            for found in said_on(&text, span, published, language) {
                prop_assert_eq!(found.range.of(&text), Ok(found.words.as_str()));
                prop_assert_eq!(found.date.to_string().parse(), Ok(found.date));
            }
        }
    }
}
