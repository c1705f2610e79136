//! Datelines and bylines.

use super::*;

/// Datelines and what stands behind them.
const DATELINES: &[(&str, &str)] = &[
    (
        "MARROW BRIDGE, March 14 (QNA) —",
        "The council could not agree on the night ferry again, to nobody’s surprise.",
    ),
    (
        "SELBY, Northmark -",
        "The council could not agree on the night ferry again, to nobody’s surprise today.",
    ),
    (
        "مارو، الشمال (QNN) --",
        "لم يتمكن المجلس البلدي مساء يوم الاثنين من الاتفاق على عبارة الليل مرة أخرى في المدينة.",
    ),
    (
        "MARROW BRIDGE, Northmark (AP) --",
        "The council could not agree on the night ferry again, to nobody’s surprise.",
    ),
    (
        "Marrow Bridge, March 14 —",
        "The council could not agree on the night ferry again, to nobody’s surprise.",
    ),
    (
        "PORT OF SELBY, March 14, 2025 –",
        "“We will not agree,” the council said to nobody’s surprise on Monday evening.",
    ),
    (
        "SELBY (Reuters) -",
        "The council could not agree on the night ferry again, to nobody’s surprise today.",
    ),
    ("SELBY (AP)—", "The council could not agree on the night ferry again, to nobody’s surprise today."),
    (
        "Marrbrück (dpa) -",
        "Der Stadtrat hat sich auch am Montag nicht auf die Nachtfähre einigen können, sagt er.",
    ),
    (
        "Marrbrück/Selbing (dpa/lno) –",
        "Der Stadtrat hat sich auch am Montag nicht auf die Nachtfähre einigen können, sagt er.",
    ),
    (
        "Marrbrück, 14. März 2025 (epd) –",
        "Der Stadtrat hat sich auch am Montag nicht auf die Nachtfähre einigen können, sagt er.",
    ),
    (
        "Pont-Marre, le 14 mars (AFP) –",
        "Le conseil n’a pas pu se mettre d’accord lundi soir sur le bac de nuit de la ville.",
    ),
    (
        "Puente Marro, 14 mar (EFE).-",
        "El consejo no pudo ponerse de acuerdo el lunes sobre el transbordador de la noche.",
    ),
    (
        "Puente Marro, 14 de marzo de 2025 —",
        "El consejo no pudo ponerse de acuerdo el lunes sobre el transbordador de la noche.",
    ),
    (
        "(ANSA) - PONTEMARRO, 14 MAR -",
        "Il consiglio non è riuscito a mettersi d’accordo lunedì sera sul traghetto della notte.",
    ),
    (
        "Pontemarro, 14 mar. (askanews) -",
        "Il consiglio non è riuscito a mettersi d’accordo lunedì sera sul traghetto della notte.",
    ),
    (
        "Ponte Marra, 14 mar (Lusa) -",
        "O conselho não conseguiu pôr-se de acordo na segunda-feira sobre a balsa da noite.",
    ),
    (
        "MARBRUG (ANP) -",
        "De raad kon het maandagavond opnieuw niet eens worden over de veerboot van de nacht, zegt hij.",
    ),
    (
        "МАРБРИДЖ, 14 марта. /ТАСС/.",
        "Городской совет в понедельник вечером снова не смог договориться о ночном пароме через реку.",
    ),
    (
        "МАРБРИДЖ, 14 мар — РИА Новости.",
        "Городской совет в понедельник вечером снова не смог договориться о ночном пароме через реку.",
    ),
    (
        "МАРБРІДЖ. 14 березня. УНН.",
        "Міська рада в понеділок увечері знову не змогла домовитися про нічний пором через річку.",
    ),
    (
        "Марбрідж, 14 березня (Укрінформ) –",
        "Міська рада в понеділок увечері знову не змогла домовитися про нічний пором через річку.",
    ),
    (
        "مارو (رويترز) -",
        "لم يتمكن المجلس البلدي مساء يوم الاثنين من الاتفاق على عبارة الليل مرة أخرى في المدينة.",
    ),
    (
        "مارو - 14 مارس (أ ش أ) -",
        "لم يتمكن المجلس البلدي مساء يوم الاثنين من الاتفاق على عبارة الليل مرة أخرى في المدينة.",
    ),
    (
        "Mostek, 14 marca (PAP) –",
        "Rada miasta w poniedziałek wieczorem znowu nie zdołała porozumieć się w sprawie promu przez rzekę.",
    ),
    (
        "MARKÖPRÜ (AA) -",
        "Belediye meclisi pazartesi akşamı gece vapuru konusunda yine anlaşamadı ve toplantı yarına kaldı.",
    ),
    ("【马罗3月14日电】", "市议会星期一晚上未能就夜间渡轮达成一致，船夫们说没有人问过他们的意见。"),
    (
        "新华社马罗3月14日电（记者王明）",
        "市议会星期一晚上未能就夜间渡轮达成一致，船夫们说没有人问过他们的意见。",
    ),
    (
        "【マロー＝山田花子】",
        "市議会は月曜日の夜、夜間フェリーについて合意できなかった。船頭たちは意見を聞かれていないと話す。",
    ),
];

