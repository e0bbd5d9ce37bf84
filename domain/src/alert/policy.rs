//! What a user may demand of alerts: where they come from, how old they are, what they are about. Tokens, secrets and
//! quotas are decided where they are stored.

use core::net::IpAddr;

use super::{Alert, Rejection, RejectionCode};
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::validation::FieldError;

/// Where TradingView sends webhooks from (its help page "Webhooks"; there are no IPv6 addresses).
pub const TRADINGVIEW_IPS: [[u8; 4]; 4] = [
    [52, 89, 214, 238],
    [34, 212, 75, 30],
    [54, 218, 53, 128],
    [52, 32, 178, 7],
];

/// Symbols of an allow-list at most.
pub const MAX_ALLOWED_SYMBOLS: usize = 500;

/// Whether `ip` is one of TradingView's, also when written as an IPv6-mapped address.
pub fn is_tradingview_ip(ip: &str) -> bool {
    match ip.trim().parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => TRADINGVIEW_IPS.contains(&ip.octets()),
        _ => false,
    }
}

/// Refuses requests from other addresses.
pub fn check_source(ip: &str) -> Result<(), Rejection> {
    if is_tradingview_ip(ip) {
        Ok(())
    } else {
        Err(Rejection::of(RejectionCode::IpNotAllowed))
    }
}

/// Refuses alerts that are older than `max_age_seconds`, or that do not say how old they are.
pub fn check_age(alert: &Alert, received_at: Timestamp, max_age_seconds: u32) -> Result<(), Rejection> {
    let alert_at = alert
        .alert_at
        .ok_or_else(|| Rejection::of(RejectionCode::AlertTimeMissing))?;
    let age_ms = received_at.millis_since(alert_at);
    if age_ms <= i64::from(max_age_seconds) * 1000 {
        return Ok(());
    }
    let reason = format!(
        "The alert is of {alert_at}, {} s old; your settings allow {max_age_seconds} s. Send {{{{timenow}}}}, or allow more.",
        age_ms / 1000
    );
    Err(Rejection::because(RejectionCode::AlertTooOld, reason))
}

/// The symbols that a user accepts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowedSymbols(Vec<Symbol>);

impl AllowedSymbols {
    /// Checks a list of `TICKER` or `EXCHANGE:TICKER` from a request. Repeated symbols count once.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, Vec<FieldError>> {
        let mut symbols = Vec::new();
        let mut errors = Vec::new();
        if texts.len() > MAX_ALLOWED_SYMBOLS {
            return Err(vec![FieldError::new(
                "allowed_symbols",
                "List at most 500 symbols.",
            )]);
        }
        for (index, text) in texts.iter().enumerate() {
            match Symbol::parse(text.as_ref()) {
                Ok(symbol) if symbols.contains(&symbol) => {}
                Ok(symbol) => symbols.push(symbol),
                Err(error) => {
                    errors.push(FieldError::new(
                        format!("allowed_symbols[{index}]"),
                        format!("This is {error}."),
                    ));
                }
            }
        }
        if errors.is_empty() {
            Ok(Self(symbols))
        } else {
            Err(errors)
        }
    }

    /// Whether `symbol` is among them. A bare ticker allows it on every exchange.
    pub fn allows(&self, symbol: &Symbol) -> bool {
        self.0.iter().any(|pattern| symbol.matches(pattern))
    }

    /// Refuses other symbols.
    pub fn check(&self, symbol: &Symbol) -> Result<(), Rejection> {
        if self.allows(symbol) {
            return Ok(());
        }
        let reason = format!("{symbol} is not in your settings' list of allowed symbols.");
        Err(Rejection::because(RejectionCode::SymbolNotAllowed, reason))
    }

    /// Their canonical texts, for the column and the API.
    pub fn to_texts(&self) -> Vec<String> {
        self.0.iter().map(Symbol::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tradingview_is_known_by_its_addresses() {
        assert!(is_tradingview_ip("52.89.214.238") && is_tradingview_ip("::ffff:52.32.178.7"));
        for other in [
            "52.89.214.239",
            "::1",
            "",
            "52.89.214.238, 1.2.3.4",
            "052.89.214.238",
        ] {
            assert_eq!(
                check_source(other).map_err(|refused| refused.status()),
                Err(403),
                "{other}"
            );
        }
    }

    #[test]
    fn age_is_counted_from_the_stated_time() {
        let now = Timestamp::from_millis(1_705_314_660_000);
        let alert = |body: &str| super::super::parse(None, body.as_bytes(), now).unwrap();
        let timed = alert(r#"{"ticker":"A","timenow":"2024-01-15T10:30:00Z"}"#);
        assert!(check_age(&timed, now, 60).is_ok());
        assert_eq!(
            check_age(&timed, now, 59).unwrap_err().code,
            RejectionCode::AlertTooOld
        );
        let untimed = check_age(&alert(r#"{"ticker":"A"}"#), now, 60).unwrap_err();
        assert_eq!(untimed.code, RejectionCode::AlertTimeMissing);
    }

    #[test]
    fn an_allow_list_is_checked_and_canonical() {
        let list = AllowedSymbols::parse(&["btcusdt", "NASDAQ_DL:AAPL", "BTCUSDT"]).unwrap();
        assert_eq!(list.to_texts(), ["BTCUSDT", "NASDAQ:AAPL"]);
        let check = |text: &str| list.check(&Symbol::parse(text).unwrap()).is_ok();
        assert!(check("BINANCE:BTCUSDT") && check("NASDAQ:AAPL"));
        assert!(!check("BATS:AAPL") && !check("AAPL") && !check("ETHUSDT"));
        assert_eq!(
            AllowedSymbols::parse(&["OK", "a b"]).unwrap_err()[0].field,
            "allowed_symbols[1]"
        );
    }
}
