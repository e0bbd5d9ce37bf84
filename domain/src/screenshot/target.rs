//! What a screenshot shows (the chart's address) and where it is kept (the object's key).

use core::fmt;
use core::str::FromStr;

use thiserror::Error;

use crate::id::{SignalId, UserId};
use crate::symbol::Symbol;
use crate::timeframe::Timeframe;

const MAX_CHART_ID: usize = 64;
const MAX_KEY_TICKER: usize = 32;

/// Text that is no chart id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a chart id such as the AbCdEf12 of https://www.tradingview.com/chart/AbCdEf12/")]
pub struct ChartIdError;

/// The id of a saved chart layout: what stands behind `/chart/` in its address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChartId(String);

impl ChartId {
    /// Parses an id, or the address of a chart on TradingView, which is what people paste.
    pub fn parse(text: &str) -> Result<Self, ChartIdError> {
        let text = text.trim();
        let id = match text.strip_prefix("https://") {
            Some(address) => {
                let (host, path) = address.split_once('/').ok_or(ChartIdError)?;
                if host != "tradingview.com" && !host.ends_with(".tradingview.com") {
                    return Err(ChartIdError);
                }
                let rest = path.strip_prefix("chart/").ok_or(ChartIdError)?;
                rest.split(['/', '?', '#']).next().unwrap_or_default()
            }
            None => text,
        };
        let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let plausible = (1..=MAX_CHART_ID).contains(&id.len()) && id.bytes().all(known);
        if plausible {
            Ok(Self(id.to_owned()))
        } else {
            Err(ChartIdError)
        }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ChartId {
    type Err = ChartIdError;

    fn from_str(text: &str) -> Result<Self, ChartIdError> {
        Self::parse(text)
    }
}

/// The chart's address: `{base}/chart/{chart_id}/?symbol=EXCHANGE:TICKER&interval=60`, without the id where there is
/// none. `base` is an origin without a slash at its end.
pub fn chart_url(
    base: &str,
    chart_id: Option<&ChartId>,
    symbol: &Symbol,
    timeframe: Option<Timeframe>,
) -> String {
    let mut url = format!("{base}/chart/");
    if let Some(id) = chart_id {
        url.push_str(id.as_str());
        url.push('/');
    }
    url.push_str("?symbol=");
    push_encoded(&mut url, &symbol.to_string());
    if let Some(timeframe) = timeframe {
        url.push_str("&interval=");
        push_encoded(&mut url, &timeframe.to_string());
    }
    url
}

/// Percent-encodes everything but RFC 3986's unreserved characters and `:`, which a query may hold.
fn push_encoded(url: &mut String, text: &str) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

/// Where the picture is kept: `{user_id}/{ticker}_{timestamp}.png`.
///
/// The timestamp is the signal's, in milliseconds, followed by the random part of its id: two signals of one symbol may
/// fall into the same millisecond, and a picture that is taken again must replace the one before it.
pub fn object_key(user_id: UserId, symbol: &Symbol, signal_id: SignalId) -> String {
    let safe = |byte: u8| {
        if byte.is_ascii_alphanumeric() {
            char::from(byte)
        } else {
            '-'
        }
    };
    let ticker: String = symbol.ticker().bytes().take(MAX_KEY_TICKER).map(safe).collect();
    let ms = signal_id.created_at().as_millis();
    let random = signal_id.as_str().get(14..).unwrap_or_default();
    format!("{user_id}/{ticker}_{ms}-{random}.png")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(text: &str) -> Symbol {
        Symbol::parse(text).unwrap()
    }

    #[test]
    fn addresses_name_chart_and_symbol() {
        let base = "https://www.tradingview.com";
        let chart = ChartId::parse("xyz123").unwrap();
        let minutes = Timeframe::parse("4h").unwrap();
        assert_eq!(
            chart_url(base, Some(&chart), &symbol("BINANCE:BTCUSDT"), Some(minutes)),
            "https://www.tradingview.com/chart/xyz123/?symbol=BINANCE:BTCUSDT&interval=240"
        );
        assert_eq!(
            chart_url(base, None, &symbol("NSE:M&M"), None),
            "https://www.tradingview.com/chart/?symbol=NSE:M%26M"
        );
    }

    #[test]
    fn chart_ids_cannot_leave_their_place() {
        for good in [
            "xyz123",
            "https://www.tradingview.com/chart/xyz123/?symbol=X",
            "https://tr.tradingview.com/chart/xyz123",
        ] {
            assert_eq!(ChartId::parse(good).unwrap().as_str(), "xyz123", "{good}");
        }
        for bad in [
            "",
            "../x",
            "a/b",
            "a?b",
            "https://evil.example/chart/xyz123",
            "https://eviltradingview.com/chart/x",
            "é",
        ] {
            assert_eq!(ChartId::parse(bad), Err(ChartIdError), "{bad}");
        }
    }

    #[test]
    fn keys_are_safe_and_differ_by_signal() {
        let user = UserId::from_parts(1, 2);
        let (one, two) = (
            SignalId::from_parts(1_705_314_600_123, 1),
            SignalId::from_parts(1_705_314_600_123, 2),
        );
        let key = object_key(user, &symbol("BTC/USDT.P"), one);
        assert_eq!(
            key,
            format!("{user}/BTC-USDT-P_1705314600123-0000000000000001.png")
        );
        assert_ne!(key, object_key(user, &symbol("BTC/USDT.P"), two));
        assert_eq!(key, object_key(user, &symbol("BTC/USDT.P"), one));
    }
}
