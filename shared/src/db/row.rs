//! Rows, and the types that columns become.

use pinewire_domain::{decimal::Decimal, time::Timestamp};
use serde_json::{Map, Value};

use crate::{Error, Result};

/// One row: its columns by their names.
#[derive(Debug, Clone, Default)]
pub struct Row(Map<String, Value>);

impl Row {
    pub(crate) const fn new(columns: Map<String, Value>) -> Self {
        Self(columns)
    }

    /// Takes a column out. That it is missing or of another type than the code thinks is a bug: the statement and the
    /// schema are ours.
    pub fn take<T: FromColumn>(&mut self, column: &'static str) -> Result<T> {
        let value = self.take_value(column)?;
        T::from_column(value).ok_or_else(|| wrong_type(column))
    }

    /// Leaves NULL in its place: taking the column out of the map would link code that rebalances trees.
    fn take_value(&mut self, column: &'static str) -> Result<Value> {
        self.0
            .get_mut(column)
            .map(Value::take)
            .ok_or_else(|| Error::bug(format_args!("the row has no column {column}")))
    }
}

#[cold]
fn wrong_type(column: &'static str) -> Error {
    // The value stays out of it: it may be somebody's secret.
    Error::bug(format_args!("the column {column} has another type"))
}

/// A struct that is made from a row: `#[derive(FromRow)]` takes each field from the column of its name.
pub trait FromRow: Sized {
    /// Takes the columns out.
    fn from_row(row: &mut Row) -> Result<Self>;
}

/// A type that a column becomes.
pub trait FromColumn: Sized {
    /// The value, if it is one of this type.
    fn from_column(value: Value) -> Option<Self>;
}

impl FromColumn for String {
    fn from_column(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl FromColumn for i64 {
    fn from_column(value: Value) -> Option<Self> {
        value.as_i64()
    }
}

/// Integers that are stored in fewer bits than SQLite has.
macro_rules! integers {
    ($($integer:ty),+) => {$(
        impl FromColumn for $integer {
            fn from_column(value: Value) -> Option<Self> {
                i64::from_column(value)?.try_into().ok()
            }
        }
    )+};
}

integers!(u8, u16, u32, u64, usize);

/// 0 or 1: SQLite has no booleans.
impl FromColumn for bool {
    fn from_column(value: Value) -> Option<Self> {
        i64::from_column(value).map(|value| value != 0)
    }
}

/// Milliseconds since 1970.
impl FromColumn for Timestamp {
    fn from_column(value: Value) -> Option<Self> {
        i64::from_column(value).map(Self::from_millis)
    }
}

/// NULL is `None`.
impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: Value) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        T::from_column(value).map(Some)
    }
}

/// Domain types whose column is their text.
macro_rules! texts {
    ($($type:path),+ $(,)?) => {$(
        impl FromColumn for $type {
            fn from_column(value: Value) -> Option<Self> {
                value.as_str()?.parse().ok()
            }
        }
    )+};
}

texts!(
    pinewire_domain::access::bulk::JobStatus,
    pinewire_domain::access::connection::ConnectionStatus,
    pinewire_domain::access::duration::GrantDuration,
    pinewire_domain::access::failure::AccessFailure,
    pinewire_domain::access::grant::GrantStatus,
    pinewire_domain::access::purchase::PurchaseKind,
    pinewire_domain::access::reconcile::DriftKind,
    pinewire_domain::access::username::Username,
    pinewire_domain::access::wire::PineId,
    pinewire_domain::access::wire::ScriptAccess,
    pinewire_domain::account::AccountStatus,
    pinewire_domain::account::Language,
    pinewire_domain::audit::ActorKind,
    pinewire_domain::auth::Role,
    pinewire_domain::dead_letter::DeadLetterStatus,
    pinewire_domain::id::ApiKeyId,
    pinewire_domain::id::ApprovalId,
    pinewire_domain::id::AttemptId,
    pinewire_domain::id::AuditId,
    pinewire_domain::id::BrokerAccountId,
    pinewire_domain::id::BulkJobId,
    pinewire_domain::id::ConnectionCheckId,
    pinewire_domain::id::ConnectionId,
    pinewire_domain::id::DeadLetterId,
    pinewire_domain::id::DeliveryId,
    pinewire_domain::id::DifferenceId,
    pinewire_domain::id::EndpointId,
    pinewire_domain::id::EventId,
    pinewire_domain::id::ExecutionId,
    pinewire_domain::id::GrantId,
    pinewire_domain::id::ImportId,
    pinewire_domain::id::JobId,
    pinewire_domain::id::OrderId,
    pinewire_domain::id::PositionId,
    pinewire_domain::id::ProductId,
    pinewire_domain::id::PurchaseHookId,
    pinewire_domain::id::PurchaseId,
    pinewire_domain::id::ReconciliationId,
    pinewire_domain::id::RejectedAlertId,
    pinewire_domain::id::ScriptId,
    pinewire_domain::id::SessionId,
    pinewire_domain::id::SignalId,
    pinewire_domain::id::StrategyBindingId,
    pinewire_domain::id::SyncRunId,
    pinewire_domain::id::UserId,
    pinewire_domain::id::WebhookTokenId,
    pinewire_domain::quota::QuotaMode,
    pinewire_domain::screenshot::Resolution,
    pinewire_domain::signal::Direction,
    pinewire_domain::signal::ScreenshotStatus,
    pinewire_domain::signal::SignalEventKind,
    pinewire_domain::signal::SignalResult,
    pinewire_domain::signal::SignalSource,
    pinewire_domain::standard_webhooks::EventType,
    pinewire_domain::stats::StreakKind,
    pinewire_domain::symbol::Symbol,
    pinewire_domain::trading::broker::Broker,
    pinewire_domain::trading::broker::Environment,
    pinewire_domain::trading::broker::LinkStatus,
    pinewire_domain::trading::order::OrderStatus,
    pinewire_domain::trading::order::OrderType,
    pinewire_domain::trading::order::Side,
    pinewire_domain::trading::order::TimeInForce,
);

impl FromColumn for Decimal {
    fn from_column(value: Value) -> Option<Self> {
        Self::parse(value.as_str()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(columns: Value) -> Row {
        match columns {
            Value::Object(columns) => Row::new(columns),
            other => panic!("{other} is no row"),
        }
    }

    #[test]
    fn columns_become_what_the_field_is() {
        let mut row = row(json!({
            "name": "Ada", "count": 7, "is_open": 1, "at": 1_700_000_000_000_i64, "ends": null, "price": "0.10",
        }));
        assert_eq!(row.take::<String>("name").unwrap(), "Ada");
        assert_eq!(row.take::<u8>("count").unwrap(), 7);
        assert!(row.take::<bool>("is_open").unwrap());
        assert_eq!(
            row.take::<Timestamp>("at").unwrap().as_millis(),
            1_700_000_000_000
        );
        assert_eq!(row.take::<Option<Timestamp>>("ends").unwrap(), None);
        assert_eq!(
            row.take::<Decimal>("price").unwrap(),
            Decimal::parse("0.10").unwrap()
        );
    }

    #[test]
    fn another_type_and_a_missing_column_are_bugs_that_do_not_tell_the_value() {
        let mut row = row(json!({ "secret": "hunter2", "large": 300, "none": null }));
        for error in [
            row.take::<i64>("secret").unwrap_err(),
            row.take::<u8>("large").map(i64::from).unwrap_err(),
            row.take::<String>("none").map(|_| 0).unwrap_err(),
            row.take::<i64>("absent").unwrap_err(),
        ] {
            assert!(matches!(error, Error::Bug(_)));
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
