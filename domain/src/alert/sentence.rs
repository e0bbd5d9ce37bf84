//! Sentences: `BUY BTCUSDT @ 45000`, `Long ETHUSD 2500.5`, `BINANCE:BTCUSDT crossing 45,000.00`, and the message that
//! TradingView proposes for a strategy's orders.
//!
//! Only the symbol must be found. It is a word with its exchange, or else a word in capitals, preferably behind the
//! action. Everything else is taken where it is plain to see.

use serde_json::{Map, Value};

use super::{Body, direction, fields, redact};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::timeframe::Timeframe;

/// Words behind which the price stands.
const PRICE_MARKS: &[&str] = &[
    "@", "at", "price", "crossing", "crosses", "crossed", "above", "below", "over", "under",
];
/// Words in capitals that are no symbols.
const NO_SYMBOLS: &[&str] = &[
    "ALERT",
    "ALL",
    "AND",
    "AT",
    "ATR",
    "BAR",
    "BOT",
    "BREAK",
    "BREAKOUT",
    "CONFIRMED",
    "CROSS",
    "CROSSED",
    "CROSSES",
    "CROSSING",
    "CROSSOVER",
    "CROSSUNDER",
    "DOWN",
    "EMA",
    "ENTER",
    "ENTRY",
    "FILLED",
    "FOR",
    "FROM",
    "HIGH",
    "HIT",
    "HMA",
    "HOLD",
    "IN",
    "IS",
    "LIMIT",
    "LOSS",
    "LOW",
    "MA",
    "MACD",
    "MARKET",
    "NEW",
    "NOW",
    "OF",
    "ON",
    "OPEN",
    "OPENED",
    "ORDER",
    "OVER",
    "POSITION",
    "PRICE",
    "PROFIT",
    "RSI",
    "SIGNAL",
    "SL",
    "SMA",
    "STOP",
    "STRATEGY",
    "STRONG",
    "TAKE",
    "THE",
    "TIME",
    "TO",
    "TP",
    "TRADE",
    "TRADINGVIEW",
    "TREND",
    "TRIGGERED",
    "UNDER",
    "UP",
    "UTC",
    "VWAP",
    "WITH",
    "ABOVE",
    "BELOW",
    "INDICATOR",
    "TIMEFRAME",
    "INTERVAL",
    "TF",
    "UT",
];

/// Reads a sentence, or `None` when it names no symbol.
pub(super) fn read(text: &str) -> Option<Body> {
    let (text, secret) = redact::sentence(text);
    let mut fields = match order_fill(&text) {
        Some(fields) => fields,
        None => free(&text)?,
    };
    set(&mut fields, "message", &text);
    if let Some(secret) = secret {
        set(&mut fields, "secret", secret.expose());
    }
    Some(Body {
        fields,
        raw_body: text,
    })
}

/// `NAME: order buy @ 2 filled on BTCUSDT. New strategy position is 2`: the number is a quantity, not a price.
fn order_fill(text: &str) -> Option<Map<String, Value>> {
    let (order, result) = text.split_once(" filled on ")?;
    let (strategy, order) = match order.rsplit_once(": order ") {
        Some((strategy, order)) => (Some(strategy), order),
        None => (None, order.strip_prefix("order ")?),
    };
    let (action, quantity) = order.split_once('@')?;
    let symbol = word(result.split_whitespace().next()?);
    Symbol::parse(symbol).ok()?;

    let mut fields = Map::new();
    set(&mut fields, "ticker", symbol);
    set(&mut fields, "action", action.trim());
    set(&mut fields, "quantity", quantity.trim());
    if let Some(strategy) = strategy.filter(|name| name.chars().count() <= super::MAX_SHORT_TEXT) {
        set(&mut fields, "strategy", strategy);
    }
    let position = result
        .rsplit_once("position is ")
        .map(|(_, position)| word(position));
    if let Some((text, position)) = position.and_then(|text| Some((text, Decimal::parse(text).ok()?))) {
        let side = if position.is_zero() {
            "flat"
        } else if position.is_negative() {
            "short"
        } else {
            "long"
        };
        set(&mut fields, "position_size", text);
        set(&mut fields, "market_position", side);
    }
    Some(fields)
}

