//! Bodies of names and values: `ticker=BTCUSDT, action=buy`, lines of `Ticker: BTCUSDT`, and form data.

use core::ops::Range;

use serde_json::{Map, Value};

use super::fields::{self, is_alias};
use super::{Body, redact};

const MAX_NAME: usize = 40;
const MASK: &str = "[redacted]";

/// What separates the pairs, the coarsest first.
#[derive(Clone, Copy)]
enum Separator {
    Line,
    Punctuation,
    Space,
}

impl Separator {
    const ALL: [Self; 3] = [Self::Line, Self::Punctuation, Self::Space];

    fn splits(self, char: char) -> bool {
        match self {
            Self::Line => matches!(char, '\n' | '\r'),
            Self::Punctuation => matches!(char, '\n' | '\r' | ',' | ';' | '|'),
            Self::Space => char.is_whitespace() || matches!(char, ',' | ';' | '|'),
        }
    }

    /// Between words a colon is as likely to stand in a symbol or a time.
    const fn assigns(self) -> &'static [char] {
        match self {
            Self::Line | Self::Punctuation => &['=', ':'],
            Self::Space => &['='],
        }
    }
}

/// A name, and where its value is.
type Pair<'a> = (&'a str, Range<usize>);

/// Reads pairs, or `None` when none of them is the symbol. The separator that yields the most known names is the one.
pub(super) fn read(text: &str) -> Option<Body> {
    let known = |pairs: &Vec<Pair<'_>>| pairs.iter().filter(|(name, _)| is_known(name)).count();
    let mut best: Vec<Pair<'_>> = Vec::new();
    for separator in Separator::ALL {
        let pairs = pairs(text, separator);
        if known(&pairs) > known(&best) {
            best = pairs;
        }
    }
    let value = |range: &Range<usize>| unquote(text.get(range.clone()).unwrap_or_default()).to_owned();
    body(text, &best, value)
}

/// Reads form data, or `None` when it names no symbol.
pub(super) fn read_form(text: &str) -> Option<Body> {
    let mut start = 0;
    let mut pairs = Vec::new();
    for part in text.split('&') {
        if let Some((name, value)) = part.split_once('=') {
            let value_start = start + part.len() - value.len();
            pairs.push((name, value_start..value_start + value.len()));
        }
        start += part.len() + 1;
    }
    body(text, &pairs, |range| {
        decode(text.get(range.clone()).unwrap_or_default())
    })
}

fn body(text: &str, pairs: &[Pair<'_>], value: impl Fn(&Range<usize>) -> String) -> Option<Body> {
    if !pairs
        .iter()
        .any(|(name, _)| fields::TICKER.iter().any(|alias| is_alias(name, alias)))
    {
        return None;
    }
    let named = |(name, range): &Pair<'_>| ((*name).to_owned(), Value::String(value(range)));
    let fields: Map<String, Value> = pairs.iter().map(named).collect();
    let secrets = pairs
        .iter()
        .filter(|(name, _)| redact::is_secret(name))
        .map(|(_, range)| range.clone());
    Some(Body {
        raw_body: redact::mask(text, secrets, MASK),
        fields,
    })
}

fn pairs(text: &str, separator: Separator) -> Vec<Pair<'_>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for segment in text.split(|char| separator.splits(char)) {
        let start = segment.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        let end = start + segment.trim_end().len();
        match assignment(segment, separator) {
            Some((name, value)) => {
                let value_start = start + segment.len() - value.trim_start().len();
                pairs.push((name, value_start.min(end)..end));
            }
            // A value that holds a separator goes on.
            None if end > start => {
                if let Some((_, range)) = pairs.last_mut() {
                    range.end = end;
                }
            }
            None => {}
        }
    }
    pairs
}

fn assignment(segment: &str, separator: Separator) -> Option<(&str, &str)> {
    let (name, value) = segment.split_once(separator.assigns())?;
    let name =
        name.trim_matches(|char: char| char.is_whitespace() || matches!(char, '"' | '\'' | '-' | '*' | '•'));
    let plain = (1..=MAX_NAME).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte));
    (plain && (!name.contains(' ') || is_known(name))).then_some((name, value))
}

fn is_known(name: &str) -> bool {
    fields::ALL
        .iter()
        .any(|names| names.iter().any(|alias| is_alias(name, alias)))
}

fn unquote(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// Decodes `%20` and `+` (application/x-www-form-urlencoded).
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let (byte, after) = match (first, after) {
            (b'+', _) => (b' ', after),
            (b'%', [high, low, after @ ..]) => match hex_byte(*high, *low) {
                Some(byte) => (byte, after),
                None => (b'%', rest.get(1..).unwrap_or_default()),
            },
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(body: &Body, name: &str) -> String {
        body.fields
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or("(absent)")
            .to_owned()
    }

    #[test]
    fn pairs_are_found_by_whatever_separates_them() {
        for text in [
            "ticker=BTCUSDT, action=buy, message=up, up and away",
            "ticker=BTCUSDT; action=buy; message=up, up and away",
            "ticker: BTCUSDT\naction: buy\nmessage: up, up and away",
            "- ticker: \"BTCUSDT\"\r\n- action: 'buy'\r\n- message: up, up and away",
            "My alert\nticker = BTCUSDT\naction = buy\nmessage = up, up and away",
        ] {
            let body = read(text).unwrap();
            assert_eq!(value(&body, "ticker"), "BTCUSDT", "{text}");
            assert_eq!(value(&body, "action"), "buy", "{text}");
            assert_eq!(value(&body, "message"), "up, up and away", "{text}");
        }
        let spaced = read("ticker=BINANCE:BTCUSDT action=buy price=45000 time=2024-01-15T10:30:00Z").unwrap();
        assert_eq!(value(&spaced, "ticker"), "BINANCE:BTCUSDT");
        assert_eq!(value(&spaced, "time"), "2024-01-15T10:30:00Z");
    }

    #[test]
    fn text_without_a_symbol_field_is_something_else() {
        for text in [
            "BINANCE:BTCUSDT crossing 45000",
            "action=buy, price=1",
            "BUY BTCUSDT @ 45000",
            "price: 5",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn form_data_is_decoded() {
        let body = read_form("ticker=BINANCE%3ABTCUSDT&message=up+and+%C5%9F&odd=50%&secret=s3cret").unwrap();
        assert_eq!(value(&body, "ticker"), "BINANCE:BTCUSDT");
        assert_eq!(value(&body, "message"), "up and ş");
        assert_eq!(value(&body, "odd"), "50%");
        assert!(body.raw_body.ends_with("&secret=[redacted]"));
        assert!(read_form("BUY BTCUSDT @ 45000").is_none());
    }

    #[test]
    fn the_secret_leaves_the_stored_text() {
        let body = read("secret=my s3cret words, ticker=BTCUSDT").unwrap();
        assert_eq!(body.raw_body, "secret=[redacted], ticker=BTCUSDT");
        assert_eq!(value(&body, "secret"), "my s3cret words");
    }
}
