//! Passages on which no rule has been mended: how the rules do on what they were not made for. Let it stay so,
//! and write new ones elsewhere.

use super::{C, P, Passage, Q, V};

#[rustfmt::skip]
pub(super) const PASSAGES: &[Passage] = &[
    (Q, "Winter came early to the Orrin valley. [“We shot the last goats on Tuesday,”] <said> {Jarle Niemi, a herder}. His daughter wept.", "Jarle Niemi"),
    (Q, "[Jarle Niemi| “We shot the last goats on Tuesday,”] said Jarle Niemi, a herder. He paused. [“They knew us by our steps.”]", "Jarle Niemi"),
    (C, "The valley’s aid has not come, {herders} <complained> at a meeting in Orrin, though [the road is open].", "~herders"),
    (C, "{Relief Minister Solvi Anker} <told> the chamber last week that [the trucks had left].", "Solvi Anker"),
    (C, "[The trucks had left], Relief Minister Solvi Anker told the chamber. {Her deputy}, however, <put> the number at [no more than six].", "~her deputy"),
    (Q, "Solvi Anker has promised hay. [“Hay does not walk,”] <retorted> {Niemi}, whose barn is empty.", "Niemi"),
    (P, "{Anker} has since <floated> [a levy on timber] to pay for it.", "Anker"),
    (P, "Timber firms have a counter-offer: [a loan, to be repaid in spring].", "~timber firms"),
    (V, "{Anker’s office} [declined to say how many trucks had arrived].", "~anker’s office"),
    (Q, "A confidential memo, which the Orrin Herald has seen, describes the road as [“passable for goats.”]", "confidential memo via Orrin Herald"),
    (C, "{The memo} also <warns> that [a thaw would close the pass].", "memo"),
    (Q, "[“I have no memory of such a memo,”] {Anker} <said> when asked about it by the Herald.", "Anker"),
    (C, "{She} later <acknowledged>, through her spokesman, that [she had signed it].", "article"),
    (Q, "Two herders, Jarle Niemi and Pekka Roos, drove to the capital. [“We brought the bill,”] {Roos} <said>, holding up a hoof.", "Pekka Roos"),
    (Q, "[Pekka Roos| “We brought the bill,”] Roos said. Niemi said nothing at first. Then: [“It is not a large bill.”]", "Niemi"),
    (C, "[Forty families have left the valley], {local officials} <estimate>.", "~local officials"),
    (C, "[Forty families have left the valley] since the snow, according to {figures compiled by the parish}.", "figures"),
    (Q, "Pastor Elin Dahl keeps the list. [“I cross them out in pencil,”] {she} <said>. [“In ink it would be true.”]", "Elin Dahl"),
    (Q, "To some in Orrin, the minister’s visit was [“theatre with boots.”]", "~some in orrin"),
    (C, "{The opposition} <called> the visit [a stunt].", "~the opposition"),
    (C, "Neither the ministry nor the railway <said> [who had paid for the train].", "article"),
    (Q, "[“It’s not about hay,”] {Dahl, who has buried three herders this winter}, <said>.", "Dahl"),
    (Q, "Then came the letter. [“You are asked to be patient,”] it <began>.", "letter"),
    (P, "{Roos and Niemi} are <demanding> that [the road be cleared by Friday].", "Roos + Niemi"),
    (C, "Asked if the trucks had arrived, {a driver at the depot} <shook> his head and said [they were still loading].", "~a driver at the depot"),
];
