//! When the Events of an object that stays pending are read.

use super::*;

#[test]
fn they_are_read_after_ten_seconds_and_then_every_thirty() {
    let mut fake = Fake::answering(Config { explains: true, ..config() }, true);
    fake.until(100_000.0);
    assert_eq!(fake.explained, [10_000.0, 40_000.0, 70_000.0, 100_000.0]);
}

#[test]
fn an_object_that_is_not_there_has_none() {
    let mut fake = Fake::answering(Config { explains: true, ..config() }, false);
    fake.until(35_000.0);
    fake.answer = Some(true);
    fake.added(FIRST);
    fake.until(60_000.0);
    assert_eq!(fake.explained, [40_000.0]);
}

#[test]
fn nobody_looks_unasked_or_once_the_time_is_up() {
    let mut fake = Fake::answering(config(), true);
    fake.until(100_000.0);
    assert!(fake.explained.is_empty());
    let config = Config { explains: true, timeout: Some(9_000.0), is_consistent: true, ..config() };
    let mut fake = Fake::new(config);
    fake.added(FIRST);
    fake.until(13_999.0);
    assert_eq!((&fake.explained[..], fake.ending), (&[][..], None));
}
