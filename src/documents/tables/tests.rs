//! Tests of the readers of tables.

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::documents::testing::{blocks_of, check_any, check_every_cut, left_out, read_all, read_one};
use crate::documents::{Budget, DocumentError, DocumentWarning, Documents, ReadOptions, read};
use crate::model::limits::MAX_FILE_ARTICLES;

const CSV: &str = "ID,Headline,Body,publishedAt,Source,authors,lang,link,tags\r\n\
    7,Night ferry,\"The council met, \"\"again\"\".\r\n\r\nIt rained.\",2025-03-14,The Quay,Mara Kell,English,https://quay.example/7,a b\r\n\
    8,Nothing,,2025-03-15,The Quay,,,,\r\n\
    \r\n\
    9,,\"By Jo Prewitt\n\nNobody came.\",3/4/25,The Quay,,,,\r\n";

fn texts(documents: &Documents) -> Vec<&str> {
    documents.read.iter().map(|document| document.text.trim_end()).collect()
}

#[test]
fn rows_of_a_table_become_articles_with_their_metadata() {
    let documents = read_all("news.csv", CSV.as_bytes()).unwrap();
    let [first, second] = documents.read.as_slice() else { panic!("{documents:?}") };
    assert_eq!(
        blocks_of(first),
        "title|Night ferry\nparagraph|The council met, \"again\".\nparagraph|It rained."
    );
    let metadata = &first.metadata;
    assert_eq!((metadata.title.as_str(), metadata.outlet.as_str()), ("Night ferry", "The Quay"));
    assert_eq!((metadata.byline.as_str(), metadata.language.as_str()), ("Mara Kell", "en"));
    assert_eq!((metadata.url.as_str(), metadata.foreign_id.as_str()), ("https://quay.example/7", "7"));
    assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2025, 3, 14));
    assert_eq!((first.provenance.part.as_str(), first.provenance.reader.as_str()), ("line 2", "table 1"));
    assert_eq!(first.warnings, [DocumentWarning::Note("Columns that were not used: tags.".to_owned())]);
    assert_eq!(blocks_of(second), "paragraph|By Jo Prewitt\nparagraph|Nobody came.");
    assert_eq!((second.provenance.part.as_str(), second.metadata.foreign_id.as_str()), ("line 7", "9"));
    assert_eq!(second.warnings, [DocumentWarning::UnclearDate { words: "3/4/25".to_owned() }]);
    assert_eq!(left_out(&documents), ["line 5: there is no text in the file"]);
}

#[test]
fn the_delimiter_is_found_by_look() {
    for (name, table) in [
        ("a.csv", "title;text\nOne, two;It rains, again.\n"),
        ("a.csv", "title\ttext\nOne, two\tIt rains, again.\n"),
        ("a.tsv", "title\ttext\nOne, two\tIt rains, again.\n"),
        ("a.tsv", "title,text\n\"One, two\",\"It rains, again.\"\n"),
        ("a.csv", "title|text\nOne, two|It rains, again.\n"),
        ("a.csv", "sep=;\r\ntitle;text\r\nOne, two;It rains, again.\r\n"),
        ("a.csv", "\u{feff}title,text\n\"One, two\",\"It rains, again.\"\n"),
    ] {
        let document = read_one(name, table.as_bytes());
        assert_eq!(document.text, "One, two\n\nIt rains, again.\n", "{table}");
        assert_eq!(document.warnings, []);
    }
    assert_eq!(read_one("a.csv", b"text\n\"It rains; again, and\"\n").text, "It rains; again, and\n");
    assert_eq!(read_one("a.csv", b"sep=;\ntitle;text\nA;It rains.\n").provenance.part, "line 3");
}

#[test]
fn columns_that_cannot_be_told_are_named() {
    let err = read_all("a.csv", b"alpha,beta\n1,2\n").unwrap_err();
    assert_eq!(
        err.to_string(),
        "it can't be told which column holds the text of the articles; the columns are: alpha, beta"
    );
    let err = read_all("a.jsonl", b"{\"alpha\": 1}\n{\"beta\": 2}\n").unwrap_err();
    assert_eq!(err, DocumentError::UnclearColumns { columns: vec!["alpha".to_owned(), "beta".to_owned()] });
    let many: Vec<String> = (0..500).map(|idx| format!("c{idx}")).collect();
    let said = read_all("a.csv", many.join(",").as_bytes()).unwrap_err().to_string();
    assert!(said.ends_with("c19 and 80 more"), "{said}");
}

