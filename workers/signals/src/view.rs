//! A signal as the API shows it.

use pinewire_domain::{
    decimal::Decimal,
    id::{SignalId, UserId},
    signal::{Direction, ScreenshotStatus, SignalResult, SignalSource},
    time::Timestamp,
};
use pinewire_shared::{Cx, Result, signed_url::Signer};
use serde::Serialize;
use serde_json::value::RawValue;

use super::row::Row;

/// What one alert became.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_field_names, reason = "the API's names")]
pub(crate) struct Signal {
    /// Its id.
    id: SignalId,
    /// When the alert was stored.
    created_at: Timestamp,
    /// When anything about it changed last.
    updated_at: Timestamp,
    /// Where it came from.
    source: SignalSource,
    /// The symbol without its exchange.
    ticker: String,
    /// The exchange, where the alert named it.
    exchange: Option<String>,
    /// `EXCHANGE:TICKER`, or the ticker alone.
    symbol: String,
    /// In TradingView's form: `15`, `240`, `1D`.
    timeframe: Option<String>,
    /// The price that the alert stated, an exact decimal.
    price: Option<String>,
    /// The alert's own word, such as `buy`.
    action: Option<String>,
    /// What the action means.
    direction: Option<Direction>,
    /// The alert's own kind.
    signal_type: Option<String>,
    /// The indicator that sent it.
    indicator: Option<String>,
    /// The strategy that sent it.
    strategy: Option<String>,
    /// Free text.
    message: Option<String>,
    /// The chart that the screenshot is taken of.
    chart_id: Option<String>,
    /// The time that the alert itself states.
    alert_at: Option<Timestamp>,
    /// The indicator's or strategy's parameters, as sent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    parameters: Option<Box<RawValue>>,
    /// Where the screenshot stands.
    screenshot_status: ScreenshotStatus,
    /// A link to it that needs no sign-in and is good for fifteen minutes; null while there is none.
    screenshot_url: Option<String>,
    /// Why it failed.
    screenshot_error: Option<String>,
    /// What became of the trade, in the user's word.
    result: SignalResult,
    /// Price of entry.
    entry_price: Option<String>,
    /// Price of exit.
    exit_price: Option<String>,
    /// Profit, or loss if negative.
    profit_loss: Option<Decimal>,
    /// The same in percent of the entry.
    profit_loss_percent: Option<Decimal>,
    /// The user's notes.
    notes: Option<String>,
    /// When the result was set.
    result_at: Option<Timestamp>,
    /// How often the same alert came again.
    duplicates: i64,
    /// Counts the user's changes; send it back to make sure that nobody changed it meanwhile.
    version: i64,
    /// When it was deleted; it can be restored for a while.
    deleted_at: Option<Timestamp>,
}

/// Makes the API's signals from rows.
#[derive(Debug)]
pub(super) struct Viewer {
    user_id: UserId,
    signer: Signer,
}

impl Viewer {
    /// For the calling user.
    pub(super) fn new(cx: &Cx) -> Result<Self> {
        let signer = Signer::new(cx.keyring()?, &cx.required_var("PUBLIC_URL")?, cx.now())?;
        Ok(Self {
            user_id: *cx.user_id()?,
            signer,
        })
    }

    /// The signal of a row.
    pub(super) fn show(&self, row: Row) -> Signal {
        let has_picture =
            row.screenshot_status == ScreenshotStatus::Completed && row.screenshot_key.is_some();
        Signal {
            symbol: row.symbol(),
            screenshot_url: has_picture.then(|| self.signer.screenshot_url(&self.user_id, &row.id)),
            id: row.id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            source: row.source,
            ticker: row.ticker,
            exchange: row.exchange,
            timeframe: row.timeframe,
            price: row.price,
            action: row.action,
            direction: row.direction,
            signal_type: row.signal_type,
            indicator: row.indicator,
            strategy: row.strategy,
            message: row.message,
            chart_id: row.chart_id,
            alert_at: row.alert_at,
            parameters: raw_json(row.parameters),
            screenshot_status: row.screenshot_status,
            screenshot_error: row.screenshot_error,
            result: row.result,
            entry_price: row.entry_price,
            exit_price: row.exit_price,
            profit_loss: row.profit_loss_micros.map(Decimal::from_micros),
            profit_loss_percent: row.profit_loss_percent_e4.map(Decimal::from_e4),
            notes: row.notes,
            result_at: row.result_at,
            duplicates: row.duplicates,
            version: row.version,
            deleted_at: row.deleted_at,
        }
    }
}

/// JSON that was checked before it was stored, passed on digit by digit.
pub(super) fn raw_json(text: Option<String>) -> Option<Box<RawValue>> {
    text.and_then(|text| RawValue::from_string(text).ok())
}
