//! Identifiers: a prefix that tells the kind and a ULID that sorts by time of creation, e.g.
//! `sig_01HM6X3T5Q0000000000000000`. One newtype a kind, so that a session's id cannot be passed for a user's.
//!
//! Where the random part comes from is left to the caller.

use core::fmt;

use thiserror::Error;
use ulid::Ulid;

use crate::time::Timestamp;

const PREFIX_LEN: usize = 4;
/// Characters in every id.
pub const ID_LEN: usize = PREFIX_LEN + 26;

/// Text that is not an id of the expected kind. Deliberately without the text: it may be someone's secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an id that starts with {prefix}")]
pub struct IdError {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

/// The text of an id: the ASCII bytes of prefix and ULID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct IdText([u8; ID_LEN]);

impl IdText {
    fn new(prefix: &'static str, ulid: Ulid) -> Self {
        let mut text = [0; ID_LEN];
        let mut digits = [0; ulid::ULID_LEN];
        let digits = ulid.array_to_str(&mut digits);
        let bytes = prefix.bytes().chain(digits.bytes());
        for (slot, byte) in text.iter_mut().zip(bytes) {
            *slot = byte;
        }
        Self(text)
    }

    /// Accepts the canonical spelling only, so that one thing has one id.
    fn parse(prefix: &'static str, text: &str) -> Result<Self, IdError> {
        let error = IdError { prefix };
        let digits = text.strip_prefix(prefix).ok_or(error)?;
        let ulid = Ulid::from_string(digits).map_err(|_| error)?;
        let id = Self::new(prefix, ulid);
        if id.as_str() == text { Ok(id) } else { Err(error) }
    }

    fn as_str(&self) -> &str {
        // Only ASCII is ever written to it, so the default is never used.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn created_at(&self) -> Timestamp {
        let ms = self
            .as_str()
            .get(PREFIX_LEN..)
            .and_then(|digits| Ulid::from_string(digits).ok());
        Timestamp::from_millis(ms.map_or(0, |ulid| i64::try_from(ulid.timestamp_ms()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Debug for IdText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What all kinds of ids have in common, for code that makes or stores an id of any kind.
pub trait Id: Sized {
    /// The id made at `at` with the lower 80 bits of `random`.
    fn new(at: Timestamp, random: u128) -> Self;

    /// The text, e.g. for a column.
    fn as_str(&self) -> &str;
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        pub struct $name(IdText);

        impl $name {
            /// What every id of this kind starts with.
            pub const PREFIX: &'static str = $prefix;

            /// The id made at `ms` (epoch milliseconds, 48 bits) with the lower 80 bits of `random`.
            pub fn from_parts(ms: u64, random: u128) -> Self {
                Self(IdText::new($prefix, Ulid::from_parts(ms, random)))
            }

            /// The id made at `at`. Times before 1970 count as 1970.
            pub fn new(at: Timestamp, random: u128) -> Self {
                Self::from_parts(u64::try_from(at.as_millis()).unwrap_or(0), random)
            }

            /// The text, e.g. for a column.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// When it was made, to the millisecond.
            pub fn created_at(&self) -> Timestamp {
                self.0.created_at()
            }
        }

        impl Id for $name {
            fn new(at: Timestamp, random: u128) -> Self {
                Self::new(at, random)
            }

            fn as_str(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl core::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                IdText::parse($prefix, text).map(Self)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = IdError;

            fn try_from(text: &str) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.as_str().to_owned()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A person with an account; also the tenant.
    UserId = "usr_";
    /// A sign-in on one device.
    SessionId = "ses_";
    /// An API key (not its secret).
    ApiKeyId = "key_";
    /// A webhook token (not its secret).
    WebhookTokenId = "whk_";
    /// A stored alert.
    SignalId = "sig_";
    /// Something that happened to a signal.
    SignalEventId = "evt_";
    /// An alert that was refused.
    RejectedAlertId = "rej_";
    /// An outbox job.
    JobId = "job_";
    /// A job that failed for good.
    DeadLetterId = "dlq_";
    /// An audit log entry.
    AuditId = "aud_";
    /// An HTTP request.
    RequestId = "req_";
    /// An account at a broker that a user linked.
    BrokerAccountId = "acc_";
    /// An order, from its intent to its end, whatever ids the venue gives it on the way.
    OrderId = "ord_";
    /// A fill or a part of one.
    ExecutionId = "exe_";
    /// A position in one symbol of one account.
    PositionId = "pos_";
    /// A strategy's alerts bound to an account.
    StrategyBindingId = "bnd_";
    /// An order that waits for its user's approval.
    ApprovalId = "apr_";
    /// A seller's connection to TradingView (not its cookies).
    ConnectionId = "con_";
    /// A check of such a connection's health.
    ConnectionCheckId = "chk_";
    /// A run of the sync of a seller's scripts.
    SyncRunId = "syn_";
    /// A published script of a seller.
    ScriptId = "scr_";
    /// One buyer's access to one script.
    GrantId = "grt_";
    /// One intent to change a grant, with all of its calls.
    AttemptId = "att_";
    /// A job over many grants.
    BulkJobId = "blk_";
    /// A comparison of the books of access with TradingView.
    ReconciliationId = "rec_";
    /// A difference that it found.
    DifferenceId = "dif_";
    /// An event that a shop sent.
    PurchaseId = "pur_";
    /// An address that a shop sends its events to (not its token).
    PurchaseHookId = "phk_";
    /// A product of a shop and what it gives access to.
    ProductId = "prd_";
    /// An address that outgoing events are sent to (not its secret).
    EndpointId = "whe_";
    /// An outgoing event: the `webhook-id` of each of its deliveries.
    EventId = "msg_";
    /// One outgoing event on its way to one endpoint.
    DeliveryId = "dlv_";
    /// A run of the import from an older system.
    ImportId = "imp_";
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn other_kinds_and_other_spellings_are_refused() {
        let id = SignalId::from_parts(1_705_314_600_123, 42);
        let text = id.to_string();
        assert_eq!(text.len(), ID_LEN);
        assert_eq!(text.parse(), Ok(id));
        assert!(text.parse::<UserId>().is_err());
        assert!(text.to_ascii_lowercase().parse::<SignalId>().is_err());
        for bad in [
            "",
            "sig_",
            "sig_8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "sig_01HM6X3T5Q000000000000000é",
            "sig_01HM6X3T5Q000000000000000U",
        ] {
            assert!(bad.parse::<SignalId>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn ids_keep_their_time_and_sort_by_it(a in 0u64..1 << 48, b in 0u64..1 << 48, random: u128, other: u128) {
            let (first, second) = (JobId::from_parts(a, random), JobId::from_parts(b, other));
            prop_assert_eq!(first.as_str().parse::<JobId>(), Ok(first));
            if a <= 253_402_300_799_999 {
                prop_assert_eq!(first.created_at().as_millis(), i64::try_from(a).unwrap());
            }
            if a < b {
                prop_assert!(first < second && first.as_str() < second.as_str());
            }
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<UserId>();
        }
    }
}
