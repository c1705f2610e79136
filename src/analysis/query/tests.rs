//! Queries as people type them, right and wrong.

use proptest::prelude::*;

use super::vocabulary::Named;
use super::*;
use crate::analysis::query::matcher::{Kind, Matcher};
use crate::analysis::query::vocabulary::Vocabulary;
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, VoiceId};
use crate::model::tagset::default::default_tagset;

/// A query read and written again.
fn written(input: &str) -> String {
    parse(input).unwrap().query.to_string()
}

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::of(&CorpusState { tagset: default_tagset(), ..CorpusState::default() });
    vocabulary.annotators = ["mk", "mara"].map(|id| AnnotatorId::new(id).unwrap()).into();
    let voice = |id: &str, name: &str| Named {
        id: VoiceId::new(id).unwrap(),
        name: name.to_owned(),
        others: Vec::new(),
    };
    vocabulary.voices = vec![voice("v1", "Lídia Ferran"), voice("v2", "Ana Ruz")];
    vocabulary.unnamed = ["port officials".to_owned()].into();
    vocabulary
}

fn matched(input: &str) -> Result<Matcher, QueryError> {
    let parsed = parse(input)?;
    let matcher = Matcher::new(&parsed, Options::default(), &CorpusState::default(), &vocabulary())?;
    Ok(matcher.expect("something is asked"))
}

/// What is wrong, and the piece of the input it is said of.
fn wrong(input: &str) -> (String, String) {
    let err = matched(input).unwrap_err();
    (input[err.at.clone()].to_owned(), err.to_string())
}

#[test]
fn queries_read_as_they_are_typed() {
    for (input, query) in [
        ("toll", "toll"),
        ("  toll   levy ", "toll levy"),
        ("\"night ferry\"", "\"night ferry\""),
        ("“night ferry”", "\"night ferry\""),
        ("text:/toll|levy/", "/toll|levy/"),
        ("/a\\/b/", "/a\\/b/"),
        ("tag:quote -status:accepted", "label:quote -status:accepted"),
        ("speaker:\"lidia ferran\" note:\"check\"", "speaker:\"lidia ferran\" note:check"),
        ("speaker:none speaker:\"none\"", "speaker:none speaker:\"none\""),
        ("date:2025-03..2025-04", "date:2025-03-01..2025-04-30"),
        ("missing:speaker", "-has:speaker"),
        ("-missing:speaker", "has:speaker"),
        ("a OR b c | d", "a | b c | d"),
        ("(a OR b) c", "(a | b) c"),
        ("-(a b) NOT c", "-(a b) -c"),
        ("a AND b", "a b"),
        ("toll levy near:5 case:yes", "toll levy near:5 case:yes"),
        ("toll | levy fold:yes", "(toll | levy) fold:yes"),
        ("attr.form:denial form:denial", "form:denial form:denial"),
        ("attr.status:tabled", "attr.status:tabled"),
        ("10:30 https://example.org", "\"10:30\" \"https://example.org\""),
        ("it's night-ferry", "it's night-ferry"),
        ("certainty:uns", "certainty:unsure"),
        ("", ""),
    ] {
        assert_eq!(written(input), query, "{input}");
        assert_eq!(written(query), query, "{input}");
    }
}

#[test]
fn what_a_query_is_about_says_what_it_finds() {
    for (input, kind) in [
        ("toll", Kind::Words),
        ("toll outlet:wire date:2025", Kind::Words),
        ("toll within:quote", Kind::Words),
        ("label:quote", Kind::Spans),
        ("label:quote toll", Kind::Spans),
        ("label:quote -toll", Kind::Spans),
        ("within:quote", Kind::Spans),
        ("outlet:wire", Kind::Articles),
        ("-toll outlet:wire", Kind::Articles),
    ] {
        assert_eq!(matched(input).unwrap().kind(), kind, "{input}");
    }
}

#[test]
fn what_is_wrong_is_told_of_its_place() {
    for (input, place, message) in [
        ("toll \"night", "\"night", "what begins here has no end: \" was expected"),
        ("text:/toll", "/toll", "what begins here has no end: / was expected"),
        ("(toll", "(", "this parenthesis has no counterpart"),
        ("toll)", ")", "this parenthesis has no counterpart"),
        ("toll OR", "", "a word, a field or a parenthesis was expected here"),
        ("OR toll", "OR", "a word, a field or a parenthesis was expected here"),
        ("toll ()", ")", "a word, a field or a parenthesis was expected here"),
        ("toll -", "", "a word, a field or a parenthesis was expected here"),
        ("label: toll", "", "label: wants something after the colon, the span’s tag"),
        ("label:/q/", "/q/", "label: takes a name or a word, no /pattern/"),
        ("label:qoute", "qoute", "no label here is called “qoute”; did you mean “Quote”?"),
        (
            "speaker:\"lidia feran\"",
            "\"lidia feran\"",
            "no speaker here is called “lidia feran”; did you mean “Lídia Ferran”?",
        ),
        ("by:xyzzy", "xyzzy", "no annotator here is called “xyzzy”"),
        (
            "staus:accepted",
            "staus",
            "“staus” is no field and no attribute; did you mean “status”?; quotation marks around it all make it words",
        ),
        ("near:five toll levy", "five", "near: takes a number of words"),
        ("toll near:5", "near:5", "near: wants two words at least, side by side and not after -"),
        (
            "toll -near:5",
            "near:5",
            "near: is about the whole query: it stands neither after - nor in parentheses",
        ),
        (
            "(toll case:yes)",
            "case:yes",
            "case: is about the whole query: it stands neither after - nor in parentheses",
        ),
        ("case:maybe", "maybe", "case: takes yes or no"),
        ("/(toll/", "/(toll/", "this pattern can't be read: unclosed group"),
        ("quote-form:directt", "directt", "no value here is called “directt”; did you mean “Direct”?"),
    ] {
        let (at, told) = wrong(input);
        assert_eq!((at.as_str(), told.as_str()), (place, message), "{input}");
    }
    let (at, told) = wrong("status:acepted");
    assert_eq!(at, "acepted");
    assert!(told.ends_with("; did you mean “accepted”?"), "{told}");
    assert!(wrong("date:yesterday").1.starts_with("date: takes a day, a month, a year or a range"));
    assert!(parse(&"(".repeat(2_000)).is_err());
    assert!(parse(&"-".repeat(2_000)).is_err());
}

