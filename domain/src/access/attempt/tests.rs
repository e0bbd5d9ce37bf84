//! The attempt against a TradingView that loses answers, delays effects, dies and repeats itself.

use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

fn in_days(days: i64) -> Expiry {
    Expiry::At(NOW.plus_millis(days * crate::time::DAY_MS))
}

fn month() -> Change {
    Change::Extend {
        duration: "1M".parse().unwrap(),
        grace_days: 0,
    }
}

fn begin(change: Change, books: Books) -> Attempt {
    Attempt::new(change, books, NOW).unwrap()
}

fn known(expiry: Expiry) -> Books {
    with_grace(expiry, 0)
}

/// Books of an access that TradingView ends later than what is paid for.
fn with_grace(paid: Expiry, days: i64) -> Books {
    let later = |at: Timestamp| Expiry::At(at.plus_millis(days * crate::time::DAY_MS));
    Books {
        paid_until: Some(paid),
        on_tradingview: Some(paid.at().map_or(Expiry::Never, later)),
    }
}

/// TradingView's access of one user, by the reference's rules.
#[derive(Default)]
struct Server {
    access: Option<Expiry>,
    effects: u32,
}

impl Server {
    fn take(&mut self, call: CallKind, expiry: Option<Expiry>) -> Outcome {
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

/// What the world does to one step.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Fine,
    LostBefore,
    LostAfter,
    /// Times out and arrives later, after something else.
    Delayed,
    /// The worker dies between storing and sending.
    DiesBefore,
    /// The worker dies between sending and storing the answer.
    DiesAfter,
    RateLimited,
    DeadCookie,
    /// An old answer comes (again) first.
    Repeated,
    /// The queue delivers the job twice.
    WokenTwice,
}

fn any_fate() -> impl Strategy<Value = Fate> {
    use Fate::{
        DeadCookie, Delayed, DiesAfter, DiesBefore, Fine, LostAfter, LostBefore, RateLimited, Repeated,
        WokenTwice,
    };
    prop::sample::select(vec![
        Fine,
        Fine,
        LostBefore,
        LostAfter,
        Delayed,
        DiesBefore,
        DiesAfter,
        RateLimited,
        DeadCookie,
        Repeated,
        WokenTwice,
    ])
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(month()),
        Just(Change::Extend {
            duration: "1L".parse().unwrap(),
            grace_days: 2
        }),
        Just(Change::Trial {
            duration: "7D".parse().unwrap()
        }),
        Just(Change::Replace { expiry: in_days(20) }),
        Just(Change::Replace {
            expiry: Expiry::Never
        }),
        Just(Change::Revoke),
    ]
}

fn any_access() -> impl Strategy<Value = Option<Expiry>> {
    prop::sample::select(vec![
        None,
        Some(in_days(-5)),
        Some(in_days(10)),
        Some(in_days(100)),
        Some(Expiry::Never),
    ])
}

struct World {
    attempt: Attempt,
    server: Server,
    delayed: Vec<(CallKind, Option<Expiry>)>,
    old: Vec<Event>,
}

