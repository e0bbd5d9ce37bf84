//! Commands for orders: place, modify, cancel.

use sha2::{Digest, Sha256};

use super::effect::{Happened, Reply};
use super::input::{Command, Facts, Now};
use super::state::{Answered, ExitKind, State};
use super::turn::Turn;
use crate::decimal::Decimal;
use crate::id::OrderId;
use crate::packed::pack;
use crate::symbol::Symbol;
use crate::trading::order::{
    Order, OrderChange, OrderClass, OrderRequest, Origin, Role, Side, StopLoss, TakeProfit,
};
use crate::trading::risk::{Exposure, Refusal, Rule, evaluate, with_default_exits};
use crate::validation::FieldError;

/// Whether an order may leave, and as what. `except` is the order that it is to take the place of.
pub(super) fn check(
    state: &State,
    request: &OrderRequest,
    facts: &Facts,
    except: Option<OrderId>,
    confirmed: bool,
    now: &Now,
) -> Result<(OrderRequest, Exposure), Reply> {
    check_account(state)?;
    if state.core.exits.contains_key(&request.symbol) {
        let refusal = Refusal::new(Rule::ExitInProgress, "no exit", &request.symbol);
        return Err(Reply::Refused(refusal));
    }
    let known = state.core.markets.get(&request.symbol);
    let instrument = facts
        .instrument
        .as_ref()
        .or_else(|| known.and_then(|facts| facts.instrument.as_ref()))
        .ok_or_else(|| {
            Reply::Invalid(vec![FieldError::new(
                "symbol",
                "This instrument is not known at the broker.",
            )])
        })?;
    let limits = state.limits();
    let exposure = Exposure {
        confirmed,
        ..state.exposure(&request.symbol, request.side, facts.price, except)
    };
    let request = with_default_exits(request, &limits, instrument, &exposure);
    request
        .validate(instrument, facts.price, now.at)
        .map_err(Reply::Invalid)?;
    evaluate(
        &request,
        instrument,
        &exposure,
        &limits,
        &state.core.settings.plan,
    )
    .map_err(Reply::Refused)?;
    Ok((request, exposure))
}

fn check_account(state: &State) -> Result<(), Reply> {
    let inactive = state.core.settings.inactive.as_deref();
    match inactive.or((!state.core.opened).then_some("being opened")) {
        Some(word) => Err(Reply::Refused(Refusal::new(
            Rule::AccountInactive,
            "active",
            word,
        ))),
        None => Ok(()),
    }
}

