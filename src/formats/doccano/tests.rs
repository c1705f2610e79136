//! What doccano's JSON Lines must hold.

use super::Doccano;
use crate::formats::testing::dialects;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&Doccano);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&Doccano);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&Doccano);
}
