//! What one field of an answer says. `None` is always the same: the field is not there, or is of another kind.

use serde_json::Value;

/// Text.
pub(super) fn text(object: &Value, field: &str) -> Option<String> {
    object.get(field)?.as_str().map(str::to_owned)
}

/// A whole number, or the same as text.
pub(super) fn number(object: &Value, field: &str) -> Option<i64> {
    match object.get(field)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Text, or a number as text.
pub(super) fn text_or_number(object: &Value, field: &str) -> Option<String> {
    match object.get(field)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The address of the next page; the inner `None` on the last one. The field must be there, even if null: a body that was
/// cut must not pass for a last page.
#[expect(clippy::option_option, reason = "no page and no next page are two things")]
pub(super) fn next_page(page: &Value) -> Option<Option<String>> {
    match page.get("next")? {
        Value::Null => Some(None),
        Value::String(next) => Some(Some(next.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_may_be_text() {
        for (value, expected) in [
            (json!(7), Some(7)),
            (json!("7"), Some(7)),
            (json!(-7), Some(-7)),
            (json!(i64::MAX), Some(i64::MAX)),
            (json!(u64::MAX), None),
            (json!(7.0), None),
            (json!("7.0"), None),
            (json!(" 7"), None),
            (json!(""), None),
            (json!(true), None),
            (json!(null), None),
            (json!([7]), None),
        ] {
            let object = json!({ "id": value });
            assert_eq!(number(&object, "id"), expected, "{object}");
        }
        assert_eq!(number(&json!({}), "id"), None);
        assert_eq!(number(&json!([7]), "id"), None);
    }

    #[test]
    fn only_text_is_text_where_nothing_else_will_do() {
        for (value, strict, lenient) in [
            (json!("a"), Some("a"), Some("a")),
            (json!(""), Some(""), Some("")),
            (json!(1.5), None, Some("1.5")),
            (json!(12), None, Some("12")),
            (json!(true), None, None),
            (json!(null), None, None),
            (json!({}), None, None),
        ] {
            let object = json!({ "name": value });
            assert_eq!(text(&object, "name").as_deref(), strict, "{object}");
            assert_eq!(text_or_number(&object, "name").as_deref(), lenient, "{object}");
        }
        assert_eq!(text(&json!("name"), "name"), None);
        assert_eq!(text_or_number(&json!({}), "name"), None);
    }

    #[test]
    fn no_next_page_has_to_be_said() {
        for (page, expected) in [
            (json!({ "next": "/a" }), Some(Some("/a".to_owned()))),
            (json!({ "next": null }), Some(None)),
            (json!({ "next": 2 }), None),
            (json!({}), None),
            (json!([]), None),
        ] {
            assert_eq!(next_page(&page), expected, "{page}");
        }
    }
}
