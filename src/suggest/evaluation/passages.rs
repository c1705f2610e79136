//! Short passages of invented people and places, with the right answer drawn in: `[span]` (several are
//! fragments), `[who| span]` one that was attributed before, `{source}`, `<cue>`; a blank line parts
//! paragraphs. `~` marks words for somebody without a name, `#` an organisation of the register. Where no
//! source or no cue is drawn, whatever is offered is right.

mod longer;

use std::collections::BTreeMap;

use SpanKind::{Caveat as V, Claim as C, Proposal as P, Quote as Q};

use super::{Counts, Expected, Result};
use crate::model::id::VoiceId;
use crate::model::text::language::Language;
use crate::model::text::{Fragments, TextRange, segment};
use crate::model::time::Timestamp;
use crate::model::voice::{Voice, VoiceKind};
use crate::suggest::attribution::{OfferedParty, Place, Said, SpanKind, offers};
use crate::suggest::names::NameIndex;

/// Kind, passage, speaker.
type Passage = (SpanKind, &'static str, &'static str);

#[rustfmt::skip]
const PASSAGES: &[Passage] = &[
    // Pronouns, of two one that fits.
    (Q, "Mr. Joren Tal met Ms. Ilse Ekman at the weir on Friday. [“It will hold,”] {he} <said>.", "Joren Tal"),
    (Q, "Ms. Ilse Ekman met Mr. Joren Tal at the weir on Friday. [“It will hold,”] {he} <said>.", "Joren Tal"),
    (Q, "Councilman Joren Tal argued with chairwoman Ilse Ekman for an hour. [“He counted it twice,”] {she} <said>.", "Ilse Ekman"),
    (Q, "Ilse Ekman said her office had the figures. Joren Tal said his did not. [“We counted twice,”] {she} <added>.", "Ilse Ekman"),
    (Q, "Ilse Ekman opened the weir with Mayor Petra Lund. [“It took a year,”] {she} <said>.", "Ilse Ekman"),
    (Q, "The Weir Authority met Ilse Ekman on Friday. [“The gates will stay shut,”] {it} <said> in a statement.", "Weir Authority"),
    (C, "Vell closed its border on Friday. {It} <said> [the roads were unsafe].", "Vell"),
    (Q, "The growers met Ilse Ekman on Friday. [“We cannot wait,”] {they} <said>.", "~the growers"),
    (C, "Ilse Ekman and Joren Tal toured the weir. {They} <said> [the gates would hold until spring].", "Ilse Ekman + Joren Tal"),
    (C, "Torrin’s engineers looked at the gates in March. {They} <found> [two cracks in the sill].", "~torrin’s engineers"),
    (C, "Ilse Ekman, 54, runs the dairy her father built. {She} <says> [the toll would ruin her].", "Ilse Ekman"),
    (C, "Joren Tal spoke to Ilse Ekman’s staff for an hour. {He} <warned> that [the sill was rotten].", "Joren Tal"),
    // Last names.
    (Q, "Harbour pilot Dario Quent has worked the sound for 30 years.\n\n[“Nobody asked us,”] {Quent} <said>.", "Dario Quent"),
    (Q, "Dario Quent and Petra Quent own the mill. Hanne Brisk rents it. [“The roof leaks,”] {Brisk} <said>.", "Hanne Brisk"),
    (C, "Hanne Brisk of the Growers’ Union spoke after Otto Marl. {Marl} <argued> that [prices were set in Vell].", "Otto Marl"),
    (Q, "[“Nobody asked us,”] {Mr. Quent} <said>. Dario Quent has piloted boats for 30 years.", "Dario Quent"),
    // Offices.
    (Q, "Mayor Petra Lund opened the session. [“We are late,”] {the mayor} <said>.", "Petra Lund"),
    (Q, "[“The budget is closed,”] {Chancellor Ekman} <told> lawmakers.", "Ekman"),
    (Q, "Ilse Ekman became chancellor in May. [“The budget is closed,”] {Chancellor Ekman} <said>.", "Ilse Ekman"),
    (C, "{The mayor of Grenholt, Sefa Okoro}, <said> [the depot would close].", "Sefa Okoro"),
    (Q, "President Mirela Voss left early. The minister, Otto Marl, stayed. [“I will sign,”] {the president} <said>.", "Mirela Voss"),
    (Q, "Otto Marl, the harbour minister, came by boat. [“I will sign,”] {the minister} <said>.", "Otto Marl"),
    (Q, "[“I will sign,”] {Ostran Foreign Minister Otto Marl} <told> reporters.", "Otto Marl"),
    (Q, "[“I will sign,”] <said> {Otto Marl}, a harbour pilot.", "Otto Marl"),
    // Several at once.
    (Q, "Dario Quent and Hanne Brisk met on Friday. [“We start in May,”] {Quent and Brisk} <said> in a joint statement.", "Dario Quent + Hanne Brisk"),
    (C, "In a joint statement, {Vell, Torrin and Ostra} <said> [they would share the water].", "Vell + Torrin + Ostra"),
    (Q, "[“The line is safe,”] <said> {Mayor Petra Lund and Governor Otto Marl}.", "Petra Lund + Otto Marl"),
    (C, "{The Growers’ Union and the Weir Authority} <agreed> that [the gates need paint].", "Growers’ Union + Weir Authority"),
    (C, "{The mayor and the Weir Authority} <warned> that [the sill was rotten].", "~the mayor + Weir Authority"),
    // Without a name.
    (Q, "[“It is a mess,”] {a senior official} <said> on condition of anonymity.", "~a senior official"),
    (C, "[The talks had stalled], <according to> {two people familiar with the talks}.", "~two people familiar with the talks"),
    (Q, "[“We hear the pumps all night,”] <said> {one resident}, who asked not to be named.", "~one resident"),
    (C, "{A senior official}, who spoke on condition of anonymity, <said> [the weir would be sold].", "~a senior official"),
    (C, "{Residents of the lower town} <say> [the pumps keep them awake].", "~residents of the lower town"),
    (Q, "{A diplomat briefed on the talks} <described> them as [“a play with one actor.”]", "~a diplomat briefed on the talks"),
    (Q, "[“I lost the barn,”] {a farmer in his sixties} <said>.", "~a farmer in his sixties"),
    (C, "{Some in the capital} <say> [the minister knew].", "~some in the capital"),
    (C, "Speaking on condition of anonymity, {one pilot} <said> [the boats were unsafe].", "~one pilot"),
    // Papers.
    (C, "[Two of the gates had never been tested], <according to> {the report}.", "report"),
    (C, "{A letter seen by the Torrin Courier} <says> [the gates were never tested].", "letter via Torrin Courier"),
    (C, "{The audit} <found> [the sum had been paid twice].", "audit"),
    (Q, "{The inspectors’ report}, published on Friday, <warned> of [“a slow failure.”]", "inspectors’ report"),
    (Q, "[“The sill is unsound,”] {the report} <reads>.", "report"),
    (P, "[The gates would open at night] <under> {a draft treaty}.", "draft treaty"),
    (C, "{An inspection report dated March 3} <puts> [the cost at 4 million].", "inspection report"),
    (C, "[Sales fell by half], {court documents} <show>.", "court documents"),
    // Passed on.
    (Q, "[“No deal,”] {Otto Marl} <told> the Torrin Courier.", "Otto Marl via Torrin Courier"),
    (Q, "[“No deal,”] the Northern Wire <quoted> {Otto Marl} <as saying>.", "Otto Marl via Northern Wire"),
    (Q, "Otto Marl left the talks. The agency <quoted> {him} <as saying>: [“No deal.”]", "Otto Marl via agency"),
    (C, "[The talks will end on Friday], <according to> {the Northern Wire}.", "Northern Wire"),
    (Q, "[“No deal,”] {Otto Marl} <said> in an interview with the Vell Gazette.", "Otto Marl via Vell Gazette"),
    (Q, "[“No deal,”] {Otto Marl} <wrote> in the Vell Gazette.", "Otto Marl via Vell Gazette"),
    (C, "{Otto Marl} <told> Northern Wire that [the deal was dead].", "Otto Marl via Northern Wire"),
    (Q, "[“No deal,”] {Otto Marl} was <quoted as saying> by the Northern Wire.", "Otto Marl via Northern Wire"),
    (Q, "[“No deal,”] {Otto Marl} <said> through a spokesman.", "Otto Marl via ~a spokesman"),
    (C, "{Three drivers} <told> the Vell Gazette [they had not been paid].", "~three drivers via Vell Gazette"),
    (C, "[The minister had resigned], the Northern Wire <reported>, <citing> {an unnamed aide}.", "~an unnamed aide via Northern Wire"),
    // The verb before, between and after the words.
    (Q, "[“Enough,”] <said> {Marl}.", "Marl"),
    (Q, "[“Enough,”] <shouted> {a man in the gallery}.", "~a man in the gallery"),
    (Q, "[“Enough,”] <replied> {Otto Marl}, who had come by boat.", "Otto Marl"),
    (Q, "{Petra Lund} <said>: [“Enough.”]", "Petra Lund"),
    (Q, "[“We will,”] <said> {Petra Lund}, [“but not today.”]", "Petra Lund"),
    (C, "{Petra Lund} <said> on Friday, speaking at the weir, that [the gates would hold].", "Petra Lund"),
    (C, "[The gates would hold], {Petra Lund} <said> on Friday.", "Petra Lund"),
    (C, "Speaking at the weir, {Petra Lund} <said> [the gates would hold].", "Petra Lund"),
    (Q, "Otto Marl came late, and {Petra Lund}, laughing, <said>: [“Enough.”]", "Petra Lund"),
    (Q, "[“Enough,”] the crowd heard {Petra Lund} <say>.", "Petra Lund"),
    // A colon.
    (Q, "{Petra Lund}<:> [“We saw it coming.”]", "Petra Lund"),
    (Q, "Petra Lund was blunt: [“We saw it coming.”]", "Petra Lund"),
    (Q, "Mayor Petra Lund spoke last. The mayor had one demand: [“Open the gates.”]", "Petra Lund"),
    (Q, "Petra Lund’s answer was short: [“Never.”]", "Petra Lund"),
    // The same voice again.
    (Q, "[“We waited,”] {Petra Lund} <said>. [“Nobody came.”]", "Petra Lund"),
    (Q, "[Petra Lund| “We waited,”] Petra Lund said. [“Nobody came.”]", "Petra Lund"),
    (Q, "[Petra Lund| “We waited for a year,”] said Petra Lund. [Petra Lund| “Nobody came.]\n\n[“Then the water came.”]", "Petra Lund"),
    (Q, "[Petra Lund| “We waited,”] Petra Lund told Otto Marl. [“Nobody came,”] {she} <added>.", "Petra Lund"),
    (Q, "[Petra Lund| “We waited,”] Petra Lund said. Otto Marl’s firm built the gates.\n\n[“Nobody came,”] {she} <added>.", "Petra Lund"),
    (Q, "[Petra Lund| “We waited,”] Petra Lund said.\n\nThe weir was built by Otto Marl’s firm in 1931.\n\n[“Nobody came.”]", "Petra Lund"),
    (Q, "[Petra Lund| “We waited,”] Petra Lund said.\n\n[“Nobody came,”] <said> {Otto Marl}.", "Otto Marl"),
    (Q, "[~a driver| “They owe me,”] a driver said. [“Since May.”]", "~a driver"),
    (Q, "[Petra Lund + Otto Marl| “We agree,”] Petra Lund and Otto Marl said. [“It took a year.”]", "Petra Lund + Otto Marl"),
    (C, "Petra Lund said [Petra Lund| the gates were old]. {She} <added> that [the sill was worse].", "Petra Lund"),
    (C, "[Petra Lund| “We waited,”] Petra Lund said. [The weir was built in 1931].", "article"),
    (Q, "{Petra Lund} said [Petra Lund| the gates were old], <calling> them [“a disgrace.”]", "Petra Lund"),
    (Q, "Petra Lund told Otto Marl’s firm [Petra Lund| the gates were old]. [“They should have gone in spring.”]", "Petra Lund"),
    (Q, "{Petra Lund} <called> the plan [Petra Lund| “brave”] and [“late.”]", "Petra Lund"),
    (Q, "Ms. Petra Lund met Mr. Otto Marl. [Petra Lund| “We waited,”] Lund said. [Otto Marl| “So did we,”] Marl replied. [“Not as long,”] {she} <said>.", "Petra Lund"),
    (Q, "[~residents| “We hear it all night,”] residents said. [“It never stops,”] {they} <added>.", "~residents"),
    (Q, "[#Weir Authority| “The gates are safe,”] the Weir Authority said after Petra Lund’s visit. [“They were tested in May,”] {it} <added>.", "Weir Authority"),
    (Q, "[Otto Marl| “No deal,”] Otto Marl told the Torrin Courier.\n\nPetra Lund’s office sent a note.\n\n[“Perhaps in spring,”] {Marl} <said>.", "Otto Marl"),
    // Headlines.
    (Q, "[“We waited,”] {Lund} <says>\n\nMayor Petra Lund spoke for an hour on Friday.", "Petra Lund"),
    (C, "[Weir to stay shut until May], {Lund} <says>\n\nThe weir is old, Mayor Petra Lund said.", "Petra Lund"),
    (C, "[Weir unsafe], {report} <finds>\n\nThe weir is unsafe.", "report"),
    (C, "{Lund}<:> [Weir must open]\n\nThe weir is old, Mayor Petra Lund said.", "Petra Lund"),
    // The passive.
    (Q, "The sill was <described> by {inspectors} as [“rotten.”]", "~inspectors"),
    (Q, "The weir, <called> [“a disgrace”] by {Petra Lund}, is closed.", "Petra Lund"),
    (Q, "The plan was <dismissed> by {Otto Marl} as [“a postcard.”]", "Otto Marl"),
    (P, "[A toll on barges], <proposed> by {Otto Marl}, would bring in 2 million.", "Otto Marl"),
    (P, "The plan <put forward> by {Otto Marl} would [close two gates].", "Otto Marl"),
    // Claims, denials, and what was not said.
    (C, "{The Weir Authority} <insists> that [the gates are safe].", "Weir Authority"),
    (C, "{Otto Marl} <denied> that [he had been paid].", "Otto Marl"),
    (C, "{Otto Marl} <denied> [having been paid].", "Otto Marl"),
    (C, "{The ministry} <rejected> claims that [it had been paid].", "ministry"),
    (C, "Otto Marl did not say that [the gates were old].", "article"),
    (V, "{Otto Marl} [declined to comment].", "Otto Marl"),
    (V, "{The ministry} [would not say who paid].", "ministry"),
    (V, "Otto Marl spoke for an hour but [did not say when the gates would open].", "article"),
    (V, "[The figures could not be independently verified].", "article"),
    // Quotations in quotations, and marks around no quotation.
    (Q, "[“She told me ‘never again’ and left,”] {Otto Marl} <said>.", "Otto Marl"),
    (Q, "[“The minister said no,”] <recalled> {Hanne Brisk}.", "Hanne Brisk"),
    (Q, "Petra Lund chairs the board. “{Lund} <told> me [‘never again’] and left,” Otto Marl said.", "Petra Lund"),
    (Q, "The so-called [“ghost gates”] were bought in 1931.", "article"),
    (Q, "Petra Lund came by boat. The machine is known as [“the Widow.”]", "article"),
    (Q, "{Locals} <call> the weir [“the Widow.”]", "~locals"),
    // Proposals.
    (P, "{Otto Marl} <proposed> [a toll on barges].", "Otto Marl"),
    (P, "{The growers} <want> [the gates opened at night].", "~the growers"),
    (P, "{Vell} <demanded> [an apology from Torrin].", "Vell"),
    (P, "[Close the gates at night], {the union} <urged>.", "union"),
    (P, "{The union} <called for> [a strike in June].", "union"),
    (P, "{Petra Lund} has <asked> the council [to close two gates].", "Petra Lund"),
    (P, "Petra Lund said {the council} <wants> [two gates closed].", "council"),
];

