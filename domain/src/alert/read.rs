//! From fields to an [`Alert`]: each field is found by its names, checked, and taken; what is left is kept as extra.

use serde_json::{Map, Value};

use super::fields::{self, Found, shown};
use super::rejection::{Rejection, RejectionCode};
use super::{Alert, Body, MAX_SHORT_TEXT, Secret, direction, when};
use crate::decimal::{Decimal, DecimalError};
use crate::screenshot::ChartId;
use crate::symbol::{Symbol, SymbolError};
use crate::time::Timestamp;
use crate::timeframe::Timeframe;

type Fields = Map<String, Value>;

pub(super) fn alert(body: Body, received_at: Timestamp) -> Result<Alert, Rejection> {
    let Body { mut fields, raw_body } = body;
    let fields = &mut fields;
    let secret = secret(fields)?;
    let symbol = symbol(fields)?;
    let timeframe = timeframe(fields)?;
    let price = price(fields)?;
    let action = short(fields, fields::ACTION)?.or_else(|| nested(fields, fields::ACTION));
    let signal_type = short(fields, fields::SIGNAL_TYPE)?;
    let direction = direction::read(fields, action.as_deref(), signal_type.as_deref())?;
    Ok(Alert {
        symbol,
        timeframe,
        price,
        action,
        direction,
        signal_type,
        indicator: short(fields, fields::INDICATOR)?,
        strategy: short(fields, fields::STRATEGY)?.or_else(|| nested(fields, &["name", "title"])),
        message: message(fields)?,
        chart_id: chart_id(fields)?,
        alert_at: time(fields, received_at)?,
        alert_id: alert_id(fields)?,
        parameters: fields::take_object(fields, fields::PARAMETERS)?,
        extra: core::mem::take(fields),
        secret,
        raw_body,
    })
}

/// Takes every field that proves something; the first is the secret.
fn secret(fields: &mut Fields) -> Result<Option<Secret>, Rejection> {
    let mut secret = None;
    for alias in fields::SECRETS {
        while let Some(name) = fields::spelling(fields, alias).map(str::to_owned) {
            let text = match fields.remove(&name) {
                Some(Value::String(text)) => text,
                Some(Value::Number(number)) => number.as_str().to_owned(),
                Some(Value::Null) | None => continue,
                Some(_) => return Err(fields::mistyped(&name, "a text")),
            };
            secret.get_or_insert(Secret::new(text));
        }
    }
    Ok(secret)
}

fn symbol(fields: &mut Fields) -> Result<Symbol, Rejection> {
    let ticker = fields::take_word(fields, fields::TICKER)?;
    let ticker = ticker.ok_or_else(|| Rejection::of(RejectionCode::SymbolMissing))?;
    let invalid = |found: &Found, error| match error {
        SymbolError::Empty => Rejection::of(RejectionCode::SymbolMissing),
        SymbolError::Placeholder => unfilled(RejectionCode::SymbolInvalid, found),
        SymbolError::Malformed => Rejection::of_field(
            RejectionCode::SymbolInvalid,
            &found.name,
            format!(
                "\"{}\" is not a symbol such as BTCUSDT or BINANCE:BTCUSDT.",
                shown(&found.text)
            ),
        ),
    };
    let symbol = Symbol::parse(&ticker.text).map_err(|error| invalid(&ticker, error))?;
    if symbol.exchange().is_some() {
        return Ok(symbol);
    }
    if let Some(exchange) = fields::take(fields, fields::EXCHANGE)? {
        return Symbol::parse_parts(&exchange.text, &ticker.text).map_err(|error| invalid(&exchange, error));
    }
    // `{"ticker": "BTCUSDT", "symbol": "BINANCE:BTCUSDT"}`: the other name knows where.
    let other = fields::peek(fields, fields::TICKER).and_then(|found| Symbol::parse(&found.text).ok());
    Ok(other.filter(|other| other.matches(&symbol)).unwrap_or(symbol))
}

fn timeframe(fields: &mut Fields) -> Result<Option<Timeframe>, Rejection> {
    let Some(found) = fields::take(fields, fields::TIMEFRAME)? else {
        return Ok(None);
    };
    let code = RejectionCode::TimeframeInvalid;
    Timeframe::parse(&found.text).map(Some).map_err(|_| {
        let reason = format!(
            "\"{}\" is not a timeframe such as 5, 60, 4h or 1D.",
            shown(&found.text)
        );
        if is_placeholder(&found.text) {
            unfilled(code, &found)
        } else {
            Rejection::of_field(code, &found.name, reason)
        }
    })
}

