//! One account's life: users and strategies command, the network loses, doubles, delays and reorders, the process crashes.

mod checks;
mod commands;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::random::Random;
use super::venue::Venue;
use crate::decimal::Decimal;
use crate::id::{BrokerAccountId, OrderId};
use crate::symbol::Symbol;
use crate::time::{DAY_MS, Timestamp};
use crate::trading::order::OrderStatus;
use crate::trading::risk::{PlanLimits, RiskLimits};
use crate::trading::sequencer::{
    Answer, CallRef, Command, Effect, Happened, Input, LookUpBy, Now, Reply, Sequencer, Settings, State, Step,
};

const MAX_POSITION: i64 = 30;
const MAX_OPEN_ORDERS: u32 = 14;
/// No request is under way longer than this.
const SLOWEST_MS: i64 = 40_000;
const ROUNDS: usize = 120;
const QUIET_ROUNDS: usize = 160;
const CLOSED_ROUNDS: usize = 60;

/// How much happened.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    counts: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn note(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (what, count) in &other.counts {
            *self.counts.entry(what).or_default() += count;
        }
    }

    pub(super) fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        const EXPECTED: [&str; 13] = [
            "crash",
            "lost request",
            "lost answer",
            "lost news",
            "doubled news",
            "fill",
            "accepted",
            "pending",
            "refused",
            "exit",
            "repeat",
            "elsewhere",
            "late request",
        ];
        EXPECTED
            .into_iter()
            .map(|what| (what, self.counts.get(what).copied().unwrap_or_default()))
    }
}

/// Something on its way.
enum Parcel {
    ToVenue(Effect, Timestamp),
    ToUs(Box<Input>, u32),
}

pub(super) struct World {
    random: Random,
    now: Timestamp,
    /// How far the venue's clock is from ours.
    skew: i64,
    venue: Venue,
    sequencer: Sequencer,
    stored: State,
    /// Which process runs; answers to an earlier one reach nobody.
    process: u32,
    network: BTreeMap<(Timestamp, u64), Parcel>,
    parcels: u64,
    commands: u64,
    /// Commands that got no reply, to be repeated under the same key.
    unanswered: VecDeque<(String, Command)>,
    answered: Vec<(String, Command, Reply)>,
    faults: bool,
    shorts: bool,
    ended: BTreeMap<OrderId, OrderStatus>,
    executions: BTreeSet<String>,
    /// Units of the fills that were told of each order.
    executed: BTreeMap<OrderId, Decimal>,
    seq: u64,
    tally: Tally,
}

