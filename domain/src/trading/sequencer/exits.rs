//! Closing, turning and protecting positions: first the orders in the way are cancelled, then what is
//! left of the position is acted on.

use super::effect::{Happened, Reply};
use super::input::Facts;
use super::place::check;
use super::state::{Cover, Exit, ExitKind, ExitStage};
use super::turn::Turn;
use crate::decimal::Decimal;
use crate::id::OrderId;
use crate::symbol::Symbol;
use crate::trading::order::{
    Amount, MarketKind, Order, OrderClass, OrderRequest, OrderStatus, OrderType, Origin, Side, StopLoss,
    TakeProfit, TimeInForce,
};
use crate::validation::FieldError;

impl Turn<'_> {
    /// Begins what a command wants of a position.
    pub(super) fn exit(&mut self, key: &str, symbol: &Symbol, kind: ExitKind) -> Reply {
        if let Err(reply) = self.check_account() {
            return reply;
        }
        if let Some(exit) = self.state.core.exits.get(symbol) {
            return match (exit.kind, kind) {
                // Whoever closes what is being closed has what they want.
                (ExitKind::Close(None), ExitKind::Close(_))
                | (ExitKind::Reverse(_), ExitKind::Reverse(_)) => Reply::Pending { order: exit.order },
                _ => Reply::Conflict(format!(
                    "The position in {symbol} is just being closed or changed."
                )),
            };
        }
        let position = self.state.position(symbol);
        if position.is_flat() {
            return Reply::NotFound;
        }
        if let Err(errors) = check_exit(kind, position.quantity(), self.price_of(symbol)) {
            return Reply::Invalid(errors);
        }
        let order = self.derived_id(self.at(), &["exit", key]);
        self.begin_exit(symbol, kind, order);
        Reply::Accepted { order }
    }

    pub(super) fn begin_exit(&mut self, symbol: &Symbol, kind: ExitKind, order: OrderId) {
        self.tell(Happened::ExitBegun {
            symbol: symbol.clone(),
        });
        let cover = match kind {
            ExitKind::Close(Some(_)) => self.cover_of(symbol),
            _ => Cover::default(),
        };
        let exit = Exit {
            order,
            kind,
            stage: ExitStage::Clearing,
            cover,
        };
        self.state.core.exits.insert(symbol.clone(), exit);
        self.clear(symbol, &exit);
    }

    /// What protects a position now: of several targets or stops, those that the market would reach first.
    fn cover_of(&self, symbol: &Symbol) -> Cover {
        let held = self.state.position(symbol).quantity();
        let mut cover = Cover::default();
        for order in self.state.open_orders(symbol) {
            let request = &order.request;
            // The exits of an entry that is still open are for what that will bring.
            let entry = order.parent.and_then(|parent| self.state.orders.get(&parent));
            let waits =
                entry.is_some_and(|entry| entry.request.class != OrderClass::Oco && !entry.status.is_final());
            if Side::reducing(held) != Some(request.side) || waits {
                continue;
            }
            let is_nearer = |price: Decimal, known: Decimal, above: bool| (price < known) == above;
            match (request.kind, request.limit_price, request.stop_price) {
                (OrderType::Limit, Some(limit_price), _) => {
                    let known = cover.take_profit.map(|target| target.limit_price);
                    if known.is_none_or(|known| is_nearer(limit_price, known, !held.is_negative())) {
                        cover.take_profit = Some(TakeProfit { limit_price });
                    }
                }
                (OrderType::Stop | OrderType::StopLimit, limit_price, Some(stop_price)) => {
                    let known = cover.stop_loss.map(|stop| stop.stop_price);
                    if known.is_none_or(|known| is_nearer(stop_price, known, held.is_negative())) {
                        cover.stop_loss = Some(StopLoss {
                            stop_price,
                            limit_price,
                        });
                    }
                }
                _ => {}
            }
        }
        cover
    }

    /// Once a part of a position is closed, or could not be, the rest is protected as the whole was. Not while the kill
    /// switch is on: it has taken every order back.
    fn cover_the_rest(&mut self, symbol: &Symbol, exit: &Exit) {
        let held = !self.state.position(symbol).is_flat();
        if held && exit.cover != Cover::default() && self.state.core.kill.is_none() {
            let id = self.derived_id(self.at(), &["cover", exit.order.as_str()]);
            let kind = ExitKind::Protect(exit.cover.take_profit, exit.cover.stop_loss);
            self.begin_exit(symbol, kind, id);
            let begun = self.state.core.exits.get(symbol).copied();
            if let Some(exit) = begun.filter(|exit| self.in_the_way(symbol, exit).is_empty()) {
                self.act(symbol, exit);
            }
        }
    }

    /// The orders that must be over before the exit can act.
    fn in_the_way(&self, symbol: &Symbol, exit: &Exit) -> Vec<OrderId> {
        let position = self.state.position(symbol).quantity();
        let all = matches!(exit.kind, ExitKind::Close(None) | ExitKind::Reverse(_));
        self.state
            .open_orders(symbol)
            .filter(|order| all || Side::reducing(position) == Some(order.request.side))
            .map(|order| order.id)
            .collect()
    }

    fn clear(&mut self, symbol: &Symbol, exit: &Exit) {
        for id in self.in_the_way(symbol, exit) {
            self.request_cancel(id);
        }
    }

    /// Takes every exit as far as it can go.
    pub(super) fn progress_exits(&mut self) {
        self.flatten();
        let exits: Vec<_> = self
            .state
            .core
            .exits
            .iter()
            .map(|(symbol, exit)| (symbol.clone(), *exit))
            .collect();
        for (symbol, exit) in exits {
            match exit.stage {
                ExitStage::Clearing if self.in_the_way(&symbol, &exit).is_empty() => self.act(&symbol, exit),
                ExitStage::Clearing => self.clear(&symbol, &exit),
                ExitStage::Sent => self.follow(&symbol, &exit),
            }
        }
    }

    /// Nothing is in the way any more.
    fn act(&mut self, symbol: &Symbol, exit: Exit) {
        let held = self.state.position(symbol).quantity();
        let Some(side) = Side::reducing(held) else {
            self.end_exit(symbol, None);
            return;
        };
        let request = match exit.kind {
            ExitKind::Close(quantity) => {
                let quantity = quantity.unwrap_or(held.abs()).min(held.abs());
                Some(self.market(symbol, side, quantity))
            }
            ExitKind::Reverse(_) => Some(self.market(symbol, side, held.abs())),
            ExitKind::Protect(target, stop) => self.protection(symbol, side, held.abs(), target, stop),
        };
        let Some(mut request) = request else {
            self.end_exit(symbol, None);
            return;
        };
        request.reduce_only = true;
        self.insert(Order::new(exit.order, request, Origin::Exit, self.at()));
        self.submit(exit.order, None);
        if let ExitKind::Protect(..) = exit.kind {
            self.end_exit(symbol, None);
        } else {
            let sent = Exit {
                stage: ExitStage::Sent,
                ..exit
            };
            self.state.core.exits.insert(symbol.clone(), sent);
        }
    }

    /// The closing order is out: waits for its end.
    fn follow(&mut self, symbol: &Symbol, exit: &Exit) {
        let Some(order) = self.state.orders.get(&exit.order) else {
            self.end_exit(symbol, Some("The closing order is gone.".to_owned()));
            return;
        };
        if !order.status.is_final() || order.call.is_some() || order.is_alive_at_venue() {
            return;
        }
        if order.status != OrderStatus::Filled {
            let reason = order.refused.as_ref().map(|refused| refused.message.clone());
            let reason = reason.unwrap_or_else(|| format!("The closing order was {}.", order.status));
            self.end_exit(symbol, Some(reason));
            self.cover_the_rest(symbol, exit);
            return;
        }
        self.end_exit(symbol, None);
        self.cover_the_rest(symbol, exit);
        if let ExitKind::Reverse(was) = exit.kind {
            self.open_reverse(symbol, was, exit.order);
        }
    }

    /// The second half of turning a position is an opening order like any other.
    fn open_reverse(&mut self, symbol: &Symbol, was: Decimal, closed_by: OrderId) {
        let Some(side) = Side::reducing(was).filter(|_| self.state.position(symbol).is_flat()) else {
            return;
        };
        let request = self.market(symbol, side, was.abs());
        let facts = Facts {
            instrument: None,
            price: self.price_of(symbol),
        };
        match check(self.state, &request, &facts, None, true, self.now) {
            Ok((request, exposure)) => {
                let id = self.derived_id(self.at(), &["reverse", closed_by.as_str()]);
                self.accept(id, request, Origin::Exit, &exposure);
            }
            Err(reply) => {
                let failure = match reply {
                    Reply::Refused(refusal) => refusal.to_string(),
                    _ => "The opposite position cannot be ordered.".to_owned(),
                };
                self.tell(Happened::ExitEnded {
                    symbol: symbol.clone(),
                    failure: Some(failure),
                });
            }
        }
    }

    fn end_exit(&mut self, symbol: &Symbol, failure: Option<String>) {
        self.state.core.exits.remove(symbol);
        self.tell(Happened::ExitEnded {
            symbol: symbol.clone(),
            failure,
        });
    }

    fn market_kind(&self, symbol: &Symbol) -> MarketKind {
        let known = self.state.core.markets.get(symbol);
        known
            .and_then(|facts| facts.instrument.as_ref())
            .map_or(MarketKind::Stocks, |instrument| instrument.market)
    }

    fn market(&self, symbol: &Symbol, side: Side, quantity: Decimal) -> OrderRequest {
        OrderRequest {
            duration: self.market_kind(symbol).default_duration(),
            ..OrderRequest::market(symbol.clone(), side, Amount::Quantity(quantity))
        }
    }

    /// The order that protects a position: a target with a stop, or either. Of a fraction of a share, venues only take a
    /// plain order for the day: that is the stop.
    fn protection(
        &self,
        symbol: &Symbol,
        side: Side,
        quantity: Decimal,
        target: Option<TakeProfit>,
        stop: Option<StopLoss>,
    ) -> Option<OrderRequest> {
        let plain =
            self.market_kind(symbol) == MarketKind::Stocks && !quantity.is_multiple_of(Decimal::from(1));
        let target = target.filter(|_| !(plain && stop.is_some()));
        let mut request = self.market(symbol, side, quantity);
        if !plain {
            request.duration = TimeInForce::Gtc;
        }
        match (target, stop) {
            (Some(target), stop) => {
                request.kind = OrderType::Limit;
                request.limit_price = Some(target.limit_price);
                if stop.is_some() {
                    request.class = OrderClass::Oco;
                    request.stop_loss = stop;
                }
            }
            (None, Some(stop)) => {
                request.stop_price = Some(stop.stop_price);
                request.limit_price = stop.limit_price;
                request.kind = if stop.limit_price.is_some() {
                    OrderType::StopLimit
                } else {
                    OrderType::Stop
                };
            }
            (None, None) => return None,
        }
        Some(request)
    }
}

/// Whether target and stop lie on the right sides of the market.
fn check_exit(kind: ExitKind, held: Decimal, price: Option<Decimal>) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| errors.push(FieldError::new(field, message));
    match kind {
        ExitKind::Close(Some(quantity)) if quantity <= Decimal::ZERO => {
            refuse("quantity", "The quantity must be above 0.");
        }
        ExitKind::Close(Some(quantity)) if quantity > held.abs() => {
            refuse("quantity", "The position is smaller than that.");
        }
        ExitKind::Close(_) | ExitKind::Reverse(_) => {}
        ExitKind::Protect(target, stop) => {
            let is_wrong = |price: Decimal, market: Decimal, above: bool| {
                price <= Decimal::ZERO || (price > market) != (above != held.is_negative())
            };
            if let (Some(target), Some(market)) = (target, price)
                && is_wrong(target.limit_price, market, true)
            {
                refuse("take_profit", "The target must lie where the position gains.");
            }
            if let (Some(stop), Some(market)) = (stop, price)
                && is_wrong(stop.stop_price, market, false)
            {
                refuse("stop_loss", "The stop must lie where the position loses.");
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
