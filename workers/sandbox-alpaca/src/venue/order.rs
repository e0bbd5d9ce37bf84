//! An order as the venue keeps it.

use pinewire_domain::{
    decimal::Decimal,
    text_enum,
    time::Timestamp,
    trading::order::{OrderClass, Side, TimeInForce},
};

use super::asset::Asset;

text_enum! {
    /// At which price an order may be filled.
    Kind("type") {
        Market = "market",
        Limit = "limit",
        Stop = "stop",
        StopLimit = "stop_limit",
        TrailingStop = "trailing_stop",
    }
}

impl Kind {
    pub(crate) const fn has_limit(self) -> bool {
        matches!(self, Self::Limit | Self::StopLimit)
    }

    /// Whether it waits for a price, and which one it is given.
    pub(crate) const fn has_stop(self) -> bool {
        matches!(self, Self::Stop | Self::StopLimit)
    }

    /// Whether it waits for a price.
    pub(crate) const fn waits(self) -> bool {
        matches!(self, Self::Stop | Self::StopLimit | Self::TrailingStop)
    }
}

text_enum! {
    /// Where an order is.
    Status("status") {
        PendingNew = "pending_new",
        Accepted = "accepted",
        New = "new",
        Held = "held",
        PartiallyFilled = "partially_filled",
        PendingCancel = "pending_cancel",
        Suspended = "suspended",
        Filled = "filled",
        Canceled = "canceled",
        Expired = "expired",
        Rejected = "rejected",
        Replaced = "replaced",
    }
}

impl Status {
    /// Whether it never changes again.
    pub(crate) const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Filled | Self::Canceled | Self::Expired | Self::Rejected | Self::Replaced
        )
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) id: String,
    /// Its place among the orders of its account.
    pub(crate) seq: u64,
    pub(crate) client_order_id: String,
    pub(crate) symbol: String,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// When it came to its end, if it did.
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) replaces: Option<String>,
    pub(crate) replaced_by: Option<String>,
    /// Units, unless it is for an amount of money.
    pub(crate) qty: Option<Decimal>,
    pub(crate) notional: Option<Decimal>,
    pub(crate) filled_qty: Decimal,
    /// What was paid for them.
    pub(crate) filled_value: Decimal,
    pub(crate) class: OrderClass,
    pub(crate) kind: Kind,
    pub(crate) side: Side,
    pub(crate) duration: TimeInForce,
    pub(crate) limit_price: Option<Decimal>,
    pub(crate) stop_price: Option<Decimal>,
    pub(crate) trail_price: Option<Decimal>,
    pub(crate) trail_percent: Option<Decimal>,
    /// Of a trailing stop: the best price since it was placed.
    pub(crate) water_mark: Option<Decimal>,
    pub(crate) extended_hours: bool,
    pub(crate) status: Status,
    /// Of a target or stop: the order that it belongs to.
    pub(crate) parent: Option<String>,
    /// Of a stop: its price was reached.
    pub(crate) is_triggered: bool,
    /// A trouble keeps it where it is.
    pub(crate) is_stuck: bool,
}

impl Order {
    pub(crate) fn asset(&self) -> Option<&'static Asset> {
        Asset::find(&self.symbol)
    }

    pub(crate) fn average_price(&self) -> Option<Decimal> {
        let average = self.filled_value.checked_div(self.filled_qty)?;
        Some(average.round(9))
    }

    /// What is left to be filled, at this price.
    pub(crate) fn rest(&self, price: Decimal) -> Decimal {
        let wanted = match (self.qty, self.notional) {
            (Some(qty), _) => qty,
            (None, Some(money)) => {
                let left = money.saturating_sub(self.filled_value);
                let units = left.checked_div(price).unwrap_or_default().truncate(9);
                return units.max(Decimal::ZERO);
            }
            (None, None) => Decimal::ZERO,
        };
        wanted.saturating_sub(self.filled_qty)
    }

    /// Units that it was for, or got.
    pub(crate) fn quantity(&self) -> Decimal {
        self.qty.unwrap_or(self.filled_qty)
    }

    pub(crate) const fn is_open(&self) -> bool {
        !self.status.is_final()
    }

    /// Whether it takes part in trading: targets and stops of an entry that is not filled yet do not, nor does what a
    /// trouble holds back before it got there.
    pub(crate) fn is_live(&self) -> bool {
        match self.status {
            Status::New | Status::PartiallyFilled | Status::PendingCancel => true,
            // The stop of an OCO pair shows as held for as long as it waits.
            Status::Held => self.class == OrderClass::Oco,
            _ => false,
        }
    }

    /// The price that triggers it.
    pub(crate) fn trigger(&self) -> Option<Decimal> {
        if self.kind != Kind::TrailingStop {
            return self.stop_price.filter(|_| self.kind.has_stop());
        }
        let mark = self.water_mark?;
        let distance = match (self.trail_price, self.trail_percent) {
            (Some(price), _) => price,
            (None, Some(percent)) => mark.saturating_mul(percent).checked_div(Decimal::from(100))?,
            (None, None) => return None,
        };
        let stop = match self.side {
            Side::Sell => mark.saturating_sub(distance),
            Side::Buy => mark.saturating_add(distance),
        };
        Some(stop.round(2))
    }

    /// Whether a price is at least as good for it as another.
    pub(crate) fn is_as_good(&self, price: Decimal, other: Decimal) -> bool {
        match self.side {
            Side::Buy => price <= other,
            Side::Sell => price >= other,
        }
    }
}

/// Something was bought or sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fill {
    /// The execution's id.
    pub(crate) id: String,
    /// Its place among the fills of its account.
    pub(crate) seq: u64,
    pub(crate) order_id: String,
    pub(crate) symbol: String,
    pub(crate) side: Side,
    pub(crate) at: Timestamp,
    pub(crate) qty: Decimal,
    pub(crate) price: Decimal,
    /// All that the order got so far.
    pub(crate) cumulative: Decimal,
    /// What the order still waits for.
    pub(crate) leaves: Decimal,
    /// What its account holds after it, signed.
    pub(crate) position: Decimal,
}