fn free(text: &str) -> Option<Map<String, Value>> {
    let words: Vec<&str> = text.split_whitespace().map(word).collect();
    let action = words.iter().enumerate().position(|(at, _)| is_action(&words, at));
    let symbol = find_symbol(&words, action)?;

    let mut fields = Map::new();
    set(&mut fields, "ticker", words.get(symbol)?);
    if let Some(action) = action.and_then(|at| words.get(at)) {
        set(&mut fields, "action", action);
    }
    if let Some(price) = find_price(&words, symbol) {
        set(&mut fields, "price", &price.to_string());
    }
    let mut timeframes = words
        .iter()
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()));
    if let Some(timeframe) = timeframes.find_map(|word| interval(word)) {
        set(&mut fields, "timeframe", &timeframe.to_string());
    }
    Some(fields)
}

/// A word without the punctuation around it. The `!` of `ES1!` and the `@` of prices stay.
fn word(text: &str) -> &str {
    let text = text.trim_start_matches(['(', '[', '{', '"', '\'', '$', '#', '*', '`']);
    let text = text.trim_end_matches([')', ']', '}', '"', '\'', ',', ';', ':', '.', '?', '*', '`']);
    let plain = text.trim_end_matches('!');
    if plain.ends_with(|char: char| char.is_ascii_digit()) {
        text
    } else {
        plain
    }
}

fn is_action(words: &[&str], at: usize) -> bool {
    let Some(word) = words.get(at).filter(|word| direction::is_word(word)) else {
        return false;
    };
    let next = words
        .get(at + 1)
        .copied()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if ["close", "closed"]
        .iter()
        .any(|price| price.eq_ignore_ascii_case(word))
    {
        // The close of a bar is no order to close.
        let position = matches!(next.as_str(), "long" | "short" | "position" | "positions");
        let compared = PRICE_MARKS.contains(&next.as_str()) || next.starts_with(['>', '<', '=']);
        return position || (at == 0 && !compared);
    }
    true
}

fn find_symbol(words: &[&str], action: Option<usize>) -> Option<usize> {
    let with_exchange = words.iter().position(|word| {
        let Some((exchange, ticker)) = word.split_once(':') else {
            return false;
        };
        let plain =
            |part: &str| part.bytes().any(|byte| byte.is_ascii_alphabetic()) && !part.starts_with('/');
        plain(exchange)
            && Symbol::parse(word).is_ok()
            && (plain(ticker) || (exchange.bytes().all(|byte| byte.is_ascii_uppercase()) && ticker.len() > 1))
            && !direction::is_word(ticker)
            && !fields::ALL
                .iter()
                .any(|names| names.contains(&exchange.to_ascii_lowercase().as_str()))
    });
    if with_exchange.is_some() {
        return with_exchange;
    }
    let next = action.map(|at| at + 1);
    let behind_action = next.filter(|at| words.get(*at).is_some_and(|word| is_ticker(word, 1)));
    let anywhere = || words.iter().position(|word| is_ticker(word, 2));
    // Small letters only where nothing else can be meant: `buy btcusdt 45000`.
    let small = || {
        next.filter(|at| *at == 1 && words.len() <= 4).filter(|at| {
            let upper = words.get(*at).map(|word| word.to_ascii_uppercase());
            upper.is_some_and(|word| word.len() >= 5 && is_ticker(&word, 5))
        })
    };
    behind_action.or_else(anywhere).or_else(small)
}

fn is_ticker(word: &str, min_letters: usize) -> bool {
    let known = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"._-/!&".contains(&byte);
    let letters = word.bytes().filter(u8::is_ascii_uppercase).count();
    word.len() <= 24
        && letters >= min_letters
        && word.bytes().all(known)
        && word.starts_with(|char: char| char.is_ascii_alphanumeric())
        && !NO_SYMBOLS.contains(&word)
        && !direction::is_word(word)
        && interval(word).is_none()
}

/// `15m`, `4H`: a timeframe with its number in front, which no word is by chance.
fn interval(word: &str) -> Option<Timeframe> {
    let numbered = word.starts_with(|char: char| char.is_ascii_digit());
    if numbered {
        Timeframe::parse(word).ok()
    } else {
        None
    }
}

