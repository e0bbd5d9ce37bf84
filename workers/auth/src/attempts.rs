//! The brake on guessing passwords, wherever one is asked for. A try is counted before the password is looked at, so that
//! many at once can't slip through; a success takes the count back. Addresses without an account lock as well, so that a
//! lock tells nothing about who has one.

use pinewire_domain::{
    auth::{FREE_FAILURES, lock_duration},
    id::UserId,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::{Batch, BatchResults, FromRow},
    http::Problem,
    params, sql,
};
use serde_json::json;

/// From this many failures on the lock no longer grows. [`COUNT`] knows the number too.
const LONGEST_LOCK_AT: u32 = 16;

sql! {
    /// ?1 address, ?2 now, ?3 JSON array: the lock in milliseconds by number of failures, ?4 failures before that are
    /// forgotten. No row: locked.
    system COUNT = "INSERT INTO login_failures (email_key, failures, locked_until, updated_at) VALUES (?1, 1, 0, ?2)
        ON CONFLICT (email_key) DO UPDATE SET
          failures = iif(updated_at < ?4, 1, failures + 1),
          locked_until = ?2 + json_extract(?3, '$[' || min(iif(updated_at < ?4, 1, failures + 1), 16) || ']'),
          updated_at = ?2
        WHERE locked_until <= ?2 RETURNING failures";
    system LOCKED_UNTIL = "SELECT locked_until FROM login_failures WHERE email_key = ?1";
    system FORGET = "DELETE FROM login_failures WHERE email_key = ?1";
}

#[derive(Debug, FromRow)]
struct Counted {
    failures: u32,
}

#[derive(Debug, FromRow)]
struct Lock {
    locked_until: i64,
}

/// A try that was counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    failures: u32,
}

/// Adds two statements that count a try for the address.
pub(super) fn count(batch: &mut Batch<'_>, email_key: &str, now: Timestamp) -> Result<()> {
    let locks: Vec<u128> = (0..=LONGEST_LOCK_AT)
        .map(|failures| lock_duration(failures).as_millis())
        .collect();
    let locks = serde_json::to_string(&locks)?;
    batch.system(&COUNT, params![email_key, now, locks, now.plus_millis(-DAY_MS)])?;
    batch.system(&LOCKED_UNTIL, params![email_key])?;
    Ok(())
}

/// What came of [`count`], whose statements are the first of the batch: 429 while the address is locked.
pub(super) fn counted(results: &mut BatchResults, now: Timestamp) -> Result<Attempt> {
    if let Some(Counted { failures }) = results.first(0)? {
        return Ok(Attempt { failures });
    }
    let until = results
        .first::<Lock>(1)?
        .map_or(now.as_millis(), |lock| lock.locked_until);
    let wait = (until - now.as_millis()).max(1000).unsigned_abs();
    let seconds = u32::try_from(wait.div_ceil(1000)).unwrap_or(u32::MAX);
    let detail = format!("Too many wrong passwords. Try again in {seconds} seconds.");
    Err(Problem::new(429, "account_locked", detail)
        .retry_after(seconds)
        .into())
}

/// Adds the statement that takes the count back.
pub(super) fn forget(batch: &mut Batch<'_>, email_key: &str) -> Result<()> {
    batch.system(&FORGET, params![email_key])?;
    Ok(())
}

impl Attempt {
    /// The password was wrong: for the record, if that locked an account.
    pub(super) async fn failed(self, cx: &Cx, account: Option<&UserId>) -> Result<()> {
        match account {
            Some(user_id) if self.failures > FREE_FAILURES => {
                let detail = json!({ "failures": self.failures });
                audit::record_as(cx, Actor::Anonymous, "user.lock", Some(user_id.as_str()), detail).await
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use pinewire_shared::testing::migrated;
    use rusqlite::{Connection, OptionalExtension as _, params};

    use super::*;

    const A: &str = "a@example.com";

    fn attempt(db: &Connection, email_key: &str, now: i64) -> Option<u32> {
        let locks: Vec<u128> = (0..=LONGEST_LOCK_AT)
            .map(|n| lock_duration(n).as_millis())
            .collect();
        let locks = serde_json::to_string(&locks).unwrap();
        db.query_row(COUNT.0, params![email_key, now, locks, now - DAY_MS], |row| {
            row.get(0)
        })
        .optional()
        .unwrap()
    }

    #[test]
    fn the_fifth_try_locks_and_each_further_one_for_twice_as_long() {
        let db = migrated();
        let mut now = 1_000_000;
        for failures in 1..=5 {
            assert_eq!(attempt(&db, A, now), Some(failures));
        }
        for (failures, lock_ms) in [(6, 30_000), (7, 60_000), (8, 120_000)] {
            assert_eq!(attempt(&db, A, now + lock_ms - 1), None, "still locked");
            now += lock_ms;
            assert_eq!(attempt(&db, A, now), Some(failures));
        }
    }

    #[test]
    fn the_lock_grows_to_an_hour_and_no_further() {
        let db = migrated();
        let mut now = 1_000_000;
        for failures in 1..=30 {
            assert_eq!(attempt(&db, A, now), Some(failures));
            now += 3_600_000;
        }
        assert_eq!(attempt(&db, A, now - 1), None);
    }

    #[test]
    fn failures_are_forgotten_after_a_day_or_a_success() {
        let db = migrated();
        for now in 0..5 {
            attempt(&db, A, now);
        }
        assert_eq!(attempt(&db, A, DAY_MS + 10), Some(1));
        db.execute(FORGET.0, [A]).unwrap();
        assert_eq!(attempt(&db, A, DAY_MS + 11), Some(1));
    }
}