/// A passage taken apart.
#[derive(Default)]
struct Drawn {
    text: String,
    span: Vec<TextRange>,
    source: Vec<TextRange>,
    cue: Vec<TextRange>,
    earlier: Vec<(String, TextRange)>,
}

fn drawn(passage: &str) -> Drawn {
    let mut drawn = Drawn::default();
    let mut starts: Vec<usize> = Vec::new();
    let mut who = None;
    let mut rest = passage;
    while let Some(ch) = rest.chars().next() {
        rest = &rest[ch.len_utf8()..];
        match ch {
            '[' => {
                let inner = &rest[..rest.find(']').unwrap()];
                if let Some((name, _)) = inner.split_once("| ") {
                    who = Some(name.to_owned());
                    rest = &rest[name.len() + 2..];
                }
                starts.push(drawn.text.len());
            }
            '{' | '<' => starts.push(drawn.text.len()),
            ']' | '}' | '>' => {
                let range = TextRange::new(starts.pop().unwrap(), drawn.text.len()).unwrap();
                match (ch, who.take()) {
                    (']', Some(who)) => drawn.earlier.push((who, range)),
                    (']', None) => drawn.span.push(range),
                    ('}', _) => drawn.source.push(range),
                    _ => drawn.cue.push(range),
                }
            }
            ch => drawn.text.push(ch),
        }
    }
    drawn
}

