//! The body of `POST /emails`, checked as Resend checks it.

use pinewire_domain::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{Mail, error::Refusal};

const MAX_RECIPIENTS: usize = 50;

/// The body as it comes. What is not named here (attachments, topics) is taken and forgotten.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Input {
    from: Option<String>,
    to: Option<Addresses>,
    cc: Option<Addresses>,
    bcc: Option<Addresses>,
    reply_to: Option<Addresses>,
    subject: Option<String>,
    html: Option<String>,
    text: Option<String>,
    headers: Option<Value>,
    tags: Option<Value>,
    scheduled_at: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Addresses {
    One(String),
    Many(Vec<String>),
}

impl Addresses {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(address) => vec![address],
            Self::Many(addresses) => addresses,
        }
    }
}

/// The mail that a body describes.
pub(super) fn parse(body: &Value, id: String, now: Timestamp) -> Result<Mail, Refusal> {
    let input = Input::deserialize(body).map_err(|error| {
        Refusal::new(
            422,
            "validation_error",
            format!("The body is not valid: {error}."),
        )
    })?;
    let from = input
        .from
        .filter(|from| !from.is_empty())
        .ok_or_else(|| missing("from"))?;
    if !is_address(&from) {
        return Err(malformed("invalid_from_address", "from"));
    }
    let to = addresses("to", input.to)?;
    if to.is_empty() {
        return Err(missing("to"));
    }
    let subject = input.subject.ok_or_else(|| missing("subject"))?;
    if input.html.is_none() && input.text.is_none() {
        return Err(Refusal::new(
            422,
            "missing_required_field",
            "Missing `html` or `text` field.",
        ));
    }
    let last_event = if input.scheduled_at.is_some() {
        "scheduled"
    } else {
        "delivered"
    };
    Ok(Mail {
        object: "email".to_owned(),
        id,
        from,
        to,
        cc: addresses("cc", input.cc)?,
        bcc: addresses("bcc", input.bcc)?,
        reply_to: addresses("reply_to", input.reply_to)?,
        subject,
        html: input.html,
        text: input.text,
        headers: input.headers,
        tags: input.tags,
        created_at: now,
        scheduled_at: input.scheduled_at,
        last_event: last_event.to_owned(),
    })
}

fn addresses(field: &'static str, given: Option<Addresses>) -> Result<Vec<String>, Refusal> {
    let addresses = given.map(Addresses::into_vec).unwrap_or_default();
    if addresses.len() > MAX_RECIPIENTS {
        let message = format!("The `{field}` field holds more than {MAX_RECIPIENTS} addresses.");
        return Err(Refusal::new(422, "validation_error", message));
    }
    if addresses.iter().all(|address| is_address(address)) {
        Ok(addresses)
    } else {
        Err(malformed("validation_error", field))
    }
}

fn missing(field: &str) -> Refusal {
    Refusal::new(422, "missing_required_field", format!("Missing `{field}` field."))
}

fn malformed(name: &'static str, field: &str) -> Refusal {
    let message = format!(
        "Invalid `{field}` field. The email address needs to follow the `email@example.com` or \
         `Name <email@example.com>` format."
    );
    Refusal::new(422, name, message)
}

/// `email@example.com` or `Name <email@example.com>`.
fn is_address(text: &str) -> bool {
    let address = match text.trim().strip_suffix('>') {
        Some(named) => named.rsplit_once('<').map_or("", |(_, address)| address),
        None => text.trim(),
    };
    let is_plain =
        !address.contains(|char: char| char.is_whitespace() || char.is_control() || "<>,;\"".contains(char));
    is_plain
        && address
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(body: &Value) -> Refusal {
        parse(body, "id".to_owned(), Timestamp::EPOCH).unwrap_err()
    }

    #[test]
    fn a_mail_has_one_or_many_recipients() {
        let mail = |to: Value| {
            let body = json!({"from": "Pine <a@b.example>", "to": to, "subject": "", "text": "t"});
            parse(&body, "id".to_owned(), Timestamp::EPOCH).unwrap()
        };
        assert_eq!(mail(json!("x@y.example")).to, ["x@y.example"]);
        assert_eq!(mail(json!(["x@y.example", "Z <z@y.example>"])).to.len(), 2);
        assert_eq!(mail(json!("x@y.example")).last_event, "delivered");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let whole = json!({"from": "a@b.example", "to": "x@y.example", "subject": "s", "text": "t"});
        for field in ["from", "to", "subject"] {
            let mut body = whole.clone();
            body[field] = Value::Null;
            let refusal = refusal(&body);
            assert_eq!((refusal.status, refusal.name), (422, "missing_required_field"));
            assert_eq!(refusal.message, format!("Missing `{field}` field."));
        }
        for (field, value, name) in [
            ("from", json!("nobody"), "invalid_from_address"),
            ("to", json!(["x@y.example", "a@b, c@d"]), "validation_error"),
            ("to", json!(5), "validation_error"),
            ("to", json!(vec!["x@y.example"; 51]), "validation_error"),
            ("text", json!(null), "missing_required_field"),
        ] {
            let mut body = whole.clone();
            body[field] = value;
            assert_eq!(
                (refusal(&body).status, refusal(&body).name),
                (422, name),
                "{body}"
            );
        }
    }

    #[test]
    fn addresses_are_told_from_other_text() {
        for good in ["a@b.example", "Name <a@b.example>", "\"A, B\" <a@localhost>"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "", "a", "@b", "a@", "a@b@c", "a b@c", "<a@b", "a@b,c@d", "Name <>",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
