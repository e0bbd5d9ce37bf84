//! Faults as JSON. Read and written field by field: what serde derives for so large a type would make a tenth of a
//! stand-in, and a stand-in that reads nothing else by it goes without its machinery.

use pinewire_shared::{
    Result,
    http::{FieldError, Problem},
};
use serde_json::{Map, Value};

use super::{Cookies, Damage, Effect, Fault};
use crate::addressee::Vendor;

const MAX_TIMES: u32 = 10_000;
/// Longer than any of the platform's own limits on a vendor's answer.
const MAX_LATENCY_MS: u32 = 120_000;
const MAX_RETRY_AFTER_S: u32 = 86_400;

const VENDORS: &[(&str, Vendor)] = &[
    ("tradingview", Vendor::TradingView),
    ("alpaca", Vendor::Alpaca),
    ("resend", Vendor::Resend),
];
const METHODS: &[(&str, &str)] = &[
    ("GET", "GET"),
    ("POST", "POST"),
    ("PUT", "PUT"),
    ("PATCH", "PATCH"),
    ("DELETE", "DELETE"),
];
const COOKIES: &[(&str, Cookies)] = &[("expired", Cookies::Expired)];
const DAMAGES: &[(&str, Damage)] = &[
    ("signed_out_page", Damage::SignedOutPage),
    ("cut", Damage::Cut),
    ("without_next", Damage::WithoutNext),
];
const EFFECTS: &[(&str, Effect)] = &[("before", Effect::Before), ("after", Effect::After)];

impl Fault {
    /// Reads a JSON object, and refuses what would do nothing, or what no answer can be.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let malformed = |_| Problem::bad_request("json_malformed", "The body is not JSON.");
        let value: Value = serde_json::from_slice(json).map_err(malformed)?;
        let Value::Object(map) = value else {
            return Err(Problem::invalid("body", "Send a JSON object.").into());
        };
        let mut fields = Fields {
            map,
            mistakes: Vec::new(),
        };
        let fault = fields.fault();
        fields.check(&fault);
        fields.finish()?;
        Ok(fault)
    }

    /// As [`Self::parse`] reads it.
    pub fn to_text(&self) -> String {
        self.to_value().to_string()
    }

    /// As [`Self::parse`] reads it.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                map.insert(name.to_owned(), value);
            }
        };
        put("vendor", word(VENDORS, &self.vendor));
        put("method", self.method.clone().map(Value::String));
        put("path_prefix", Some(Value::String(self.path_prefix.clone())));
        put("status", self.status.map(Value::from));
        put("latency_ms", self.latency_ms.map(Value::from));
        put(
            "cookies",
            self.cookies.and_then(|cookies| word(COOKIES, &cookies)),
        );
        put("answer", self.answer.and_then(|damage| word(DAMAGES, &damage)));
        put("effect", word(EFFECTS, &self.effect));
        put("body", self.body.clone());
        put("retry_after_s", self.retry_after_s.map(Value::from));
        put("times", Some(self.times.into()));
        put("every", Some(self.every.into()));
        put("in_a_row", Some(self.in_a_row.into()));
        Value::Object(map)
    }
}

fn word<T: PartialEq>(words: &[(&str, T)], of: &T) -> Option<Value> {
    let (word, _) = words.iter().find(|(_, value)| value == of)?;
    Some(Value::String((*word).to_owned()))
}

/// The fields of an object that are not read yet, and what is wrong with those that are.
struct Fields {
    map: Map<String, Value>,
    mistakes: Vec<FieldError>,
}

impl Fields {
    fn fault(&mut self) -> Fault {
        let vendor = self.word("vendor", VENDORS);
        if vendor.is_none() {
            self.mistake("vendor", "must be tradingview, alpaca or resend");
        }
        let every = self.number("every", 1, MAX_TIMES).unwrap_or(1);
        Fault {
            vendor: vendor.unwrap_or(Vendor::Resend),
            method: self.word("method", METHODS).map(str::to_owned),
            path_prefix: self.text("path_prefix").unwrap_or_else(|| "/".to_owned()),
            status: self
                .number("status", 200, 599)
                .and_then(|status| u16::try_from(status).ok()),
            latency_ms: self.number("latency_ms", 0, MAX_LATENCY_MS),
            cookies: self.word("cookies", COOKIES),
            answer: self.word("answer", DAMAGES),
            effect: self.word("effect", EFFECTS).unwrap_or(Effect::Before),
            body: self.take("body"),
            retry_after_s: self.number("retry_after_s", 0, MAX_RETRY_AFTER_S),
            times: self.number("times", 1, MAX_TIMES).unwrap_or(1),
            every,
            in_a_row: self.number("in_a_row", 1, every).unwrap_or(1),
        }
    }