fn price(fields: &mut Fields) -> Result<Option<Decimal>, Rejection> {
    let Some(found) = fields::take(fields, fields::PRICE)? else {
        // Nobody named this one the alert's price, so it is no reason to refuse the alert.
        return Ok(
            fields::peek_nested(fields, fields::PRICE).and_then(|found| Decimal::parse(&found.text).ok())
        );
    };
    let code = RejectionCode::PriceInvalid;
    Decimal::parse(&found.text).map(Some).map_err(|error| {
        let hint = match error {
            _ if is_placeholder(&found.text) => return unfilled(code, &found),
            DecimalError::Malformed if found.text.contains(',') => "Write it without commas, as 45000.5.",
            DecimalError::Malformed => "Write it as 45000.5.",
            DecimalError::OutOfRange => "It is too large.",
            DecimalError::TooPrecise => "It has too many digits.",
        };
        Rejection::of_field(
            code,
            &found.name,
            format!("\"{}\" is not a price. {hint}", shown(&found.text)),
        )
    })
}

fn time(fields: &mut Fields, received_at: Timestamp) -> Result<Option<Timestamp>, Rejection> {
    let Some(found) = fields::take(fields, fields::TIME)? else {
        let nested = fields::peek_nested(fields, fields::TIME);
        return Ok(nested.and_then(|found| when::parse(&found.text, received_at).ok()));
    };
    let code = RejectionCode::TimestampInvalid;
    when::parse(&found.text, received_at).map(Some).map_err(|error| {
        let reason = format!("\"{}\" {error}", shown(&found.text));
        if is_placeholder(&found.text) {
            unfilled(code, &found)
        } else {
            Rejection::of_field(code, &found.name, reason)
        }
    })
}

/// An id that was not filled in is no id: it would make all alerts one. It stays in extra.
fn alert_id(fields: &mut Fields) -> Result<Option<String>, Rejection> {
    match fields::take(fields, fields::ALERT_ID)? {
        Some(found) if is_placeholder(&found.text) => {
            fields.insert(found.name, Value::String(found.text));
            Ok(None)
        }
        found => found.map(bounded).transpose(),
    }
}

/// A chart id that is none stays in extra: it only concerns the screenshot.
fn chart_id(fields: &mut Fields) -> Result<Option<ChartId>, Rejection> {
    let Some(found) = fields::take(fields, fields::CHART_ID)? else {
        return Ok(None);
    };
    let chart_id = ChartId::parse(&found.text).ok();
    if chart_id.is_none() {
        fields.insert(found.name, Value::String(found.text));
    }
    Ok(chart_id)
}

/// A comment stays in extra even when it is the message: it tells an order from another of the same bar.
fn message(fields: &mut Fields) -> Result<Option<String>, Rejection> {
    let message = fields::take_word(fields, fields::MESSAGE)?;
    let comment =
        || fields::peek(fields, fields::COMMENT).or_else(|| fields::peek_nested(fields, fields::COMMENT));
    Ok(message.or_else(comment).map(|found| found.text))
}

fn short(fields: &mut Fields, names: &[&str]) -> Result<Option<String>, Rejection> {
    fields::take(fields, names)?.map(bounded).transpose()
}

fn nested(fields: &Fields, names: &[&str]) -> Option<String> {
    fields::peek_nested(fields, names).and_then(|found| bounded(found).ok())
}

fn bounded(found: Found) -> Result<String, Rejection> {
    if found.text.chars().nth(MAX_SHORT_TEXT).is_some() {
        return Err(fields::mistyped(&found.name, "a text of at most 200 characters"));
    }
    Ok(found.text)
}

fn is_placeholder(text: &str) -> bool {
    text.contains("{{")
}

fn unfilled(code: RejectionCode, found: &Found) -> Rejection {
    let reason = format!(
        "TradingView did not fill in \"{}\". It fills placeholders in the alert's message box, not in alert() calls.",
        shown(&found.text)
    );
    Rejection::of_field(code, &found.name, reason)
}
