//! What a screenshot is to show, read from the signal and its owner's settings.

use pinewire_domain::{
    id::{SignalId, UserId},
    screenshot::{ChartId, Resolution},
    symbol::Symbol,
    timeframe::Timeframe,
};
use pinewire_shared::{
    Cx, Error, Result,
    crypto::{self, Place},
    db::FromRow,
};

/// The row of a signal with its owner's settings.
#[derive(Debug, FromRow)]
pub(super) struct Row {
    id: SignalId,
    user_id: UserId,
    ticker: String,
    exchange: Option<String>,
    timeframe: Option<String>,
    chart_id: Option<String>,
    default_chart_id: Option<String>,
    screenshot_resolution: Resolution,
    timezone: String,
    sessionid_sealed: Option<String>,
    sessionid_sign_sealed: Option<String>,
    cookies_set_at: Option<i64>,
}

/// What a screenshot is to show.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) signal_id: SignalId,
    pub(super) user_id: UserId,
    pub(super) symbol: Symbol,
    pub(super) timeframe: Option<Timeframe>,
    /// The alert's chart, else the user's; none is TradingView's default chart.
    pub(super) chart_id: Option<ChartId>,
    pub(super) resolution: Resolution,
    /// The IANA name of the time zone of the chart's axis.
    pub(super) timezone: String,
    /// Which generation of cookies [`Row::cookies`] gives.
    pub(super) cookies_set_at: Option<i64>,
}

/// Names and values of `TradingView`'s cookies. Secrets: neither shown nor logged.
pub(super) type Cookies = Vec<(&'static str, String)>;

impl Row {
    /// The user's cookies, opened.
    pub(super) fn cookies(&self, cx: &Cx) -> Result<Cookies> {
        let columns = [
            ("sessionid", "sessionid_sealed", &self.sessionid_sealed),
            (
                "sessionid_sign",
                "sessionid_sign_sealed",
                &self.sessionid_sign_sealed,
            ),
        ];
        let mut cookies = Cookies::new();
        for (name, column, sealed) in columns {
            let Some(sealed) = sealed else { continue };
            let tenant = self.user_id.as_str();
            let place = Place {
                tenant,
                table: "signal_configs",
                row: tenant,
                column,
            };
            cookies.push((name, crypto::open(cx.keyring()?, place, sealed)?));
        }
        Ok(cookies)
    }
}

impl TryFrom<Row> for Subject {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let symbol = match &row.exchange {
            Some(exchange) => Symbol::parse_parts(exchange, &row.ticker),
            None => Symbol::parse(&row.ticker),
        }
        .map_err(|error| Error::bug(format_args!("symbol of {}: {error}", row.id)))?;
        // What was stored was checked; should it not pass any more, the default chart is better than none.
        let chart_id = row.chart_id.or(row.default_chart_id);
        Ok(Self {
            signal_id: row.id,
            user_id: row.user_id,
            symbol,
            timeframe: row.timeframe.and_then(|text| Timeframe::parse(&text).ok()),
            chart_id: chart_id.and_then(|text| ChartId::parse(&text).ok()),
            resolution: row.screenshot_resolution,
            timezone: row.timezone,
            cookies_set_at: row.cookies_set_at,
        })
    }
}