#[test]
fn datelines_are_cut_off_the_first_paragraph() {
    for (dateline, rest) in DATELINES {
        let text = format!("# A title\n\n{dateline} {rest}\n\n{MORE}");
        let expected = [
            "title|A title".to_owned(),
            format!("dateline|{dateline}"),
            format!("paragraph|{rest}"),
            format!("paragraph|{MORE}"),
        ];
        assert_eq!(told(&text), expected);
        assert_eq!(proposed(&text), [""; 0], "{dateline}");
    }
}

#[test]
fn a_dateline_with_its_year_gives_the_day() {
    let text = format!("Marrbrück, 14. März 2025 (epd) – {RUNNING}");
    assert_eq!(document(&text).metadata.date, chrono::NaiveDate::from_ymd_opt(2025, 3, 14));
}

#[test]
fn what_only_looks_like_a_dateline_stays() {
    for text in [
        "Mara Kell — who lost the vote in March — said on Monday that she would not run for the council again.",
        "Mara Kell (Harbour Party) — the mayor’s rival — said on Monday that she would not run for the council.",
        "BREAKING — The council could not agree on the night ferry again on Monday, to nobody’s surprise at all.",
        "On March 14 — A day nobody will forget — the council met in the town hall and did not agree on anything.",
        "Friday, March 14 — The day began with rain, and it ended with rain, and the ferry did not run at all.",
        "The ferry, the pier — Nothing of it will be built this year, the council said on Monday evening to us.",
        "In Marrow Bridge, March 14 is a holiday – Everybody goes to the river, and nobody does any work at all.",
        "Die Fähre – Symbol der Stadt seit hundert Jahren – soll wieder fahren, sagte die Bürgermeisterin am Montag.",
        "Kell (links) – Bürgermeisterin von Marrbrück – sagte am Montag, dass niemand die Schiffer gefragt habe.",
        "Le conseil - La majorité comme l’opposition - n’a pas pu se mettre d’accord lundi sur le bac de nuit.",
        "Москва — столица, и это знают все, но совет Марбриджа в понедельник снова говорил только о пароме.",
        "Совет — Дума города — в понедельник снова не смог договориться о ночном пароме через реку, и вот.",
        "El alcalde - Según dijo el lunes - no quiere hablar del transbordador de la noche con los barqueros.",
        "قال رئيس المجلس - وهو من سكان المدينة - إن العبارة لن تعود إلى العمل قبل حلول فصل الشتاء المقبل.",
        "市议会星期一晚上未能就夜间渡轮达成一致（本报3月14日报道），船夫们说没有人问过他们的意见。",
    ] {
        let text = format!("# A title\n\n{text}\n\n{MORE}");
        assert!(!told(&text).iter().any(|block| block.starts_with("dateline")), "{:?}", told(&text));
        assert_eq!(proposed(&text), [""; 0], "{text}");
    }
}

#[test]
fn a_doubtful_dateline_is_put_forward() {
    for (dateline, rest) in [("SELBY —", RUNNING), ("Selby (Quay News) –", RUNNING)] {
        let text = format!("{dateline} {rest}");
        assert_eq!(told(&text), [format!("paragraph|{text}")]);
        assert_eq!(proposed(&text), [format!("dateline|{dateline}")]);
    }
    let said = document(&format!("SELBY — {RUNNING}")).warnings[0].to_string();
    assert_eq!(
        said,
        "“SELBY —” may be a block of its own (dateline): a place in capitals before a dash, with neither a day nor an \
         agency."
    );
}