    /// What is wrong with fields that are right by themselves.
    fn check(&mut self, fault: &Fault) {
        if fault.status.is_none()
            && fault.latency_ms.is_none()
            && fault.cookies.is_none()
            && fault.answer.is_none()
        {
            self.mistake("status", "give a status, a latency_ms, cookies or an answer");
        }
        if matches!(fault.status, Some(204 | 205 | 304)) {
            self.mistake("status", "must be one that has a body");
        }
        if fault.status.is_none() && (fault.body.is_some() || fault.retry_after_s.is_some()) {
            self.mistake("status", "a body or retry_after_s needs a status");
        }
        if fault.status.is_some() && fault.answer.is_some() {
            self.mistake("answer", "what takes the answer's place needs no status");
        }
        if fault.vendor != Vendor::TradingView && fault.answer.is_some_and(|damage| damage != Damage::Cut) {
            self.mistake("answer", "of this vendor's, an answer can only be cut");
        }
        if !fault.path_prefix.starts_with('/') {
            self.mistake("path_prefix", "must begin with /");
        }
    }

    fn finish(mut self) -> Result<()> {
        for (name, _) in core::mem::take(&mut self.map) {
            self.mistake(&name, "there is no such field");
        }
        if self.mistakes.is_empty() {
            Ok(())
        } else {
            Err(Problem::validation(self.mistakes).into())
        }
    }

    fn mistake(&mut self, field: &str, message: &str) {
        self.mistakes.push(FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    }

    /// A field that is there and not null.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    fn text(&mut self, name: &str) -> Option<String> {
        if let Value::String(text) = self.take(name)? {
            Some(text)
        } else {
            self.mistake(name, "must be text");
            None
        }
    }

    fn number(&mut self, name: &str, least: u32, most: u32) -> Option<u32> {
        let value = self.take(name)?;
        let number = value
            .as_u64()
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.mistake(name, &format!("must be a whole number from {least} to {most}"));
        }
        number
    }

    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            self.mistake(name, "is not one of the words that it can be");
        }
        found.map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_defaults() {
        let fault = Fault::parse(br#"{"vendor":"resend","status":500}"#).unwrap();
        assert_eq!(
            (fault.path_prefix.as_str(), fault.times, fault.effect),
            ("/", 1, Effect::Before)
        );
        assert_eq!(fault.method, None);
    }

    #[test]
    fn a_fault_is_read_as_it_was_written() {
        for json in [
            r#"{"answer":"cut","effect":"before","every":5,"in_a_row":2,"path_prefix":"/","times":3,"vendor":"tradingview"}"#,
            r#"{"body":{"a":[1.50]},"effect":"after","every":1,"in_a_row":1,"latency_ms":5,"method":"POST","path_prefix":"/v2","retry_after_s":3,"status":429,"times":1,"vendor":"alpaca"}"#,
            r#"{"cookies":"expired","effect":"before","every":1,"in_a_row":1,"path_prefix":"/","times":1,"vendor":"tradingview"}"#,
        ] {
            assert_eq!(Fault::parse(json.as_bytes()).unwrap().to_text(), json);
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for json in [
            "[]",
            "{",
            r#"{"vendor":"resend"}"#,
            r#"{"status":500}"#,
            r#"{"vendor":"stripe","status":500}"#,
            r#"{"vendor":"resend","status":500,"colour":"red"}"#,
            r#"{"vendor":"resend","status":101}"#,
            r#"{"vendor":"resend","status":204}"#,
            r#"{"vendor":"resend","status":"500"}"#,
            r#"{"vendor":"resend","latency_ms":5,"body":"x"}"#,
            r#"{"vendor":"resend","latency_ms":999999}"#,
            r#"{"vendor":"resend","status":500,"times":0}"#,
            r#"{"vendor":"resend","status":500,"every":0}"#,
            r#"{"vendor":"resend","status":500,"in_a_row":2}"#,
            r#"{"vendor":"resend","status":500,"method":"post"}"#,
            r#"{"vendor":"resend","status":500,"effect":"during"}"#,
            r#"{"vendor":"resend","status":500,"path_prefix":"emails"}"#,
            r#"{"vendor":"resend","answer":"without_next"}"#,
            r#"{"vendor":"tradingview","answer":"cut","status":500}"#,
        ] {
            assert!(Fault::parse(json.as_bytes()).is_err(), "{json}");
        }
    }
}
