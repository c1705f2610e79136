//! The direction a script is written in.

/// Whether a letter's script runs from right to left: the blocks that Unicode keeps for such scripts
/// (Unicode 16.0, `DerivedBidiClass.txt`: R and AL).
pub fn runs_right_to_left(ch: char) -> bool {
    matches!(ch, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}
