//! A binding: its row, and what is shown of it.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, StrategyBindingId},
    time::Timestamp,
    trading::sizing::{Approval, BindingRules, Directions, Sizing},
};
use pinewire_shared::{Error, Result, db::FromRow};
use serde::Serialize;

/// A row of `alert_bindings`.
#[derive(Debug, FromRow)]
pub(crate) struct BindingRow {
    pub(crate) id: StrategyBindingId,
    pub(crate) account_id: BrokerAccountId,
    name: String,
    strategy: Option<String>,
    pub(crate) symbol: Option<String>,
    sizing: String,
    size: Decimal,
    directions: String,
    one_position: bool,
    max_age_seconds: u32,
    dry_run: bool,
    approval: String,
    stop_loss_percent: Option<Decimal>,
    take_profit_percent: Option<Decimal>,
    is_enabled: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

impl BindingRow {
    pub(crate) fn rules(&self) -> Result<BindingRules> {
        Ok(BindingRules {
            sizing: sizing(&self.sizing, self.size).ok_or_else(|| Error::bug("a binding without sizing"))?,
            directions: self.directions.parse().map_err(Error::bug)?,
            one_position: self.one_position,
            max_age_s: self.max_age_seconds,
            dry_run: self.dry_run,
            approval: self.approval.parse().map_err(Error::bug)?,
            stop_loss_percent: self.stop_loss_percent,
            take_profit_percent: self.take_profit_percent,
        })
    }
}

/// How much, by the word for how it is measured.
pub(super) fn sizing(kind: &str, size: Decimal) -> Option<Sizing> {
    Some(match kind {
        "quantity" => Sizing::Quantity(size),
        "notional" => Sizing::Notional(size),
        "percent_of_equity" => Sizing::PercentOfEquity(size),
        "percent_at_risk" => Sizing::PercentAtRisk(size),
        _ => return None,
    })
}

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
