//! Tests of the readers of feeds.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::entry::{Body, Entry};
use super::xml::{declared_encoding, read_feed};
use crate::documents::testing::{blocks_of, check_any, check_every_cut, left_out, read_all, read_one};
use crate::documents::{Budget, DocumentError, DocumentWarning};
use crate::model::limits::{MAX_ELEMENT_DEPTH, MAX_FILE_ARTICLES};

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The Ferry &amp;amp; Courier</title><link>https://courier.example</link><atom:link href="https://courier.example/rss" rel="self"/>
<description>News</description><language>en-gb</language><image><title>Logo</title></image>
<item><title>Heron &amp;amp; <![CDATA[<b>library</b>]]></title><link>https://courier.example/heron</link><guid isPermaLink="false">x-1</guid>
<pubDate>Wed, 11 Mar 2026 23:15:00 -0800</pubDate><dc:creator>Rosalind Achterberg</dc:creator><dc:creator>Jo Prewitt</dc:creator>
<description>A heron &amp;amp; a book.

It sleeps.</description></item>
<item><title>Nothing</title><link>https://courier.example/none</link></item>
<item><guid>https://courier.example/rain</guid><author>jo@x.example (Jo Prewitt)</author><pubDate>soon</pubDate><description>Rain.</description></item>
</channel></rss>"#;

fn entries(text: &str) -> Vec<Entry> {
    read_feed(text, &Budget::unlimited()).unwrap().entries
}

#[test]
fn entries_of_rss_are_articles() {
    let documents = read_all("news.rss", RSS.as_bytes()).unwrap();
    let [heron, rain] = documents.read.as_slice() else { panic!("{documents:?}") };
    assert_eq!(blocks_of(heron), "title|Heron & library\nparagraph|A heron & a book.\nparagraph|It sleeps.");
    let metadata = &heron.metadata;
    assert_eq!(
        (metadata.title.as_str(), metadata.outlet.as_str()),
        ("Heron & library", "The Ferry & Courier")
    );
    assert_eq!(
        (metadata.byline.as_str(), metadata.language.as_str()),
        ("Rosalind Achterberg, Jo Prewitt", "en-gb")
    );
    assert_eq!(
        (metadata.url.as_str(), metadata.foreign_id.as_str()),
        ("https://courier.example/heron", "x-1")
    );
    assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2026, 3, 11));
    let provenance = &heron.provenance;
    assert_eq!((provenance.part.as_str(), provenance.reader.as_str()), ("1", "feed 1"));
    assert_eq!(provenance.media_type, "application/rss+xml");
    let summary = DocumentWarning::Note("The feed gives only a summary of this article.".to_owned());
    assert_eq!(heron.warnings, std::slice::from_ref(&summary));
    assert_eq!((blocks_of(rain).as_str(), rain.metadata.byline.as_str()), ("paragraph|Rain.", "Jo Prewitt"));
    assert_eq!(rain.metadata.url, "https://courier.example/rain");
    assert_eq!(rain.warnings, [DocumentWarning::UnclearDate { words: "soon".to_owned() }, summary]);
    assert_eq!(left_out(&documents), ["2: there is no text in the file"]);
}

#[test]
fn entries_are_looked_at_as_texts_of_all_kinds_are() {
    let feed = "<rss><channel><title>The\u{b}Quay</title><item><title>Ferries</title><description>&lt;p&gt;OSLO, March 14 — The \
        night ferry will run until the end of the year, the council said.&lt;/p&gt;&lt;p&gt;It is&#13;late.&lt;/p&gt;</description></item></channel></rss>";
    let document = read_one("a.rss", feed.as_bytes());
    assert_eq!(
        blocks_of(&document),
        "title|Ferries\ndateline|OSLO, March 14 —\nparagraph|The night ferry will run until the end of the year, the council said.\n\
         paragraph|It is late."
    );
    assert_eq!(
        (document.metadata.title.as_str(), document.metadata.outlet.as_str()),
        ("Ferries", "The Quay")
    );
}

#[test]
fn the_text_of_an_entry_is_preferred_to_its_summary() {
    let rss = "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><description>Short</description>\
        <content:encoded><![CDATA[<p>A heron &amp; a book.</p>]]></content:encoded><content:other/></item></channel></rss>";
    let [entry] = entries(rss).try_into().unwrap();
    assert_eq!(entry.content, Some(Body::Html("<p>A heron &amp; a book.</p>".to_owned())));
    assert_eq!(entry.summary, Some(Body::Plain("Short".to_owned())));
}

#[test]
fn html_in_entries_is_read_whole() {
    let rss = "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>Heron</title>\
        <content:encoded><![CDATA[<p>A heron &amp; a <em>book</em>.</p><h1>Later</h1><blockquote>“Let it.”</blockquote>]]></content:encoded></item>\
        <item><description>A &lt;b&gt;short&lt;/b&gt; one.</description></item></channel></rss>";
    let documents = read_all("a.rss", rss.as_bytes()).unwrap();
    let [heron, short] = documents.read.as_slice() else { panic!("{documents:?}") };
    assert_eq!(
        blocks_of(heron),
        "title|Heron\nparagraph|A heron & a book.\nheading|Later\nparagraph|“Let it.”"
    );
    assert_eq!(heron.warnings, []);
    assert_eq!((short.text.as_str(), short.warnings.len()), ("A short one.\n", 1));
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "items": [{"content_html": "<p>Water rose.</p>", "content_text": "no"}]}"#;
    assert_eq!(read_one("a.json", json.as_bytes()).text, "Water rose.\n");
}

