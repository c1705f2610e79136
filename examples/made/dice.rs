//! Dice that fall the same way each time.

/// A fixed sequence of numbers (`SplitMix64`, Steele, Lea & Flood 2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice for one thing of a kind.
    pub fn new(seed: u64, number: usize, kind: u64) -> Self {
        let mut dice = Self(seed ^ kind.wrapping_mul(0xD1B5_4A32_D192_ED03) ^ ((number as u64) << 20));
        dice.next();
        dice
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number under `bound`; 0 if that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or(0)
    }

    /// A number from 0 up to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A share of `most`, rounded.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and never negative")]
    pub fn share_of(&mut self, most: f64) -> usize {
        (self.share() * most).round() as usize
    }

    /// A number under `bound` of which the low ones come far more often, as words and names do.
    pub fn skewed(&mut self, bound: usize) -> usize {
        let share = self.share();
        within(share * share * share, bound)
    }

    /// A length up to `most`; the short ones come more often.
    pub fn length(&mut self, most: usize) -> usize {
        let share = self.share();
        within(share * share, most)
    }

    /// A number of milliseconds under `bound`.
    pub fn millis(&mut self, bound: u64) -> i64 {
        i64::try_from(self.next() % bound.max(1)).unwrap_or(0)
    }

    /// Whether one case in `num` has come.
    pub fn one_in(&mut self, num: usize) -> bool {
        self.below(num) == 0
    }

    /// Any of these.
    pub fn any<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of these, the first far more often.
    pub fn mostly<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.skewed(of.len())]
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and never negative")]
fn within(share: f64, bound: usize) -> usize {
    ((share * bound as f64) as usize).min(bound.saturating_sub(1))
}
