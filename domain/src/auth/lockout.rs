//! Slowing down password guessing: after a few consecutive failures for an address, each further one locks it for
//! twice as long. A success starts anew. Counting is left to the database.

use core::time::Duration;

use crate::time::Timestamp;

/// Failures before the first lock: the fifth locks.
pub const FREE_FAILURES: u32 = 4;

const FIRST_LOCK_S: u64 = 30;
const LONGEST_LOCK_S: u64 = 3600;

/// How long the address is locked after `failures` consecutive failures: 30 s after the fifth, doubling to an hour.
pub fn lock_duration(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE_FAILURES + 1) else {
        return Duration::ZERO;
    };
    Duration::from_secs((FIRST_LOCK_S << doublings.min(10)).min(LONGEST_LOCK_S))
}

/// Until when the address is locked after a failure at `now` that is the `failures`-th in a row.
pub fn locked_until(failures: u32, now: Timestamp) -> Option<Timestamp> {
    let lock = lock_duration(failures);
    (lock > Duration::ZERO).then(|| now.plus(lock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_double_to_an_hour() {
        let seconds: Vec<_> = (0..=13)
            .map(|failures| lock_duration(failures).as_secs())
            .collect();
        assert_eq!(
            seconds,
            [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
        );
        assert_eq!(lock_duration(u32::MAX).as_secs(), 3600);
        assert_eq!(locked_until(4, Timestamp::EPOCH), None);
        assert_eq!(
            locked_until(5, Timestamp::EPOCH),
            Some(Timestamp::from_millis(30_000))
        );
    }
}
