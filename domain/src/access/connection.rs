//! The health of a seller's connection: cookies that live, age and die, and what follows from it.
//!
//! Every change says what is to be done once, in [`Effects`]: store them with the new state in one transaction, and
//! no crash makes a notice go out twice or not at all.

use serde::{Deserialize, Serialize};

use super::failure::AccessFailure;
use crate::text_enum;
use crate::time::{DAY_MS, Timestamp};

/// Cookies last weeks; from this age the seller is asked to renew them while they still work.
pub const WARN_AFTER_DAYS: i64 = 21;
/// How often health is checked, in milliseconds.
pub const CHECK_EVERY_MS: i64 = 30 * 60 * 1000;

text_enum! {
    /// Where a connection stands.
    ConnectionStatus("connection status") {
        /// The cookies work.
        Connected = "connected",
        /// They work and are old.
        Warning = "warning",
        /// TradingView does not accept them. Work waits.
        Dead = "dead",
        /// The seller has disconnected; there are no cookies.
        Disconnected = "disconnected",
    }
}

text_enum! {
    /// What the seller is told.
    ConnectionNotice("connection notice") {
        /// The cookies are old: renew them.
        Aging = "connection.aging",
        /// The cookies are dead: reconnect.
        Dead = "connection.dead",
    }
}

text_enum! {
    /// What becomes of pending work.
    WorkChange("work change") {
        /// It waits; nothing fails.
        Pause = "pause",
        /// It goes on where it stopped.
        Resume = "resume",
    }
}

/// What happened to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionEvent {
    /// The seller gave cookies, and whose they are was verified.
    Connected,
    /// A request with the cookies was accepted.
    Worked {
        /// TradingView sent new cookies, and they were stored.
        rotated: bool,
    },
    /// A health check failed. Only a dead session says anything about the cookies.
    CheckFailed(AccessFailure),
    /// The seller disconnected.
    Disconnected,
}

/// The health of a connection, in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Where it stands.
    pub status: ConnectionStatus,
    /// Since when it has stood there.
    pub since: Timestamp,
    /// Age of the cookies: when they were given or last rotated.
    pub cookies_at: Timestamp,
    /// When the cookies last proved to work or not to work.
    pub checked_at: Timestamp,
    /// What kept the latest check from telling; `None` when it told.
    pub last_failure: Option<AccessFailure>,
}

/// What is to be done because of a change, each once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effects {
    /// Tell the seller.
    pub notice: Option<ConnectionNotice>,
    /// Stop or continue pending work.
    pub work: Option<WorkChange>,
}

impl Health {
    /// A first connection.
    pub const fn connected(now: Timestamp) -> Self {
        Self {
            status: ConnectionStatus::Connected,
            since: now,
            cookies_at: now,
            checked_at: now,
            last_failure: None,
        }
    }

    /// Whole days since the cookies were given or rotated.
    pub fn cookie_age_days(&self, now: Timestamp) -> i64 {
        now.millis_since(self.cookies_at).max(0) / DAY_MS
    }

    /// Whether requests may be sent.
    pub const fn is_usable(&self) -> bool {
        matches!(
            self.status,
            ConnectionStatus::Connected | ConnectionStatus::Warning
        )
    }

    /// Whether a check is due. Nothing is checked without cookies; dead ones are, for TradingView may have erred.
    pub fn check_is_due(&self, now: Timestamp) -> bool {
        self.status != ConnectionStatus::Disconnected && now.millis_since(self.checked_at) >= CHECK_EVERY_MS
    }

    /// The health after `event`, and what follows.
    #[must_use]
    pub fn after(self, event: ConnectionEvent, now: Timestamp) -> (Self, Effects) {
        let mut next = self;
        match event {
            ConnectionEvent::Disconnected => next.status = ConnectionStatus::Disconnected,
            ConnectionEvent::Connected => {
                next.cookies_at = now;
                next.tell(now, ConnectionStatus::Connected);
            }
            // News of requests that were under way when the seller disconnected.
            _ if self.status == ConnectionStatus::Disconnected => return (self, Effects::default()),
            ConnectionEvent::Worked { rotated } => {
                if rotated {
                    next.cookies_at = now;
                }
                let old = next.cookie_age_days(now) >= WARN_AFTER_DAYS;
                next.tell(
                    now,
                    if old {
                        ConnectionStatus::Warning
                    } else {
                        ConnectionStatus::Connected
                    },
                );
            }
            ConnectionEvent::CheckFailed(failure) if failure.means_dead_session() => {
                next.tell(now, ConnectionStatus::Dead);
                next.last_failure = Some(failure);
            }
            ConnectionEvent::CheckFailed(failure) => next.last_failure = Some(failure),
        }
        if next.status != self.status {
            next.since = now;
        }
        (next, self.effects(next))
    }

