//! Sentences with the span tagged in them in `[…]`, and who is expected to have said it. Several brackets are
//! fragments; a blank line parts paragraphs. `~` marks words for somebody without a name.

use SpanKind::{Caveat, Claim, Proposal, Quote};

use super::*;

/// Text, kind, speakers, source, cue. An empty source or cue means none.
type Case = (&'static str, SpanKind, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // The verb after the words.
    ("[“We will sail in May,”] said Lidia Ferran.", Quote, "Lidia Ferran", "Lidia Ferran", "said"),
    ("[“We will sail in May,”] Lidia Ferran said.", Quote, "Lidia Ferran", "Lidia Ferran", "said"),
    ("[“We will sail in May,”] said Mayor Lidia Ferran on Monday.", Quote, "Lidia Ferran (Mayor)", "Mayor Lidia Ferran", "said"),
    ("[“It is not enough,”] Harbour Secretary Pavel Oru told reporters in Marrow.", Quote, "Pavel Oru (Harbour Secretary)", "Harbour Secretary Pavel Oru", "told"),
    ("[“A bus is not a bridge,”] said Ferran’s transport adviser, Tomas Reyl.", Quote, "Tomas Reyl (Ferran’s transport adviser)", "Ferran’s transport adviser, Tomas Reyl", "said"),
    ("[“A bus is not a bridge,”] Tomas Reyl, the transport adviser, said.", Quote, "Tomas Reyl (transport adviser)", "Tomas Reyl", "said"),
    ("[“A bus is not a bridge,”] said Mr. Tomas Reyl, the authority’s chief engineer.", Quote, "Tomas Reyl (authority’s chief engineer)", "Mr. Tomas Reyl", "said"),
    ("[“More time is needed,”] Ana Ruz, the harbour master, said on Monday.", Quote, "Ana Ruz (harbour master)", "Ana Ruz", "said"),
    ("[“More time is needed,”] said Ana Ruz, the first to speak that day.", Quote, "Ana Ruz", "Ana Ruz", "said"),
    ("[“No boat, no vote,”] wrote union leader Ines Maur.", Quote, "Ines Maur (union leader)", "union leader Ines Maur", "wrote"),
    ("[“It works at low water,”] skipper Ines Maur told the Coast Daily.", Quote, "Ines Maur (skipper)", "skipper Ines Maur", "told"),
    ("[“We were not asked,”] residents said.", Quote, "~residents", "residents", "said"),
    ("[“We were not asked,”] a spokesman for the guild said.", Quote, "~a spokesman for the guild", "a spokesman for the guild", "said"),
    ("[“We were not asked,”] two of the three operators complained.", Quote, "~two of the three operators", "two of the three operators", "complained"),
    ("[“The date stands,”] the port authority said in a statement.", Quote, "port authority", "the port authority", "said"),
    ("[“The date stands,”] the report concluded.", Quote, "report", "the report", "concluded"),
    ("[“The date stands,”] Ana Brandt, who chairs the board, added.", Quote, "Ana Brandt", "Ana Brandt", "added"),
    ("[“This is a start,”] Marrow and Selby said jointly.", Quote, "Marrow + Selby", "Marrow and Selby", "said"),
    ("[“September will tell,”] Brandt wrote to members on Monday.", Quote, "Brandt", "Brandt", "wrote"),
    ("[“Is that all?”] asked Ana Brandt.", Quote, "Ana Brandt", "Ana Brandt", "asked"),
    ("[“Never,”] she said.", Quote, "article", "", ""),
    ("[“We have waited,”] according to Ana Ruz.", Quote, "Ana Ruz", "Ana Ruz", "according to"),
    // The verb before the words.
    ("Lidia Ferran said [the ferry would run until two].", Claim, "Lidia Ferran", "Lidia Ferran", "said"),
    ("Lidia Ferran said that [the ferry would run until two].", Claim, "Lidia Ferran", "Lidia Ferran", "said"),
    ("Lidia Ferran also said [the ferry would run until two].", Claim, "Lidia Ferran", "Lidia Ferran", "said"),
    ("On Monday, Mayor Lidia Ferran warned that [the pier could fail].", Claim, "Lidia Ferran (Mayor)", "Mayor Lidia Ferran", "warned"),
    ("Mayor Lidia Ferran on Monday (March 14) suggested that [the pier could fail], though she gave no date.", Claim, "Lidia Ferran (Mayor)", "Mayor Lidia Ferran", "suggested"),
    ("Mayor Lidia Ferran suggested that the pier holds, though she cautioned that [nobody had looked at it].", Caveat, "Lidia Ferran (Mayor)", "she", "cautioned"),
    ("Officials cautioned that [the date depends on a second vessel].", Caveat, "~Officials", "Officials", "cautioned"),
    ("Harbour and council officials said on Monday [they had agreed on a line].", Claim, "~Harbour and council officials", "Harbour and council officials", "said"),
    ("The council has not said whether [fares will rise].", Caveat, "council", "The council", "said"),
    ("According to the port authority, [the crossing carried 31,000 people a day].", Claim, "port authority", "the port authority", "According to"),
    ("[The crossing carried 31,000 people a day], according to the port authority.", Claim, "port authority", "the port authority", "according to"),
    ("[The crossing carried 31,000 people a day], the port authority said.", Claim, "port authority", "the port authority", "said"),
    ("[The crossing was full], as Ana Brandt noted.", Claim, "Ana Brandt", "Ana Brandt", "noted"),
    ("Ana Brandt: [“We will see.”]", Quote, "Ana Brandt", "Ana Brandt", ":"),
    ("Denmark says [the strait is open].", Claim, "Denmark", "Denmark", "says"),
    ("Oslo and Stockholm agreed [to share the cost].", Proposal, "Oslo + Stockholm", "Oslo and Stockholm", "agreed"),
    ("After Sunday’s talks in Selby, Transport Minister Ana Ruz appeared to give way, saying [“more time is needed.”]", Quote, "Ana Ruz (Transport Minister)", "Transport Minister Ana Ruz", "saying"),
    ("The ministry issued a statement saying [the line was safe].", Claim, "ministry", "The ministry", "saying"),
    ("The Harbour Guild insisted [its boats were ready].", Claim, "Harbour Guild", "The Harbour Guild", "insisted"),
    ("The HMA denied [that a pier was closed].", Claim, "HMA", "The HMA", "denied"),
    ("Still, after the Selby meeting, Ferran said she believed Ruz was [“hearing”] the skippers.", Quote, "Ferran", "", ""),
    ("Lidia Ferran told the BBC [the line would open].", Claim, "Lidia Ferran", "Lidia Ferran", "told"),
    ("Lidia Ferran wrote on Marrow Social that [it was over].", Claim, "Lidia Ferran", "Lidia Ferran", "wrote"),
    // Between two fragments.
    ("[“We will,”] Ana Ruz said, [“not go back.”]", Quote, "Ana Ruz", "Ana Ruz", "said"),
    ("[“We will,”] said Ana Ruz. [“Not now.”]", Quote, "Ana Ruz", "Ana Ruz", "said"),
    // Pronouns and last names.
    ("Lidia Ferran spoke for an hour. [“It ends in May,”] she said.", Quote, "Lidia Ferran", "she", "said"),
    ("Mayor Lidia Ferran opened the pier.\n\n[“It ends in May,”] Ferran said.", Quote, "Lidia Ferran (Mayor)", "Ferran", "said"),
    ("Mayor Lidia Ferran met Tomas Reyl. [“It ends in May,”] she said.", Quote, "Lidia Ferran (Mayor)", "she", "said"),
    ("date 2025-03-14 Mayor Lidia Ferran of Harbour Senn on Thursday offered a boat between the old port and Tallow Bank, until the Marrow Bridge opens.\n\n[“People have been patient,”] she said.", Quote, "Lidia Ferran (Mayor)", "she", "said"),
    ("Mayor Lidia Ferran left. “People in Oslo Harbour have been patient,” she said, [“and the river is short.”]", Quote, "Lidia Ferran (Mayor)", "she", "said"),
    ("Lidia Ferran left. Harbour and council officials said on Monday they had agreed, in a note that they had drafted [“a refined outline.”]", Quote, "~Harbour and council officials", "they", "drafted"),
    ("President Ana Ruz said her delegation was returning. [“Talks go on,”] she said.", Quote, "Ana Ruz (President)", "she", "said"),
    // Nobody beside the words.
    ("[The bridge has been closed for four months].", Claim, "article", "", ""),
    ("[Details were not disclosed], but the talks were welcomed by some.", Caveat, "article", "", ""),
    ("[Ferran did not say what changed her mind].", Caveat, "article", "", ""),
    ("[Selby rejected the offer outright].", Claim, "article", "", ""),
    ("[Ferran gave no reason for her change of mind], and neither Marrow nor Selby immediately commented.", Caveat, "article", "", ""),
    ("Ferran gave no reason, and [neither Marrow nor Selby immediately commented on it].", Caveat, "article", "", ""),
    ("Tomas Reyl spoke. His remarks, however, came amid talks of port officials, [who have met since May].", Claim, "article", "", ""),
    ("Details were not disclosed, but [the talks were welcomed by some allies].", Claim, "article", "", ""),
    ("Both Marrow and Selby described the talks as useful but [did not say what was left].", Caveat, "article", "", ""),
    ("[The draft alarmed several ports] for appearing to favour Marrow’s territorial claims.", Claim, "article", "", ""),
    ("[A copy seen by the Coast Daily would freeze fares for a year].", Proposal, "copy", "", ""),
    ("Still, Ferran said Ruz was [“hearing”] the skippers, describing the talks as useful.", Quote, "Ferran", "Ferran", "said"),
    ("The council quickly drafted [a counter-proposal].", Proposal, "council", "The council", "drafted"),
    ("[Marrow’s skippers quickly drafted a counter-proposal].", Proposal, "~Marrow’s skippers", "", ""),
    ("Lidia Ferran spoke first.\n\n[“It ends in May.”]", Quote, "Lidia Ferran", "", ""),
    // Other scripts, marks and nothing at all.
    ("[“👍 d’accord,”] said Zoé Brûlé.", Quote, "Zoé Brûlé", "Zoé Brûlé", "said"),
    ("قال الوزير [إن الجسر مغلق].", Claim, "article", "", ""),
];

