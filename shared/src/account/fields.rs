//! What the fields of an account may hold.

use pinewire_domain::account::Language;

use crate::{http::FieldError, timezone};

const DISPLAY_NAME_CHARS: usize = 100;

/// What is wrong with these fields of an account.
pub fn check_fields(
    display_name: Option<&str>,
    time_zone: Option<&str>,
    language: Option<&str>,
) -> Vec<FieldError> {
    let name_is_long = display_name.is_some_and(|name| name.chars().count() > DISPLAY_NAME_CHARS);
    let checks = [
        (name_is_long, "display_name", "Use at most 100 characters."),
        (
            time_zone.is_some_and(|name| !timezone::is_known(name)),
            "timezone",
            "Use the name of a time zone, such as Europe/Istanbul or UTC.",
        ),
        (
            language.is_some_and(|language| language.parse::<Language>().is_err()),
            "language",
            "Use en, es or tr.",
        ),
    ];
    let wrong = checks.into_iter().filter(|(is_wrong, ..)| *is_wrong);
    wrong
        .map(|(_, field, message)| FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        })
        .collect()
}
