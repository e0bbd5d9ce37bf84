//! Telling buyers and sellers that an access is about to end: 7, 3 and 1 days before, each once for each expiry.

use super::expiry::Expiry;
use crate::id::GrantId;
use crate::time::{DAY_MS, Timestamp};

/// Days before the end, the earliest notice first.
pub const NOTICE_DAYS: [u8; 3] = [7, 3, 1];

/// The notice that is due at `now` for an access that began (or was last changed) at `since`; `None` when there is
/// none, or it was sent: `last_sent` is what the latest notice for this expiry said.
///
/// Where several have become due since the last run, only the most urgent is sent. A notice whose day lay before
/// `since` is never due: nobody is told "7 days" about a trial of two.
pub fn due(expiry: Expiry, since: Timestamp, now: Timestamp, last_sent: Option<u8>) -> Option<u8> {
    let end = expiry.at().filter(|end| *end > now)?;
    let days = NOTICE_DAYS
        .into_iter()
        .rev()
        .find(|days| now >= notice_at(end, *days))?;
    let began_before = since < notice_at(end, days);
    let is_news = last_sent.is_none_or(|sent| days < sent);
    (began_before && is_news).then_some(days)
}

/// When the next notice becomes due; `None` after the last one. For the column that the sweep is sorted by.
pub fn next_at(expiry: Expiry, since: Timestamp, last_sent: Option<u8>) -> Option<Timestamp> {
    let end = expiry.at()?;
    NOTICE_DAYS
        .into_iter()
        .filter(|days| last_sent.is_none_or(|sent| *days < sent))
        .map(|days| notice_at(end, days))
        .find(|at| *at > since)
}

/// The key under which a notice goes into the outbox once, however often the sweep dies.
pub fn key(grant: GrantId, end: Timestamp, days: u8) -> String {
    format!("expiring:{grant}:{}:{days}", end.as_millis())
}

const fn notice_at(end: Timestamp, days: u8) -> Timestamp {
    end.plus_millis(-(days as i64) * DAY_MS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_705_314_600_000);

    fn day(days: i64) -> Timestamp {
        START.plus_millis(days * DAY_MS)
    }

    fn sweep(length_days: i64, hours: impl IntoIterator<Item = i64>) -> Vec<u8> {
        let (mut sent, mut last) = (vec![], None);
        for hour in hours {
            let now = START.plus_millis(hour * 3_600_000);
            if let Some(days) = due(Expiry::At(day(length_days)), START, now, last) {
                sent.push(days);
                last = Some(days);
            }
        }
        sent
    }

    #[test]
    fn each_notice_goes_out_once() {
        assert_eq!(sweep(30, 0..24 * 31), [7, 3, 1]);
        assert_eq!(sweep(2, 0..24 * 3), [1], "a trial of two days");
        assert_eq!(
            sweep(1, 0..48),
            [0_u8; 0],
            "nobody is told of what they have just been given"
        );
        assert_eq!(
            sweep(30, [24 * 28]),
            [3],
            "the most urgent one after a standstill"
        );
        assert_eq!(due(Expiry::Never, START, day(10_000), None), None);
    }

    #[test]
    fn the_next_notice_is_known() {
        let end = Expiry::At(day(30));
        assert_eq!(next_at(end, START, None), Some(day(23)));
        assert_eq!(next_at(end, START, Some(7)), Some(day(27)));
        assert_eq!(next_at(end, START, Some(1)), None);
        assert_eq!(next_at(Expiry::At(day(2)), START, None), Some(day(1)));
    }

    proptest! {
        #[test]
        fn no_notice_twice_and_none_too_early(length in 0i64..60, mut hours in prop::collection::vec(0i64..1500, 0..40)) {
            hours.sort_unstable();
            let sent = sweep(length, hours.iter().copied());
            prop_assert!(sent.windows(2).all(|pair| pair[0] > pair[1]));
            prop_assert!(sent.iter().all(|days| i64::from(*days) < length));
        }
    }
}
