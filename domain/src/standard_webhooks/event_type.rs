//! What can be told. The names are the specification's full-stop delimited ones, and stable: receivers match on them.

use crate::text_enum;

text_enum! {
    /// What an outgoing event tells.
    EventType("event type") {
        /// A buyer was given access.
        AccessGranted = "access.granted",
        /// An access was prolonged, shortened or made a lifetime.
        AccessExtended = "access.extended",
        /// An access ended: on request or by time.
        AccessRevoked = "access.revoked",
        /// A change of an access was given up.
        AccessFailed = "access.failed",
        /// An access ends soon.
        AccessExpiring = "access.expiring",
        /// TradingView no longer accepts the seller's cookies.
        ConnectionDead = "connection.dead",
        /// A sync of the seller's scripts is over.
        SyncFinished = "sync.finished",
        /// Sent by hand, to one endpoint, to try it out.
        EndpointTest = "endpoint.test",
    }
}

impl EventType {
    /// Whether endpoints can subscribe to it.
    pub const fn can_be_subscribed(self) -> bool {
        !matches!(self, Self::EndpointTest)
    }
}
