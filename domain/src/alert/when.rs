//! The times that senders write: TradingView's `{{timenow}}`, Pine's milliseconds, and what other programs make.

use thiserror::Error;

use crate::decimal::Decimal;
use crate::time::{DAY_MS, Timestamp};

/// A clock may be wrong by this much; beyond, a time in the future is a mistake (or dodges the maximum age).
const MAX_AHEAD_MS: i64 = DAY_MS;

/// Why text is no time. The text continues a sentence that begins with the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum WhenError {
    #[error("is not a time such as 2024-01-15T10:30:00Z or 1705314600000 (milliseconds).")]
    Malformed,
    #[error("lies more than a day in the future.")]
    Future,
}

/// Parses RFC 3339, also with a space for the `T`, without seconds' offset (UTC then) or as a bare date; or epoch
/// seconds, milliseconds, microseconds or nanoseconds, told apart by their size.
pub(super) fn parse(text: &str, received_at: Timestamp) -> Result<Timestamp, WhenError> {
    let at = match Decimal::parse(text) {
        Ok(number) => epoch(number),
        Err(_) => calendar(text),
    };
    let at = at.ok_or(WhenError::Malformed)?;
    if at.millis_since(received_at) > MAX_AHEAD_MS {
        Err(WhenError::Future)
    } else {
        Ok(at)
    }
}

fn epoch(number: Decimal) -> Option<Timestamp> {
    // From 1973 to 5138 in each unit, so that none overlaps the next.
    const FIRST_SECOND: i64 = 100_000_000;
    let units = [
        (1, 1000, 1),
        (1000, 1, 1),
        (1_000_000, 1, 1000),
        (1_000_000_000, 1, 1_000_000),
    ];
    units.into_iter().find_map(|(scale, times, over)| {
        let first = Decimal::from(FIRST_SECOND).checked_mul(Decimal::from(scale))?;
        let end = first.checked_mul(Decimal::from(1000))?;
        if number < first || number >= end {
            return None;
        }
        let ms = number
            .checked_mul(Decimal::from(times))?
            .checked_div(Decimal::from(over))?;
        Some(Timestamp::from_millis(ms.floor_to_i64()?))
    })
}

fn calendar(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_at_checked(10)?;
    if time.is_empty() {
        return Timestamp::parse(&format!("{date}T00:00:00Z")).ok();
    }
    let time = time.strip_prefix(['T', 't', ' '])?.trim_end();
    // `10:30` is a time of day as well.
    let (clock, rest) = time.split_at_checked(5)?;
    let seconds = if rest.starts_with(':') { "" } else { ":00" };
    let offset_at = rest.find(['Z', 'z', '+', '-']);
    let zone = match offset_at.and_then(|at| rest.get(at..)) {
        Some(offset) => widen(offset),
        None => "Z".to_owned(),
    };
    let fraction = offset_at.map_or(Some(rest), |at| rest.get(..at))?.trim_end();
    Timestamp::parse(&format!("{date}T{clock}{seconds}{fraction}{zone}")).ok()
}

/// `+03`, `+0300` as `+03:00`.
fn widen(offset: &str) -> String {
    match (offset.len(), offset.split_at_checked(3)) {
        (3, _) => format!("{offset}:00"),
        (5, Some((hours, minutes))) => format!("{hours}:{minutes}"),
        _ => offset.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_700_000);

    #[test]
    fn one_moment_in_every_spelling() {
        for text in [
            "2024-01-15T10:30:00Z",
            "2024-01-15T10:30:00.000Z",
            "2024-01-15 10:30:00",
            "2024-01-15 10:30",
            "2024-01-15T10:30Z",
            "2024-01-15T13:30:00+03:00",
            "2024-01-15 13:30:00 +0300",
            "2024-01-15T05:30:00-05",
            "1705314600",
            "1705314600000",
            "1705314600000000",
            "1705314600000000000",
            "1705314600.000",
            "1.7053146e12",
        ] {
            assert_eq!(
                parse(text, NOW).map(Timestamp::as_millis),
                Ok(1_705_314_600_000),
                "{text}"
            );
        }
        assert_eq!(
            parse("2024-01-15", NOW).unwrap().to_string(),
            "2024-01-15T00:00:00.000Z"
        );
        assert_eq!(
            parse("1705314600.1239", NOW).unwrap().as_millis(),
            1_705_314_600_123
        );
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "now",
            "15/01/2024",
            "12345",
            "-1705314600",
            "2024-13-01",
            "2024-01-15T10:30:00+99:00",
            "2024-01-15é10:30",
        ] {
            assert_eq!(parse(text, NOW), Err(WhenError::Malformed), "{text}");
        }
        assert_eq!(parse("2024-01-16T10:31:41Z", NOW), Err(WhenError::Future));
        assert!(parse("2024-01-16T10:31:40Z", NOW).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9TZ:+. -]{0,40}|\\PC*") {
            let _ = parse(&text, NOW);
        }
    }
}
