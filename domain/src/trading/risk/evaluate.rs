//! The rules themselves.

use super::{PlanLimits, Protection, Refusal, RiskLimits, Rule};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::trading::order::{
    Amount, Instrument, MarketKind, OrderClass, OrderRequest, Side, StopLoss, TakeProfit, TimeInForce,
};

/// The account as the order finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// Units held of the symbol; below nought when short.
    pub position: Decimal,
    /// Units that the orders of the same side may still bring, those that close something among them. Of a target and
    /// its stop, only one.
    pub pending: Decimal,
    /// Units of the position that orders are closing already.
    pub closing: Decimal,
    /// Orders that stand.
    pub open_orders: u32,
    /// What a unit trades at.
    pub price: Option<Decimal>,
    /// What the account is worth.
    pub equity: Option<Decimal>,
    /// Trades of this trading day.
    pub trades_today: u32,
    /// Trades in all, of all accounts of the user.
    pub trades_in_all: u32,
    /// The day's loss and the limit that it reached, if it did.
    pub locked: Option<(Decimal, Decimal)>,
    /// Whether the kill switch is on.
    pub killed: bool,
    /// Whether the user confirmed the order after its preview.
    pub confirmed: bool,
}

impl Exposure {
    /// How many of `quantity` units on `side` would open or enlarge a position, should everything else be filled first.
    pub fn opening(&self, side: Side, quantity: Decimal) -> Decimal {
        let closable = if Side::reducing(self.position) == Some(side) {
            self.position.abs().saturating_sub(self.closing)
        } else {
            Decimal::ZERO
        };
        quantity
            .saturating_sub(closable.max(Decimal::ZERO))
            .max(Decimal::ZERO)
    }

    /// The largest the position can become on `side` with `quantity` more, signed.
    fn worst(&self, side: Side, quantity: Decimal) -> Decimal {
        self.position
            .saturating_add(side.signed(self.pending.saturating_add(quantity)))
    }
}

/// The request with the exits that the limits add to an order without.
#[must_use]
pub fn with_default_exits(
    request: &OrderRequest,
    limits: &RiskLimits,
    instrument: &Instrument,
    exposure: &Exposure,
) -> OrderRequest {
    let mut request = request.clone();
    let Some(price) = request.own_price().or(exposure.price) else {
        return request;
    };
    let can_have_exits = matches!(request.class, OrderClass::Simple | OrderClass::Oto)
        && request.amount.quantity().is_some_and(|quantity| {
            instrument.market == MarketKind::Crypto || quantity.is_multiple_of(Decimal::from(1))
        })
        && matches!(request.duration, TimeInForce::Day | TimeInForce::Gtc)
        && !request.extended_hours;
    let opens = request
        .amount
        .quantity_at(price)
        .is_some_and(|quantity| exposure.opening(request.side, quantity) > Decimal::ZERO);
    if !can_have_exits || !opens || request.reduce_only {
        return request;
    }
    let away = |percent: Decimal, side: Side| {
        let distance = percent_of(price, percent);
        instrument.round_price(price.saturating_add(side.signed(distance)))
    };
    let mut stop = request.stop_loss;
    if let (None, Protection::Default(percent)) = (stop, limits.stop_loss) {
        stop = Some(StopLoss {
            stop_price: away(percent, request.side.opposite()),
            limit_price: None,
        });
    }
    let mut target = request.take_profit;
    if let (None, Protection::Default(percent)) = (target, limits.take_profit) {
        target = Some(TakeProfit {
            limit_price: away(percent, request.side),
        });
    }
    request.set_brackets(target, stop);
    request
}

/// Whether the order may leave.
pub fn evaluate(
    request: &OrderRequest,
    instrument: &Instrument,
    exposure: &Exposure,
    limits: &RiskLimits,
    plan: &PlanLimits,
) -> Result<(), Refusal> {
    let price = request.own_price().or(exposure.price);
    let quantity = price.and_then(|price| request.amount.quantity_at(price));
    let (price, quantity) = match (price, quantity, request.amount) {
        (Some(price), Some(quantity), _) => (price, quantity),
        // A position can be closed without knowing what it is worth.
        (_, _, Amount::Quantity(quantity)) if exposure.opening(request.side, quantity).is_zero() => {
            return Ok(());
        }
        _ => return Err(Refusal::new(Rule::PriceUnknown, "a price", &request.symbol)),
    };
    let check = Check {
        request,
        exposure,
        limits,
        plan,
        price,
        quantity,
        // An order without a limit may be filled far from its own price.
        worth: quantity.saturating_mul(price.max(if request.kind.has_limit() {
            Decimal::ZERO
        } else {
            exposure.price.unwrap_or_default()
        })),
    };
    check.collar()?;
    let opening = exposure.opening(request.side, quantity);
    if opening.is_zero() {
        return Ok(());
    }
    if request.reduce_only {
        return Err(Refusal::new(
            Rule::ReduceOnly,
            quantity.saturating_sub(opening),
            quantity,
        ));
    }
    check.switches()?;
    check.symbol(&request.symbol)?;
    check.short(instrument)?;
    check.exits()?;
    check.order()?;
    check.position()?;
    check.counts()
}

struct Check<'a> {
    request: &'a OrderRequest,
    exposure: &'a Exposure,
    limits: &'a RiskLimits,
    plan: &'a PlanLimits,
    price: Decimal,
    quantity: Decimal,
    worth: Decimal,
}

