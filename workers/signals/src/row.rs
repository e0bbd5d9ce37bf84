//! A signal as the database holds it.

use pinewire_domain::{
    decimal::Decimal,
    id::SignalId,
    signal::{Direction, Outcome, ScreenshotStatus, SignalResult, SignalSource},
    time::Timestamp,
};
use pinewire_shared::{Error, Result, db::FromRow};

/// The columns of `signal_columns!`.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Row {
    pub(super) id: SignalId,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) deleted_at: Option<Timestamp>,
    pub(super) source: SignalSource,
    pub(super) ticker: String,
    pub(super) exchange: Option<String>,
    pub(super) timeframe: Option<String>,
    pub(super) price: Option<String>,
    pub(super) action: Option<String>,
    pub(super) direction: Option<Direction>,
    pub(super) signal_type: Option<String>,
    pub(super) indicator: Option<String>,
    pub(super) strategy: Option<String>,
    pub(super) message: Option<String>,
    pub(super) chart_id: Option<String>,
    pub(super) alert_at: Option<Timestamp>,
    pub(super) parameters: Option<String>,
    pub(super) screenshot_status: ScreenshotStatus,
    pub(super) screenshot_key: Option<String>,
    pub(super) screenshot_error: Option<String>,
    pub(super) result: SignalResult,
    pub(super) entry_price: Option<String>,
    pub(super) exit_price: Option<String>,
    pub(super) profit_loss_micros: Option<i64>,
    pub(super) profit_loss_percent_e4: Option<i64>,
    pub(super) notes: Option<String>,
    pub(super) result_at: Option<Timestamp>,
    pub(super) version: i64,
    pub(super) duplicates: i64,
}

impl Row {
    /// The part that the user writes.
    pub(super) fn outcome(&self) -> Result<Outcome> {
        Ok(Outcome {
            result: self.result,
            entry_price: self.entry_price.as_deref().map(price).transpose()?,
            exit_price: self.exit_price.as_deref().map(price).transpose()?,
            profit_loss_micros: self.profit_loss_micros,
            profit_loss_percent_e4: self.profit_loss_percent_e4,
            notes: self.notes.clone(),
            result_at: self.result_at,
        })
    }

    /// The symbol in full, such as `BINANCE:BTCUSDT`.
    pub(super) fn symbol(&self) -> String {
        self.exchange.as_ref().map_or_else(
            || self.ticker.clone(),
            |exchange| format!("{exchange}:{}", self.ticker),
        )
    }
}

fn price(text: &str) -> Result<Decimal> {
    text.parse()
        .map_err(|error| Error::bug(format_args!("a stored price: {error}")))
}