fn symbols() -> [Symbol; 2] {
    ["AAPL".parse().unwrap(), "MSFT".parse().unwrap()]
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let shorts = random.percent(50);
        let skew = [0, -30 * DAY_MS, 1_000, 30 * DAY_MS][usize::try_from(seed % 4).unwrap()];
        let plan = if random.percent(20) {
            PlanLimits::free()
        } else {
            PlanLimits::unlimited("pro")
        };
        let settings = Settings {
            inactive: None,
            limits: RiskLimits {
                max_position_quantity: Some(Decimal::from(MAX_POSITION)),
                max_open_orders: Some(MAX_OPEN_ORDERS),
                allow_short: shorts,
                ..RiskLimits::unlimited()
            },
            plan,
            trades_elsewhere: 0,
        };
        let state = State::new(BrokerAccountId::from_parts(1, u128::from(seed)), settings);
        let mut venue = Venue::default();
        venue.is_open = true;
        venue.holds_shares = random.percent(60);
        venue.fee_a_unit = Decimal::from_parts(1, 2).unwrap();
        venue.prices = symbols().map(|symbol| (symbol, Decimal::from(100))).into();
        Self {
            random,
            now: Timestamp::from_millis(1_705_314_600_000),
            skew,
            venue,
            sequencer: Sequencer::new(state.clone()),
            stored: state,
            process: 1,
            network: BTreeMap::new(),
            parcels: 0,
            commands: 0,
            unanswered: VecDeque::new(),
            answered: Vec::new(),
            faults: true,
            shorts,
            ended: BTreeMap::new(),
            executions: BTreeSet::new(),
            executed: BTreeMap::new(),
            seq: 0,
            tally: Tally::default(),
        }
    }

    /// Lives through trouble, then through a quiet time in which everything must come right.
    pub(super) fn live(mut self) -> Tally {
        self.hand_in(Input::Resumed);
        for _ in 0..ROUNDS {
            self.round();
        }
        self.faults = false;
        self.venue.is_calm = true;
        for round in 0..QUIET_ROUNDS {
            self.venue.is_open = round < QUIET_ROUNDS - CLOSED_ROUNDS;
            self.round();
        }
        self.check_end();
        self.tally
    }

    const fn venues_now(&self) -> Timestamp {
        self.now.plus_millis(self.skew)
    }

    fn round(&mut self) {
        let pace = if self.faults { 3_000 } else { 8_000 };
        self.now = self.now.plus_millis(self.random.between(1, pace));
        if self.faults && self.random.percent(3) {
            self.venue.is_open = !self.venue.is_open;
        }
        let now = self.venues_now();
        self.venue.trade(now, &mut self.random);
        self.stream();
        if self.faults {
            if self.shorts && self.venue.holds_shares && self.random.percent(5) {
                self.trade_elsewhere();
            }
            if self.random.percent(45) {
                self.command();
            }
            if self.random.percent(4) {
                self.crash();
            }
        }
        if let Some((key, command)) = self.unanswered.pop_front() {
            self.hand_in_command(key, command);
        }
        while let Some(entry) = self.network.first_entry() {
            if entry.key().0 > self.now {
                break;
            }
            match entry.remove() {
                Parcel::ToVenue(effect, sent) => self.arrive(&effect, sent),
                Parcel::ToUs(input, process) if process == self.process => {
                    self.hand_in(*input);
                }
                Parcel::ToUs(..) => {}
            }
            self.check_always();
        }
        while self.sequencer.next_alarm().is_some_and(|alarm| alarm <= self.now) {
            self.hand_in(Input::Alarm);
        }
        self.check_always();
    }

    fn send(&mut self, parcel: Parcel, slowest: i64) {
        let delay = if self.faults {
            self.random.between(1, slowest)
        } else {
            1
        };
        self.parcels += 1;
        self.network
            .insert((self.now.plus_millis(delay), self.parcels), parcel);
    }

    fn trouble(&mut self, percent: i64, what: &'static str) -> bool {
        let happens = self.faults && self.random.percent(percent);
        if happens {
            self.tally.note(what);
        }
        happens
    }

    fn stream(&mut self) {
        for (order, execution) in core::mem::take(&mut self.venue.stream) {
            if execution.is_some() {
                self.tally.note("fill");
            }
            let input = Input::News {
                order: Box::new(order),
                execution,
            };
            if self.trouble(10, "lost news") {
                continue;
            }
            if self.trouble(10, "doubled news") {
                self.send(Parcel::ToUs(Box::new(input.clone()), self.process), 20_000);
            }
            self.send(Parcel::ToUs(Box::new(input), self.process), 4_000);
        }
    }

    /// Hands an input in as the platform would: store, reply, effects; any of which a crash may cut off.
    fn hand_in(&mut self, input: Input) -> Option<Reply> {
        let now = Now {
            at: self.now,
            day: self.now.date(),
        };
        let step = self.sequencer.handle(input, &now);
        if self.trouble(1, "crash before storing") {
            self.crash();
            return None;
        }
        self.store(&step);
        let reply = step.reply.clone();
        for effect in step.effects {
            if self.trouble(1, "crash between effects") {
                self.crash();
                return None;
            }
            self.carry_out(effect);
        }
        reply
    }

    fn store(&mut self, step: &Step) {
        let state = self.sequencer.state();
        self.stored.core = state.core.clone();
        for id in &step.dirty.orders {
            match state.orders.get(id) {
                Some(order) => self.stored.orders.insert(*id, order.clone()),
                None => self.stored.orders.remove(id),
            };
        }
        for symbol in &step.dirty.books {
            self.stored
                .books
                .insert(symbol.clone(), state.books[symbol].clone());
        }
        for key in &step.dirty.keys {
            self.stored.keys.insert(key.clone(), state.keys[key].clone());
        }
        assert_eq!(&self.stored, state, "a change was not told to be stored");
        for event in &step.events {
            self.seq += 1;
            assert_eq!(event.seq, self.seq);
            match &event.happened {
                Happened::Executed { order, execution, .. } => {
                    assert!(
                        self.executions.insert(execution.key.clone()),
                        "a fill was told twice"
                    );
                    let told = self.executed.entry(*order).or_default();
                    *told = told.saturating_add(execution.quantity);
                }
                Happened::OrderChanged(order) => {
                    let known = self.ended.get(&order.id);
                    assert!(
                        known.is_none_or(|known| *known == order.status),
                        "{:?} left {known:?} for {}",
                        order.id,
                        order.status
                    );
                    if order.status.is_final() {
                        self.ended.insert(order.id, order.status);
                    }
                }
                Happened::ExitBegun { .. } => self.tally.note("exit"),
                _ => {}
            }
        }
    }

    /// The process dies; another one begins with what was stored.
    fn crash(&mut self) {
        self.tally.note("crash");
        self.process += 1;
        let mut restored = self.stored.clone();
        // By way of text now and then only: it takes most of the time.
        if self.random.percent(5) {
            let text = serde_json::to_string(&self.stored).unwrap();
            restored = serde_json::from_str(&text).unwrap();
            assert_eq!(restored, self.stored);
        }
        self.sequencer = Sequencer::new(restored);
        self.hand_in(Input::Resumed);
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Project { through } => {
                if !self.trouble(10, "lost projection") {
                    self.send(
                        Parcel::ToUs(Box::new(Input::Projected { through }), self.process),
                        1_000,
                    );
                }
            }
            effect => {
                if self.trouble(8, "lost request") {
                    self.reply_lost(&effect);
                } else if self.trouble(3, "late request") {
                    self.reply_lost(&effect);
                    self.send(Parcel::ToVenue(effect, self.now), SLOWEST_MS);
                } else if self.trouble(3, "throttled") {
                    let until = self.now.plus_millis(5_000);
                    self.answer(&effect, Answer::Throttled { until });
                } else {
                    self.send(Parcel::ToVenue(effect, self.now), 800);
                }
            }
        }
    }

    fn reply_lost(&mut self, effect: &Effect) {
        self.answer(effect, Answer::Lost);
    }

    fn answer(&mut self, effect: &Effect, answer: Answer) {
        if let Some(call) = call_of(effect) {
            self.send(
                Parcel::ToUs(Box::new(Input::Answer { call, answer }), self.process),
                2_000,
            );
        }
    }

    /// A request reaches the venue; the answer may not reach us.
    fn arrive(&mut self, effect: &Effect, sent: Timestamp) {
        let now = self.venues_now();
        let answer = match effect {
            Effect::Submit {
                client_order_id,
                request,
                ..
            } => self.venue.submit(client_order_id, request, now, &mut self.random),
            Effect::Cancel { venue_order_id, .. } => self.venue.cancel(venue_order_id, now, &mut self.random),
            Effect::LookUp { by, .. } => match by {
                LookUpBy::VenueId(id) => self.venue.look_up(Some(id), None),
                LookUpBy::ClientOrderId(id) => self.venue.look_up(None, Some(id)),
            },
            Effect::Snapshot => {
                let snapshot = self.venue.snapshot(self.now, sent);
                if !self.trouble(10, "lost snapshot") {
                    let input = Input::Snapshot(Box::new(snapshot));
                    self.send(Parcel::ToUs(Box::new(input), self.process), 1_000);
                }
                return;
            }
            Effect::Project { .. } => return,
        };
        self.stream();
        let answer = if self.trouble(10, "lost answer") {
            Answer::Lost
        } else {
            answer
        };
        self.answer(effect, answer);
    }
}

const fn call_of(effect: &Effect) -> Option<CallRef> {
    match effect {
        Effect::Submit { call, .. } | Effect::Cancel { call, .. } | Effect::LookUp { call, .. } => {
            Some(*call)
        }
        Effect::Snapshot | Effect::Project { .. } => None,
    }
}
