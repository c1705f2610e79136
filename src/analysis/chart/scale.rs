//! Round steps on an axis of values.

/// The steps from 0 to at least `greatest`, about `wanted` of them: 1, 2 or 5 with zeros, never below 1.
pub fn steps(greatest: f64, wanted: usize) -> Vec<f64> {
    let step = step(greatest, wanted);
    let mut steps = vec![0.0];
    let mut at = step;
    while at < greatest + step * 0.999 {
        steps.push(at);
        at += step;
    }
    steps
}

/// The distance between two steps.
fn step(greatest: f64, wanted: usize) -> f64 {
    let mut decade = 1.0;
    // No count reaches this far; the loop ends whatever comes in.
    while decade < 1e18 {
        for factor in [1.0, 2.0, 5.0] {
            if greatest <= decade * factor * wanted.max(1) as f64 {
                return decade * factor;
            }
        }
        decade *= 10.0;
    }
    decade
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_the_greatest() {
        assert_eq!(steps(0.0, 5), [0.0]);
        assert_eq!(steps(3.0, 5), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(steps(23.0, 5), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
        assert_eq!(steps(100_000.0, 5).last(), Some(&100_000.0));
    }
}
