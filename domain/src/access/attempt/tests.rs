//! Attempts against a TradingView that loses answers before and after the effect, and a runner that crashes.

use proptest::prelude::*;

use super::*;

/// TradingView, for one buyer and one script.
#[derive(Debug)]
struct TradingView {
    access: Option<Expiry>,
    /// Calls that changed something.
    effects: u32,
    cookies_alive: bool,
}

/// What happens to one exchange.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Answered,
    LostBefore,
    LostAfter,
    FaultAfter,
    RateLimited,
    CookiesDie,
    /// The runner dies while it waits for the answer, which had its effect.
    Crash,
}

impl TradingView {
    fn change(&mut self, call: Call) -> Status {
        let before = self.access;
        let status = match call {
            Call::Add(expiry) if before.is_none() => {
                self.access = Some(expiry);
                Status::Ok
            }
            Call::Add(_) => Status::Exists,
            Call::Modify(expiry) if before.is_some() => {
                self.access = Some(expiry);
                Status::Ok
            }
            Call::Remove if before.is_some() => {
                self.access = None;
                Status::Ok
            }
            Call::Modify(_) | Call::Remove => Status::NotExists,
        };
        self.effects += u32::from(self.access != before);
        status
    }
}

/// Runs an attempt to its end; how many exchanges it took.
fn run(attempt: &mut Attempt, tradingview: &mut TradingView, fates: &[Fate]) -> u32 {
    let mut fates = fates.iter().copied();
    let mut step = attempt.resume();
    for exchanges in 0..1_000 {
        let fate = match step {
            Step::Done | Step::Fail(_) => return exchanges,
            Step::Wait(_) => {
                step = attempt.resume();
                continue;
            }
            Step::Pause => {
                tradingview.cookies_alive = true;
                step = attempt.reconnected();
                continue;
            }
            Step::Call(_) | Step::LookUp => fates.next().unwrap_or(Fate::Answered),
        };
        if matches!(fate, Fate::CookiesDie) {
            tradingview.cookies_alive = false;
        }
        step = match (fate, step) {
            (Fate::RateLimited, _) => attempt.failed(AccessFailure::RateLimited, 0),
            (Fate::LostBefore, _) => attempt.failed(AccessFailure::NoAnswer, 0),
            _ if !tradingview.cookies_alive => attempt.failed(AccessFailure::CookiesDead, 0),
            (fate, Step::Call(call)) => {
                let status = tradingview.change(call);
                match fate {
                    Fate::LostAfter => attempt.failed(AccessFailure::NoAnswer, 0),
                    Fate::FaultAfter => attempt.failed(AccessFailure::Unavailable, 0),
                    // What was stored before the call is all that is left.
                    Fate::Crash => attempt.resume(),
                    _ => attempt.answered(call, status),
                }
            }
            (Fate::LostAfter, _) => attempt.failed(AccessFailure::NoAnswer, 0),
            (Fate::FaultAfter, _) => attempt.failed(AccessFailure::Unavailable, 0),
            (Fate::Crash, _) => attempt.resume(),
            _ => attempt.found(tradingview.access),
        };
    }
    panic!("{attempt:?} does not end");
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        3 => Just(Fate::Answered),
        1 => Just(Fate::LostBefore),
        1 => Just(Fate::LostAfter),
        1 => Just(Fate::FaultAfter),
        1 => Just(Fate::RateLimited),
        1 => Just(Fate::CookiesDie),
        1 => Just(Fate::Crash),
    ]
}

fn expiry() -> impl Strategy<Value = Expiry> {
    prop_oneof![
        Just(Expiry::Lifetime),
        (1..4_i64).prop_map(|day| Expiry::At(Timestamp::from_millis(day * 86_400_000))),
    ]
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![3 => expiry().prop_map(Target::Access), 1 => Just(Target::NoAccess)]
}

proptest! {
    #[test]
    fn an_attempt_ends_and_changes_access_once(
        target in target(),
        access in proptest::option::of(expiry()),
        fates in proptest::collection::vec(fate(), 0..12),
    ) {
        let was_met = target.is_met_by(access);
        let mut tradingview = TradingView { access, effects: 0, cookies_alive: true };
        let mut attempt = Attempt::new(target);
        run(&mut attempt, &mut tradingview, &fates);
        prop_assert!(tradingview.effects <= 1, "{tradingview:?}");
        match attempt.state {
            State::Applied => {
                prop_assert!(target.is_met_by(tradingview.access));
                prop_assert_eq!(tradingview.effects, u32::from(!was_met));
            }
            State::Failed(failure) => prop_assert!(failure.is_retryable(), "nothing refused it for good"),
            other => prop_assert!(false, "{other:?} is no end"),
        }
    }

    #[test]
    fn an_end_is_final(target in target(), access in proptest::option::of(expiry())) {
        let mut tradingview = TradingView { access, effects: 0, cookies_alive: true };
        let mut attempt = Attempt::new(target);
        run(&mut attempt, &mut tradingview, &[]);
        let ended = attempt;
        prop_assert_eq!(attempt.resume(), Step::Done);
        prop_assert_eq!(attempt.reconnected(), Step::Done);
        prop_assert_eq!(attempt, ended);
    }
}

#[test]
fn without_trouble_one_call_grants_and_two_change() {
    let until = Expiry::At(Timestamp::from_millis(86_400_000));
    for (access, exchanges) in [(None, 1), (Some(Expiry::Lifetime), 2), (Some(until), 2)] {
        let mut tradingview = TradingView {
            access,
            effects: 0,
            cookies_alive: true,
        };
        let mut attempt = Attempt::new(Target::Access(until));
        assert_eq!(run(&mut attempt, &mut tradingview, &[]), exchanges, "{access:?}");
        assert_eq!(tradingview.access, Some(until));
    }
}

#[test]
fn a_lost_answer_is_looked_up_and_not_called_again() {
    let mut tradingview = TradingView {
        access: None,
        effects: 0,
        cookies_alive: true,
    };
    let mut attempt = Attempt::new(Target::Access(Expiry::Lifetime));
    let Step::Call(call) = attempt.resume() else {
        panic!()
    };
    tradingview.change(call);
    assert!(matches!(
        attempt.failed(AccessFailure::NoAnswer, 0),
        Step::Wait(_)
    ));
    assert_eq!(attempt.resume(), Step::LookUp);
    assert_eq!(attempt.found(tradingview.access), Step::Done);
}

#[test]
fn what_is_refused_for_good_is_not_tried_again() {
    for failure in [
        AccessFailure::UserNotFound,
        AccessFailure::ScriptNotFound,
        AccessFailure::Refused,
    ] {
        let mut attempt = Attempt::new(Target::NoAccess);
        let _call = attempt.resume();
        assert_eq!(attempt.failed(failure, 0), Step::Fail(failure));
        assert_eq!(attempt.reconnected(), Step::Fail(failure));
    }
}

#[test]
fn what_is_tried_in_vain_ends() {
    let mut attempt = Attempt::new(Target::NoAccess);
    let mut waits = 0;
    loop {
        let _call = attempt.resume();
        match attempt.failed(AccessFailure::Unavailable, u32::MAX) {
            Step::Wait(_) => waits += 1,
            step => break assert_eq!(step, Step::Fail(AccessFailure::Unavailable)),
        }
    }
    assert_eq!(waits, BACKOFF.max_attempts - 1);
}
