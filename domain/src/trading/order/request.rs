//! What somebody asks for, and what a venue allows for an instrument.

use serde::{Deserialize, Serialize};

use super::{OrderClass, OrderType, Side, TimeInForce};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::text_enum;
use crate::time::Timestamp;

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Units (shares, coins).
    Quantity(Decimal),
    /// Money to spend or to raise, in the account's currency; the venue works out the units.
    Notional(Decimal),
}

impl Amount {
    /// The units, unless money is asked for.
    pub const fn quantity(self) -> Option<Decimal> {
        match self {
            Self::Quantity(quantity) => Some(quantity),
            Self::Notional(_) => None,
        }
    }

    /// The units at `price`, at least: money is rounded down to 9 decimals of a unit.
    pub fn quantity_at(self, price: Decimal) -> Option<Decimal> {
        match self {
            Self::Quantity(quantity) => Some(quantity),
            Self::Notional(money) => Some(money.checked_div(price)?.truncate(9)),
        }
    }
}

/// The order that takes the profit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeProfit {
    /// Where.
    pub limit_price: Decimal,
}

/// The order that stops the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopLoss {
    /// Where it is triggered.
    pub stop_price: Decimal,
    /// The worst price then, if it is to be a stop-limit order.
    #[serde(default)]
    pub limit_price: Option<Decimal>,
}

/// An order as it is asked for. [`OrderRequest::validate`] says whether it can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRequest {
    /// Of what.
    pub symbol: Symbol,
    /// Bought or sold.
    pub side: Side,
    /// At which price.
    #[serde(rename = "type")]
    pub kind: OrderType,
    /// How much.
    pub amount: Amount,
    /// Of limit and stop-limit orders.
    #[serde(default)]
    pub limit_price: Option<Decimal>,
    /// Of stop and stop-limit orders.
    #[serde(default)]
    pub stop_price: Option<Decimal>,
    /// How long it stands.
    pub duration: TimeInForce,
    /// Until when, for [`TimeInForce::Gtd`].
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// Whether it may be filled before the open and after the close.
    #[serde(default)]
    pub extended_hours: bool,
    /// How it is tied to its target and stop.
    pub class: OrderClass,
    /// The target. An OCO order has none: it is the target itself.
    #[serde(default)]
    pub take_profit: Option<TakeProfit>,
    /// The stop.
    #[serde(default)]
    pub stop_loss: Option<StopLoss>,
    /// Whether it must not open or turn a position.
    #[serde(default)]
    pub reduce_only: bool,
}

impl OrderRequest {
    /// A market order for the day.
    pub const fn market(symbol: Symbol, side: Side, amount: Amount) -> Self {
        Self {
            symbol,
            side,
            kind: OrderType::Market,
            amount,
            limit_price: None,
            stop_price: None,
            duration: TimeInForce::Day,
            expires_at: None,
            extended_hours: false,
            class: OrderClass::Simple,
            take_profit: None,
            stop_loss: None,
            reduce_only: false,
        }
    }

    /// Sets target and stop, and the class that has them: bracket, OTO or simple.
    pub const fn set_brackets(&mut self, take_profit: Option<TakeProfit>, stop_loss: Option<StopLoss>) {
        self.class = match (&take_profit, &stop_loss) {
            (Some(_), Some(_)) => OrderClass::Bracket,
            (None, None) => OrderClass::Simple,
            _ => OrderClass::Oto,
        };
        self.take_profit = take_profit;
        self.stop_loss = stop_loss;
    }

    /// The price that it says itself: its limit, else its stop.
    pub fn own_price(&self) -> Option<Decimal> {
        self.limit_price.or(self.stop_price)
    }
}

text_enum! {
    /// What kind of market an instrument trades in.
    MarketKind("market") {
        /// Exchange sessions, with opening and closing auctions.
        Stocks = "stocks",
        /// Around the clock.
        Crypto = "crypto",
    }
}

impl MarketKind {
    /// How long an order stands that does not say.
    pub const fn default_duration(self) -> TimeInForce {
        match self {
            Self::Stocks => TimeInForce::Day,
            Self::Crypto => TimeInForce::Gtc,
        }
    }
}

/// What a venue allows for an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// Its name.
    pub symbol: Symbol,
    /// Where it trades.
    pub market: MarketKind,
    /// Whether it can be ordered at all today.
    pub tradable: bool,
    /// Whether parts of a unit can be ordered.
    pub fractionable: bool,
    /// Whether it can be sold short.
    pub shortable: bool,
    /// The least that can be ordered.
    pub min_quantity: Decimal,
    /// What quantities are multiples of, where parts of a unit can be ordered.
    pub quantity_step: Decimal,
    /// What prices from 1 up are multiples of.
    pub price_step: Decimal,
    /// What prices below 1 are multiples of.
    pub price_step_below_one: Decimal,
}

impl Instrument {
    /// A US stock by the exchanges' rules: cents from one dollar up, hundredths of cents below; parts down to 10⁻⁹.
    pub fn us_stock(symbol: Symbol) -> Self {
        let decimal = |scale| Decimal::from_parts(1, scale).unwrap_or_default();
        Self {
            symbol,
            market: MarketKind::Stocks,
            tradable: true,
            fractionable: true,
            shortable: true,
            min_quantity: decimal(9),
            quantity_step: decimal(9),
            price_step: decimal(2),
            price_step_below_one: decimal(4),
        }
    }

    /// What a price of that size is a multiple of.
    pub fn price_step_at(&self, price: Decimal) -> Decimal {
        if price < Decimal::from(1) {
            self.price_step_below_one
        } else {
            self.price_step
        }
    }

    /// `price` cut to the instrument's step, towards nought.
    #[must_use]
    pub fn round_price(&self, price: Decimal) -> Decimal {
        round_down_to(price, self.price_step_at(price))
    }

    /// `quantity` cut to what can be ordered, towards nought.
    #[must_use]
    pub fn round_quantity(&self, quantity: Decimal) -> Decimal {
        let step = if self.fractionable {
            self.quantity_step
        } else {
            Decimal::from(1)
        };
        round_down_to(quantity, step)
    }
}

fn round_down_to(number: Decimal, step: Decimal) -> Decimal {
    number
        .checked_div(step)
        .map_or(number, |steps| steps.truncate(0).saturating_mul(step))
}
