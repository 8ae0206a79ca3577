//! A generation, compared exactly whatever its representation.

/// `metadata.generation` or an `observedGeneration`.
///
/// The API's type is a 64-bit integer, which a JavaScript number cannot hold exactly; clients therefore
/// also pass it as a string or as a BigInt. All are read into one integer type that is wider than any of
/// them; a number beyond its range is read as the nearest one in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(i128);

impl Generation {
    /// Reads a JavaScript number. Only whole numbers are generations.
    pub fn from_number(number: f64) -> Option<Self> {
        // `as` saturates, and every finite `f64` beyond 2^53 is whole.
        (number.is_finite() && number.trunc() == number).then_some(Self(number as i128))
    }

    /// Reads a whole number in decimal, as a BigInt prints itself or as a client that keeps 64-bit
    /// numbers as strings does.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // Only digits are left, so what does not parse is out of range.
        let end = if text.starts_with('-') { i128::MIN } else { i128::MAX };
        Some(Self(text.parse().unwrap_or(end)))
    }
}

/// Given an object's generation, followed by those that its status and its conditions describe: the index of the oldest
/// observation, 0 if there is none; negative if that is older than the object's generation or the required one.
pub fn oldest_observation(given: &[Option<Generation>], asked_for: Option<Generation>) -> i32 {
    // `None` is less than any generation: an unknown one makes nothing stale.
    let wanted = given.first().copied().flatten().max(asked_for);
    let (mut oldest, mut place) = (None, 0);
    for (at, observed) in (0..).zip(given).skip(1) {
        if observed.is_some() && (oldest.is_none() || *observed < oldest) {
            (oldest, place) = (*observed, at);
        }
    }
    if oldest < wanted { -place } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbours_that_one_double_stands_for_are_told_apart() {
        let smaller = Generation::from_text("9007199254740992");
        let larger = Generation::from_text("9007199254740993");
        assert!(smaller < larger);
        assert_eq!(Generation::from_number(9_007_199_254_740_992.0), smaller);
    }

    #[test]
    fn strings_are_compared_as_numbers() {
        assert!(Generation::from_text("9") < Generation::from_text("10"));
        assert_eq!(Generation::from_text(" 007 "), Generation::from_number(7.0));
    }

    #[test]
    fn what_is_no_whole_number_is_no_generation() {
        for text in ["", " ", "-", "1.5", "0x10", "1e3", "ten", "--1", "1 2"] {
            assert_eq!(Generation::from_text(text), None, "{text:?}");
        }
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.5] {
            assert_eq!(Generation::from_number(number), None, "{number}");
        }
    }

    #[test]
    fn a_status_is_stale_where_any_part_speaks_of_an_older_generation() {
        let read = |number: f64| Generation::from_number(number);
        for (own, observed, asked_for, place) in [
            (Some(3.0), vec![Some(2.0)], None, -1),
            (Some(3.0), vec![Some(3.0), Some(2.0), None], None, -2),
            (Some(3.0), vec![Some(3.0)], None, 1),
            (Some(3.0), vec![None, Some(3.0)], Some(4.0), -2),
            (None, vec![Some(3.0)], Some(4.0), -1),
            (None, vec![Some(3.0)], None, 1),
            (Some(3.0), vec![None], None, 0),
        ] {
            let given: Vec<_> = [own].into_iter().chain(observed).map(|it| it.and_then(read)).collect();
            assert_eq!(oldest_observation(&given, asked_for.and_then(read)), place, "{given:?}");
        }
        assert_eq!(oldest_observation(&[], None), 0);
    }

    #[test]
    fn beyond_the_range_is_its_end() {
        let digits = "9".repeat(60);
        assert_eq!(Generation::from_text(&digits), Generation::from_number(f64::MAX));
        assert!(Generation::from_text(&format!("-{digits}")) < Generation::from_text("0"));
    }

    proptest! {
        #[test]
        fn text_and_number_agree(value in -(1_i64 << 53)..(1_i64 << 53)) {
            prop_assert_eq!(Generation::from_text(&value.to_string()), Generation::from_number(value as f64));
        }

        #[test]
        fn order_is_that_of_the_integers(a: i64, b: i64) {
            let read = |value: i64| Generation::from_text(&value.to_string());
            prop_assert_eq!(read(a).cmp(&read(b)), a.cmp(&b));
        }
    }
}
