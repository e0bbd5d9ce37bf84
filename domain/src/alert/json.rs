//! JSON bodies: taken apart field by field, and explained when they are not JSON.

use core::fmt;
use core::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::rejection::{Rejection, RejectionCode};
use super::{Body, MAX_DEPTH, fields, redact};

/// Reads an object. Where a name is repeated the last one counts, as in JavaScript.
pub(super) fn read(text: &str) -> Result<Body, Rejection> {
    if nesting(text) > MAX_DEPTH {
        return Err(Rejection::of(RejectionCode::JsonTooDeep));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| explain(text, &error))?;
    if value.is_array() {
        return Err(Rejection::of(RejectionCode::JsonNotObject));
    }
    let members: Members<'_> = serde_json::from_str(text).map_err(|error| explain(text, &error))?;
    let mut fields = Map::new();
    for (name, raw) in &members.0 {
        let value: Value = serde_json::from_str(raw.get()).map_err(|error| explain(text, &error))?;
        if depth(&value) >= MAX_DEPTH {
            return Err(Rejection::of(RejectionCode::JsonTooDeep));
        }
        fields.insert(name.clone(), value);
    }
    let raw_body = redact::mask(text, members.secrets(text), "\"[redacted]\"");
    Ok(Body { fields, raw_body })
}

/// Where the values of secret fields are in `text`, or `None` when it is not a JSON object.
pub(super) fn secrets(text: &str) -> Option<Vec<Range<usize>>> {
    if nesting(text) > MAX_DEPTH {
        return None;
    }
    serde_json::from_str::<Members<'_>>(text)
        .ok()
        .map(|members| members.secrets(text).collect())
}

/// The members of an object in their order, repeated names included, with the text of their values.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl Members<'_> {
    fn secrets(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let start_of = |part: &str| part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        let secrets = self
            .0
            .iter()
            .filter(|(name, raw)| redact::is_secret(name) && raw.get() != "null");
        secrets.map(move |(_, raw)| start_of(raw.get())..start_of(raw.get()) + raw.get().len())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// The deepest nesting that the brackets outside of strings make.
fn nesting(text: &str) -> usize {
    let (mut level, mut deepest) = (0_usize, 0);
    outside_strings(text, |_, byte| {
        match byte {
            b'{' | b'[' => level += 1,
            b'}' | b']' => level = level.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(level);
    });
    deepest
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Calls `visit` with each byte, and its place, that is not part of a string.
fn outside_strings(text: &str, mut visit: impl FnMut(usize, u8)) {
    let (mut in_string, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => in_string = !in_string,
            _ if !in_string => visit(at, byte),
            _ => {}
        }
        escaped = in_string && byte == b'\\' && !escaped;
    }
}

/// What is wrong with text that is no JSON, and what mistakes of that kind come from.
fn explain(text: &str, error: &serde_json::Error) -> Rejection {
    if let Some((field, word)) = bare_nan(text) {
        let field = fields::shown(field);
        let reason = format!(
            "\"{field}\" is {word}, which JSON does not allow: the placeholder had no value. Put it in quotes or leave it out."
        );
        return Rejection::of_field(RejectionCode::NumberNan, &field, reason);
    }
    let mut placeholder = false;
    outside_strings(text, |at, _| {
        placeholder |= text.get(at..).is_some_and(|rest| rest.starts_with("{{"));
    });
    let hint = if placeholder {
        " A placeholder was not filled in: TradingView does so in the alert's message box, not in alert() calls."
    } else if error.to_string().starts_with("control character") {
        " Write a line break inside of a text as \\n."
    } else if text.contains(['“', '”', '„']) {
        " Replace the curly quotes by straight ones."
    } else if !text.contains('"') && text.contains('\'') {
        " Replace the single quotes by double ones."
    } else {
        " Check for missing quotes and commas."
    };
    let reason = format!("The message starts like JSON but is not: {error}.{hint}");
    Rejection::because(RejectionCode::JsonMalformed, reason)
}

/// The first word outside of strings that JavaScript or Python print for no number, and the name before it.
fn bare_nan(text: &str) -> Option<(&str, &str)> {
    const WORDS: [&str; 7] = ["NaN", "nan", "NAN", "na", "Infinity", "inf", "-Infinity"];
    let mut found = None;
    let mut previous = b' ';
    outside_strings(text, |at, byte| {
        let starts = !previous.is_ascii_alphanumeric() && previous != b'_' && previous != b'-';
        previous = byte;
        if found.is_none() && starts {
            let rest = text.get(at..).unwrap_or_default();
            let end = rest.bytes().skip(1).take_while(u8::is_ascii_alphanumeric).count() + 1;
            found = rest
                .get(..end)
                .filter(|word| WORDS.contains(word))
                .map(|word| (at, word));
        }
    });
    let (at, word) = found?;
    let before = text
        .get(..at)?
        .trim_end()
        .strip_suffix(':')?
        .trim_end()
        .strip_suffix('"')?;
    Some((before.rsplit('"').next()?, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Rejection {
        read(text).map(|body| body.raw_body).unwrap_err()
    }

    #[test]
    fn nan_is_named_with_its_field() {
        let nan = refused("{\"ticker\": \"BTC\", \"price\": NaN}");
        assert_eq!(
            (nan.code, nan.field.as_deref()),
            (RejectionCode::NumberNan, Some("price"))
        );
        assert!(nan.reason.starts_with("\"price\" is NaN,"), "{nan}");
        assert_eq!(refused(r#"{"a": -Infinity}"#).code, RejectionCode::NumberNan);
        assert_eq!(
            refused(r#"{"note": "NaN", "a": nana}"#).code,
            RejectionCode::JsonMalformed
        );
    }

    #[test]
    fn mistakes_are_placed_and_explained() {
        assert!(
            refused("{\"a\": 1,\n \"b\" 2}")
                .reason
                .contains("at line 2 column 6")
        );
        assert!(refused("{'a': 1}").reason.contains("double ones"));
        assert!(refused("{“a”: 1}").reason.contains("straight ones"));
        assert!(
            refused(r#"{"price": {{close}}}"#)
                .reason
                .contains("not filled in")
        );
        assert_eq!(refused("[1]").code, RejectionCode::JsonNotObject);
        assert_eq!(refused("[1").code, RejectionCode::JsonMalformed);
    }

    #[test]
    fn levels_are_counted_outside_of_strings() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(refused(&nested(MAX_DEPTH + 1)).code, RejectionCode::JsonTooDeep);
        assert!(read(&format!(r#"{{"a":"{}\"["}}"#, "[".repeat(100))).is_ok());
        assert_eq!(refused(&"[".repeat(60_000)).code, RejectionCode::JsonTooDeep);
    }

    #[test]
    fn numbers_keep_their_text() {
        let body = read(r#"{"price":0.1000000000000000055511151231257827,"n":1e400}"#).unwrap();
        assert_eq!(
            body.fields["price"].to_string(),
            "0.1000000000000000055511151231257827"
        );
        assert_eq!(body.fields["n"].to_string(), "1e+400");
    }
}