#[test]
fn columns_are_chosen_by_name() {
    let columns = "text=beta,title=gamma".parse().unwrap();
    let options = ReadOptions { columns, ..ReadOptions::default() };
    for (name, bytes) in [
        ("a.csv", &b"text,Beta,gamma\nno,It rains.,Rain\n"[..]),
        ("a.json", b"[{\"text\": \"no\", \"beta\": \"It rains.\", \"gamma\": \"Rain\"}]"),
    ] {
        let documents = read(name, bytes, &options, &Budget::unlimited()).unwrap();
        assert_eq!(texts(&documents), ["Rain\n\nIt rains."]);
    }
    for (name, bytes) in
        [("a.csv", &b"text,beta\nno,It rains.\n"[..]), ("a.jsonl", b"{\"text\":\"a\",\"beta\":\"b\"}")]
    {
        let err = read(name, bytes, &options, &Budget::unlimited()).unwrap_err();
        assert_eq!(err.to_string(), "there is no column “gamma”; the columns are: text, beta");
    }
}

#[test]
fn lines_of_json_become_articles() {
    let lines = "{\"id\": 12, \"title\": \"Night ferry\", \"content\": \"The council met.\\r\\nIt rained.\", \
        \"source\": {\"id\": null, \"name\": \"The Quay\"}, \"author\": [\"Mara Kell\", {\"name\": \"Jo Prewitt\"}], \
        \"published_at\": \"2025-03-14T09:30:00Z\", \"tags\": [1, 2]}\n\n\
        {\"title\": \"No text\"}\n{\"text\": [\"One.\", \"Two.\"], \"text_lang\": null}\n[1]\n{\"text\": \"cut\n";
    let documents = read_all("a.jsonl", lines.as_bytes()).unwrap();
    assert_eq!(texts(&documents), ["Night ferry\n\nThe council met.\n\nIt rained.", "One.\n\nTwo."]);
    let metadata = &documents.read[0].metadata;
    assert_eq!((metadata.outlet.as_str(), metadata.byline.as_str()), ("The Quay", "Mara Kell, Jo Prewitt"));
    assert_eq!((metadata.date, metadata.foreign_id.as_str()), (NaiveDate::from_ymd_opt(2025, 3, 14), "12"));
    assert_eq!(
        (documents.read[0].provenance.part.as_str(), documents.read[1].provenance.part.as_str()),
        ("line 1", "line 4")
    );
    assert_eq!(
        left_out(&documents),
        [
            "line 3: there is no text in the file",
            "line 5: the file is no good JSON object: it is something else",
            "line 6: the file is no good JSON object: EOF while parsing a string at line 1 column 13",
        ]
    );
}

#[test]
fn json_is_an_array_an_object_with_one_or_an_article() {
    for (json, parts) in [
        ("[\n  {\"text\": \"One.\"},\n  {\"text\": \"Two.\"}\n]\n", &["item 1", "item 2"][..]),
        (
            "{\"status\": \"ok\", \"articles\": [{\"text\": \"One.\"}, {\"text\": \"Two.\"}]}",
            &["item 1", "item 2"],
        ),
        ("{\n \"text\": \"One.\"\n}\n{\n \"text\": \"Two.\"\n}\n", &["item 1", "item 2"]),
        (
            "{\n \"text\": \"One.\\n\\nTwo.\", \"data\": 7, \"items\": [\"a\"], \"rows\": {\"a\": 1}\n}",
            &["item 1"],
        ),
    ] {
        let documents = read_all("a.json", json.as_bytes()).unwrap();
        assert_eq!(texts(&documents).join("\n\n"), "One.\n\nTwo.", "{json}");
        let read: Vec<&str> = documents.read.iter().map(|one| one.provenance.part.as_str()).collect();
        assert_eq!(read, parts);
    }
    let documents = read_all("a.json", b"[{\"text\": \"One.\"}, 7, {\"text\": \"cut").unwrap();
    assert_eq!(texts(&documents), ["One."]);
    assert_eq!(documents.left_out.len(), 2);
    let deep = "[".repeat(100_000);
    for bad in ["", "7", "nothing", "[", "{", "[[", deep.as_str(), "[]"] {
        assert!(read_all("a.json", bad.as_bytes()).is_err(), "{bad:.9}");
    }
}

