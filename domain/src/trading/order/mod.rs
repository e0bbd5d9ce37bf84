//! Orders: the words ([`Side`], [`OrderType`], [`TimeInForce`]), what is asked for ([`OrderRequest`], checked by
//! [`OrderRequest::validate`]), what a venue reports ([`VenueOrder`]) and the record that follows one order through all
//! of that ([`Order`]).

mod client_id;
mod leg;
mod record;
mod request;
#[cfg(test)]
mod request_tests;
mod status;
#[cfg(test)]
mod tests;
mod validate;
mod venue;

pub use client_id::ClientOrderId;
pub use leg::Leg;
pub use record::{Call, CallKind, CallPhase, Order, OrderChange, Origin, Refused, Role};
pub use request::{Amount, Instrument, MarketKind, OrderRequest, StopLoss, TakeProfit};
pub use status::{OrderStatus, VenuePhase, VenueStatus};
pub use venue::VenueOrder;

use crate::decimal::Decimal;
use crate::text_enum;

text_enum! {
    /// Bought or sold.
    Side("side") {
        /// Bought.
        Buy = "buy",
        /// Sold.
        Sell = "sell",
    }
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }

    /// `quantity` with the sign of what it does to a position.
    #[must_use]
    pub fn signed(self, quantity: Decimal) -> Decimal {
        match self {
            Self::Buy => quantity,
            Self::Sell => quantity.negated(),
        }
    }

    /// The side that makes a position of that (signed) quantity smaller; `None` when there is none.
    pub fn reducing(position: Decimal) -> Option<Self> {
        if position.is_zero() {
            None
        } else if position.is_negative() {
            Some(Self::Buy)
        } else {
            Some(Self::Sell)
        }
    }
}

text_enum! {
    /// At which price an order may be filled.
    OrderType("order type") {
        /// At any price, at once.
        Market = "market",
        /// At the limit or better.
        Limit = "limit",
        /// At any price once the stop is reached.
        Stop = "stop",
        /// At the limit or better once the stop is reached.
        StopLimit = "stop_limit",
    }
}

impl OrderType {
    /// Whether it has a limit price.
    pub const fn has_limit(self) -> bool {
        matches!(self, Self::Limit | Self::StopLimit)
    }

    /// Whether it has a stop price.
    pub const fn has_stop(self) -> bool {
        matches!(self, Self::Stop | Self::StopLimit)
    }
}

text_enum! {
    /// How long an order stands.
    TimeInForce("duration") {
        /// Until the session ends.
        Day = "day",
        /// Until it is cancelled.
        Gtc = "gtc",
        /// Now, as much as possible; the rest is cancelled.
        Ioc = "ioc",
        /// Now and whole, or not at all.
        Fok = "fok",
        /// In the opening auction only.
        Opg = "opg",
        /// In the closing auction only.
        Cls = "cls",
        /// Until a given time.
        Gtd = "gtd",
    }
}

impl TimeInForce {
    /// Whether orders of that type can stand so long: what is filled at once or in an auction waits for no stop.
    pub const fn fits_type(self, kind: OrderType) -> bool {
        !(matches!(self, Self::Ioc | Self::Fok | Self::Opg | Self::Cls) && kind.has_stop())
    }

    /// Whether orders can stand so long in that market: without sessions there is no day and no auction, and
    /// venues of coins know no fill-or-kill.
    pub const fn fits_market(self, market: MarketKind) -> bool {
        match market {
            MarketKind::Stocks => true,
            MarketKind::Crypto => matches!(self, Self::Gtc | Self::Ioc | Self::Gtd),
        }
    }
}

text_enum! {
    /// How an order is tied to others.
    OrderClass("order class") {
        /// It stands alone.
        Simple = "simple",
        /// An entry that, once filled, has a target and a stop of which one cancels the other.
        Bracket = "bracket",
        /// A target (the order itself) and a stop of which one cancels the other.
        Oco = "oco",
        /// An entry that, once filled, has a target or a stop.
        Oto = "oto",
    }
}
