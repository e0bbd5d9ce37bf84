//! Plain text bodies: which of the text dialects it is.

use super::rejection::{Rejection, RejectionCode};
use super::{Body, json, key_value, sentence};

/// Reads text that is no JSON object. The content type only tells form data from other text: everything else in it is
/// what the sender's library adds by itself.
pub(super) fn read(content_type: Option<&str>, text: &str) -> Result<Body, Rejection> {
    // A JSON string is text in quotes, or JSON that was encoded twice.
    let unquoted: Option<String> = if text.starts_with('"') {
        serde_json::from_str(text).ok()
    } else {
        None
    };
    let text = unquoted.as_deref().unwrap_or(text).trim();
    if text.starts_with('{') {
        return json::read(text);
    }
    let is_form = content_type.is_some_and(|kind| {
        kind.get(..33)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("application/x-www-form-urlencoded"))
    });
    let form = if is_form { key_value::read_form(text) } else { None };
    form.or_else(|| key_value::read(text)).or_else(|| sentence::read(text)).ok_or_else(|| {
        let hint = "The text names no symbol. Write it in capitals, as in \"BUY BTCUSDT @ 45000\", or send JSON.";
        Rejection::because(RejectionCode::SymbolMissing, hint)
    })
}
