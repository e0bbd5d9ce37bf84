//! What the settings may be. All wrong fields are reported at once; the others are brought to their canonical form.

use std::ops::RangeInclusive;

use pinewire_domain::{alert::policy::AllowedSymbols, screenshot::ChartId};
use pinewire_shared::{
    Result,
    http::{FieldError, Problem},
    timezone,
};

use super::update::ConfigUpdate;

const MAX_AGE_S: RangeInclusive<u32> = 1..=604_800;
const DEDUPE_WINDOW_S: RangeInclusive<u32> = 0..=86_400;
const RETENTION_DAYS: RangeInclusive<u32> = 1..=3650;
const BODY_SECRET_CHARS: RangeInclusive<usize> = 8..=128;
const MAX_COOKIE_BYTES: usize = 4096;

/// The change in canonical form, or 422.
pub(super) fn normalised(mut update: ConfigUpdate) -> Result<ConfigUpdate> {
    let mut errors = Errors::default();
    if let Some(Some(text)) = &mut update.default_chart_id {
        match ChartId::parse(text) {
            Ok(id) => id.as_str().clone_into(text),
            Err(error) => errors.add("default_chart_id", format!("This is {error}.")),
        }
    }
    if update
        .preferred_timezone
        .as_deref()
        .is_some_and(|name| !timezone::is_known(name))
    {
        errors.add(
            "preferred_timezone",
            "Use the name of a time zone, such as Europe/Istanbul or UTC.",
        );
    }
    errors.check_range("max_age_seconds", update.max_age_seconds.flatten(), &MAX_AGE_S);
    errors.check_range(
        "dedupe_window_seconds",
        update.dedupe_window_seconds,
        &DEDUPE_WINDOW_S,
    );
    errors.check_range("retention_days", update.retention_days, &RETENTION_DAYS);
    if let Some(Some(symbols)) = &mut update.allowed_symbols {
        errors.check_symbols(symbols);
    }
    errors.check_cookie("tv_sessionid_plain", update.tv_sessionid_plain.as_ref());
    errors.check_cookie("tv_sessionid_sign_plain", update.tv_sessionid_sign_plain.as_ref());
    if let Some(Some(secret)) = &update.body_secret {
        let is_visible = secret
            .chars()
            .all(|char| !char.is_whitespace() && !char.is_control());
        if !is_visible || !BODY_SECRET_CHARS.contains(&secret.chars().count()) {
            errors.add("body_secret", "Use 8 to 128 visible characters without spaces.");
        }
    }
    errors.into_result().map(|()| update)
}

#[derive(Default)]
struct Errors(Vec<FieldError>);

impl Errors {
    fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    }

    fn check_range(&mut self, field: &str, value: Option<u32>, range: &RangeInclusive<u32>) {
        if value.is_some_and(|value| !range.contains(&value)) {
            self.add(
                field,
                format!("Use a whole number from {} to {}.", range.start(), range.end()),
            );
        }
    }

    fn check_symbols(&mut self, symbols: &mut Vec<String>) {
        if symbols.is_empty() {
            self.add(
                "allowed_symbols",
                "List at least one symbol, or send null to allow all.",
            );
            return;
        }
        match AllowedSymbols::parse(symbols) {
            Ok(list) => *symbols = list.to_texts(),
            Err(errors) => errors
                .into_iter()
                .for_each(|error| self.add(error.field, error.message)),
        }
    }

    /// The characters that RFC 6265 lets a cookie's value have.
    fn check_cookie(&mut self, field: &str, value: Option<&Option<String>>) {
        let Some(Some(value)) = value else { return };
        let may_be_in_cookie = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
        if value.is_empty() || value.len() > MAX_COOKIE_BYTES || !value.bytes().all(may_be_in_cookie) {
            self.add(
                field,
                "Paste only the cookie's value, without its name, quotes or semicolons.",
            );
        }
    }

    fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Problem::validation(self.0).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use pinewire_shared::Error;
    use serde_json::{Value, json};

    use super::*;

    fn wrong_fields(update: Value) -> Vec<String> {
        match normalised(serde_json::from_value(update).unwrap()) {
            Ok(_) => Vec::new(),
            Err(Error::Reject(problem)) => problem.errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn all_wrong_fields_are_reported() {
        let update = json!({
            "default_chart_id": "../x", "max_age_seconds": 0, "dedupe_window_seconds": 86_401, "retention_days": 0,
            "allowed_symbols": ["BTCUSDT", "a b"], "tv_sessionid_plain": "sessionid=x;", "body_secret": "short",
        });
        let expected = [
            "default_chart_id",
            "max_age_seconds",
            "dedupe_window_seconds",
            "retention_days",
            "allowed_symbols[1]",
            "tv_sessionid_plain",
            "body_secret",
        ];
        assert_eq!(wrong_fields(update), expected);
        assert_eq!(
            wrong_fields(json!({ "allowed_symbols": [], "body_secret": "has a space" })).len(),
            2
        );
    }

    #[test]
    fn what_is_right_becomes_canonical() {
        let update = json!({
            "default_chart_id": "https://www.tradingview.com/chart/xyz123/", "allowed_symbols": ["btcusdt", "BTCUSDT"],
            "max_age_seconds": null, "body_secret": null, "tv_sessionid_plain": "abc123:def",
        });
        let update = normalised(serde_json::from_value(update).unwrap()).unwrap();
        assert_eq!(update.default_chart_id, Some(Some("xyz123".to_owned())));
        assert_eq!(update.allowed_symbols, Some(Some(vec!["BTCUSDT".to_owned()])));
        assert_eq!(
            (update.max_age_seconds, update.body_secret),
            (Some(None), Some(None))
        );
        assert_eq!(update.retention_days, None);
    }
}