fn voice(id: &VoiceId, name: &str) -> Voice {
    let is_body = name.starts_with('#');
    Voice {
        id: id.clone(),
        name: name.trim_start_matches('#').to_owned(),
        kind: if is_body { VoiceKind::Organisation } else { VoiceKind::Person },
        aliases: vec![],
        roles: vec![],
        belongs_to: vec![],
        note: String::new(),
        merged_into: None,
        changed: Timestamp::default(),
    }
}

fn evaluated(passages: &[Passage]) -> Result {
    let mut result = Result::default();
    for (kind, passage, speakers) in passages {
        let Drawn { text, span, source, cue, earlier } = drawn(passage);
        let mut voices: BTreeMap<String, Voice> = BTreeMap::new();
        let mut said = Vec::new();
        for (who, range) in &earlier {
            let speakers = who.split(" + ").map(|name| {
                if let Some(words) = name.strip_prefix('~') {
                    return OfferedParty::Unnamed { words: words.to_owned(), affiliation: None };
                }
                let id = VoiceId::new(&format!("voice-{}", voices.len())).unwrap();
                let voice = voices.entry(name.to_owned()).or_insert_with(|| voice(&id, name));
                OfferedParty::Known(voice.id.clone())
            });
            let is_quote = text[range.bytes()].starts_with('“');
            said.push(Said { speakers: speakers.collect(), source: None, end: range.end(), is_quote });
        }
        let names = NameIndex::new(voices.values());
        let shown = voices.values().map(|voice| (voice.id.clone(), voice.name.clone())).collect();
        let paragraphs = segment::paragraphs(&text);
        let fragments = Fragments::new(span).unwrap();
        let place = Place {
            text: &text,
            language: Language::English,
            paragraphs: &paragraphs,
            fragments: &fragments,
            kind: *kind,
            names: &names,
            said: &said,
        };
        let words = |ranges: Vec<TextRange>| {
            let words: Vec<&str> = ranges.iter().map(|range| &text[range.bytes()]).collect();
            (!words.is_empty()).then(|| words.join(" … "))
        };
        let expected = Expected { speakers: (*speakers).to_owned(), source: words(source), cue: words(cue) };
        result.add(passage, &text, &shown, &expected, &offers(&place));
    }
    result
}

#[test]
fn passages_are_offered_their_speaker() {
    evaluated(PASSAGES).assert_at_least(Counts { all: 120, first: 120, any: 120, source: 120, cue: 120 });
}

#[test]
fn longer_passages_are_offered_their_speaker() {
    evaluated(longer::PASSAGES).assert_at_least(Counts {
        all: 115,
        first: 108,
        any: 110,
        source: 114,
        cue: 113,
    });
}
