//! Why an alert was refused: a stable code, the HTTP status that it is answered with, and a plain sentence that tells
//! the user what to change. None of them is a 5xx: those make TradingView send the alert again.

use core::fmt;

use crate::text_enum;

text_enum! {
    /// The stable code of a refusal.
    RejectionCode("rejection code") {
        /// More than [`super::MAX_BODY_BYTES`].
        BodyTooLarge = "body_too_large",
        /// Not UTF-8, or with NUL characters.
        BodyBinary = "body_binary",
        /// Nothing but white space.
        BodyEmpty = "body_empty",
        /// Starts like JSON and is not.
        JsonMalformed = "json_malformed",
        /// A JSON list.
        JsonNotObject = "json_not_object",
        /// More than [`super::MAX_DEPTH`] levels.
        JsonTooDeep = "json_too_deep",
        /// A bare `NaN`, which is what an unset placeholder becomes.
        NumberNan = "number_nan",
        /// A field of the wrong JSON type, or too long.
        FieldType = "field_type",
        /// No symbol.
        SymbolMissing = "symbol_missing",
        /// Not a symbol.
        SymbolInvalid = "symbol_invalid",
        /// Not a timeframe.
        TimeframeInvalid = "timeframe_invalid",
        /// Not a time.
        TimestampInvalid = "timestamp_invalid",
        /// Not a price.
        PriceInvalid = "price_invalid",
        /// Nobody's webhook token.
        TokenUnknown = "token_unknown",
        /// A disabled webhook token.
        TokenDisabled = "token_disabled",
        /// A webhook token whose overlap after a rotation is over.
        TokenExpired = "token_expired",
        /// Not from one of TradingView's addresses, which the user demands.
        IpNotAllowed = "ip_not_allowed",
        /// Without the body secret, or with a wrong one.
        SecretWrong = "secret_wrong",
        /// Older than the user allows.
        AlertTooOld = "alert_too_old",
        /// Without the time that the user's maximum age needs.
        AlertTimeMissing = "alert_time_missing",
        /// Not one of the user's symbols.
        SymbolNotAllowed = "symbol_not_allowed",
        /// Beyond the month's quota.
        QuotaExceeded = "quota_exceeded",
    }
}

impl RejectionCode {
    /// The HTTP status of the answer.
    pub const fn status(self) -> u16 {
        match self {
            Self::BodyBinary
            | Self::BodyEmpty
            | Self::JsonMalformed
            | Self::JsonNotObject
            | Self::JsonTooDeep
            | Self::NumberNan
            | Self::FieldType => 400,
            Self::TokenDisabled | Self::TokenExpired | Self::SecretWrong => 401,
            Self::IpNotAllowed => 403,
            Self::TokenUnknown => 404,
            Self::BodyTooLarge => 413,
            Self::SymbolMissing
            | Self::SymbolInvalid
            | Self::TimeframeInvalid
            | Self::TimestampInvalid
            | Self::PriceInvalid
            | Self::AlertTooOld
            | Self::AlertTimeMissing
            | Self::SymbolNotAllowed => 422,
            Self::QuotaExceeded => 429,
        }
    }

    /// What to tell the user where nothing more is known.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::BodyTooLarge => "The message is larger than 64 KiB. Send less.",
            Self::BodyBinary => "The message is not text. Send JSON or plain text in UTF-8.",
            Self::BodyEmpty => "The message is empty. Write one into the alert's message box.",
            Self::JsonMalformed => "The message starts like JSON but is not valid JSON.",
            Self::JsonNotObject => "The message is a JSON list. Send one JSON object, {…}, an alert.",
            Self::JsonTooDeep => "The JSON has more than 16 levels. Flatten it.",
            Self::NumberNan => {
                "A number is NaN, which JSON does not allow: the placeholder had no value. Put it in quotes or leave it out."
            }
            Self::FieldType => "A field has the wrong type.",
            Self::SymbolMissing => {
                "The alert names no symbol. Add \"ticker\": \"{{ticker}}\" to the message."
            }
            Self::SymbolInvalid => "The symbol is not one such as BTCUSDT or BINANCE:BTCUSDT.",
            Self::TimeframeInvalid => "The timeframe is not one such as 5, 60, 4h or 1D.",
            Self::TimestampInvalid => {
                "The time is not one such as 2024-01-15T10:30:00Z or 1705314600000 (milliseconds)."
            }
            Self::PriceInvalid => "The price is not a number such as 45000.5.",
            Self::TokenUnknown => {
                "This webhook URL belongs to nobody. Copy the current one from your webhook page."
            }
            Self::TokenDisabled => "This webhook is disabled. Enable it on your webhook page.",
            Self::TokenExpired => {
                "This webhook URL was replaced and its overlap is over. Copy the current one from your webhook page."
            }
            Self::IpNotAllowed => {
                "The alert did not come from TradingView's addresses, and your settings accept no others."
            }
            Self::SecretWrong => {
                "The body secret is missing or wrong. Add \"secret\" to the message, with the secret of your settings."
            }
            Self::AlertTooOld => "The alert is older than your settings allow.",
            Self::AlertTimeMissing => {
                "Your settings limit an alert's age, and this one states no time. Add \"timenow\": \"{{timenow}}\"."
            }
            Self::SymbolNotAllowed => "The symbol is not in the list of your settings.",
            Self::QuotaExceeded => {
                "This month's quota is used up. It starts anew on the first (UTC), or change the plan."
            }
        }
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The stable code.
    pub code: RejectionCode,
    /// The field that is at fault, as the sender spelled it.
    pub field: Option<String>,
    /// A plain sentence for the user. It never holds a secret.
    pub reason: String,
}

impl Rejection {
    /// The refusal with the code's own sentence.
    pub fn of(code: RejectionCode) -> Self {
        Self {
            code,
            field: None,
            reason: code.reason().to_owned(),
        }
    }

    /// The refusal of `field`, with a sentence about it.
    pub fn of_field(code: RejectionCode, field: &str, reason: impl Into<String>) -> Self {
        Self {
            code,
            field: Some(field.to_owned()),
            reason: reason.into(),
        }
    }

    /// The refusal with a sentence of its own.
    pub fn because(code: RejectionCode, reason: impl Into<String>) -> Self {
        Self {
            code,
            field: None,
            reason: reason.into(),
        }
    }

    /// The HTTP status of the answer.
    pub const fn status(&self) -> u16 {
        self.code.status()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.reason)
    }
}

impl core::error::Error for Rejection {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_refusal_makes_tradingview_send_again() {
        for code in RejectionCode::ALL {
            assert!((400..500).contains(&code.status()), "{code}");
            assert!(code.reason().ends_with('.'), "{code}");
        }
    }
}
