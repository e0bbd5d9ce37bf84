//! The attempt against a TradingView that loses answers, delays effects, dies and repeats itself.

use proptest::prelude::*;

use super::tests::*;
use super::*;

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
