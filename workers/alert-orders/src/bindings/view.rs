//! What is shown of a binding.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, StrategyBindingId},
    time::Timestamp,
    trading::sizing::{Approval, Directions},
};
use pinewire_shared::{Error, Result, trading::alert_binding::BindingRow};
use serde::Serialize;

/// A strategy's alerts bound to an account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Binding {
    /// `bnd_…`
    pub(crate) id: StrategyBindingId,
    /// Where orders go.
    account_id: BrokerAccountId,
    /// The user's name of it.
    name: String,
    /// Whose alerts; null: all.
    strategy: Option<String>,
    /// The only symbol that is traded, by our name; null: any.
    symbol: Option<String>,
    /// How the size is measured: `quantity`, `notional`, `percent_of_equity` or `percent_at_risk`.
    sizing: String,
    /// How much.
    size: Decimal,
    /// Which positions are opened.
    directions: Directions,
    /// Whether an alert in the direction of the position is ignored.
    one_position: bool,
    /// Seconds after which an alert is too old.
    max_age_seconds: u32,
    /// Whether orders are only worked out.
    dry_run: bool,
    /// Who lets orders go.
    approval: Approval,
    /// A stop so many percent from the price, for alerts without.
    stop_loss_percent: Option<Decimal>,
    /// A target so many percent from the price.
    take_profit_percent: Option<Decimal>,
    /// Whether it is in force.
    is_enabled: bool,
    pub(crate) created_at: Timestamp,
    updated_at: Timestamp,
    /// Grows with each change.
    version: i64,
}

impl Binding {
    pub(super) fn of(row: BindingRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            name: row.name,
            strategy: row.strategy,
            symbol: row.symbol,
            sizing: row.sizing,
            size: row.size,
            directions: row.directions.parse().map_err(Error::bug)?,
            one_position: row.one_position,
            max_age_seconds: row.max_age_seconds,
            dry_run: row.dry_run,
            approval: row.approval.parse().map_err(Error::bug)?,
            stop_loss_percent: row.stop_loss_percent,
            take_profit_percent: row.take_profit_percent,
            is_enabled: row.is_enabled,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}