    const fn tell(&mut self, now: Timestamp, status: ConnectionStatus) {
        self.status = status;
        self.checked_at = now;
        self.last_failure = None;
    }

    const fn effects(&self, next: Self) -> Effects {
        use ConnectionStatus::{Connected, Dead, Disconnected, Warning};
        let notice = match (self.status, next.status) {
            (Connected, Warning) => Some(ConnectionNotice::Aging),
            (Connected | Warning, Dead) => Some(ConnectionNotice::Dead),
            _ => None,
        };
        let work = match (self.status, next.status) {
            (Connected | Warning, Dead | Disconnected) => Some(WorkChange::Pause),
            (Dead | Disconnected, Connected | Warning) => Some(WorkChange::Resume),
            _ => None,
        };
        Effects { notice, work }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);
    const WORKED: ConnectionEvent = ConnectionEvent::Worked { rotated: false };
    const DEAD: ConnectionEvent = ConnectionEvent::CheckFailed(AccessFailure::SessionDead);

    fn day(days: i64) -> Timestamp {
        NOW.plus_millis(days * DAY_MS)
    }

    #[test]
    fn old_cookies_warn_once_and_rotation_makes_them_young() {
        let fresh = Health::connected(NOW);
        let (young, effects) = fresh.after(WORKED, day(20));
        assert_eq!(
            (young.status, effects),
            (ConnectionStatus::Connected, Effects::default())
        );
        let (old, effects) = young.after(WORKED, day(21));
        assert_eq!(
            (old.status, effects.notice),
            (ConnectionStatus::Warning, Some(ConnectionNotice::Aging))
        );
        let (old, effects) = old.after(WORKED, day(22));
        assert_eq!(
            (old.status, effects),
            (ConnectionStatus::Warning, Effects::default())
        );
        let (young, _) = old.after(ConnectionEvent::Worked { rotated: true }, day(22));
        assert_eq!(
            (young.status, young.cookie_age_days(day(23))),
            (ConnectionStatus::Connected, 1)
        );
    }

    #[test]
    fn a_dead_cookie_pauses_work_until_the_seller_reconnects() {
        let (dead, effects) = Health::connected(NOW).after(DEAD, day(1));
        assert!(!dead.is_usable());
        assert_eq!(
            effects,
            Effects {
                notice: Some(ConnectionNotice::Dead),
                work: Some(WorkChange::Pause)
            }
        );
        let (still, effects) = dead.after(DEAD, day(2));
        assert_eq!((effects, still.since), (Effects::default(), day(1)));
        let (back, effects) = still.after(ConnectionEvent::Connected, day(3));
        assert_eq!(
            (back.status, effects.work),
            (ConnectionStatus::Connected, Some(WorkChange::Resume))
        );
    }

    #[test]
    fn trouble_on_the_way_says_nothing_about_the_cookies() {
        let event = ConnectionEvent::CheckFailed(AccessFailure::Unavailable);
        let (health, effects) = Health::connected(NOW).after(event, day(1));
        assert_eq!(
            (health.status, effects),
            (ConnectionStatus::Connected, Effects::default())
        );
        assert_eq!(health.last_failure, Some(AccessFailure::Unavailable));
        assert!(health.check_is_due(day(1)), "it was not told");
    }

    fn any_event() -> impl Strategy<Value = ConnectionEvent> {
        prop::sample::select(vec![
            ConnectionEvent::Connected,
            WORKED,
            ConnectionEvent::Worked { rotated: true },
            DEAD,
            ConnectionEvent::CheckFailed(AccessFailure::NoAnswer),
            ConnectionEvent::Disconnected,
        ])
    }

    proptest! {
        #[test]
        fn work_runs_exactly_while_the_connection_is_usable(events in prop::collection::vec((any_event(), 0i64..40), 0..60)) {
            let (mut health, mut now) = (Health::connected(NOW), NOW);
            let (mut running, mut told_dead) = (true, false);
            for (event, days) in events {
                now = now.plus_millis(days * DAY_MS);
                let (next, effects) = health.after(event, now);
                match effects.work {
                    Some(WorkChange::Pause) => { prop_assert!(running); running = false; }
                    Some(WorkChange::Resume) => { prop_assert!(!running); running = true; }
                    None => {}
                }
                prop_assert_eq!(running, next.is_usable());
                if next.is_usable() { told_dead = false; }
                if effects.notice == Some(ConnectionNotice::Dead) { prop_assert!(!told_dead); told_dead = true; }
                if health.status == ConnectionStatus::Disconnected && event != ConnectionEvent::Connected {
                    prop_assert_eq!(next.status, ConnectionStatus::Disconnected);
                }
                health = next;
            }
        }
    }
}