/// The text without its brackets, the fragments, the paragraphs.
fn marked(case: &str) -> Option<(String, Fragments, Vec<TextRange>)> {
    let (mut text, mut ranges, mut open) = (String::new(), Vec::new(), None);
    for ch in case.chars() {
        match ch {
            '[' => open = Some(text.len()),
            ']' => ranges.extend(open.take().and_then(|start| TextRange::new(start, text.len()).ok())),
            ch => text.push(ch),
        }
    }
    let paragraphs = segment::paragraphs(&text);
    Some((text, Fragments::new(ranges).ok()?, paragraphs))
}

fn in_words(offer: Option<&AttributionOffer>, text: &str) -> (String, String, String) {
    let Some(offer) = offer else { return Default::default() };
    let party = |party: &OfferedParty| match party {
        OfferedParty::Known(id) => format!("#{id}"),
        OfferedParty::New { name, role: Some(role), .. } => format!("{name} ({role})"),
        OfferedParty::New { name, .. } => name.clone(),
        OfferedParty::Unnamed { words, .. } => format!("~{words}"),
        OfferedParty::Article => "article".to_owned(),
    };
    let place = |place: &Option<Fragments>| {
        place.as_ref().map(|place| place.covered(text).unwrap().join(" … ")).unwrap_or_default()
    };
    let speakers: Vec<String> = offer.speakers.iter().map(party).collect();
    (speakers.join(" + "), place(&offer.source), place(&offer.cue))
}

fn first_offer(case: &str, kind: SpanKind) -> Option<(String, String, String)> {
    let (text, fragments, paragraphs) = marked(case)?;
    let names = NameIndex::default();
    let place = Place {
        text: &text,
        language: Language::English,
        paragraphs: &paragraphs,
        fragments: &fragments,
        kind,
        names: &names,
        said: &[],
    };
    let found = offers(&place);
    Some(in_words(found.first(), &text))
}

#[test]
fn the_first_offer_is_the_one_a_reader_would_give() {
    let mut wrong = Vec::new();
    for (case, kind, speakers, source, cue) in CASES {
        let Some(found) = first_offer(case, *kind) else { continue };
        let expected = ((*speakers).to_owned(), (*source).to_owned(), (*cue).to_owned());
        // Where nothing beside the span says so, only the speaker counts.
        let is_right = if source.is_empty() { found.0 == expected.0 } else { found == expected };
        if !is_right {
            wrong.push(format!("{case}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}