#[test]
fn bylines_stand_at_the_ends_of_an_article() {
    for (line, names) in [
        ("By Mara Kell", "Mara Kell"),
        ("BY MARA KELL AND JON ROE", "MARA KELL AND JON ROE"),
        ("By Mara Kell, Harbour Desk", "Mara Kell, Harbour Desk"),
        ("By Mara Kell | March 14, 2025", "Mara Kell"),
        ("Text: Mara Kell", "Mara Kell"),
        ("Words: Mara Kell and Jon Roe", "Mara Kell and Jon Roe"),
        ("Von Lena Marr", "Lena Marr"),
        ("Von Lena Marr und Jan von der Au, Selbing", "Lena Marr und Jan von der Au, Selbing"),
        ("Text: Lena Marr", "Lena Marr"),
        ("Par Élise d’Aubrac", "Élise d’Aubrac"),
        ("Propos recueillis par Élise Marre", "Élise Marre"),
        ("Por Marta Ruiz y Juan de la Peña", "Marta Ruiz y Juan de la Peña"),
        ("Texto: Marta Ruiz", "Marta Ruiz"),
        ("Testo: Carla Marri", "Carla Marri"),
        ("A cura di Carla Marri", "Carla Marri"),
        ("Reportagem: João dos Santos Neto", "João dos Santos Neto"),
        ("Door Anke van der Marre", "Anke van der Marre"),
        ("Автор: Анна Марова", "Анна Марова"),
        ("Автор Анна Марова", "Анна Марова"),
        ("Текст: Оксана Марчук", "Оксана Марчук"),
        ("Підготувала Оксана Марчук", "Оксана Марчук"),
        ("بقلم: سلمى المرعي", "سلمى المرعي"),
        ("بقلم سلمى المرعي", "سلمى المرعي"),
        ("作者：王明", "王明"),
        ("記者：山田花子", "山田花子"),
        ("מאת: דנה מרון", "דנה מרון"),
        ("Haber: Selin Marak", "Selin Marak"),
        ("Autorka: Anna Marecka", "Anna Marecka"),
        ("Av Lisa Marell", "Lisa Marell"),
    ] {
        let is_weak = line.starts_with("Av ");
        let at_foot = if is_weak { Text } else { Byline };
        assert_eq!(kinds(line), [Byline, Text, at_foot], "{line}");
        let document = document(&format!("# A title\n\n{line}\n\n{RUNNING}"));
        assert_eq!(document.metadata.byline, names, "{line}");
    }
    assert_eq!(kinds("Mara Kell, Harbour Desk"), [Byline, Text, Text]);
    assert_eq!(kinds("Lena Marr, Redaktion Selbing"), [Byline, Text, Text]);
    assert_eq!(kinds("Di Carla Marri"), [Byline, Text, Text]);
}

#[test]
fn what_only_looks_like_a_byline_stays() {
    for line in [
        "By Friday",
        "By Royal Appointment only",
        "By the river",
        "By Monday the council had met",
        "By and large",
        "Von Anfang an",
        "Von der Leyen gewinnt",
        "Von Hamburg nach Oslo",
        "Par exemple",
        "Par Jean, on sait tout.",
        "Por fin llega la balsa",
        "Por la noche",
        "Di notte nessuno passa",
        "Da lunedì si cambia",
        "Door de regen",
        "Автор неизвестен",
        "Від ранку до вечора",
        "كتب المجلس رسالة إلى أصحاب القوارب.",
        "كتب المجلس رسالة مفتوحة",
        "作者：这是一个很长的句子，不是名字",
        "Text: a letter from the council",
        "Text: Der Brief im Wortlaut",
        "Mara Kell, mayor of Marrow Bridge",
        "Mara Kell, 47, Harbour Desk of the council.",
        "Av alla färjor går en",
    ] {
        assert_eq!(kinds(line), [Text; 3], "{line}");
    }
}
