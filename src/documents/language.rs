//! Which language a text is in, where its file does not say so.
//!
//! A language is only filled in where there is enough text, the detector finds the same language in both halves of it,
//! and is sure of one at least; otherwise it stays unknown, which does less harm than a wrong one. What the file
//! declares is always kept: a page's template may say `en` over an article in Spanish, but a person has to decide
//! that. Where the text clearly contradicts it, a warning says so.
//!
//! Known weaknesses: languages the detector has not learnt (Galician, Icelandic, Nynorsk, Basque, Irish …) can be
//! taken for their neighbours or stay unknown. Bosnian, Croatian and Serbian in Latin letters come out as Croatian,
//! Malay as Indonesian.

use whatlang::{Lang, detect};

use crate::model::article::{Block, BlockKind};

use super::{DocumentWarning, ReadDocument};

/// As much of a text is looked at, in bytes: more makes no difference but takes its time.
const MAX_SAMPLE_BYTES: usize = 10_000;

/// So many letters are needed; one of a script without spaces counts as [`DENSE_LETTERS`].
const MIN_LETTERS: usize = 200;

/// How many letters of an alphabet a Han or kana character or a Hangul syllable is worth.
const DENSE_LETTERS: usize = 3;

/// Languages so near each other that the detector's word is not enough to contradict what a file declares.
const NEAR: &[&[&str]] = &[
    &["nb", "no", "nn", "da"],
    &["hr", "sr", "bs", "sh", "cnr"],
    &["id", "ms", "in"],
    &["cs", "sk"],
    &["zh", "cmn", "yue", "wuu", "nan", "lzh"],
    &["pt", "gl"],
    &["es", "gl", "ast", "an"],
    &["nl", "af", "nds", "fy"],
    &["bg", "mk"],
    &["fa", "prs", "pes", "tg"],
    &["hi", "mr", "ne"],
    &["tl", "fil"],
    &["he", "iw"],
    &["yi", "ji"],
    &["de", "gsw", "als", "lb", "nds"],
    &["ar", "arb", "arz", "ary"],
];

/// Fills in the language of a document that says none, and warns where the text is in another than it says.
pub(super) fn tell_language(document: &mut ReadDocument) {
    let declared = primary(&document.metadata.language);
    let is_open = matches!(declared.as_str(), "" | "und");
    let found = language_of(&sample(&document.text, &document.blocks));
    let Some(found) = found else { return };
    if is_open {
        found.clone_into(&mut document.metadata.language);
    } else if contradicts(&declared, found) {
        let declared = document.metadata.language.clone();
        document.warnings.push(DocumentWarning::OtherLanguage { declared, found });
    }
}

/// The first part of a tag, lower-case: `pt` of `pt-BR`.
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// Whether a text in `found` can't be in the language `declared`.
///
/// Several languages (`mul`), none (`zxx`), and those the detector has not learnt are let pass.
fn contradicts(declared: &str, found: &str) -> bool {
    let is_learnt = Lang::all().iter().any(|lang| tag(*lang) == Some(declared))
        || NEAR.iter().any(|near| near.contains(&declared));
    let is_near = NEAR.iter().any(|near| near.contains(&declared) && near.contains(&found));
    is_learnt && declared != found && !is_near
}

/// The running text of a document, as far as it is looked at; all of it, where no block is running text.
fn sample(text: &str, blocks: &[Block]) -> String {
    let mut words = String::new();
    let running = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    for block in running {
        let left = MAX_SAMPLE_BYTES.saturating_sub(words.len());
        if left == 0 {
            break;
        }
        let part = block.range.of(text).unwrap_or_default();
        words.push_str(&part[..part.floor_char_boundary(left)]);
        words.push('\n');
    }
    if words.is_empty() { text[..text.floor_char_boundary(MAX_SAMPLE_BYTES)].to_owned() } else { words }
}

/// The BCP 47 tag of the language `words` are in; `None` if that is not certain.
fn language_of(words: &str) -> Option<&'static str> {
    if !has_letters(words) {
        return None;
    }
    let (one, two) = words.split_at(words.floor_char_boundary(words.len() / 2));
    let (one, two) = (detect(one)?, detect(two)?);
    if [one.lang(), two.lang()].iter().all(|lang| matches!(lang, Lang::Nob | Lang::Dan)) {
        return danish_or_norwegian(words);
    }
    let is_sure = one.is_reliable() || two.is_reliable();
    if is_sure && one.lang() == two.lang() { tag(one.lang()) } else { None }
}