impl Turn<'_> {
    /// Carries a command out, once for each key.
    pub(super) fn command(&mut self, key: &str, command: &Command, facts: &Facts) -> Reply {
        let fingerprint = fingerprint(command);
        if let Some(known) = self.state.keys.get(key) {
            return if known.fingerprint == fingerprint {
                known.reply.clone()
            } else {
                Reply::KeyReused
            };
        }
        if let Some(symbol) = self.symbol_of(command) {
            self.learn(symbol, facts);
        }
        let reply = self.carry_out(key, command, facts);
        match &reply {
            Reply::Accepted { .. } | Reply::Pending { .. } | Reply::Done => {
                let answered = Answered {
                    fingerprint,
                    reply: reply.clone(),
                    at: self.at(),
                };
                self.state.keys.insert(key.to_owned(), answered);
                self.keys.insert(key.to_owned());
            }
            Reply::Refused(refusal) => self.tell(Happened::Refused {
                key: key.to_owned(),
                refusal: refusal.clone(),
            }),
            Reply::Invalid(_) | Reply::NotFound | Reply::Conflict(_) | Reply::KeyReused => {}
        }
        reply
    }

    fn carry_out(&mut self, key: &str, command: &Command, facts: &Facts) -> Reply {
        match command {
            Command::Place {
                order,
                request,
                origin,
                confirmed,
                may_repeat,
            } => match self.equal_wish(request, origin) {
                Some(order) if !may_repeat => Reply::Pending { order },
                _ => self.place(*order, request, origin, *confirmed, facts),
            },
            Command::Modify { order, request } => self.modify(*order, request, facts),
            Command::Cancel { order } => self.cancel(*order),
            Command::Close { symbol, quantity } => self.exit(key, symbol, ExitKind::Close(*quantity)),
            Command::Reverse { symbol } => {
                let held = self.state.position(symbol).quantity();
                self.exit(key, symbol, ExitKind::Reverse(held))
            }
            Command::Protect {
                symbol,
                take_profit,
                stop_loss,
            } => self.exit(key, symbol, ExitKind::Protect(*take_profit, *stop_loss)),
            Command::Kill { flatten } => self.kill(*flatten),
            Command::Unkill => self.unkill(),
            Command::AdoptPosition { symbol } => self.adopt_position(key, symbol),
            Command::Split { symbol, new, old, at } => self.split(key, symbol, *new, *old, *at),
        }
    }

    fn symbol_of(&self, command: &Command) -> Option<Symbol> {
        let of_order = |id: &OrderId| {
            self.state
                .orders
                .get(id)
                .map(|order| order.request.symbol.clone())
        };
        match command {
            Command::Place { request, .. } => Some(request.symbol.clone()),
            Command::Modify { order, .. } | Command::Cancel { order } => of_order(order),
            Command::Close { symbol, .. }
            | Command::Reverse { symbol }
            | Command::Protect { symbol, .. }
            | Command::AdoptPosition { symbol }
            | Command::Split { symbol, .. } => Some(symbol.clone()),
            Command::Kill { .. } | Command::Unkill => None,
        }
    }

    /// Remembers what is known of a market.
    fn learn(&mut self, symbol: Symbol, facts: &Facts) {
        if facts.instrument.is_none() && facts.price.is_none() {
            return;
        }
        let known = self.state.core.markets.or_default(symbol);
        if facts.instrument.is_some() {
            known.instrument.clone_from(&facts.instrument);
        }
        known.price = facts.price.or(known.price);
    }

    fn place(
        &mut self,
        id: OrderId,
        request: &OrderRequest,
        origin: &Origin,
        confirmed: bool,
        facts: &Facts,
    ) -> Reply {
        if self.state.orders.contains_key(&id) {
            return Reply::Conflict("There is an order with this id already.".to_owned());
        }
        match check(self.state, request, facts, None, confirmed, self.now) {
            Ok((request, exposure)) => {
                self.accept(id, request, origin.clone(), &exposure);
                Reply::Accepted { order: id }
            }
            Err(reply) => reply,
        }
    }

    /// Stores the intent and sends the order.
    pub(super) fn accept(&mut self, id: OrderId, request: OrderRequest, origin: Origin, exposure: &Exposure) {
        let price = request.own_price().or(exposure.price).unwrap_or_default();
        let quantity = request.amount.quantity_at(price).unwrap_or_default();
        let opens = exposure.opening(request.side, quantity) > Decimal::ZERO;
        let mut order = Order::new(id, request, origin, self.at());
        order.trade_day = opens.then(|| self.now.day.clone());
        self.insert(order);
        self.submit(id, None);
    }

    /// The order of the same strategy, symbol and side that still waits: for its price, or for the market to open.
    fn equal_wish(&self, request: &OrderRequest, origin: &Origin) -> Option<OrderId> {
        let Origin::Signal { binding, .. } = origin else {
            return None;
        };
        let is_equal = |order: &&Order| {
            matches!(&order.origin, Origin::Signal { binding: other, .. } if other == binding)
                && order.role == Role::Main
                && order.request.side == request.side
        };
        let mut open = self.state.open_orders(&request.symbol);
        open.find(is_equal).map(|order| order.id)
    }

    fn modify(&mut self, id: OrderId, request: &OrderRequest, facts: &Facts) -> Reply {
        let Some(order) = self.state.orders.get(&id) else {
            return Reply::NotFound;
        };
        if order.status.is_final() || order.cancel_since.is_some() {
            return Reply::Conflict("The order is over or being cancelled.".to_owned());
        }
        if request.symbol != order.request.symbol || request.side != order.request.side {
            return Reply::Conflict("The symbol and the side of an order cannot change.".to_owned());
        }
        if let Some(parent) = order.parent {
            let (order, request) = (order.clone(), request.clone());
            return self.modify_exit(&order, &request, parent, facts);
        }
        if order.request.class != OrderClass::Simple && !order.filled().is_zero() {
            return Reply::Conflict(
                "A part of this order is filled: its target and stop would be lost. Cancel the rest instead."
                    .to_owned(),
            );
        }
        if request.amount.quantity().is_none() {
            let error = FieldError::new("quantity", "Give a quantity: an amount of money cannot change.");
            return Reply::Invalid(vec![error]);
        }
        let price = facts.price.or_else(|| self.price_of(&request.symbol));
        let facts = Facts {
            price,
            ..facts.clone()
        };
        match check(self.state, request, &facts, Some(id), true, self.now) {
            Ok((request, _)) => {
                self.update(id, |order| {
                    order.change = Some(OrderChange {
                        request: Box::new(request),
                    });
                });
                self.advance(id);
                Reply::Accepted { order: id }
            }
            Err(reply) => reply,
        }
    }

    /// A target or stop is changed together with the other: venues cancel both when one is cancelled. One that waits is
    /// changed with its entry, one that works by protecting the position anew.
    fn modify_exit(
        &mut self,
        order: &Order,
        request: &OrderRequest,
        parent: OrderId,
        facts: &Facts,
    ) -> Reply {
        let target =
            |request: &OrderRequest| request.limit_price.map(|limit_price| TakeProfit { limit_price });
        let stop = |request: &OrderRequest| {
            request.stop_price.map(|stop_price| StopLoss {
                stop_price,
                limit_price: request.limit_price,
            })
        };
        let Some(entry) = self.state.orders.get(&parent) else {
            return Reply::Conflict("The order's entry is gone; protect the position instead.".to_owned());
        };
        let (mut take_profit, mut stop_loss) = match entry.request.class {
            OrderClass::Oco => (target(&entry.request), entry.request.stop_loss),
            _ => (entry.request.take_profit, entry.request.stop_loss),
        };
        match order.role {
            Role::StopLoss => stop_loss = stop(request),
            Role::TakeProfit | Role::Main => take_profit = target(request),
        }
        if entry.request.class == OrderClass::Oco || entry.status.is_final() {
            let symbol = order.request.symbol.clone();
            let key = format!("modify:{}:{}", order.id, self.at());
            return self.exit(&key, &symbol, ExitKind::Protect(take_profit, stop_loss));
        }
        let mut changed = entry.request.clone();
        changed.set_brackets(take_profit, stop_loss);
        self.modify(parent, &changed, facts)
    }

    pub(super) fn price_of(&self, symbol: &Symbol) -> Option<Decimal> {
        let known = self.state.core.markets.get(symbol);
        known.and_then(|facts| facts.price)
    }

    fn cancel(&mut self, id: OrderId) -> Reply {
        match self.state.orders.get(&id) {
            None => Reply::NotFound,
            Some(order) if order.status.is_final() => {
                Reply::Conflict("The order is over already.".to_owned())
            }
            Some(_) => {
                self.request_cancel(id);
                Reply::Done
            }
        }
    }

    /// Wants an order cancelled; once is enough.
    pub(super) fn request_cancel(&mut self, id: OrderId) {
        let at = self.at();
        self.update(id, |order| {
            if !order.status.is_final() {
                order.cancel_since.get_or_insert(at);
                order.change = None;
            }
        });
        self.advance(id);
    }

    pub(super) fn check_account(&self) -> Result<(), Reply> {
        check_account(self.state)
    }

    /// Whether an order of that side would make the position in its symbol larger.
    pub(super) fn is_opening(&self, order: &Order) -> bool {
        let position = self.state.position(&order.request.symbol).quantity();
        order.role == Role::Main && Side::reducing(position) != Some(order.request.side)
    }
}

/// What a command is, without the id that the caller makes anew with each repeat.
fn fingerprint(command: &Command) -> String {
    let content = match command {
        Command::Place {
            request,
            origin,
            confirmed,
            may_repeat,
            order: _,
        } => pack(&(request, origin, confirmed, may_repeat))
            .map(|content| [b"place", content.as_slice()].concat()),
        other => pack(other),
    };
    hex::encode(Sha256::digest(content.unwrap_or_default()))
}