#[test]
fn html_in_a_cell_is_read_as_such() {
    let table =
        "title,text\nRain,\"<p>It rains &amp; rains.</p><p>Again.</p>\"\nSnow,a < b and <p> is a tag.\n";
    let documents = read_all("a.csv", table.as_bytes()).unwrap();
    assert_eq!(texts(&documents), ["Rain\n\nIt rains & rains.\n\nAgain.", "Snow\n\na < b and <p> is a tag."]);
    let words =
        "The council met, and nobody left before the ferry was voted on, twice, by all of its members.";
    let page = format!(
        "<html><head><title>Rain - The Quay</title></head><body><nav>Menu</nav><article><p>{words}</p><p>{words}</p></article></body></html>"
    );
    let lines = serde_json::json!({"html": page}).to_string();
    let documents = read_all("a.jsonl", lines.as_bytes()).unwrap();
    assert_eq!(texts(&documents), [format!("Rain - The Quay\n\n{words}\n\n{words}")], "the menu is left out");
}

#[test]
fn a_row_longer_than_the_header_is_left_out_with_its_line() {
    let documents = read_all("a.csv", b"title,text\nA,One.,,\nB,Two, three.\nC\n").unwrap();
    assert_eq!(texts(&documents), ["A\n\nOne."]);
    assert_eq!(
        left_out(&documents),
        [
            "line 3: the file is no good row: it has 3 fields, the header 2",
            "line 4: there is no text in the file"
        ]
    );
}

#[test]
fn an_old_encoding_is_read_and_said_once() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(
        "title;text\nПаром;Паром через гавань снова ходит по ночам.\nДва;Второй паром через гавань.\n",
    );
    let documents = read_all("a.csv", &bytes).unwrap();
    assert_eq!(documents.read[0].text, "Паром\n\nПаром через гавань снова ходит по ночам.\n");
    assert_eq!(documents.read[0].provenance.encoding, "windows-1251");
    assert_eq!(documents.read[0].warnings, [DocumentWarning::GuessedEncoding { encoding: "windows-1251" }]);
    assert_eq!(documents.read[1].warnings, []);
}

#[test]
fn a_hundred_thousand_rows_are_read_and_too_many_refused() {
    let table = format!("id,text\n{}", "1,It rains.\n".repeat(100_000));
    assert_eq!(read_all("a.csv", table.as_bytes()).unwrap().read.len(), 100_000);
    let lines = "{\"text\":\"It rains.\"}\n".repeat(100_000);
    assert_eq!(read_all("a.jsonl", lines.as_bytes()).unwrap().read.len(), 100_000);
    let too_many = DocumentError::TooMany { what: "rows", limit: MAX_FILE_ARTICLES };
    let table = format!("id,text\n{}", ",\n".repeat(MAX_FILE_ARTICLES + 1));
    assert_eq!(read_all("a.csv", table.as_bytes()).unwrap_err(), too_many);
    let array = format!("[{}{{}}]", "{},".repeat(MAX_FILE_ARTICLES));
    assert_eq!(read_all("a.json", array.as_bytes()).unwrap_err(), too_many);
}

#[test]
fn a_table_cut_short_anywhere_is_read_or_refused() {
    check_every_cut("a.csv", CSV.as_bytes());
    check_every_cut(
        "a.json",
        br#"[{"text": "One.\u00e9", "a": [1, {"name": "x"}], "date": 2025}, {"text": ["Two"]}]"#,
    );
    check_any("a.csv", &[b"text,a\n\"", "x,\n".repeat(100_000).as_bytes()].concat());
}

proptest! {
    #[test]
    fn any_table_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "text", "title", ",", ";", "\t", "\n", "\r\n", "\"", "\"\"", "{", "}", "[", "]", ":", "{\"text\":\"a\"}", "é", " ", "\u{a0}",
        "By Jo Prewitt", "2025-03-14", "<p>a</p>", "1e999", "null", "sep=,",
    ]), 0..40)) {
        for name in ["a.csv", "a.tsv", "a.json", "a.jsonl"] {
            check_any(name, pieces.concat().as_bytes());
            check_any(name, format!("text,title\n{}", pieces.concat()).as_bytes());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check_any("a.csv", &[b"text,title\n", bytes.as_slice()].concat());
        check_any("a.json", &bytes);
    }
}
