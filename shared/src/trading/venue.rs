//! What an account's sequencer asks of the venue where its orders go, and what it is told: the protocol between the worker
//! `order-sequencer` and the workers `venue-alpaca` and `venue-paper`.
//!
//! Only what both ends need is in it: which call an answer belongs to, and what it means, the sequencer knows.

use pinewire_domain::trading::{
    execution::VenueExecution,
    order::{MarketKind, OrderRequest, VenueOrder},
    sequencer::{Answer, LookUpBy, Snapshot},
};
use serde::{Deserialize, Serialize};

use super::accounts::Link;

/// The service binding of `venue-alpaca`.
pub const ALPACA: &str = "VENUE_ALPACA";
/// The binding of the paper venue's objects; each is named by its account's id.
pub const PAPER: &str = "VENUE_PAPER";

/// The operations of a venue.
pub mod operation {
    /// [`Question`](super::Question) → [`Reply`](super::Reply).
    pub const ASK: &str = "ask";
    /// `()` → `()`. Forget the account: its user is erased. Of the paper venue only.
    pub const FORGET: &str = "forget";
    /// A WebSocket: the packed [`Link`](super::Link) goes in, [`Frame`](super::Frame)s come out.
    pub const STREAM: &str = "stream";
}

/// A question about an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    /// The account, and the way to it.
    pub link: Link,
    /// News through that number have been taken in ([`Reply::through`]): the venue may forget them.
    pub seen: u64,
    /// What is wanted.
    pub ask: Ask,
}

/// What is wanted of a venue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Ask {
    /// Take an order.
    Submit {
        /// What it must be known by.
        client_order_id: String,
        /// The order.
        request: Box<OrderRequest>,
        /// Where its symbol trades.
        market: MarketKind,
    },
    /// Cancel an order.
    Cancel {
        /// The venue's id.
        venue_order_id: String,
    },
    /// Say where an order is.
    LookUp(LookUpBy),
    /// Show the books.
    Snapshot,
    /// Look at the market, and fill what it has filled. Of the paper venue only: a broker does so by itself.
    Look,
}

/// What a venue says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Reply {
    /// In the order in which it happened.
    pub told: Vec<Told>,
    /// The number of the last news, for the next question's [`Question::seen`]: what is not acknowledged is told again.
    pub through: u64,
    /// The broker refused the link, and that was noted: the account has to be linked again.
    pub is_link_refused: bool,
}

/// One thing that a venue says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Told {
    /// What became of the call.
    Answer(Answer),
    /// Something happened to an order; the fill if it was one.
    News(Box<VenueOrder>, Option<VenueExecution>),
    /// The books.
    Snapshot(Box<Snapshot>),
}

/// One frame of a broker's stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Frame {
    /// From here on nothing is missed.
    Listening,
    /// News of an order, and the fill if they are about one.
    Update(Box<VenueOrder>, Option<VenueExecution>),
    /// News that cannot be read; why.
    Unreadable(String),
    /// The broker does not accept the link.
    Unauthorized,
}
