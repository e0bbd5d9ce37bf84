//! What an attempt does next, event by event.

use super::*;

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

pub(super) fn in_days(days: i64) -> Expiry {
    Expiry::At(NOW.plus_millis(days * crate::time::DAY_MS))
}

pub(super) fn month() -> Change {
    Change::Extend {
        duration: "1M".parse().unwrap(),
        grace_days: 0,
    }
}

pub(super) fn begin(change: Change, books: Books) -> Attempt {
    Attempt::new(change, books, NOW).unwrap()
}

pub(super) fn known(expiry: Expiry) -> Books {
    with_grace(expiry, 0)
}

/// Books of an access that TradingView ends later than what is paid for.
pub(super) fn with_grace(paid: Expiry, days: i64) -> Books {
    let later = |at: Timestamp| Expiry::At(at.plus_millis(days * crate::time::DAY_MS));
    Books {
        paid_until: Some(paid),
        on_tradingview: Some(paid.at().map_or(Expiry::Never, later)),
    }
}

/// TradingView's access of one user, by the reference's rules.
#[derive(Default)]
pub(super) struct Server {
    pub(super) access: Option<Expiry>,
    pub(super) effects: u32,
}

impl Server {
    pub(super) fn take(&mut self, call: CallKind, expiry: Option<Expiry>) -> Outcome {
        let next = match (call, self.access) {
            (CallKind::Add, Some(_)) | (CallKind::Modify | CallKind::Remove, None) => {
                return Outcome::Already;
            }
            (CallKind::Add | CallKind::Modify, _) => expiry,
            (CallKind::Remove, Some(_)) => None,
        };
        self.effects += u32::from(next != self.access);
        self.access = next;
        Outcome::Applied
    }
}

#[test]
fn a_quiet_day_takes_one_call() {
    let mut server = Server::default();
    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, call, expiry } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let outcome = server.take(call, expiry);
    let Next::Done(done) = attempt.on(Event::Answered { seq, outcome }, NOW, 0) else {
        panic!()
    };
    assert_eq!(
        (done.effect, done.target.expiry),
        (Effect::Applied, server.access)
    );
    assert!(server.access.is_some());
}

#[test]
fn a_lost_answer_is_looked_up() {
    let mut server = Server::default();
    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, call, expiry } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    server.take(call, expiry);
    let lost = Outcome::Unknown(AccessFailure::NoAnswer.into());
    assert!(matches!(
        attempt.on(Event::Answered { seq, outcome: lost }, NOW, 0),
        Next::Retry { .. }
    ));
    let Next::LookUp { seq } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let shown = Ok(server.access);
    let Next::Done(done) = attempt.on(Event::LookedUp { seq, shown }, NOW, 0) else {
        panic!()
    };
    assert_eq!(done.effect, Effect::Confirmed);
}

#[test]
fn an_attempt_that_is_set_going_again_gives_nothing_twice() {
    let mut server = Server::default();
    let books = known(in_days(5));
    server.access = Some(in_days(5));
    let mut attempt = begin(month(), books);
    let mut next = attempt.on(Event::Woken, NOW, 0);
    // The call has its effect; from then on every answer is lost.
    for _ in 0..=2 * MAX_REQUESTS {
        next = match next {
            Next::LookUp { seq } if server.effects == 0 => {
                let shown = Ok(server.access);
                attempt.on(Event::LookedUp { seq, shown }, NOW, 0)
            }
            Next::LookUp { seq } => {
                let shown = Err(AccessFailure::NoAnswer.into());
                attempt.on(Event::LookedUp { seq, shown }, NOW, 0)
            }
            Next::Call { seq, call, expiry } => {
                server.take(call, expiry);
                let outcome = Outcome::Unknown(AccessFailure::NoAnswer.into());
                attempt.on(Event::Answered { seq, outcome }, NOW, 0)
            }
            Next::Fail { .. } => break,
            _ => attempt.on(Event::Woken, NOW, 0),
        };
    }
    assert!(matches!(next, Next::Fail { unsure: true, .. }));
    let given = server.access;
    let later = NOW.plus_millis(crate::time::DAY_MS);
    let mut again = attempt.again(books, later).unwrap();
    let Next::LookUp { seq } = again.on(Event::Woken, later, 0) else {
        panic!()
    };
    let shown = Ok(server.access);
    let Next::Done(done) = again.on(Event::LookedUp { seq, shown }, later, 0) else {
        panic!()
    };
    assert_eq!((done.effect, done.target.expiry), (Effect::Confirmed, given));
}