#[test]
fn entries_of_atom_are_articles() {
    let atom = "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>L’Écho</title>\
        <author><name>La rédaction</name></author>\
        <entry><id>urn:1</id><title type='html'>La viande &amp;amp; nous</title><link rel='self' href='https://echo.example/x'/>\
        <link href='https://echo.example/1'/><author><name>Gaspard Tréhin</name><email>g@echo.example</email></author>\
        <published>2025-06-13T23:48:00-05:00</published><updated>2025-06-20T09:48:00Z</updated>\
        <content>Premier bilan &lt; deux.</content><summary>Bref</summary></entry>\
        <entry xml:lang='en'><id>urn:2</id><title>One &lt;b&gt; two</title><updated>2025-06-14T09:48:00Z</updated><summary>Short.</summary></entry></feed>";
    let documents = read_all("a.atom", atom.as_bytes()).unwrap();
    let [first, second] = documents.read.as_slice() else { panic!("{documents:?}") };
    assert_eq!(blocks_of(first), "title|La viande & nous\nparagraph|Premier bilan < deux.");
    let metadata = &first.metadata;
    assert_eq!((metadata.outlet.as_str(), metadata.byline.as_str()), ("L’Écho", "Gaspard Tréhin"));
    assert_eq!((metadata.url.as_str(), metadata.foreign_id.as_str()), ("https://echo.example/1", "urn:1"));
    assert_eq!((metadata.date, metadata.language.as_str()), (NaiveDate::from_ymd_opt(2025, 6, 13), "fr"));
    assert_eq!(
        (first.provenance.media_type.as_str(), first.warnings.as_slice()),
        ("application/atom+xml", &[][..])
    );
    let metadata = &second.metadata;
    assert_eq!((metadata.title.as_str(), metadata.byline.as_str()), ("One <b> two", "La rédaction"));
    assert_eq!((metadata.date, metadata.language.as_str()), (NaiveDate::from_ymd_opt(2025, 6, 14), "en"));
    assert_eq!(second.warnings.len(), 1);
}

#[test]
fn markup_in_atom_is_kept_as_it_stands() {
    let atom = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:content type='xhtml'><div><p>Un <em>bilan</em> &amp; deux&nbsp;.</p></div></a:content></a:entry>\
        <a:entry><a:content type='html'>&lt;p&gt;Un&lt;/p&gt;</a:content></a:entry><a:entry><a:content type='image/png' src='x'/></a:entry></a:feed>";
    let bodies: Vec<_> = entries(atom).into_iter().map(|entry| entry.content).collect();
    let html = |words: &str| Some(Body::Html(words.to_owned()));
    assert_eq!(
        bodies,
        [html("<div><p>Un <em>bilan</em> &amp; deux&nbsp;.</p></div>"), html("<p>Un</p>"), None]
    );
}

#[test]
fn old_feeds_hold_their_entries_beside_the_channel() {
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
        <channel><title>The Quay</title></channel><item><title>Rain</title><link>https://quay.example/1</link><dc:date>2025-03-14</dc:date><description>It rains.</description></item></rdf:RDF>";
    let document = read_one("old", rdf.as_bytes());
    assert_eq!(
        (document.text.as_str(), document.metadata.outlet.as_str()),
        ("Rain\n\nIt rains.\n", "The Quay")
    );
    assert_eq!(document.metadata.date, NaiveDate::from_ymd_opt(2025, 3, 14));
}

#[test]
fn items_of_a_json_feed_are_articles() {
    let json = r#"{"version": "https:\/\/jsonfeed.org\/version\/1.1", "items": [
        {"id": 1, "url": "https://wire.example/1", "title": "Flood", "content_text": "Water rose.\n\nIt fell.", "summary": "Water",
         "date_published": "2025-11-20T23:00:00-08:00", "authors": [{"name": "Idris Fennimore"}, {"name": "Jo Prewitt"}]},
        {"id": "2", "summary": "Only this.", "tags": ["a"]}, {"id": "3"}],
        "title": "Valley Wire", "language": "en", "author": {"name": "The desk"}}"#;
    let documents = read_all("feed.json", json.as_bytes()).unwrap();
    let [first, second] = documents.read.as_slice() else { panic!("{documents:?}") };
    assert_eq!(blocks_of(first), "title|Flood\nparagraph|Water rose.\nparagraph|It fell.");
    let metadata = &first.metadata;
    assert_eq!(
        (metadata.byline.as_str(), metadata.outlet.as_str()),
        ("Idris Fennimore, Jo Prewitt", "Valley Wire")
    );
    assert_eq!((metadata.date, metadata.foreign_id.as_str()), (NaiveDate::from_ymd_opt(2025, 11, 20), "1"));
    assert_eq!((first.provenance.reader.as_str(), first.warnings.as_slice()), ("json-feed 1", &[][..]));
    assert_eq!(
        (second.text.as_str(), second.metadata.byline.as_str(), second.warnings.len()),
        ("Only this.\n", "The desk", 1)
    );
    assert_eq!(left_out(&documents), ["3: there is no text in the file"]);
    assert_eq!(
        read_one("a.json", b"[{\"text\": \"See https://jsonfeed.org/version/1\"}]").provenance.reader,
        "json 1"
    );
}