/// The number behind a price mark, or else the first one behind the symbol.
fn find_price(words: &[&str], symbol: usize) -> Option<Decimal> {
    let marked = words.iter().enumerate().find_map(|(at, word)| {
        if let Some(glued) = word.strip_prefix(['@', '=']).and_then(number) {
            return Some(glued);
        }
        let mark = PRICE_MARKS.contains(&word.to_ascii_lowercase().as_str());
        // `price is 45000`, `at: 45000`, `price = 45000`
        let is_value = |word: &&&str| !matches!(**word, "=" | "is" | "@" | "");
        if mark {
            words
                .get(at + 1..)?
                .iter()
                .find(is_value)
                .and_then(|word| number(word))
        } else {
            None
        }
    });
    marked.or_else(|| words.get(symbol + 1..)?.iter().find_map(|word| number(word)))
}

/// A number with or without a currency sign and commas between thousands.
fn number(word: &str) -> Option<Decimal> {
    let text = word
        .trim_start_matches(['$', '€', '£', '@', '='])
        .trim_end_matches('!');
    let (whole, _) = text.split_once('.').unwrap_or((text, ""));
    if !whole.contains(',') {
        return Decimal::parse(text).ok();
    }
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let grouped = first && groups.all(|group| group.len() == 3);
    if grouped {
        Decimal::parse(&text.replace(',', "")).ok()
    } else {
        None
    }
}

fn set(fields: &mut Map<String, Value>, name: &str, text: &str) {
    fields.insert(name.to_owned(), Value::String(text.to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ticker, action, price, timeframe
    fn found(text: &str) -> [String; 4] {
        let body = read(text);
        let get = |name: &str| {
            let value = body
                .as_ref()
                .and_then(|body| body.fields.get(name))
                .and_then(Value::as_str);
            value.unwrap_or("-").to_owned()
        };
        ["ticker", "action", "price", "timeframe"].map(get)
    }

    #[test]
    fn sentences_are_understood() {
        for (text, expected) in [
            ("BUY BTCUSDT @ 45000", ["BTCUSDT", "BUY", "45000", "-"]),
            ("Long ETHUSD 2500.5", ["ETHUSD", "Long", "2500.5", "-"]),
            (
                "BINANCE:BTCUSDT crossing 45000",
                ["BINANCE:BTCUSDT", "-", "45000", "-"],
            ),
            ("AAPL Crossing 45,000.50", ["AAPL", "-", "45000.5", "-"]),
            (
                "🚀 STRONG BUY SIGNAL on BTCUSDT.P at $45,000!",
                ["BTCUSDT.P", "BUY", "45000", "-"],
            ),
            ("sell F @12.5", ["F", "sell", "12.5", "-"]),
            ("buy btcusdt 45000", ["btcusdt", "buy", "45000", "-"]),
            ("buy the dip", ["-", "-", "-", "-"]),
            (
                "Exit long CME_MINI:ES1! price: 5,100.25",
                ["CME_MINI:ES1!", "Exit", "5100.25", "-"],
            ),
            ("BTCUSDT close above 45000", ["BTCUSDT", "-", "45000", "-"]),
            ("Close BTCUSDT", ["BTCUSDT", "Close", "-", "-"]),
            (
                "UT Bot: EURUSD 4h sell 1.0845",
                ["EURUSD", "sell", "1.0845", "240"],
            ),
            ("TSE:7203 crossing 2500", ["TSE:7203", "-", "2500", "-"]),
            ("RSI crossing 70", ["-", "-", "-", "-"]),
            ("see https://example.com/x at 10:30", ["-", "-", "-", "-"]),
            ("hello", ["-", "-", "-", "-"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn the_order_message_of_tradingview_states_a_quantity() {
        let text = "UT Bot Strategy (1, 10): order sell @ 2 filled on BTCUSDT. New strategy position is -2";
        let body = read(text).unwrap();
        let expected = serde_json::json!({
            "ticker": "BTCUSDT", "action": "sell", "quantity": "2", "strategy": "UT Bot Strategy (1, 10)",
            "position_size": "-2", "market_position": "short", "message": text,
        });
        assert_eq!(Value::Object(body.fields), expected);
    }
}
