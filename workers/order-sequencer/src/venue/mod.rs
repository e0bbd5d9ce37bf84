//! Where the account's orders go: to the worker that speaks with its broker, or to the paper venue. Both are asked in the
//! same way ([`pinewire_shared::trading::venue`]); a broker also has a stream of news ([`line`]), the paper venue is looked
//! at while orders are open.

mod line;

use std::{cell::Cell, rc::Rc};

use pinewire_domain::{
    id::BrokerAccountId,
    symbol::Symbol,
    time::Timestamp,
    trading::{
        broker::Broker,
        order::MarketKind,
        sequencer::{Answer, CallRef, Effect, Input},
    },
};
use pinewire_shared::{
    Error, Result, clock, log,
    packed_call::Target,
    trading::venue::{ALPACA, Ask, PAPER, Question, Reply, Told, operation},
};

use crate::account::Account;

/// How often the paper venue looks at the market while orders are open.
const LOOK_MS: i64 = 2_000;

/// The venue's side of an account.
#[derive(Default)]
pub(crate) struct Venue {
    line: line::Line,
    /// When the paper venue is to look at the market next.
    look_at: Cell<Option<Timestamp>>,
    /// News of the venue through that number have been taken in.
    seen: Cell<u64>,
}

impl Venue {
    /// Makes a call, and hands in what it brings.
    pub(crate) async fn carry_out(&self, account: &Rc<Account>, effect: Effect) -> Result<()> {
        let (call, ask) = match effect {
            Effect::Submit {
                call,
                client_order_id,
                request,
            } => {
                let market = market_of(account, &request.symbol)?;
                let ask = Ask::Submit {
                    client_order_id,
                    request,
                    market,
                };
                (Some(call), ask)
            }
            Effect::Cancel { call, venue_order_id } => (Some(call), Ask::Cancel { venue_order_id }),
            Effect::LookUp { call, by } => (Some(call), Ask::LookUp(by)),
            Effect::Snapshot => (None, Ask::Snapshot),
            Effect::Project { .. } => return Err(Error::bug("a venue does not project")),
        };
        let asked = self.ask(account, call, ask).await;
        if let (Err(_), Some(call)) = (&asked, call) {
            // Whether it was heard nobody knows: it is looked up.
            account.take(Input::Answer {
                call,
                answer: Answer::Lost,
            });
        }
        asked
    }

    async fn ask(&self, account: &Rc<Account>, call: Option<CallRef>, ask: Ask) -> Result<()> {
        let question = Question {
            link: account.link()?,
            seen: self.seen.get(),
            ask,
        };
        let reply: Reply = target(account)?.ask(operation::ASK, &question).await?;
        let mut is_taken = true;
        let mut is_filled = false;
        for told in reply.told {
            is_filled |= matches!(&told, Told::News(_, Some(_)));
            let input = match (told, call) {
                (Told::Answer(answer), Some(call)) => Input::Answer { call, answer },
                (Told::Answer(_), None) => continue,
                (Told::News(order, execution), _) => Input::News { order, execution },
                (Told::Snapshot(snapshot), _) => Input::Snapshot(snapshot),
            };
            is_taken &= account.take(input);
        }
        if is_taken {
            self.seen.set(self.seen.get().max(reply.through));
        }
        if is_filled {
            // What the account is worth has changed.
            account.begin(Effect::Snapshot);
        }
        if reply.is_link_refused {
            account.read_standing().await?;
        }
        Ok(())
    }

    /// The account's user is erased. Whether it had a paper account is no longer known; asking in vain does no harm.
    pub(crate) async fn forget(&self, account: &Account, id: &BrokerAccountId) -> Result<()> {
        let paper = Target::object(&account.cx()?, PAPER, id.as_str())?;
        paper.ask(operation::FORGET, &()).await
    }

    /// When the venue's side wants the alarm.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        [self.line.due(), self.look_at.get()].into_iter().flatten().min()
    }

    /// The alarm.
    pub(crate) async fn wake(&self, account: &Rc<Account>) {
        if self.look_at.get().is_some_and(|at| at <= clock::now()) {
            self.look_at.set(None);
            if let Err(error) = self.ask(account, None, Ask::Look).await {
                log::error("venue_not_reached", &error.to_string());
            }
        }
    }

    /// An order has changed.
    pub(crate) fn stir(&self, account: &Account) {
        if matches!(account.broker(), Ok(Broker::Alpaca)) {
            self.line.stir();
        }
    }

    /// Keeps what brings the venue's news while somebody needs them, and ends it when nobody does.
    pub(crate) fn keep(&self, account: &Rc<Account>) {
        match account.broker() {
            Ok(Broker::Alpaca) => self.line.keep(account),
            Ok(Broker::Paper) => {
                let look_at = account.has_open_orders().then(|| {
                    let next = clock::now().plus_millis(LOOK_MS);
                    self.look_at.get().unwrap_or(next)
                });
                self.look_at.set(look_at);
            }
            Err(error) => log::error("venue_not_known", &error.to_string()),
        }
    }
}

fn target(account: &Account) -> Result<Target> {
    let cx = account.cx()?;
    match account.broker()? {
        Broker::Alpaca => Target::service(&cx, ALPACA),
        Broker::Paper => Target::object(&cx, PAPER, account.link()?.account.as_str()),
    }
}

/// Where a symbol trades: orders come with the instrument, which the sequencer keeps.
fn market_of(account: &Account, symbol: &Symbol) -> Result<MarketKind> {
    account.with_state(|state| {
        let known = state.core.markets.get(symbol);
        let instrument = known.and_then(|facts| facts.instrument.as_ref());
        instrument.map_or(MarketKind::Stocks, |instrument| instrument.market)
    })
}
