use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::id::{BrokerAccountId, OrderId};
use crate::trading::aggregate::Candle;
use crate::trading::order::{
    Amount, Instrument, OrderRequest, OrderType, Origin, Side, StopLoss, TakeProfit, TimeInForce,
};
use crate::trading::risk::{PlanLimits, RiskLimits};
use crate::trading::sequencer::{Command, Effect, Facts, Input, Now, Reply, Sequencer, Settings, State};

const MINUTE: i64 = 60_000;
const BEGIN: i64 = 1_705_314_600_000;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(BEGIN + minutes * MINUTE)
}

fn symbol() -> Symbol {
    "AAPL".parse().unwrap()
}

fn tape(price: &str, is_open: bool, minutes: i64) -> Tape {
    Tape {
        symbol: symbol(),
        market: MarketKind::Stocks,
        is_open,
        bid: Some(dec(price).saturating_sub(dec("0.01"))),
        ask: Some(dec(price).saturating_add(dec("0.01"))),
        last: Some(dec(price)),
        session_ends: Some(at(390)),
        at: at(minutes),
    }
}

fn bar(minutes: i64, prices: [&str; 4], volume: &str) -> Candle {
    let [open, high, low, close] = prices.map(dec);
    Candle {
        time: at(minutes),
        open,
        high,
        low,
        close,
        volume: dec(volume),
    }
}

fn order(side: Side, quantity: &str) -> OrderRequest {
    OrderRequest::market(symbol(), side, Amount::Quantity(dec(quantity)))
}

fn limit(side: Side, quantity: &str, price: &str) -> OrderRequest {
    OrderRequest {
        kind: OrderType::Limit,
        limit_price: Some(dec(price)),
        duration: TimeInForce::Gtc,
        ..order(side, quantity)
    }
}

fn bracket(quantity: &str, price: &str, target: &str, stop: &str) -> OrderRequest {
    let mut request = limit(Side::Buy, quantity, price);
    request.set_brackets(
        Some(TakeProfit {
            limit_price: dec(target),
        }),
        Some(StopLoss {
            stop_price: dec(stop),
            limit_price: None,
        }),
    );
    request
}

fn submit(venue: &mut Venue, id: &str, request: &OrderRequest, tape: &Tape) -> VenueOrder {
    match venue.submit(id, request, tape, tape.at) {
        Answer::Order(order) => *order,
        other => panic!("{other:?}"),
    }
}

