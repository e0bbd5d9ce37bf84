//! Structured log lines: one JSON object each. What is logged is chosen here field by field, so that no token, cookie,
//! password or key can slip in: the route's pattern instead of the path, no query, no headers, no bodies.

use pinewire_domain::time::Timestamp;
use serde_json::{Map, Value, json};

use crate::{Cx, Error, clock, http::Request};

/// A line about something that an operator may want to know.
pub fn info(cx: &Cx, event: &str, fields: Value) {
    write("info", Some(cx), event, fields);
}

/// A line about something that went wrong and was dealt with.
pub fn warn(cx: &Cx, event: &str, fields: Value) {
    write("warn", Some(cx), event, fields);
}

/// A line about something that someone has to mend.
pub fn error(event: &str, message: &str) {
    write("error", None, event, json!({ "message": message }));
}

/// The line of one request.
#[derive(Debug)]
pub struct RequestEntry {
    method: String,
    route: &'static str,
    started: Timestamp,
    error: Option<String>,
    level: &'static str,
}

impl RequestEntry {
    pub(crate) fn new(request: &Request) -> Self {
        Self {
            method: request.method().to_string(),
            route: "(no route)",
            started: clock::now(),
            error: None,
            level: "info",
        }
    }

    pub(crate) fn route(&mut self, pattern: &'static str) {
        self.route = pattern;
    }

    pub(crate) fn failed(&mut self, error: &Error) {
        self.level = match error {
            Error::Reject(_) => "info",
            Error::Retry(_) => "warn",
            Error::Bug(_) => "error",
        };
        self.error = Some(match error {
            // The sentence may quote what the caller sent; the code and our own note do not.
            Error::Reject(problem) => match &problem.cause {
                Some(cause) => format!("{}: {cause}", problem.code),
                None => problem.code.clone().into_owned(),
            },
            other => other.to_string(),
        });
    }

    pub(crate) fn write(self, cx: &Cx, status: u16) {
        let duration = clock::now().as_millis() - self.started.as_millis();
        let mut fields =
            json!({ "method": self.method, "route": self.route, "status": status, "duration_ms": duration });
        if let (Some(error), Value::Object(fields)) = (self.error, &mut fields) {
            fields.insert("error".to_owned(), Value::String(error));
        }
        write(self.level, Some(cx), "request", fields);
    }
}

fn write(level: &'static str, cx: Option<&Cx>, event: &str, fields: Value) {
    let mut line = Map::new();
    line.insert("level".to_owned(), level.into());
    line.insert("event".to_owned(), event.into());
    if let Some(cx) = cx {
        line.insert("worker".to_owned(), cx.worker().into());
        line.insert("request_id".to_owned(), cx.request_id().as_str().into());
        if let Some(caller) = cx.maybe_caller() {
            line.insert("user_id".to_owned(), caller.user_id.as_str().into());
        }
    }
    if let Value::Object(fields) = fields {
        line.extend(fields);
    }
    let line = Value::Object(line).to_string();
    match level {
        "error" => worker::console_error!("{line}"),
        "warn" => worker::console_warn!("{line}"),
        _ => worker::console_log!("{line}"),
    }
}
