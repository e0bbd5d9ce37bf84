//! How long an endpoint that does not answer is left alone, so that many deliveries do not wait for the same silence.

use core::time::Duration;

/// Failures in a row that say nothing yet: receivers restart.
const FREE_FAILURES: u32 = 5;
const FIRST_S: u64 = 10;
const LONGEST_S: u64 = 300;

/// The pause after so many failures in a row; `None`: there is no need for one yet.
pub fn hold_after(failures: u32) -> Option<Duration> {
    let doublings = failures.checked_sub(FREE_FAILURES)?;
    let seconds = FIRST_S.saturating_mul(1 << doublings.min(10));
    Some(Duration::from_secs(seconds.min(LONGEST_S)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_left_alone_longer_and_longer() {
        let holds =
            [0, 4, 5, 6, 9, 10, 11, u32::MAX].map(|failures| hold_after(failures).map(|hold| hold.as_secs()));
        let expected = [
            None,
            None,
            Some(10),
            Some(20),
            Some(160),
            Some(300),
            Some(300),
            Some(300),
        ];
        assert_eq!(holds, expected);
    }
}