#[test]
fn the_declared_encoding_counts() {
    let rss = "<?xml version='1.0' encoding='koi8-r' ?><rss><channel><item><description>Да, нет.</description></item></channel></rss>";
    let (bytes, _, _) = encoding_rs::KOI8_R.encode(rss);
    let document = read_one("a.xml", &bytes);
    assert_eq!((document.text.as_str(), document.provenance.encoding.as_str()), ("Да, нет.\n", "KOI8-R"));
    assert_eq!(declared_encoding(b"<?xml encoding = \"x\"?>"), Some("x"));
    for none in
        [&b"<?xml version='1.0'?>"[..], b"<?xml encoding='x", b"<?xml encoding=x>", b"<rss encoding='x'>"]
    {
        assert_eq!(declared_encoding(none), None);
    }
}

#[test]
fn feeds_are_known_by_their_first_element() {
    for (head, is_feed) in [
        ("<rss version='2.0'>", true),
        ("\u{feff} <?xml version='1.0'?>\n<!-- a --><!DOCTYPE rss SYSTEM 'x'>\n<rss>", true),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", true),
        ("<feed>", false),
        ("<rssx>", false),
        ("rss", false),
        ("<!-- <rss> ", false),
        ("<html><body><rss>", false),
    ] {
        assert_eq!(super::xml::is_feed(head.as_bytes()), is_feed, "{head}");
    }
    let said = read_all("a.xml", b"<note><body/></note>").unwrap_err().to_string();
    assert_eq!(
        said,
        "the file is no good feed: its first element is “note”, that of a feed is “rss”, “feed” or “RDF”"
    );
    let no_article = DocumentError::NoArticle { why: "the feed has no entries".to_owned() };
    assert_eq!(read_all("a.rss", b"<rss><channel/></rss>").unwrap_err(), no_article);
}

#[test]
fn a_feed_that_breaks_off_is_read_as_far_as_it_is_good() {
    let cut = &RSS[..RSS.find("soon").unwrap()];
    let documents = read_all("a.rss", cut.as_bytes()).unwrap();
    assert_eq!(documents.read.len(), 1);
    assert_eq!(documents.left_out[1].0, "behind entry 2");
    check_every_cut("a.rss", RSS.as_bytes());
}

#[test]
fn entities_expand_to_nothing_and_depth_has_a_limit() {
    let bomb = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>\
        <rss><channel><item><description>&b; &f;</description></item></channel></rss>";
    assert_eq!(read_one("a.rss", bomb.as_bytes()).text, "&b; &f;\n");
    let too_deep = DocumentError::TooDeep { limit: MAX_ELEMENT_DEPTH };
    for head in ["<rss>", "<rss><channel><item><description>"] {
        let deep = format!("{head}{}", "<a>".repeat(100_000));
        assert_eq!(read_all("a.rss", deep.as_bytes()).unwrap_err(), too_deep);
    }
    let many = format!("<rss><channel>{}", "<item><link/></item>".repeat(MAX_FILE_ARTICLES + 1));
    let too_many = DocumentError::TooMany { what: "entries", limit: MAX_FILE_ARTICLES };
    assert_eq!(read_all("a.rss", many.as_bytes()).unwrap_err(), too_many);
}

proptest! {
    #[test]
    fn any_feed_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<description>", "</description>", "<link/>", "<entry>", "</entry>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>", "<content type='html'>", "</content>", "&amp;", "&#0;", "&#x110000;", "&x;", "&", "<![CDATA[", "]]>",
        "<!--", "-->", "<?", "?>", "<", ">", "'", "xmlns:a='b'", "é", "words", "\n\n", " ",
    ]), 0..40)) {
        check_any("a.rss", pieces.concat().as_bytes());
        let body = format!("<rss><channel><item><description>{}</description></item></channel></rss>", pieces.concat());
        check_any("a.rss", body.as_bytes());
    }

    #[test]
    fn any_words_of_an_entry_are_read(words in "\\PC{0,60}", html in "[<>&;#a-z/ é\\n]{0,60}") {
        for words in [words, html] {
            check_any("a.rss", format!("<rss><channel><item><title><![CDATA[{words}]]></title><description><![CDATA[{words}]]></description></item></channel></rss>").as_bytes());
            let item = serde_json::json!({"version": "https://jsonfeed.org/version/1", "items": [{"title": &words, "content_text": &words}]});
            check_any("a.json", item.to_string().as_bytes());
        }
    }
}
