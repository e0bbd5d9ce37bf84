//! The id that we give an order at the venue, known before the venue is called: with it, a lost answer is looked up
//! instead of the order being sent a second time.

use core::fmt;
use core::str::FromStr;

use crate::id::OrderId;

/// `ord_….2`: our order, and how often it has been sent (a changed order is sent anew). At most 128 characters, as
/// Alpaca wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientOrderId {
    /// Our order.
    pub order: OrderId,
    /// From 1.
    pub revision: u32,
}

/// Text that is no client order id of ours: somebody else sent that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a client order id of ours")]
pub struct ForeignOrder;

impl fmt::Display for ClientOrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.order, self.revision)
    }
}

impl FromStr for ClientOrderId {
    type Err = ForeignOrder;

    fn from_str(text: &str) -> Result<Self, ForeignOrder> {
        let (order, revision) = text.split_once('.').ok_or(ForeignOrder)?;
        let id = Self {
            order: order.parse().map_err(|_| ForeignOrder)?,
            revision: revision.parse().map_err(|_| ForeignOrder)?,
        };
        // One spelling only: neither `.01` nor `.+1`.
        if id.revision > 0 && id.to_string() == text {
            Ok(id)
        } else {
            Err(ForeignOrder)
        }
    }
}
