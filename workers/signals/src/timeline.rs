//! What happened to a signal. Its beginning follows from its row, because the accept path writes no events; what came
//! later was noted when it happened.

use pinewire_domain::{signal::SignalEventKind, time::Timestamp};
use pinewire_shared::{Result, db::FromRow};
use serde::Serialize;
use serde_json::{Value, json};

use super::row::Row;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct TimelineEntry {
    /// When.
    at: Timestamp,
    /// What.
    kind: SignalEventKind,
    /// Particulars, by kind.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    detail: Value,
}

/// A row of `signal_events`.
#[derive(Debug, FromRow)]
pub(super) struct Event {
    pub(super) at: Timestamp,
    pub(super) kind: SignalEventKind,
    pub(super) detail: String,
}

/// The timeline, the oldest first, of events that come the newest first.
pub(super) fn timeline(
    row: &Row,
    source_ip: &str,
    body_bytes: usize,
    events: Vec<Event>,
) -> Result<Vec<TimelineEntry>> {
    let begin = |kind, detail| TimelineEntry {
        at: row.created_at,
        kind,
        detail,
    };
    let mut entries = vec![
        begin(
            SignalEventKind::Received,
            json!({ "source": row.source, "source_ip": source_ip, "bytes": body_bytes }),
        ),
        begin(
            SignalEventKind::Validated,
            json!({ "symbol": row.symbol(), "direction": row.direction }),
        ),
        begin(SignalEventKind::Stored, json!({})),
    ];
    if row.duplicates > 0 {
        // Only counted, not timed: they came after the first one.
        entries.push(begin(
            SignalEventKind::Duplicate,
            json!({ "count": row.duplicates }),
        ));
    }
    for event in events.into_iter().rev() {
        entries.push(TimelineEntry {
            at: event.at,
            kind: event.kind,
            detail: serde_json::from_str(&event.detail)?,
        });
    }
    Ok(entries)
}
