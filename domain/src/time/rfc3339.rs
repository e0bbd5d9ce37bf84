//! Reading RFC 3339. The parser of the `time` crate, made for any format, weighs 3 KiB compressed in every worker; the tests
//! hold that it reads the same.

use time::{Date, Month};

use super::{DAY_MS, Timestamp};

const MINUTE_MS: i64 = 60_000;
const EPOCH_JULIAN_DAY: i32 = 2_440_588;

/// The time, if the text is one between the years 0 and 9999. As the crate, it takes any separator but a digit.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_at_checked(10)?;
    let (time, rest) = rest.split_at_checked(9)?;
    let ([year @ .., b'-', m1, m2, b'-', d1, d2], [separator, time @ .., b':', s1, s2]) =
        (date.as_bytes(), time.as_bytes())
    else {
        return None;
    };
    if separator.is_ascii_digit() {
        return None;
    }
    let month = Month::try_from(u8::try_from(number(&[*m1, *m2])?).ok()?).ok()?;
    let day = u8::try_from(number(&[*d1, *d2])?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(number(year)?).ok()?, month, day).ok()?;
    let days = i64::from(date.to_julian_day() - EPOCH_JULIAN_DAY);
    let (fraction_ms, offset) = fraction(rest)?;
    let second = number(&[*s1, *s2])?;
    let second_ms = match second {
        0..60 => second * 1000 + fraction_ms,
        60 => 59_999,
        _ => return None,
    };
    let ms = days * DAY_MS + (minutes(time)? - offset_minutes(offset)?) * MINUTE_MS + second_ms;
    let at = Timestamp::from_millis(ms);
    // An offset may move the first and last hours of the representable years beyond them.
    let is_known = at.as_millis() == ms;
    // A leap second is the last one of a month, and counts as its last instant.
    let may_leap = second < 60 || ms + 1 == at.month().next().start().as_millis();
    (is_known && may_leap).then_some(at)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        let value = i64::from(digit.wrapping_sub(b'0'));
        (value < 10).then_some(number * 10 + value)
    })
}

/// `10:30` as minutes.
fn minutes(text: &[u8]) -> Option<i64> {
    let [h1, h2, b':', m1, m2] = text else { return None };
    let (hour, minute) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// `.123`, if it is there: as milliseconds, and what follows.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(digits) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let (mut ms, mut place, mut count) = (0, 100, 0);
    for digit in digits.bytes().take_while(u8::is_ascii_digit) {
        ms += place * i64::from(digit - b'0');
        place /= 10;
        count += 1;
    }
    (count > 0).then_some((ms, digits.get(count..)?))
}

/// `Z`, `+01:00`, `-05:30`: by how much local time is ahead.
fn offset_minutes(text: &str) -> Option<i64> {
    match text.as_bytes() {
        b"Z" | b"z" => Some(0),
        [b'+', ahead @ ..] => minutes(ahead),
        [b'-', behind @ ..] => minutes(behind).map(|minutes| -minutes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    use super::*;

    fn by_the_crate(text: &str) -> Option<Timestamp> {
        let read = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let ms = i64::try_from(read.unix_timestamp_nanos().div_euclid(1_000_000)).ok()?;
        Some(Timestamp::from_millis(ms)).filter(|at| at.as_millis() == ms)
    }

    #[test]
    fn odd_times_are_read_as_the_crate_reads_them() {
        for text in [
            "2016-12-31T23:59:60Z",
            "2016-12-31T23:59:60.5Z",
            "2017-01-01T01:59:60+02:00",
            "2016-12-30T23:59:60Z",
            "2016-12-31T22:59:60Z",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59-00:01",
            "0000-01-01T00:00:00+00:01",
            "0000-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-01-15T10:30:00.Z",
            "2024-01-15T10:30:00.1234567890123Z",
            "2024-01-15t10:30:00z",
            "2024-01-15 10:30:00Z",
            "2024-01-15T10:30:00+24:00",
            "2024-01-15T10:30:00+23:59",
            "2024-01-15T10:30:00+01:60",
            "2024-01-15T10:30:00+0100",
            "2024-01-15T10:30:00\u{2212}01:00",
            "2024-01-15T24:00:00Z",
            "2024-01-15T10:30Z",
            "2024-1-15T10:30:00Z",
            "+2024-01-15T10:30:00Z",
            "2024-01-15T10:30:00Z ",
            "\u{661}024-01-15T10:30:00Z",
            "2024-01-15\u{e9}0:30:00Z",
            "2024-01-15\u{e9}10:30:00Z",
        ] {
            assert_eq!(read(text), by_the_crate(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_time_is_read_as_the_crate_reads_it(
            text in r"[0-9]{4}-[01][0-9]-[0-3][0-9][Tt _x]([01][0-9]|2[0-4]):[0-6][0-9]:[0-6][0-9](\.[0-9]{0,10})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])?"
        ) {
            prop_assert_eq!(read(&text), by_the_crate(&text));
        }
    }
}
