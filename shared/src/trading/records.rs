//! What an account's sequencer reads of the database, and writes to it, by the worker `order-records`: the sequencer's own
//! storage is the record of its orders, the database is where others read them.

use pinewire_domain::{
    id::{BrokerAccountId, UserId},
    trading::{broker::Broker, sequencer::Settings},
};
use serde::{Deserialize, Serialize};

use super::accounts::Link;
use crate::{Cx, Result, packed_call::Target};

/// The service binding.
const BINDING: &str = "ORDER_RECORDS";

/// The operations.
pub mod operation {
    /// [`StandingQuestion`](super::StandingQuestion) → `Option<`[`Standing`](super::Standing)`>`.
    pub const STANDING: &str = "standing";
    /// [`Events`](super::Events) → `()`.
    pub const PROJECT: &str = "project";
    /// [`Trades`](super::Trades) → `()`.
    pub const RELEASE: &str = "release";
}

/// How does an account stand?
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StandingQuestion {
    /// Which.
    pub account: BrokerAccountId,
    /// The key of a command that may be a trade of a plan that includes only so many: it is
    /// [reserved](super::reservations).
    pub trade: Option<String>,
}

/// Trades that were reserved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Trades {
    /// The account's owner.
    pub user_id: UserId,
    /// The account.
    pub account: BrokerAccountId,
    /// The keys of the commands.
    pub keys: Vec<String>,
}

/// How an account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Where it is.
    pub broker: Broker,
    /// Whose it is, and the way to the broker.
    pub link: Link,
    /// Limits and plan, and whether anything may be opened.
    pub settings: Settings,
    /// The trading day, `YYYY-MM-DD`.
    pub day: String,
}

/// Events to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Events {
    /// The account's owner.
    pub user_id: UserId,
    /// The account.
    pub account: BrokerAccountId,
    /// A JSON array of [`ProjectedEvent`](pinewire_domain::trading::sequencer::ProjectedEvent)s.
    pub events: String,
}

/// How an account stands; `None` once its user is erased.
pub async fn standing(cx: &Cx, question: &StandingQuestion) -> Result<Option<Standing>> {
    let records = Target::service(cx, BINDING)?;
    records.ask(operation::STANDING, question).await
}

/// Releases reserved trades: what became of them is written.
pub async fn release(cx: &Cx, trades: &Trades) -> Result<()> {
    let records = Target::service(cx, BINDING)?;
    records.ask(operation::RELEASE, trades).await
}

/// Writes events. Writing them again, in whatever order, changes nothing.
pub async fn project(cx: &Cx, events: &Events) -> Result<()> {
    let records = Target::service(cx, BINDING)?;
    records.ask(operation::PROJECT, events).await
}
