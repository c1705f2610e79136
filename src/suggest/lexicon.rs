//! Words the rules know, each list in alphabetical order so that it can be searched.

mod speaking;
mod grammar;
mod parties;

pub(super) use self::grammar::{BREAKS, COUNTS, DETERMINERS, MEANT, PREPOSITIONS, PRONOUNS};
pub(super) use self::parties::{DATES, DOCUMENTS, GOVERNMENTS, HONORIFICS, ORGANISATIONS, OUTLETS, TITLES};
pub(super) use self::speaking::{
    ACTING, BETWEEN, GOING_ON, NOUNS, PLAIN, POSTING, PROPOSING, REPORTING, THINKING,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_can_be_searched() {
        for list in [
            REPORTING,
            POSTING,
            PLAIN,
            NOUNS,
            THINKING,
            GOING_ON,
            ACTING,
            COUNTS,
            MEANT,
            PROPOSING,
            BETWEEN,
            BREAKS,
            PREPOSITIONS,
            PRONOUNS,
            DETERMINERS,
            TITLES,
            HONORIFICS,
            ORGANISATIONS,
            DOCUMENTS,
            OUTLETS,
            GOVERNMENTS,
            DATES,
        ] {
            let out_of_order: Vec<_> = list.windows(2).filter(|pair| pair[0] >= pair[1]).collect();
            assert!(out_of_order.is_empty(), "{out_of_order:?}");
        }
    }
}
