//! The console's page. It shows what strangers wrote on our own origin: everything is escaped, and its policy lets no
//! script run.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::html::escape;
use pinewire_shared::{
    Cx, Result, crypto,
    http::{Request, Response, response},
};

use serde_json::value::RawValue;

use super::faults;
use crate::{html::escape_with_links, resend::Mail, state};

const STYLE: &str = include_str!("page.css");

pub(super) async fn show(cx: Cx, _: Request) -> Result<Response> {
    let mails: Vec<Mail> = state::list_mails(&cx)
        .await?
        .iter()
        .map(|mail| serde_json::from_str(mail.get()))
        .collect::<Result<_, _>>()?;
    let page = html(&mails, &faults::list(&cx).await?);
    let answer = response::with_body(200, "text/html; charset=utf-8", &page)?;
    let hash = STANDARD.encode(crypto::sha256(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    answer.headers().set("content-security-policy", &policy)?;
    answer.headers().set("referrer-policy", "no-referrer")?;
    Ok(answer)
}

fn html(mails: &[Mail], faults: &[Box<RawValue>]) -> String {
    let inbox = if mails.is_empty() {
        "<p class=\"nothing\">No mail yet. What the platform sends shows up here instead of in real mailboxes.</p>".to_owned()
    } else {
        mails.iter().map(mail).collect()
    };
    let faults = if faults.is_empty() {
        "<p class=\"nothing\">None. <code>POST /sandbox/faults</code> makes a vendor fail.</p>".to_owned()
    } else {
        let items: String = faults.iter().map(|fault| self::fault(fault.get())).collect();
        format!("<ul>{items}</ul>")
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Sandbox · pinewire</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>Sandbox</h1>\n<p>Stand-ins for TradingView and Resend. Nothing here reaches the real ones.</p>\n\
         <h2>Inbox</h2>\n{inbox}\n<h2>Faults to come</h2>\n{faults}\n</main>\n</body>\n</html>\n"
    )
}

fn mail(mail: &Mail) -> String {
    let body = mail.text.as_deref().or(mail.html.as_deref()).unwrap_or_default();
    let at = mail.created_at;
    format!(
        "<article>\n<h3>{}</h3>\n<dl><dt>From</dt><dd>{}</dd><dt>To</dt><dd>{}</dd>\
         <dt>Sent</dt><dd><time datetime=\"{at}\">{}</time></dd></dl>\n<pre>{}</pre>\n</article>\n",
        escape(&mail.subject),
        escape(&mail.from),
        escape(&mail.to.join(", ")),
        readable(at),
        escape_with_links(body),
    )
}

fn fault(json: &str) -> String {
    format!("<li><code>{}</code></li>", escape(json))
}

/// `2026-01-15 18:00:00 UTC`: the page does not know the reader's time zone.
fn readable(at: Timestamp) -> String {
    let text = at.to_string();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{date} {} UTC", time.split('.').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_shown_and_none_becomes_markup() {
        let json = r#"{"object":"email","id":"1","from":"a <a@b.example>","to":["x@y.example"],"cc":[],"bcc":[],
            "reply_to":[],"subject":"<script>alert(1)</script>","html":null,"text":"Open https://a.example/reset?token=1",
            "headers":null,"tags":null,"created_at":"2026-01-15T18:00:00.000Z","scheduled_at":null,"last_event":"delivered"}"#;
        let page = html(&[serde_json::from_str(json).unwrap()], &[]);
        assert!(page.contains("<h3>&lt;script&gt;alert(1)&lt;/script&gt;</h3>"));
        assert!(page.contains("<dd>a &lt;a@b.example&gt;</dd>") && page.contains("2026-01-15 18:00:00 UTC"));
        assert!(page.contains("<a href=\"https://a.example/reset?token=1\""));
        assert!(html(&[], &[]).contains("No mail yet"));
    }
}