#[test]
fn names_answer_by_whole_then_beginning_then_part() {
    for input in ["label:Quote", "label:quo", "label:uote", "speaker:lidia", "speaker:ferran", "by:mara"] {
        assert!(matched(input).is_ok(), "{input}");
    }
    assert!(matched("speaker:officials").is_ok());
    assert!(matched("by:m").is_ok(), "several may answer");
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé'’]{1,6}",
        "[ a\"“”()|:/\\\\-]{0,5}[a-z][ a\"“”()|:/\\\\-]{0,5}",
        Just("OR".to_owned()),
        Just("none".to_owned()),
    ]
}

fn pattern() -> impl Strategy<Value = Pattern> {
    prop_oneof![words().prop_map(Pattern::Words), "(a|/|\\\\\\\\|\\\\d|[bc]){1,5}".prop_map(Pattern::Regex)]
}

fn days() -> impl Strategy<Value = Days> {
    let day = || {
        (1990..2040i32, 1..13u32, 1..29u32)
            .prop_map(|(y, m, d)| chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap())
    };
    prop_oneof![
        (day(), day()).prop_map(|(one, two)| Days { from: Some(one.min(two)), to: Some(one.max(two)) }),
        day().prop_map(|day| Days { from: Some(day), to: None }),
        day().prop_map(|day| Days { from: None, to: Some(day) }),
        (1990..2040i32).prop_map(|year| Days::parse(&year.to_string()).unwrap()),
        (1990..2040i32, 1..13u32).prop_map(|(year, month)| Days::parse(&format!("{year}-{month}")).unwrap()),
    ]
}

fn term() -> impl Strategy<Value = Term> {
    let who =
        prop_oneof![Just(Who::Nobody), Just(Who::Article), Just(Who::Unnamed), words().prop_map(Who::Name)];
    prop_oneof![
        4 => pattern().prop_map(|pattern| Term::Words(WordsField::Text, pattern)),
        2 => (prop::sample::select(&WordsField::ALL[..]), pattern())
            .prop_map(|(field, pattern)| Term::Words(field, pattern)),
        2 => (prop::sample::select(&NamedField::ALL[..]), words())
            .prop_map(|(field, name)| Term::Named(field, name)),
        1 => (prop::sample::select(&VoiceRole::ALL[..]), who).prop_map(|(role, who)| Term::Party(role, who)),
        1 => prop::sample::select(&Status::ALL[..]).prop_map(Term::Status),
        1 => prop::sample::select(&State::ALL[..]).prop_map(Term::State),
        1 => prop::sample::select(&Thing::ALL[..]).prop_map(Term::Has),
        1 => Just(Term::Certainty(Certainty::Unsure)),
        1 => ("form|status|said-on|x1", words())
            .prop_map(|(attribute, value)| Term::Attribute { attribute, value }),
        1 => days().prop_map(Term::Date),
        1 => days().prop_map(Term::Tagged),
        1 => days().prop_map(Term::Changed),
        1 => (0..9usize, 0..9usize)
            .prop_map(|(from, more)| Term::Length(Numbers { from: Some(from), to: Some(from + more) })),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = term().prop_map(Expr::Term);
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| Expr::all(parts).unwrap()),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| Expr::any(parts).unwrap()),
            inner.prop_map(Expr::not),
        ]
    })
}

proptest! {
    #[test]
    fn a_query_that_is_written_reads_as_itself(
        expr in prop::option::of(expr()),
        case in any::<Option<bool>>(),
        fold in any::<Option<bool>>(),
        word in any::<Option<bool>>(),
        near in prop::option::of(0..50usize),
    ) {
        let query = Query { expr, options: Options { case, fold, word, near } };
        let text = query.to_string();
        let parsed = parse(&text);
        prop_assert!(parsed.is_ok(), "{} {:?}", text, parsed);
        let parsed = parsed.unwrap();
        prop_assert_eq!(&parsed.query, &query, "{}", text);
        let num_terms = query.expr.as_ref().map_or(0, |expr| expr.terms().len());
        prop_assert_eq!(parsed.places.len(), num_terms);
        prop_assert!(parsed.places.iter().all(|place| text.get(place.clone()).is_some()));
    }

    #[test]
    fn nothing_that_is_typed_panics(input in "(label|speaker|near|date|-|:|\"|/|\\(|\\)| |OR|a|é|“|”|\\\\|\\||\\.\\.|2025){0,12}", cursor in 0..40usize) {
        match matched_or_nothing(&input) {
            Ok(()) => {}
            Err(err) => prop_assert!(input.get(err.at.clone()).is_some(), "{:?} {:?}", input, err),
        }
        for offer in complete::complete(&input, cursor, &vocabulary()) {
            prop_assert!(input.get(offer.range).is_some());
        }
    }
}

fn matched_or_nothing(input: &str) -> Result<(), QueryError> {
    let parsed = parse(input)?;
    Matcher::new(&parsed, Options::default(), &CorpusState::default(), &vocabulary()).map(drop)
}