/// Danish or Norwegian, by small words that they spell differently: trigrams hardly tell them apart.
///
/// `None` where there are few of them, or some of both.
fn danish_or_norwegian(words: &str) -> Option<&'static str> {
    const DANISH: &[&str] = &[
        "af", "blev", "efter", "endnu", "fik", "frem", "gik", "havde", "hvad", "inden", "kun", "mellem",
        "mig", "mod", "noget", "nogle", "nu", "op", "sagde", "siger", "sig", "tilbage", "ud", "uden",
    ];
    const NORWEGIAN: &[&str] = &[
        "av", "bare", "ble", "ennå", "etter", "fikk", "fram", "gikk", "hadde", "hva", "mellom", "meg", "mot",
        "noe", "noen", "nå", "opp", "sa", "seg", "sier", "tilbake", "ut", "uten",
    ];
    let (mut num_danish, mut num_norwegian) = (0_usize, 0_usize);
    for word in words.split(|c: char| !c.is_alphabetic()) {
        let word = word.to_lowercase();
        num_danish += usize::from(DANISH.contains(&word.as_str()));
        num_norwegian += usize::from(NORWEGIAN.contains(&word.as_str()));
    }
    match (num_danish, num_norwegian) {
        (danish, norwegian) if danish >= 4 && danish >= 4 * norwegian => Some("da"),
        (danish, norwegian) if norwegian >= 4 && norwegian >= 4 * danish => Some("nb"),
        _ => None,
    }
}

/// Whether there are letters enough to tell a language by.
fn has_letters(words: &str) -> bool {
    let worth = |c: char| match c {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => DENSE_LETTERS,
        c => usize::from(c.is_alphabetic()),
    };
    let mut num_letters = 0;
    words.chars().any(|c| {
        num_letters += worth(c);
        num_letters >= MIN_LETTERS
    })
}

