//! Plans: what a subscriber may use. The rows of table `plans` are the record; this is their shape.

use serde::{Deserialize, Serialize};

/// A plan as users see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Plan {
    /// `free`, `pro`, `unlimited`.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Alerts a calendar month (UTC); `None` is unlimited.
    pub monthly_signals: Option<u64>,
}

/// The plan of a new account.
pub const DEFAULT_PLAN_ID: &str = "free";
