//! A script as the seller sees it.

use pinewire_domain::{
    access::{
        duration::GrantDuration,
        wire::{PineId, ScriptAccess},
    },
    id::{ConnectionId, ScriptId},
    time::Timestamp,
};
use pinewire_shared::db::FromRow;
use serde::Serialize;

/// A published script: what TradingView says of it, and what the seller set.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Script {
    /// Its id here.
    pub(super) id: ScriptId,
    /// Of which connection.
    connection_id: ConnectionId,
    /// Its id on TradingView.
    pine_id: PineId,
    /// Its title.
    title: String,
    /// Who may use it; null: TradingView says something unknown.
    pub(super) access: Option<ScriptAccess>,
    /// `study`, `strategy`, `library`.
    kind: Option<String>,
    /// Its version on TradingView, e.g. `12.0`.
    pine_version: Option<String>,
    /// Likes.
    likes: Option<i64>,
    /// Its page.
    url: Option<String>,
    /// Its picture.
    image_url: Option<String>,
    /// Its short description.
    description: Option<String>,
    /// When TradingView no longer had it; null: it has it.
    pub(super) removed_at: Option<Timestamp>,
    /// How long access lasts for which no duration is given, e.g. `30D`, `1M`, `1L` for lifetime.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    default_duration: Option<GrantDuration>,
    /// The seller's own name of the price, such as a shop's SKU.
    price_reference: Option<String>,
    /// Whether it is for sale.
    is_for_sale: bool,
    /// Counts the changes of the seller's settings.
    version: i64,
    /// When it was first seen.
    pub(super) created_at: Timestamp,
    /// When anything of it last changed.
    updated_at: Timestamp,
}