impl Check<'_> {
    fn collar(&self) -> Result<(), Refusal> {
        let (Some(limit), Some(percent)) = (self.request.limit_price, self.limits.price_collar_percent)
        else {
            return Ok(());
        };
        // A stop-limit's limit is judged from where it is triggered.
        let Some(market) = self.request.stop_price.or(self.exposure.price) else {
            return Err(Refusal::new(Rule::PriceUnknown, "a price", &self.request.symbol));
        };
        let side = self.request.side;
        let furthest = market.saturating_add(side.signed(percent_of(market, percent)));
        let beyond = match side {
            Side::Buy => limit > furthest,
            Side::Sell => limit < furthest,
        };
        refuse_if(beyond, Rule::PriceCollar, furthest, limit)
    }

    fn switches(&self) -> Result<(), Refusal> {
        refuse_if(self.exposure.killed, Rule::KillSwitch, "off", "on")?;
        match self.exposure.locked {
            Some((loss, limit)) => Err(Refusal::new(Rule::DailyLoss, limit, loss)),
            None => Ok(()),
        }
    }

    fn symbol(&self, symbol: &Symbol) -> Result<(), Refusal> {
        let is_in = |list: &[Symbol]| list.iter().any(|pattern| symbol.matches(pattern));
        let denied = is_in(&self.limits.denied_symbols) || is_in(&self.plan.limits.denied_symbols);
        refuse_if(denied, Rule::SymbolDenied, "not on the list", symbol)?;
        for allowed in [&self.limits.allowed_symbols, &self.plan.limits.allowed_symbols] {
            let missing = !allowed.is_empty() && !is_in(allowed);
            refuse_if(missing, Rule::SymbolNotAllowed, "on the list", symbol)?;
        }
        Ok(())
    }

    fn short(&self, instrument: &Instrument) -> Result<(), Refusal> {
        let allowed = self.limits.allow_short && instrument.shortable;
        let short = self.request.side == Side::Sell;
        refuse_if(
            short && !allowed,
            Rule::ShortSelling,
            0,
            self.exposure.worst(Side::Sell, self.quantity),
        )
    }

    fn exits(&self) -> Result<(), Refusal> {
        let missing = |protection, has: bool| protection != Protection::Optional && !has;
        let stop = missing(self.limits.stop_loss, self.request.stop_loss.is_some());
        refuse_if(stop, Rule::StopLoss, "required", "it has none")?;
        let target = missing(self.limits.take_profit, self.request.take_profit.is_some());
        refuse_if(target, Rule::TakeProfit, "required", "it has none")
    }

    fn order(&self) -> Result<(), Refusal> {
        beyond(Rule::OrderNotional, self.limits.max_order_notional, self.worth)?;
        match self.limits.fat_finger_percent {
            Some(limit) if !self.exposure.confirmed => {
                self.beyond_percent(Rule::FatFinger, limit, self.worth)
            }
            _ => Ok(()),
        }
    }

    fn position(&self) -> Result<(), Refusal> {
        let units = self.exposure.worst(self.request.side, self.quantity).abs();
        beyond(Rule::PositionQuantity, self.limits.max_position_quantity, units)?;
        let price = self.price.max(self.exposure.price.unwrap_or_default());
        let worth = units.saturating_mul(price);
        beyond(Rule::PositionNotional, self.limits.max_position_notional, worth)?;
        match self.limits.max_position_percent {
            Some(limit) => self.beyond_percent(Rule::PositionPercent, limit, worth),
            None => Ok(()),
        }
    }

    fn counts(&self) -> Result<(), Refusal> {
        // Targets and stops are orders as well.
        let exits =
            u32::from(self.request.take_profit.is_some()) + u32::from(self.request.stop_loss.is_some());
        let orders = self.exposure.open_orders.saturating_add(1 + exits);
        let today = self.exposure.trades_today.saturating_add(1);
        let in_all = self.exposure.trades_in_all.saturating_add(1);
        for (rule, limit, value) in [
            (Rule::OpenOrders, self.limits.max_open_orders, orders),
            (Rule::TradesPerDay, self.limits.max_trades_per_day, today),
            (Rule::PlanTrades, self.plan.max_trades, in_all),
        ] {
            if let Some(limit) = limit {
                refuse_if(value > limit, rule, limit, value)?;
            }
        }
        Ok(())
    }

    /// Refuses what is worth more than that part of the equity.
    fn beyond_percent(&self, rule: Rule, limit: Decimal, worth: Decimal) -> Result<(), Refusal> {
        let Some(equity) = self.exposure.equity.filter(|equity| *equity > Decimal::ZERO) else {
            return Err(Refusal::new(Rule::EquityUnknown, "the equity", "unknown"));
        };
        let hundredfold = worth.saturating_mul(Decimal::from(100));
        let percent = hundredfold.checked_div(equity).unwrap_or(hundredfold).round(2);
        refuse_if(hundredfold > limit.saturating_mul(equity), rule, limit, percent)
    }
}

fn percent_of(whole: Decimal, percent: Decimal) -> Decimal {
    whole
        .saturating_mul(percent)
        .checked_div(Decimal::from(100))
        .unwrap_or_default()
}

fn beyond(rule: Rule, limit: Option<Decimal>, value: Decimal) -> Result<(), Refusal> {
    match limit {
        Some(limit) => refuse_if(value > limit, rule, limit, value),
        None => Ok(()),
    }
}

fn refuse_if(
    wrong: bool,
    rule: Rule,
    limit: impl core::fmt::Display,
    value: impl core::fmt::Display,
) -> Result<(), Refusal> {
    if wrong {
        Err(Refusal::new(rule, limit, value))
    } else {
        Ok(())
    }
}
