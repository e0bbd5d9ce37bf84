//! Bindings of alerts to accounts, and the jobs that make orders of alerts: what the worker that keeps them and the one that
//! trades by them share.

use pinewire_domain::{
    decimal::Decimal,
    id::{ApprovalId, BrokerAccountId, SignalId, StrategyBindingId},
    time::Timestamp,
    trading::sizing::{BindingRules, Sizing},
};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, db::FromRow};

/// A row of `alert_bindings`.
#[derive(Debug, FromRow)]
pub struct BindingRow {
    /// `bnd_…`
    pub id: StrategyBindingId,
    /// Where orders go.
    pub account_id: BrokerAccountId,
    /// The user's name of it.
    pub name: String,
    /// Whose alerts.
    pub strategy: Option<String>,
    /// The only one that is traded.
    pub symbol: Option<String>,
    /// How the size is measured.
    pub sizing: String,
    /// How much.
    pub size: Decimal,
    /// Which positions are opened.
    pub directions: String,
    /// Whether an alert in the direction of the position is ignored.
    pub one_position: bool,
    /// When an alert is too old.
    pub max_age_seconds: u32,
    /// Whether orders are only worked out.
    pub dry_run: bool,
    /// Who lets orders go.
    pub approval: String,
    /// A stop so far away.
    pub stop_loss_percent: Option<Decimal>,
    /// A target so far away.
    pub take_profit_percent: Option<Decimal>,
    /// Whether it is in force.
    pub is_enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows with each change.
    pub version: i64,
}

impl BindingRow {
    /// Its rules.
    pub fn rules(&self) -> Result<BindingRules> {
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
pub fn sizing(kind: &str, size: Decimal) -> Option<Sizing> {
    Some(match kind {
        "quantity" => Sizing::Quantity(size),
        "notional" => Sizing::Notional(size),
        "percent_of_equity" => Sizing::PercentOfEquity(size),
        "percent_at_risk" => Sizing::PercentAtRisk(size),
        _ => return None,
    })
}

/// What a job says: one of the two.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Payload {
    /// An alert to make orders of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_id: Option<SignalId>,
    /// An order that was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert_order_id: Option<ApprovalId>,
}