#[test]
fn an_attempt_that_was_refused_begins_anew() {
    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let outcome = Outcome::Refused(AccessFailure::ScriptNotFound);
    assert!(matches!(
        attempt.on(Event::Answered { seq, outcome }, NOW, 0),
        Next::Fail { unsure: false, .. }
    ));
    let later = NOW.plus_millis(crate::time::DAY_MS);
    let mut again = attempt.again(Books::default(), later).unwrap();
    assert_eq!(
        again.target(),
        Attempt::new(month(), Books::default(), later).unwrap().target()
    );
    assert!(matches!(again.on(Event::Woken, later, 0), Next::Call { .. }));
}

#[test]
fn an_access_that_the_books_do_not_know_is_extended_and_not_cut() {
    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let Next::LookUp { seq } = attempt.on(
        Event::Answered {
            seq,
            outcome: Outcome::Already,
        },
        NOW,
        0,
    ) else {
        panic!()
    };
    let shown = Ok(Some(in_days(100)));
    let Next::Call { call, expiry, .. } = attempt.on(Event::LookedUp { seq, shown }, NOW, 0) else {
        panic!()
    };
    assert_eq!(call, CallKind::Modify);
    assert!(expiry > Some(in_days(127)));

    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let Next::LookUp { seq } = attempt.on(
        Event::Answered {
            seq,
            outcome: Outcome::Already,
        },
        NOW,
        0,
    ) else {
        panic!()
    };
    let shown = Ok(Some(Expiry::Never));
    let Next::Done(done) = attempt.on(Event::LookedUp { seq, shown }, NOW, 0) else {
        panic!()
    };
    assert_eq!(
        (done.effect, done.target.expiry),
        (Effect::Unchanged, Some(Expiry::Never))
    );
}

#[test]
fn refusals_end_it_and_dead_cookies_pause_it() {
    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    assert_eq!(
        attempt.on(
            Event::Answered {
                seq,
                outcome: Outcome::DeadSession
            },
            NOW,
            0
        ),
        Next::Pause
    );
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let refused = Outcome::Refused(AccessFailure::UserNotFound);
    let fail = Next::Fail {
        failure: AccessFailure::UserNotFound,
        unsure: false,
    };
    assert_eq!(
        attempt.on(
            Event::Answered {
                seq,
                outcome: refused
            },
            NOW,
            0
        ),
        fail
    );
    assert_eq!(attempt.on(Event::Woken, NOW, 0), fail);
}

#[test]
fn retry_after_is_respected() {
    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let told = NOW.plus_seconds(90);
    let limited = Problem {
        failure: AccessFailure::RateLimited,
        retry_at: Some(told),
    };
    let Next::Retry { at, .. } = attempt.on(
        Event::Answered {
            seq,
            outcome: Outcome::Transient(limited),
        },
        NOW,
        u32::MAX,
    ) else {
        panic!()
    };
    assert_eq!(at, told);
}

#[test]
fn a_removal_whose_first_answer_was_lost_is_its_own() {
    let mut server = Server {
        access: Some(in_days(10)),
        effects: 0,
    };
    let mut attempt = begin(Change::Revoke, known(in_days(10)));
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let outcome = Outcome::Unknown(AccessFailure::NoAnswer.into());
    attempt.on(Event::Answered { seq, outcome }, NOW, 0);
    let Next::LookUp { seq } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let shown = Ok(server.access);
    let Next::Call { seq, call, expiry } = attempt.on(Event::LookedUp { seq, shown }, NOW, 0) else {
        panic!()
    };
    // The first call arrives at last, before the second.
    server.take(call, expiry);
    let outcome = server.take(call, expiry);
    let Next::Done(done) = attempt.on(Event::Answered { seq, outcome }, NOW, 0) else {
        panic!()
    };
    assert_eq!(done.effect, Effect::Confirmed);
}

#[test]
fn a_longer_access_found_after_a_lost_answer_counts_as_paid_for() {
    let mut attempt = begin(month(), Books::default());
    let Next::Call { seq, .. } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let outcome = Outcome::Unknown(AccessFailure::NoAnswer.into());
    attempt.on(Event::Answered { seq, outcome }, NOW, 0);
    let Next::LookUp { seq } = attempt.on(Event::Woken, NOW, 0) else {
        panic!()
    };
    let shown = Ok(Some(in_days(100)));
    let Next::Done(done) = attempt.on(Event::LookedUp { seq, shown }, NOW, 0) else {
        panic!()
    };
    assert_eq!(done.target.expiry, Some(in_days(100)));
    assert_eq!(done.target.paid_until, Some(in_days(100)));
}