fn fills(venue: &mut Venue) -> Vec<(String, String)> {
    let news = venue.take_news().into_iter();
    news.filter_map(|news| news.execution)
        .map(|fill| {
            (
                fill.side.signed(fill.quantity).to_string(),
                fill.price.to_string(),
            )
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    expected.iter().map(own).collect()
}

#[test]
fn a_market_order_pays_the_spread_at_once_and_waits_while_the_market_is_closed() {
    let mut venue = Venue::new(dec("10000"));
    let bought = submit(&mut venue, "a", &order(Side::Buy, "10"), &tape("100", true, 0));
    assert_eq!(bought.status.as_str(), "filled");
    assert_eq!(fills(&mut venue), pairs(&[("10", "100.01")]));
    let closed = Tape {
        session_ends: Some(at(2_000)),
        ..tape("101", false, 400)
    };
    let waits = submit(&mut venue, "b", &order(Side::Sell, "10"), &closed);
    assert_eq!(waits.status.as_str(), "accepted");
    let opened = Tape {
        session_ends: Some(at(2_000)),
        ..tape("102", true, 389)
    };
    venue.look(&opened, at(1_000));
    assert_eq!(fills(&mut venue), pairs(&[("-10", "101.99")]));
    assert_eq!(venue.core.cash, dec("10019.8"));
}

#[test]
fn an_id_is_taken_once_and_found_again() {
    let mut venue = Venue::new(dec("10000"));
    let first = submit(&mut venue, "a", &order(Side::Buy, "1"), &tape("100", true, 0));
    let again = venue.submit("a", &order(Side::Buy, "1"), &tape("100", true, 0), at(0));
    assert_eq!(again, Answer::AlreadySent);
    let by_client_id = venue.look_up(&LookUpBy::ClientOrderId("a".to_owned()));
    assert_eq!(by_client_id, venue.look_up(&LookUpBy::VenueId(first.id)));
    assert_eq!(venue.look_up(&LookUpBy::VenueId("b".to_owned())), Answer::Absent);
}

#[test]
fn nobody_buys_or_sells_short_more_than_the_account_is_worth() {
    let mut venue = Venue::new(dec("1000"));
    for request in [order(Side::Buy, "10"), order(Side::Sell, "11")] {
        let answer = venue.submit("a", &request, &tape("100", true, 0), at(0));
        assert!(matches!(answer, Answer::Refused(_)), "{answer:?}");
    }
    submit(
        &mut venue,
        "b",
        &limit(Side::Buy, "9", "99"),
        &tape("100", true, 0),
    );
    let answer = venue.submit("c", &limit(Side::Buy, "9", "99"), &tape("100", true, 0), at(0));
    assert!(matches!(answer, Answer::Refused(_)), "{answer:?}");
}

#[test]
fn a_bracket_goes_the_way_of_the_bar() {
    for (prices, expected) in [
        // Up first: the target, and then nothing is left for the stop.
        (["100", "111", "88", "90"], &[("5", "99"), ("-5", "90")][..]),
        (["99", "111", "98", "110"], &[("5", "99"), ("-5", "110")]),
    ] {
        let mut venue = Venue::new(dec("10000"));
        submit(
            &mut venue,
            "a",
            &bracket("5", "99", "110", "90"),
            &tape("100", true, 0),
        );
        venue.advance(&symbol(), &[bar(1, prices, "100000")], MINUTE, at(2));
        assert_eq!(fills(&mut venue), pairs(expected), "{prices:?}");
        assert!(venue.open_symbols().is_empty());
    }
}

#[test]
fn a_gap_fills_a_stop_at_the_open_and_a_limit_better_than_asked() {
    let mut venue = Venue::new(dec("10000"));
    submit(&mut venue, "a", &order(Side::Buy, "10"), &tape("100", true, 0));
    fills(&mut venue);
    let stop = OrderRequest {
        kind: OrderType::Stop,
        stop_price: Some(dec("95")),
        duration: TimeInForce::Gtc,
        ..order(Side::Sell, "10")
    };
    submit(&mut venue, "b", &stop, &tape("100", true, 0));
    submit(
        &mut venue,
        "c",
        &limit(Side::Buy, "10", "92"),
        &tape("100", true, 0),
    );
    venue.advance(
        &symbol(),
        &[bar(1, ["90", "91", "89", "90"], "100000")],
        MINUTE,
        at(2),
    );
    assert_eq!(fills(&mut venue), pairs(&[("-10", "90"), ("10", "90")]));
}

#[test]
fn a_large_order_is_filled_in_parts() {
    let mut venue = Venue::new(dec("100000"));
    submit(
        &mut venue,
        "a",
        &limit(Side::Buy, "25", "99"),
        &tape("100", true, 0),
    );
    let small = |minutes| bar(minutes, ["99", "99", "98", "99"], "109");
    venue.advance(&symbol(), &[small(1), small(2), small(3)], MINUTE, at(4));
    assert_eq!(
        fills(&mut venue),
        pairs(&[("10", "99"), ("10", "99"), ("5", "99")])
    );
}

#[test]
fn a_bar_that_began_before_an_order_does_not_fill_it() {
    let mut venue = Venue::new(dec("10000"));
    let late = Tape {
        at: at(1).plus_millis(30_000),
        ..tape("100", true, 1)
    };
    submit(&mut venue, "a", &limit(Side::Buy, "1", "99"), &late);
    let deep = |minutes| bar(minutes, ["100", "100", "95", "96"], "100000");
    venue.advance(&symbol(), &[deep(1)], MINUTE, at(2));
    assert_eq!(fills(&mut venue), pairs(&[]));
    venue.advance(&symbol(), &[deep(2)], MINUTE, at(3));
    assert_eq!(fills(&mut venue), pairs(&[("1", "99")]));
}

#[test]
fn an_order_for_the_day_ends_with_the_session_and_an_immediate_one_at_once() {
    let mut venue = Venue::new(dec("10000"));
    let day = OrderRequest {
        duration: TimeInForce::Day,
        ..limit(Side::Buy, "1", "90")
    };
    let id = submit(&mut venue, "a", &day, &tape("100", true, 0)).id;
    let now = OrderRequest {
        duration: TimeInForce::Ioc,
        ..limit(Side::Buy, "1", "90")
    };
    assert_eq!(
        submit(&mut venue, "b", &now, &tape("100", true, 0))
            .status
            .as_str(),
        "canceled"
    );
    venue.look(&tape("100", false, 390), at(390));
    assert_eq!(venue.orders[&id].order.status.as_str(), "expired");
}

#[test]
fn coins_cost_a_fee() {
    let mut venue = Venue::new(dec("10000"));
    let coins = Tape {
        market: MarketKind::Crypto,
        session_ends: None,
        bid: None,
        ask: None,
        ..tape("1000", true, 0)
    };
    let request = OrderRequest {
        duration: TimeInForce::Gtc,
        ..order(Side::Buy, "0.5")
    };
    submit(&mut venue, "a", &request, &coins);
    assert_eq!(venue.core.cash, dec("9498.75"));
    let fees: Vec<_> = venue
        .take_news()
        .into_iter()
        .filter_map(|news| news.execution)
        .collect();
    assert_eq!(fees[0].fee, dec("1.25"));
}

#[test]
fn orders_that_ended_long_ago_are_forgotten() {
    let mut venue = Venue::new(dec("10000"));
    let id = submit(&mut venue, "a", &order(Side::Buy, "1"), &tape("100", true, 0)).id;
    venue.take_changed();
    venue.tidy(at(60));
    assert!(venue.orders.contains_key(&id));
    venue.tidy(at(8 * 24 * 60));
    assert!(venue.orders.is_empty());
    assert!(venue.take_changed().contains(&id));
}

/// What a life does next.
#[derive(Debug, Clone)]
enum Deed {
    Submit(OrderRequest),
    Cancel(usize),
    Close(Option<i64>),
    Protect(i64),
    Bars(Vec<(i64, i64, i64, i64, i64)>),
    Look(i64, bool),
}

fn price(cents: i64) -> Decimal {
    Decimal::from_parts(cents.into(), 2).unwrap()
}

fn request() -> impl Strategy<Value = OrderRequest> {
    (any::<bool>(), 1_i64..20, 0..4_u8, 9_000_i64..11_000, 0..3_u8).prop_map(
        |(buys, quantity, kind, cents, exits)| {
            let side = if buys { Side::Buy } else { Side::Sell };
            let mut request = order(side, &quantity.to_string());
            request.duration = TimeInForce::Gtc;
            match kind {
                0 => {}
                1 => {
                    request.kind = OrderType::Limit;
                    request.limit_price = Some(price(cents));
                }
                2 => {
                    request.kind = OrderType::Stop;
                    request.stop_price = Some(price(cents));
                }
                _ => {
                    request.kind = OrderType::StopLimit;
                    request.stop_price = Some(price(cents));
                    request.limit_price = Some(price(cents).saturating_add(side.signed(dec("0.5"))));
                }
            }
            let away = |cents_away: i64, side: Side| {
                let reference = request.own_price().unwrap_or(dec("100"));
                reference.saturating_add(side.signed(price(cents_away)))
            };
            let target = (exits > 0).then(|| TakeProfit {
                limit_price: away(300, side),
            });
            let stop = (exits > 1).then(|| StopLoss {
                stop_price: away(300, side.opposite()),
                limit_price: None,
            });
            request.set_brackets(target, stop);
            request
        },
    )
}

fn deed() -> impl Strategy<Value = Deed> {
    let candle = (9_000_i64..11_000, 0_i64..200, 0_i64..200, 0_i64..200, 0_i64..600);
    prop_oneof![
        4 => request().prop_map(Deed::Submit),
        1 => (0_usize..20).prop_map(Deed::Cancel),
        1 => prop::option::of(1_i64..15).prop_map(Deed::Close),
        1 => (9_000_i64..11_000).prop_map(Deed::Protect),
        4 => prop::collection::vec(candle, 1..4).prop_map(Deed::Bars),
        2 => (9_000_i64..11_000, prop::bool::weighted(0.8)).prop_map(|(cents, open)| Deed::Look(cents, open)),
    ]
}

/// A sequencer and the venue that it trades at, with nothing lost between them.
struct Life {
    sequencer: Sequencer,
    venue: Venue,
    minutes: i64,
    last: Decimal,
    is_open: bool,
    commands: u32,
    /// Signed units and money of all fills, by key.
    fills: BTreeMap<String, (Decimal, Decimal)>,
}

impl Life {
    fn new() -> Self {
        let settings = Settings {
            inactive: None,
            limits: RiskLimits::unlimited(),
            plan: PlanLimits::unlimited("pro"),
            trades_elsewhere: 0,
        };
        let state = State::new(BrokerAccountId::from_parts(1, 1), settings);
        let mut life = Self {
            sequencer: Sequencer::new(state),
            venue: Venue::new(dec("100000")),
            minutes: 0,
            last: dec("100"),
            is_open: true,
            commands: 0,
            fills: BTreeMap::new(),
        };
        life.hand_in(Input::Resumed);
        life
    }

    fn tape(&self) -> Tape {
        Tape {
            session_ends: None,
            ..tape(&self.last.to_string(), self.is_open, self.minutes)
        }
    }

    fn hand_in(&mut self, input: Input) -> Option<Reply> {
        let now = Now {
            at: at(self.minutes),
            day: at(self.minutes).date(),
        };
        let step = self.sequencer.handle(input, &now);
        for effect in step.effects {
            self.carry_out(effect);
        }
        step.reply
    }

    fn carry_out(&mut self, effect: Effect) {
        let now = at(self.minutes);
        let (call, answer) = match effect {
            Effect::Submit {
                call,
                client_order_id,
                request,
            } => {
                let tape = self.tape();
                (call, self.venue.submit(&client_order_id, &request, &tape, now))
            }
            Effect::Cancel { call, venue_order_id } => (call, self.venue.cancel(&venue_order_id, now)),
            Effect::LookUp { call, by } => (call, self.venue.look_up(&by)),
            Effect::Snapshot => {
                let snapshot = self.venue.snapshot(now, now);
                self.hand_in(Input::Snapshot(Box::new(snapshot)));
                return;
            }
            Effect::Project { through } => {
                self.hand_in(Input::Projected { through });
                return;
            }
        };
        self.pass_on();
        self.hand_in(Input::Answer { call, answer });
    }

    fn pass_on(&mut self) {
        for news in self.venue.take_news() {
            if let Some(fill) = &news.execution {
                let units = fill.side.signed(fill.quantity);
                let money = units.saturating_mul(fill.price).saturating_add(fill.fee);
                let known = self.fills.insert(fill.key.clone(), (units, money));
                assert_eq!(known, None, "a fill's key was used twice");
                if let Some(limit) = news.order.limit_price {
                    let is_within = match fill.side {
                        Side::Buy => fill.price <= limit,
                        Side::Sell => fill.price >= limit,
                    };
                    assert!(is_within, "filled beyond its limit: {news:?}");
                }
            }
            self.hand_in(Input::News {
                order: Box::new(news.order),
                execution: news.execution,
            });
        }
    }

    fn command(&mut self, command: Command) {
        self.commands += 1;
        let facts = Facts {
            instrument: Some(Instrument::us_stock(symbol())),
            price: Some(self.last),
        };
        self.hand_in(Input::Command {
            key: format!("key-{}", self.commands),
            command,
            facts,
        });
    }

    fn live(&mut self, deed: Deed) {
        self.minutes += 1;
        match deed {
            Deed::Submit(request) => self.command(Command::Place {
                order: OrderId::new(at(self.minutes), u128::from(self.commands)),
                request: Box::new(request),
                origin: Origin::User,
                confirmed: true,
                may_repeat: true,
            }),
            Deed::Cancel(index) => {
                let state = self.sequencer.state();
                let found = state
                    .orders
                    .values()
                    .find(|order| !order.status.is_final())
                    .map(|order| order.id);
                if let Some(order) = found.filter(|_| index < 10) {
                    self.command(Command::Cancel { order });
                }
            }
            Deed::Close(quantity) => self.command(Command::Close {
                symbol: symbol(),
                quantity: quantity.map(Decimal::from),
            }),
            Deed::Protect(cents) => self.command(Command::Protect {
                symbol: symbol(),
                take_profit: None,
                stop_loss: Some(StopLoss {
                    stop_price: price(cents),
                    limit_price: None,
                }),
            }),
            Deed::Bars(candles) => {
                for (open, up, down, close, volume) in candles {
                    let candle = Candle {
                        time: at(self.minutes),
                        open: price(open),
                        high: price(open + up),
                        low: price(open - down),
                        close: price(open - down + close.min(up + down)),
                        volume: Decimal::from(volume),
                    };
                    self.minutes += 1;
                    self.last = candle.close;
                    if self.is_open {
                        self.venue.advance(&symbol(), &[candle], MINUTE, at(self.minutes));
                        self.pass_on();
                    }
                }
            }
            Deed::Look(cents, is_open) => {
                self.last = price(cents);
                self.is_open = is_open;
                let tape = self.tape();
                self.venue.look(&tape, at(self.minutes));
                self.pass_on();
            }
        }
        self.check();
    }

    fn check(&self) {
        let (units, money) = self
            .fills
            .values()
            .fold((Decimal::ZERO, Decimal::ZERO), |(units, money), fill| {
                (units.saturating_add(fill.0), money.saturating_add(fill.1))
            });
        assert_eq!(self.venue.position(&symbol()), units);
        assert_eq!(self.venue.core.cash, dec("100000").saturating_sub(money));
        let state = self.sequencer.state();
        assert_eq!(state.position(&symbol()).quantity(), units, "the books differ");
        assert_eq!(state.realised(), {
            let position = state.position(&symbol());
            Decimal::ZERO
                .saturating_sub(money)
                .saturating_add(position.cost())
        });
        for held in self.venue.orders.values() {
            assert!(
                held.order.filled_quantity <= held.order.quantity.unwrap(),
                "{held:?}"
            );
            let pair: Decimal = self
                .venue
                .legs_of(&held.order.id)
                .fold(Decimal::ZERO, |sum, leg| {
                    sum.saturating_add(leg.order.filled_quantity)
                });
            let most = held
                .order
                .quantity
                .unwrap()
                .saturating_add(held.order.quantity.unwrap());
            assert!(pair < most, "both of a pair were filled: {held:?}");
        }
        for order in state.orders.values() {
            let theirs = order.legs.iter().all(|leg| {
                let known = self.venue.orders.get(&leg.venue.id);
                known.is_some_and(|known| known.order.status == leg.venue.status)
            });
            assert!(theirs, "an order's news were lost: {order:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_books_are_the_fills_whatever_is_ordered(deeds in prop::collection::vec(deed(), 1..60)) {
        let mut life = Life::new();
        for deed in deeds {
            life.live(deed);
        }
    }
}
