//! Keeping secrets out of what is stored and shown: alerts carry the body secret (or the pass phrase of another bridge)
//! among their fields.

use core::fmt;
use core::ops::Range;

use super::fields::{self, SECRETS};
use super::{MAX_BODY_BYTES, json};

const MASK: &str = "[redacted]";

/// A secret from an alert. Printing it shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, to be hashed and compared.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// The start of a body for the log of refused alerts: at most `max_bytes`, readable whatever it is, without secrets.
pub fn excerpt(body: &[u8], max_bytes: usize) -> String {
    let body = body.get(..MAX_BODY_BYTES).unwrap_or(body);
    let text = String::from_utf8_lossy(body).replace('\0', "\u{fffd}");
    let masked = match json::secrets(&text) {
        Some(secrets) => mask(&text, secrets, "\"[redacted]\""),
        None => mask(&text, find(&text, End::Separator), MASK),
    };
    let end = masked.floor_char_boundary(max_bytes);
    masked.get(..end).unwrap_or_default().to_owned()
}

/// Whether a field of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|alias| fields::is_alias(name, alias))
}

/// `text` with `replacement` in place of each range.
pub(super) fn mask(text: &str, ranges: impl IntoIterator<Item = Range<usize>>, replacement: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut kept = 0;
    for range in ranges {
        masked.push_str(text.get(kept..range.start).unwrap_or_default());
        masked.push_str(replacement);
        kept = range.end;
    }
    masked.push_str(text.get(kept..).unwrap_or_default());
    masked
}

/// A sentence without the values of its `secret=…`, and the first of them.
pub(super) fn sentence(text: &str) -> (String, Option<Secret>) {
    let ranges = find(text, End::Word);
    let secret = ranges.first().and_then(|range| text.get(range.clone()));
    let secret = secret.map(|secret| Secret::new(secret.trim_matches(['"', '\'']).to_owned()));
    (mask(text, ranges, MASK), secret)
}

/// Where a value without quotes ends.
#[derive(Clone, Copy)]
enum End {
    /// At white space: the rest of the sentence is wanted.
    Word,
    /// Only at a separator: better too much than too little is hidden.
    Separator,
}

/// The values behind a secret's name and `:` or `=`, in text of whatever form.
fn find(text: &str, end: End) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, separator) in text.match_indices([':', '=']) {
        if ranges.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let before = text
            .get(..at)
            .unwrap_or_default()
            .trim_end_matches(['"', '\'', ' ', '\t', '\\']);
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
        let name = before.rsplit(|char| !is_name(char)).next().unwrap_or_default();
        if !is_secret(name) {
            continue;
        }
        let after = text.get(at + separator.len()..).unwrap_or_default();
        let value = after.trim_start_matches([' ', '\t', '=']);
        let start = text.len() - value.len();
        ranges.push(start..start + value_len(value, end));
    }
    ranges.retain(|range| !range.is_empty());
    ranges
}

fn value_len(value: &str, end: End) -> usize {
    let quote = value.chars().next().filter(|char| matches!(char, '"' | '\''));
    let mut escaped = false;
    for (at, char) in value.char_indices().skip(usize::from(quote.is_some())) {
        let ends = match (quote, end) {
            (Some(quote), _) => char == quote && !escaped,
            (None, End::Word) => char.is_whitespace() || matches!(char, ',' | ';' | '|' | '&'),
            (None, End::Separator) => matches!(char, '\n' | '\r' | ',' | ';' | '|' | '&' | '}'),
        };
        if ends {
            return at + usize::from(quote.is_some());
        }
        escaped = char == '\\' && !escaped;
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_hidden_in_every_form_of_body() {
        for (body, expected) in [
            (
                r#"{"secret":"s3cret","ticker":"A"}"#,
                r#"{"secret":"[redacted]","ticker":"A"}"#,
            ),
            (
                r#"{"secret":"old","secret":"s3cret"}"#,
                r#"{"secret":"[redacted]","secret":"[redacted]"}"#,
            ),
            (
                r#"{ "\u0073ecret" : "s3\"cret" }"#,
                r#"{ "\u0073ecret" : "[redacted]" }"#,
            ),
            (r#"{"Pass-Phrase": 1234}"#, r#"{"Pass-Phrase": "[redacted]"}"#),
            (
                r#"{"secret":"s3\"cret","price":NaN}"#,
                r#"{"secret":[redacted],"price":NaN}"#,
            ),
            (
                r#"{"price":NaN,"secret":"s3cret"#,
                r#"{"price":NaN,"secret":[redacted]"#,
            ),
            ("secret=s3cret of mine, ticker=A", "secret=[redacted], ticker=A"),
            (
                "ticker: A\nSecret : s3cret\nprice: 1",
                "ticker: A\nSecret : [redacted]\nprice: 1",
            ),
            ("my secret sauce: BUY", "my secret sauce: BUY"),
        ] {
            assert_eq!(excerpt(body.as_bytes(), 4096), expected, "{body}");
        }
    }

    #[test]
    fn a_sentence_keeps_its_words() {
        let (text, secret) = sentence("secret=s3cret BUY BTCUSDT");
        assert_eq!(text, "secret=[redacted] BUY BTCUSDT");
        assert_eq!(secret.as_ref().map(Secret::expose), Some("s3cret"));
        assert_eq!(format!("{secret:?}"), "Some([redacted])");
    }

    #[test]
    fn an_excerpt_is_short_and_readable() {
        assert_eq!(excerpt("şşş".as_bytes(), 5), "şş");
        assert_eq!(excerpt(b"a\0\xff", 100), "a\u{fffd}\u{fffd}");
        assert_eq!(excerpt(&vec![b'a'; MAX_BODY_BYTES + 1], 4096).len(), 4096);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body: Vec<u8>, max in 0_usize..100) {
            prop_assert!(excerpt(&body, max).len() <= max);
        }

        #[test]
        fn a_secret_never_survives(secret in "[a-zA-Z0-9\"\\\\{}: ]{8,20}", before in "[ -~]{0,20}") {
            let secret = format!("Q{secret}Q");
            let body = serde_json::json!({ "a": before, "secret": secret, "z": 1 }).to_string();
            prop_assert!(!excerpt(body.as_bytes(), 4096).contains(serde_json::json!(secret).as_str().unwrap()));
        }
    }
}
