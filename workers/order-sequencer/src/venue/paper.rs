//! The paper venue at work: its rules are in [`pinewire_domain::trading::paper`]; here it is stored, and shown the
//! datafeed's prices.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use pinewire_domain::{
    decimal::Decimal,
    sorted_map::SortedMap,
    symbol::Symbol,
    time::Timestamp,
    timeframe::Timeframe,
    trading::{
        order::MarketKind,
        paper::{Core, PaperOrder, Tape, Venue},
        sequencer::{Answer, CallRef, Effect, Input},
    },
};
use pinewire_shared::{
    Cx, Error, Result, clock, log,
    trading::market::{self, Quote, SessionState},
};

use super::answered;
use crate::{
    account::Account,
    store::{PAPER, PAPER_ORDER},
};

/// How often the market is looked at while orders are open.
const LOOK_MS: i64 = 2_000;
/// How long an order waits when the market cannot be looked at.
const RETRY_MS: i64 = 2_000;
/// The bars that fill orders between two looks.
const BAR_MS: i64 = 60_000;
const BAR: &str = "1";
/// What an account begins with, unless the worker is told otherwise.
const DEFAULT_CASH: i64 = 100_000;

/// The venue of one account, in memory once it is used.
#[derive(Default)]
pub(super) struct Paper {
    venue: RefCell<Option<Venue>>,
    look_at: Cell<Option<Timestamp>>,
}

impl Paper {
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.look_at.get()
    }

    pub(super) async fn carry_out(&self, account: &Rc<Account>, effect: Effect) -> Result<()> {
        match effect {
            Effect::Submit {
                call,
                client_order_id,
                request,
            } => {
                let cx = account.cx()?;
                let tape = match self.tape(account, &cx, &request.symbol).await {
                    Ok(tape) => tape,
                    Err(error) => {
                        log::error("market_not_seen", &error.to_string());
                        let until = clock::now().plus_millis(RETRY_MS);
                        account.take(answered(call, Answer::Throttled { until }));
                        return Ok(());
                    }
                };
                self.answer(account, call, |venue, now| {
                    venue.submit(&client_order_id, &request, &tape, now)
                })
            }
            Effect::Cancel { call, venue_order_id } => {
                self.answer(account, call, |venue, now| venue.cancel(&venue_order_id, now))
            }
            Effect::LookUp { call, by } => self.answer(account, call, |venue, _| venue.look_up(&by)),
            Effect::Snapshot => {
                let asked_at = clock::now();
                self.look_at_held(account).await?;
                let snapshot = self.with(account, |venue, now| {
                    venue.tidy(now);
                    venue.snapshot(asked_at, now)
                })?;
                account.take(Input::Snapshot(Box::new(snapshot)));
                Ok(())
            }
            Effect::Project { .. } => Err(Error::bug("a venue does not project")),
        }
    }

    /// Fills what the market has filled since the last look.
    pub(super) async fn look(&self, account: &Rc<Account>) -> Result<()> {
        if self.look_at.get().is_some_and(|at| clock::now() < at) {
            return Ok(());
        }
        let open = self.with(account, |venue, _| venue.open_symbols())?;
        self.look_at.set(None);
        if open.is_empty() {
            return Ok(());
        }
        let cx = account.cx()?;
        let looked = self.look_at_all(account, &cx, &open).await;
        self.plan_look(account)?;
        looked
    }

    async fn look_at_all(
        &self,
        account: &Rc<Account>,
        cx: &Cx,
        open: &SortedMap<Symbol, Timestamp>,
    ) -> Result<()> {
        let session = self.session(account, cx).await?;
        let symbols: Vec<Symbol> = open.keys().cloned().collect();
        let quotes = market::quote(cx, &symbols).await?;
        let timeframe: Timeframe = BAR.parse().map_err(Error::bug)?;
        for (symbol, since) in open.iter() {
            let market = market_of(account, symbol)?;
            let ended = Timestamp::from_millis(session.at.as_millis().div_euclid(BAR_MS) * BAR_MS);
            let mut bars = Vec::new();
            if ended > *since {
                let series = market::bars(cx, symbol, timeframe, *since, ended, None).await?;
                bars = series.map(|series| series.bars).unwrap_or_default();
                bars.retain(|bar| bar.time >= *since && bar.time.plus_millis(BAR_MS) <= ended);
            }
            let tape = tape_of(
                symbol,
                market,
                &session,
                quotes.iter().find(|quote| quote.symbol == *symbol),
            );
            self.with(account, |venue, now| {
                venue.advance(symbol, &bars, BAR_MS, now);
                venue.look(&tape, now);
            })?;
        }
        Ok(())
    }

    /// What is held is valued at the present price.
    async fn look_at_held(&self, account: &Rc<Account>) -> Result<()> {
        let held: Vec<Symbol> = self.with(account, |venue, _| {
            let positions = venue.core.positions.iter();
            positions
                .filter(|(_, position)| !position.is_flat())
                .map(|(symbol, _)| symbol.clone())
                .collect()
        })?;
        if held.is_empty() {
            return Ok(());
        }
        let cx = account.cx()?;
        let session = self.session(account, &cx).await?;
        for quote in market::quote(&cx, &held).await? {
            let market = market_of(account, &quote.symbol)?;
            let tape = tape_of(&quote.symbol, market, &session, Some(&quote));
            self.with(account, |venue, now| venue.look(&tape, now))?;
        }
        Ok(())
    }

    async fn session(&self, account: &Rc<Account>, cx: &Cx) -> Result<SessionState> {
        let session = market::session(cx, None).await?;
        account.days.take(session.clone());
        Ok(session)
    }

    async fn tape(&self, account: &Rc<Account>, cx: &Cx, symbol: &Symbol) -> Result<Tape> {
        let session = self.session(account, cx).await?;
        let quotes = market::quote(cx, core::slice::from_ref(symbol)).await?;
        let market = market_of(account, symbol)?;
        Ok(tape_of(symbol, market, &session, quotes.first()))
    }

    fn answer(
        &self,
        account: &Rc<Account>,
        call: CallRef,
        ask: impl FnOnce(&mut Venue, Timestamp) -> Answer,
    ) -> Result<()> {
        let answer = self.with(account, ask)?;
        account.take(answered(call, answer));
        self.plan_look(account)
    }

    /// Does something with the venue, stores what changed, and tells the sequencer.
    fn with<T>(&self, account: &Rc<Account>, work: impl FnOnce(&mut Venue, Timestamp) -> T) -> Result<T> {
        let (result, news) = {
            let mut slot = self.venue.borrow_mut();
            let mut venue = match slot.take() {
                Some(venue) => venue,
                None => restore(account)?,
            };
            let result = work(&mut venue, clock::now());
            let changed = venue.take_changed();
            let news = venue.take_news();
            if !changed.is_empty() {
                let store = account.store()?;
                // If that fails the venue is read again as it was.
                store.transaction(|| {
                    store.put(PAPER, "", Some(&venue.core))?;
                    for id in &changed {
                        store.put(PAPER_ORDER, id, venue.orders.get(id))?;
                    }
                    Ok(())
                })?;
            }
            *slot = Some(venue);
            (result, news)
        };
        for piece in news {
            account.take(Input::News {
                order: Box::new(piece.order),
                execution: piece.execution,
            });
        }
        Ok(result)
    }

    fn plan_look(&self, account: &Rc<Account>) -> Result<()> {
        let is_open = self.with(account, |venue, _| !venue.open_symbols().is_empty())?;
        self.look_at
            .set(is_open.then(|| clock::now().plus_millis(LOOK_MS)));
        account.schedule();
        Ok(())
    }
}

