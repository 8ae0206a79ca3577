//! Points in time as Kubernetes writes them.
//!
//! Not left to `Date`: engines accept far more than the API writes, such as `new Date("none 1")`, and a field that is not a
//! date must be reported.

/// Milliseconds since the epoch of an RFC 3339 date and time (`metav1.Time`, `metav1.MicroTime`), or of a
/// plain date in UTC. What is finer than a millisecond is cut off.
pub fn epoch_millis(text: &str) -> Option<f64> {
    let mut rest = Reader { text };
    let year = rest.number(4)?;
    rest.expect(b"-")?;
    let month = rest.number(2).filter(|month| (1..=12).contains(month))?;
    rest.expect(b"-")?;
    let day = rest.number(2).filter(|day| (1..=days_in_month(year, month)).contains(day))?;
    let midnight = days_since_epoch(year, month, day) * 86_400_000;
    if rest.text.is_empty() {
        return Some(midnight as f64);
    }
    rest.expect(b"Tt")?;
    let hour = rest.number(2).filter(|hour| *hour < 24)?;
    rest.expect(b":")?;
    let minute = rest.number(2).filter(|minute| *minute < 60)?;
    rest.expect(b":")?;
    let second = rest.number(2).filter(|second| *second < 60)?;
    let millis = rest.fraction()?;
    let offset = rest.offset()?;
    rest.text.is_empty().then_some(())?;
    let of_day = ((hour * 60 + minute - offset) * 60 + second) * 1_000 + millis;
    Some((midnight + of_day) as f64)
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.text.split_at_checked(digits)?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.text = rest;
        number.parse().ok()
    }

    fn expect(&mut self, one_of: &[u8]) -> Option<u8> {
        let byte = *self.text.as_bytes().first()?;
        if !one_of.contains(&byte) {
            return None;
        }
        self.text = self.text.get(1..)?;
        Some(byte)
    }

    /// Milliseconds of an optional fraction of a second.
    fn fraction(&mut self) -> Option<i64> {
        if self.expect(b".").is_none() {
            return Some(0);
        }
        let length = self.text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.text.split_at_checked(length)?;
        self.text = rest;
        let first_three = digits.bytes().chain(std::iter::repeat(b'0')).take(3);
        (length > 0).then(|| first_three.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    }

    /// Minutes ahead of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.expect(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.number(2).filter(|hours| *hours < 24)?;
        self.expect(b":")?;
        let minutes = self.number(2).filter(|minutes| *minutes < 60)?;
        Some(sign * (hours * 60 + minutes))
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, with years counted from March so that the
/// leap day is their last.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let months_since_march = (month + 9) % 12;
    let day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_as_kubernetes_writes_them() {
        for (text, millis) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("2026-03-05T08:30:00Z", 1_772_699_400_000.0),
            ("2024-02-29T23:59:59.123456Z", 1_709_251_199_123.0),
            ("2024-02-29T23:59:59.1+02:30", 1_709_242_199_100.0),
            ("1969-12-31T23:59:59-00:30", 1_799_000.0),
            ("2026-03-05", 1_772_668_800_000.0),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000.0),
        ] {
            assert_eq!(epoch_millis(text), Some(millis), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_told_although_engines_take_it() {
        for text in [
            "",
            "1",
            "none 1",
            "yesterday",
            "2026",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-03-05T24:00:00Z",
            "2026-03-05T08:30:00",
            "2026-03-05T08:30Z",
            "2026-03-05T08:30:00.Z",
            "2026-03-05T08:30:00ZZ",
            "2026-03-05 08:30:00Z",
            "+026-03-05",
            "2026-03-05T08:30:00+2:00",
            "２０２６-03-05",
            "2026-03-05T08:30:00é",
        ] {
            assert_eq!(epoch_millis(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_follow_each_other(year in 1_i64..9999, month in 1_i64..=12) {
            let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            prop_assert_eq!(
                days_since_epoch(next_year, next_month, 1) - days_since_epoch(year, month, 1),
                days_in_month(year, month)
            );
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,30}") {
            let _ = epoch_millis(&text);
        }
    }
}