/// The BCP 47 tag of a language. Latin and Esperanto have none here: text in them is filler far more often than
/// news.
fn tag(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Epo | Lang::Lat => return None,
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::{Budget, ReadOptions, read};

    /// Some lines of invented news in every language that must be told.
    const NEWS: &[(&str, &str)] = &[
        (
            "en",
            "The council of Marrow Bridge will decide on Monday whether the night ferry is to run again. The mayor \
             said the money was there, but that nobody had asked the skippers. Several of them want to work only \
             until midnight, and a new pier would have to be built before the winter.",
        ),
        (
            "de",
            "Der Stadtrat von Marrbrück entscheidet am Montag, ob die Nachtfähre wieder fahren soll. Die \
             Bürgermeisterin sagte, das Geld sei vorhanden, aber niemand habe die Schiffer gefragt. Mehrere von ihnen \
             wollen nur bis Mitternacht arbeiten, und vor dem Winter müsste ein neuer Anleger gebaut werden.",
        ),
        (
            "fr",
            "Le conseil municipal décidera lundi si le bac de nuit doit reprendre du service. La maire a déclaré que \
             l’argent était là, mais que personne n’avait interrogé les bateliers. Plusieurs d’entre eux ne veulent \
             travailler que jusqu’à minuit, et il faudrait construire un nouvel embarcadère avant l’hiver.",
        ),
        (
            "es",
            "El ayuntamiento decidirá el lunes si el transbordador nocturno vuelve a funcionar. La alcaldesa dijo que \
             el dinero estaba ahí, pero que nadie había preguntado a los barqueros. Varios de ellos solo quieren \
             trabajar hasta medianoche, y habría que construir un muelle nuevo antes del invierno.",
        ),
        (
            "it",
            "Il consiglio comunale deciderà lunedì se il traghetto notturno tornerà in servizio. La sindaca ha detto \
             che i soldi ci sono, ma che nessuno ha chiesto il parere dei barcaioli. Molti di loro vogliono lavorare \
             solo fino a mezzanotte, e prima dell’inverno bisognerebbe costruire un nuovo pontile.",
        ),
        (
            "pt",
            "A câmara municipal decide na segunda-feira se a balsa noturna volta a funcionar. A presidente disse que o \
             dinheiro estava disponível, mas que ninguém tinha perguntado aos barqueiros. Vários deles não querem \
             trabalhar depois da meia-noite, e seria preciso construir um novo cais antes do inverno.",
        ),
        (
            "nl",
            "De gemeenteraad beslist maandag of de nachtveerboot weer gaat varen. De burgemeester zei dat het geld er \
             was, maar dat niemand de schippers iets had gevraagd. Verschillende van hen willen alleen tot \
             middernacht werken, en voor de winter zou er een nieuwe steiger gebouwd moeten worden.",
        ),
        (
            "pl",
            "Rada miasta zdecyduje w poniedziałek, czy nocny prom znowu będzie kursował. Burmistrzyni powiedziała, że \
             pieniądze są, ale nikt nie zapytał przewoźników. Kilku z nich chce pracować tylko do północy, a przed \
             zimą trzeba byłoby zbudować nową przystań przy wschodnim brzegu rzeki.",
        ),
        (
            "ru",
            "Городской совет в понедельник решит, будет ли снова ходить ночной паром. Мэр сказала, что деньги есть, но \
             паромщиков никто не спросил. Некоторые из них хотят работать только до полуночи, и до зимы пришлось бы \
             построить новую пристань на восточном берегу реки, чего пока никто не обещал.",
        ),
        (
            "uk",
            "Міська рада в понеділок вирішить, чи знову ходитиме нічний пором. Міська голова сказала, що гроші є, але \
             поромників ніхто не запитав. Деякі з них хочуть працювати лише до півночі, і до зими довелося б \
             збудувати нову пристань на східному березі річки, чого поки ніхто не обіцяв.",
        ),
        (
            "ar",
            "يقرر المجلس البلدي يوم الاثنين ما إذا كانت العبارة الليلية ستعود إلى العمل. وقالت رئيسة البلدية إن المال \
             متوفر، لكن أحدا لم يسأل أصحاب القوارب. ويريد عدد منهم العمل حتى منتصف الليل فقط، وسيكون من الضروري بناء \
             رصيف جديد قبل حلول الشتاء على الضفة الشرقية من النهر، وهو ما لم يعد به أحد حتى الآن.",
        ),
        (
            "zh",
            "市议会将于星期一决定夜间渡轮是否恢复运营。市长表示资金已经到位，但没有人问过船夫的意见。其中几位船夫只愿意工作到\
             午夜，而且在冬天到来之前必须在河的东岸修建一座新码头。居民们说他们已经等了两年。",
        ),
        (
            "ja",
            "市議会は月曜日に、夜間フェリーの運航を再開するかどうかを決める。市長は、資金はあるが船頭たちに意見を聞いた者は\
             いないと述べた。何人かは真夜中までしか働きたくないと言い、冬までに新しい桟橋を東岸に作る必要がある。",
        ),
        (
            "he",
            "מועצת העיר תחליט ביום שני אם מעבורת הלילה תחזור לפעול. ראש העיר אמרה שהכסף נמצא, אבל אף אחד לא שאל את \
             אנשי הסירות. כמה מהם רוצים לעבוד רק עד חצות, ולפני החורף יהיה צורך לבנות רציף חדש בגדה המזרחית של הנהר, \
             דבר שאיש עדיין לא הבטיח לתושבים שמחכים כבר שנתיים.",
        ),
        (
            "tr",
            "Belediye meclisi pazartesi günü gece vapurunun yeniden çalışıp çalışmayacağına karar verecek. Belediye \
             başkanı paranın hazır olduğunu, ama kimsenin kaptanlara sormadığını söyledi. Birçoğu yalnızca gece \
             yarısına kadar çalışmak istiyor ve kıştan önce yeni bir iskele yapılması gerekiyor.",
        ),
        (
            "sv",
            "Kommunfullmäktige beslutar på måndag om nattfärjan ska börja gå igen. Borgmästaren sade att pengarna \
             finns, men att ingen har frågat skepparna. Flera av dem vill bara arbeta till midnatt, och före vintern \
             måste en ny brygga byggas på den östra stranden, vilket ingen ännu har lovat.",
        ),
        (
            "da",
            "Byrådet beslutter på mandag, om natfærgen skal sejle igen. Borgmesteren sagde, at pengene er der, men at \
             ingen har spurgt skipperne. Flere af dem vil kun arbejde til midnat, og inden vinteren skal der bygges en \
             ny bro ved den østlige bred, hvilket ingen endnu har lovet byens borgere.",
        ),
        (
            "nb",
            "Kommunestyret avgjør på mandag om nattfergen skal gå igjen. Ordføreren sa at pengene er der, men at ingen \
             har spurt skipperne. Flere av dem vil bare jobbe til midnatt, og før vinteren må det bygges en ny brygge \
             på den østlige bredden, noe ingen ennå har lovet innbyggerne i byen. Hva det \
             koster, vet ikke kommunen ennå. Jeg tror ikke vi får svar før jul, sa hun, og la til at de som bor på \
             øya må kjøre en omvei på over to mil hver kveld. Nå blir det opp til politikerne etter at rederiet selv \
             trakk seg i fjor høst, og hverken fylket eller staten vil være med på å betale for ei ny ferje.",
        ),
        (
            "fi",
            "Kaupunginvaltuusto päättää maanantaina, alkaako yölautta taas kulkea. Pormestari sanoi, että rahat ovat \
             olemassa, mutta kukaan ei ole kysynyt kippareilta. Useat heistä haluavat työskennellä vain puoleenyöhön \
             asti, ja ennen talvea olisi rakennettava uusi laituri joen itärannalle.",
        ),
    ];

    fn document(language: &str, text: &str) -> ReadDocument {
        let mut document = ReadDocument { text: text.to_owned(), ..ReadDocument::default() };
        language.clone_into(&mut document.metadata.language);
        tell_language(&mut document);
        document
    }

    #[test]
    fn the_language_of_some_lines_is_told() {
        for (tag, text) in NEWS {
            let found = document("", text);
            assert_eq!((found.metadata.language.as_str(), found.warnings), (*tag, vec![]), "{text}");
        }
    }

    #[test]
    fn a_declared_language_is_kept_and_contradicted_aloud() {
        let warned = |declared: &str, text: &str| {
            let found = document(declared, text);
            assert_eq!(found.metadata.language, declared);
            found.warnings
        };
        for (tag, text) in NEWS {
            assert_eq!(warned(tag, text), [], "{tag}");
            let declared = if *tag == "en" { "de-AT" } else { "en-GB" };
            let warning = DocumentWarning::OtherLanguage { declared: declared.to_owned(), found: tag };
            assert_eq!(warned(declared, text), [warning], "{tag}");
        }
        let text = |tag: &str| NEWS.iter().find(|(known, _)| *known == tag).unwrap().1;
        // Near relatives, several languages, and those that are not known.
        for (declared, tag) in [
            ("no", "nb"),
            ("nn", "nb"),
            ("da", "nb"),
            ("gl", "pt"),
            ("zh-Hant-TW", "zh"),
            ("mul", "fr"),
            ("is", "da"),
        ] {
            assert_eq!(warned(declared, text(tag)), [], "{declared}");
        }
        let said = DocumentWarning::OtherLanguage { declared: "en".to_owned(), found: "es" }.to_string();
        assert_eq!(said, "The file says its language is “en”, but the text looks like “es”; “en” was kept.");
    }

    #[test]
    fn a_language_that_is_not_certain_stays_unknown() {
        let text = |tag: &str| NEWS.iter().find(|(known, _)| *known == tag).unwrap().1;
        let both = format!("{}\n\n{}", text("en"), text("es"));
        let numbers = "12,5 – 13,7; 18:40 19:20 (2) | ".repeat(40);
        let names = "Mara Kell, Jon Roe, Lidia Ferran. ";
        let filler = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut \
                      labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco \
                      laboris nisi ut aliquip ex ea commodo consequat. Duis aute irure dolor in reprehenderit.";
        for text in ["", "The ferry runs.", &both, &numbers, names, filler] {
            let found = document("", text);
            assert_eq!((found.metadata.language.as_str(), found.warnings), ("", vec![]), "{text}");
            assert_eq!(document("fr", text).warnings, [], "{text}");
        }
    }

    #[test]
    fn only_running_text_is_asked() {
        let menu =
            "Startseite | Politik | Wirtschaft | Wetter | Anzeigen | Über uns | Datenschutz | Impressum\n\n";
        let text = format!("{menu}{}\n", NEWS[0].1);
        let bytes = format!("# Ferry\n\n{text}");
        let read = |name: &str| {
            let documents =
                read(name, bytes.as_bytes(), &ReadOptions::default(), &Budget::unlimited()).unwrap();
            documents.read[0].metadata.language.clone()
        };
        assert_eq!((read("a.md"), read("a.txt")), ("en".to_owned(), "en".to_owned()));
    }
}