fn restore(account: &Account) -> Result<Venue> {
    let store = account.store()?;
    let Some((_, core)) = store.parts::<Core>(PAPER)?.pop() else {
        let cash = account.cx()?.var("PAPER_CASH").and_then(|text| text.parse().ok());
        return Ok(Venue::new(cash.unwrap_or_else(|| Decimal::from(DEFAULT_CASH))));
    };
    let mut orders = SortedMap::new();
    for (id, order) in store.parts::<PaperOrder>(PAPER_ORDER)? {
        orders.insert(id, order);
    }
    Ok(Venue::restored(core, orders))
}

/// Where a symbol trades: orders come with the instrument, which the sequencer keeps.
fn market_of(account: &Account, symbol: &Symbol) -> Result<MarketKind> {
    account.with_state(|state| {
        let known = state.core.markets.get(symbol);
        let instrument = known.and_then(|facts| facts.instrument.as_ref());
        instrument.map_or(MarketKind::Stocks, |instrument| instrument.market)
    })
}

fn tape_of(symbol: &Symbol, market: MarketKind, session: &SessionState, quote: Option<&Quote>) -> Tape {
    let has_sessions = market == MarketKind::Stocks;
    Tape {
        symbol: symbol.clone(),
        market,
        is_open: !has_sessions || session.is_open,
        bid: quote.and_then(|quote| quote.bid),
        ask: quote.and_then(|quote| quote.ask),
        last: quote.and_then(Quote::price),
        session_ends: has_sessions.then_some(session.next_close),
        at: session.at,
    }
}
