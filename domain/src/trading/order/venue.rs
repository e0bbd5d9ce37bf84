//! What a venue says of one of its orders, in one shape whatever the venue and whatever brought the news (an answer, a
//! stream, a look-up, a list).

use serde::{Deserialize, Serialize};

use super::{OrderType, Side, TimeInForce, VenueStatus};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;

/// A venue's order at a point in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VenueOrder {
    /// The venue's id.
    pub id: String,
    /// The id that whoever sent it gave it; ours are [`super::ClientOrderId`]s.
    pub client_order_id: Option<String>,
    /// Of what.
    pub symbol: Symbol,
    /// Bought or sold.
    pub side: Side,
    /// At which price.
    pub kind: OrderType,
    /// Units; `None` for an order by money.
    pub quantity: Option<Decimal>,
    /// Money; `None` for an order by units.
    pub notional: Option<Decimal>,
    /// Units filled of this venue order alone, without those of orders that it replaced.
    pub filled_quantity: Decimal,
    /// Their average price.
    pub filled_average_price: Option<Decimal>,
    /// The limit.
    pub limit_price: Option<Decimal>,
    /// The stop.
    pub stop_price: Option<Decimal>,
    /// How long it stands.
    pub duration: TimeInForce,
    /// Where it is.
    pub status: VenueStatus,
    /// The id of the order whose place it took.
    pub replaces: Option<String>,
    /// The id of the order that took its place.
    pub replaced_by: Option<String>,
    /// Its targets and stops, where the venue lists them with it.
    pub legs: Vec<VenueOrder>,
    /// When the venue got it.
    pub created_at: Timestamp,
    /// When it last changed, by the venue's clock. News are put in order by this.
    pub updated_at: Timestamp,
}