impl World {
    /// Carries `next` out under this fate; gives what the attempt wants then. Every state goes through its column.
    fn step(&mut self, next: Next, fate: Fate) -> Next {
        let text = serde_json::to_string(&self.attempt).unwrap();
        self.attempt = serde_json::from_str(&text).unwrap();
        match fate {
            Fate::Repeated => {
                for event in self.old.clone() {
                    assert_eq!(self.attempt.on(event, NOW, 0), Next::Ignore);
                }
            }
            Fate::WokenTwice if !matches!(next, Next::Call { .. } | Next::LookUp { .. }) => {
                let first = self.attempt.on(Event::Woken, NOW, 0);
                // The second worker finds what the first has stored; the first's answer will be late.
                let second = self.attempt.on(Event::Woken, NOW, 0);
                if let Next::Call { call, expiry, .. } = first {
                    self.server.take(call, expiry);
                }
                return second;
            }
            _ => {}
        }
        let event = match next {
            Next::Call { seq, call, expiry } => {
                let lost = Outcome::Unknown(AccessFailure::NoAnswer.into());
                let outcome = match fate {
                    Fate::LostBefore => lost,
                    Fate::LostAfter => {
                        self.server.take(call, expiry);
                        lost
                    }
                    Fate::Delayed => {
                        self.delayed.push((call, expiry));
                        lost
                    }
                    Fate::DiesBefore => return self.attempt.on(Event::Woken, NOW, 0),
                    Fate::DiesAfter => {
                        let outcome = self.server.take(call, expiry);
                        let next = self.attempt.on(Event::Woken, NOW, 0);
                        // The dead worker's answer arrives all the same.
                        assert_eq!(
                            self.attempt.on(Event::Answered { seq, outcome }, NOW, 0),
                            Next::Ignore
                        );
                        return next;
                    }
                    Fate::RateLimited => Outcome::Transient(AccessFailure::RateLimited.into()),
                    Fate::DeadCookie => Outcome::DeadSession,
                    _ => self.server.take(call, expiry),
                };
                Event::Answered { seq, outcome }
            }
            Next::LookUp { seq } => Event::LookedUp {
                seq,
                shown: match fate {
                    Fate::Fine | Fate::Repeated | Fate::WokenTwice => Ok(self.server.access),
                    Fate::DeadCookie => Err(AccessFailure::SessionDead.into()),
                    Fate::RateLimited => Err(AccessFailure::RateLimited.into()),
                    _ => Err(AccessFailure::NoAnswer.into()),
                },
            },
            _ => return self.attempt.on(Event::Woken, NOW, 0),
        };
        if let Some((call, expiry)) = self.delayed.pop() {
            self.server.take(call, expiry);
        }
        self.old.push(event);
        self.attempt.on(event, NOW, 0)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn there_is_one_effect_and_an_end(
        change in any_change(),
        books in any_access(),
        grace_days in prop::sample::select(vec![0, 0, 60]),
        shown in any_access(),
        agree: bool,
        fates in prop::collection::vec(any_fate(), 0..40),
    ) {
        let books = books.map_or(Books::default(), |paid| with_grace(paid, grace_days));
        let before = if agree { books.on_tradingview } else { shown };
        let Ok(attempt) = Attempt::new(change, books, NOW) else { return Ok(()) };
        let mut world = World { attempt, server: Server { access: before, effects: 0 }, delayed: vec![], old: vec![] };
        let mut next = world.attempt.on(Event::Woken, NOW, 0);
        let mut fates = fates.into_iter();
        let mut steps = 0;
        while !world.attempt.is_over() {
            next = world.step(next, fates.next().unwrap_or(Fate::Fine));
            steps += 1;
            prop_assert!(steps < 200, "it does not end");
            prop_assert!(world.server.effects <= 1, "a second effect");
        }
        match next {
            Next::Done(done) => {
                prop_assert!(done.target.is_met_by(world.server.access), "{:?} is not {:?}", world.server.access, done);
                prop_assert_eq!(done.target, world.attempt.target());
                if change == month() {
                    prop_assert!(world.server.access >= before, "somebody lost time");
                    prop_assert!(done.target.paid_until >= books.paid_until, "what was paid for is lost");
                }
            }
            Next::Fail { unsure, .. } => {
                if !unsure && world.delayed.is_empty() {
                    prop_assert_eq!(world.server.effects, 0, "an effect that nobody will look for");
                }
            }
            other => prop_assert!(false, "over with {other:?}"),
        }
        // Late effects and late news change nothing any more.
        for (call, expiry) in core::mem::take(&mut world.delayed) {
            world.server.take(call, expiry);
        }
        prop_assert!(world.server.effects <= 1);
        for event in world.old.clone() {
            prop_assert_eq!(world.attempt.on(event, NOW, 0), Next::Ignore);
        }
        prop_assert_eq!(world.attempt.on(Event::Woken, NOW, 0), next);
    }
}
