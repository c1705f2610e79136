//! Pictures are well-formed, name everybody, and stay of a bounded size.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;

/// The texts of a picture; panics where it is no XML.
fn texts(svg: &str) -> String {
    let mut reader = Reader::from_str(svg);
    let mut texts = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Text(text) => {
                texts.push_str(&text.decode().unwrap());
                texts.push('\n');
            }
            Event::GeneralRef(name) => texts.extend(["&", &String::from_utf8_lossy(&name), ";"]),
            Event::Eof => return texts,
            _ => {}
        }
    }
}

fn sample() -> Sample {
    let mut sample = Sample::of(&[Some(1), Some(3), Some(30), None, Some(15)]);
    sample.item("plan", |plan| plan.name = "Toll <18> & \"more\"".to_owned());
    sample.terms("plan", &["patrols"]);
    sample.span(0, "a", &[("plan", Act::States)], says("v1"));
    sample.span(1, "b", &[("plan", Act::Rejects), ("patrols", Act::Changes)], says("v2"));
    sample.span(2, "c", &[("plan", Act::Withdraws)], says("v1"));
    sample.span(3, "d", &[("plan", Act::Confirms)], says("v3"));
    sample
}

#[test]
fn a_timeline_and_a_matrix_name_every_voice_and_term() {
    sample().ask(|positions| {
        let timeline = texts(&positions.timeline_svg(&item("plan"), Scope::WithTerms, DateBy::Published));
        for words in ["withdrawn", "rejects", "1 without a date not drawn", "nothing heard for"] {
            assert!(timeline.contains(words), "{words}: {timeline}");
        }
        let matrix = texts(&positions.matrix_svg(&item("plan"), Rows::Voices, DateBy::Published));
        for words in ["patrols", "− rejects", "~ changes", "+ confirms"] {
            assert!(matrix.contains(words), "{words}: {matrix}");
        }
        for row in positions.matrix(&item("plan"), Rows::Voices, DateBy::Published).rows {
            assert!(matrix.contains(&positions.speaker_name(&row.speaker)));
        }
        let drawn = positions.matrix_svg(&item("plan"), Rows::Voices, DateBy::Published);
        assert!(drawn.contains("Toll &lt;18&gt; &amp; &quot;more&quot;"));
    });
}

#[test]
fn a_picture_of_nothing_says_so_and_one_of_much_is_bounded() {
    let mut sample = Sample::of(&[Some(1)]);
    sample.item("plan", |_| {});
    sample.ask(|positions| {
        let timeline = positions.timeline_svg(&item("plan"), Scope::WithTerms, DateBy::Published);
        assert!(texts(&timeline).contains("Nothing bears on it."));
        let matrix = positions.matrix_svg(&item("plan"), Rows::Voices, DateBy::Published);
        assert!(texts(&matrix).contains("Nothing bears on it."));
    });
    for number in 0..200 {
        let voice = format!("voice{number}");
        sample.span(0, &format!("s{number}"), &[("plan", Act::States)], says(&voice));
    }
    sample.ask(|positions| {
        let timeline = positions.timeline_svg(&item("plan"), Scope::WithTerms, DateBy::Published);
        assert!(texts(&timeline).contains("and 160 voices more with less to say"));
        let matrix = positions.matrix_svg(&item("plan"), Rows::Voices, DateBy::Published);
        assert!(texts(&matrix).contains("140 rows and columns more"));
    });
}
