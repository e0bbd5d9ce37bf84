//! A run of the sync as it is stored: why it was begun, what it came to, and why it failed.

use serde::Serialize;

use super::failure::AccessFailure;
use crate::id::ScriptId;
use crate::text_enum;
use crate::validation::FieldError;

text_enum! {
    /// Why a run was begun.
    Cause("cause") {
        /// The seller asked for it.
        User = "user",
        /// It was time.
        Schedule = "schedule",
    }
}

/// Why a run failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// TradingView did not let its lists be read.
    Access(AccessFailure),
    /// The seller disconnected.
    NotConnected,
    /// Every script would be gone.
    EverythingRemoved,
    /// The worker died at it too often.
    Stuck,
}

impl Failure {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access(failure) => failure.as_str(),
            Self::NotConnected => "not_connected",
            Self::EverythingRemoved => "everything_removed",
            Self::Stuck => "stuck",
        }
    }

    /// The failure of that word.
    pub fn parse(word: &str) -> Self {
        match word {
            "not_connected" => Self::NotConnected,
            "everything_removed" => Self::EverythingRemoved,
            _ => word.parse().map_or(Self::Stuck, Self::Access),
        }
    }

    /// What it means, and what to do, for the seller.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Access(AccessFailure::NoAnswer | AccessFailure::UnexpectedAnswer) => {
                "TradingView's lists could not be read completely. Nothing was changed."
            }
            Self::Access(failure) => failure.reason(),
            Self::NotConnected => "You are not connected to TradingView. Connect and sync again.",
            Self::EverythingRemoved => {
                "TradingView lists none of your scripts any more, which is more likely a fault of its own. Nothing was \
                 changed. If they are really gone, sync again with accept_removal."
            }
            Self::Stuck => "The sync was interrupted too often. Sync again.",
        }
    }
}

/// Which scripts a run concerned; of each kind at most 200.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SyncReport))]
pub struct Report {
    /// New ones.
    pub added: Vec<Named>,
    /// Those that are different, or are there again.
    pub changed: Vec<Named>,
    /// Those that TradingView no longer has. They stay on record.
    pub removed: Vec<Named>,
    /// Those that no list has and that TradingView knows all the same: they stay as they are.
    pub unlisted: Vec<Named>,
    /// Those that can't be stored as TradingView lists them.
    pub invalid: Vec<Unfit>,
}

/// A script in a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SyncedScript))]
pub struct Named {
    /// Its id here.
    pub id: Option<ScriptId>,
    /// Its id on TradingView.
    pub pine_id: String,
    /// Its title.
    pub title: String,
    /// Of a changed one, what changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub fields: Vec<String>,
}

/// A script that was listed and not stored.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UnfitScript))]
pub struct Unfit {
    /// Its id on TradingView.
    pub pine_id: String,
    /// What is wrong with it.
    pub problems: Vec<FieldError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_read_as_it_was_written() {
        for failure in [
            Failure::Access(AccessFailure::SessionDead),
            Failure::NotConnected,
            Failure::EverythingRemoved,
            Failure::Stuck,
        ] {
            assert_eq!(Failure::parse(failure.as_str()), failure);
        }
    }
}
