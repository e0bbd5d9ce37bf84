//! The platform's browser: opens a page and gives back what it became and how it looks. The crate `worker` knows
//! nothing of this binding, so its one method is called here.
//!
//! Cloudflare calls such a one-shot visit a *quick action*: it starts with a browser profile of its own and leaves
//! nothing behind, so no two visits share cookies.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};

use crate::{Cx, deadline};

/// The binding of the browser.
pub const BINDING: &str = "BROWSER";

/// How long taking the picture itself, and each other step that has no limit of its own, may take.
const STEP_LIMIT_MS: u32 = 20_000;

#[wasm_bindgen]
extern "C" {
    type Browser;

    #[wasm_bindgen(method, catch, js_name = quickAction)]
    async fn quick_action(this: &Browser, action: &str, options: JsValue) -> Result<JsValue, JsValue>;
}

/// A cookie that the page's host gets.
#[derive(Debug, Clone, Copy)]
pub struct Cookie<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value, a secret.
    pub value: &'a str,
}

/// A visit to a page.
#[derive(Debug)]
pub struct Visit<'a> {
    /// The page's address.
    pub url: &'a str,
    /// The window in pixels: across, down.
    pub window: (u32, u32),
    /// What the page's host is sent.
    pub cookies: &'a [Cookie<'a>],
    /// JavaScript that is run in the page, in this order.
    pub scripts: &'a [&'a str],
    /// The picture is taken as soon as an element matches this CSS selector, or when patience ends.
    pub until: &'a str,
    /// How long loading the page may take, and then the wait for `until`. What is there afterwards is pictured.
    pub patience: Duration,
    /// How long all of it may take.
    pub limit: Duration,
}

/// What was seen.
#[derive(Debug)]
pub struct Snapshot {
    /// The HTTP status of the page; 200 if it never came.
    pub status: u16,
    /// The page as HTML, as it was when the picture was taken.
    pub html: String,
    /// The picture, a PNG.
    pub png: Vec<u8>,
}

/// Why nothing was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BrowserError {
    /// There is no browser, or it does not answer as it should. What it said is for the log.
    Unavailable(String),
    /// It refuses more work for now.
    Busy,
    /// There was no picture in time.
    Timeout,
    /// The page could not be opened.
    PageUnavailable,
    /// The page was opened and could not be pictured.
    NoPicture,
}

#[derive(Debug, Deserialize)]
struct Answer {
    result: Option<Seen>,
    meta: Option<Meta>,
    #[serde(default)]
    errors: Vec<Complaint>,
}

#[derive(Debug, Deserialize)]
struct Seen {
    content: String,
    screenshot: String,
}

#[derive(Debug, Deserialize)]
struct Meta {
    status: u16,
}

#[derive(Debug, Deserialize)]
struct Complaint {
    /// A number, or the name of a rule that our own options break.
    code: serde_json::Value,
    #[serde(default)]
    message: String,
}

/// Visits a page.
pub async fn visit(cx: &Cx, visit: &Visit<'_>) -> Result<Snapshot, BrowserError> {
    let (status, answer) = deadline::within(visit.limit, act(cx, "snapshot", &options(visit)))
        .await
        .unwrap_or(Err(BrowserError::Timeout))?;
    read(status, &answer)
}

/// Whether there is a browser that can open a page.
pub async fn is_there(cx: &Cx, limit: Duration) -> bool {
    let blank = json!({ "html": "<p>Hello</p>", "viewport": { "width": 64, "height": 64 } });
    matches!(
        deadline::within(limit, act(cx, "content", &blank)).await,
        Some(Ok((200, _)))
    )
}

fn options(visit: &Visit<'_>) -> serde_json::Value {
    let secure = visit.url.starts_with("https:");
    let cookie = |Cookie { name, value }: &Cookie<'_>| json!({ "name": name, "value": value, "url": visit.url, "secure": secure, "httpOnly": true });
    let cookies: Vec<_> = visit.cookies.iter().map(cookie).collect();
    let scripts: Vec<_> = visit
        .scripts
        .iter()
        .map(|script| json!({ "content": script }))
        .collect();
    let patience = u64::try_from(visit.patience.as_millis()).unwrap_or(u64::MAX);
    json!({
        "url": visit.url,
        "formats": ["content", "screenshot"],
        "viewport": { "width": visit.window.0, "height": visit.window.1 },
        "cookies": cookies,
        "gotoOptions": { "waitUntil": "domcontentloaded", "timeout": patience },
        "addScriptTag": scripts,
        "waitForSelector": { "selector": visit.until, "timeout": patience },
        "actionTimeout": u64::try_from(visit.limit.as_millis()).unwrap_or(u64::MAX).max(STEP_LIMIT_MS.into()),
        "bestAttempt": true,
        "screenshotOptions": { "type": "png" },
        // Never another visit's picture.
        "cacheTTL": 0,
    })
}

/// The HTTP status and the text of the browser's answer.
async fn act(cx: &Cx, action: &str, options: &serde_json::Value) -> Result<(u16, String), BrowserError> {
    let unavailable = |error: JsValue| BrowserError::Unavailable(crate::Error::from(error).to_string());
    if !cx.has_binding(BINDING) {
        return Err(BrowserError::Unavailable("no browser is bound".to_owned()));
    }
    let service = cx
        .service(BINDING)
        .map_err(|error| BrowserError::Unavailable(error.to_string()))?;
    let browser: Browser = service.into_rpc();
    let options = js_sys::JSON::parse(&options.to_string()).map_err(unavailable)?;
    let response = browser.quick_action(action, options).await.map_err(unavailable)?;
    let response: web_sys::Response = response.dyn_into().map_err(unavailable)?;
    let mut response = worker::Response::from(response);
    let status = response.status_code();
    let text = response
        .text()
        .await
        .map_err(|error| BrowserError::Unavailable(error.to_string()))?;
    Ok((status, text))
}

fn read(status: u16, answer: &str) -> Result<Snapshot, BrowserError> {
    if status == 429 {
        return Err(BrowserError::Busy);
    }
    let unreadable = || BrowserError::Unavailable(format!("it answered {status} and no snapshot"));
    let answer: Answer = serde_json::from_str(answer).map_err(|_| unreadable())?;
    if let (200, Some(seen), Some(meta)) = (status, answer.result, answer.meta) {
        let png = STANDARD
            .decode(seen.screenshot)
            .map_err(|_| BrowserError::NoPicture)?;
        return Ok(Snapshot {
            status: meta.status,
            html: seen.content,
            png,
        });
    }
    let Some(complaint) = answer.errors.first() else {
        return Err(unreadable());
    };
    // The numbers of Cloudflare's quick actions: 5xxx the network, 6xxx the page.
    Err(match complaint.code.as_u64() {
        Some(6000 | 6002) => BrowserError::Timeout,
        Some(5000..=5999 | 6004 | 6006) => BrowserError::PageUnavailable,
        Some(6003) => BrowserError::NoPicture,
        // Only what names no options: they hold cookies. A broken rule names the option, never its value.
        _ => BrowserError::Unavailable(format!("{status}, {}: {}", complaint.code, complaint.message)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_says_is_told_apart() {
        let error = |status, answer: serde_json::Value| read(status, &answer.to_string()).unwrap_err();
        let complaint = |code: i64| json!({ "success": false, "errors": [{ "code": code, "message": "m" }] });
        assert_eq!(error(422, complaint(6002)), BrowserError::Timeout);
        assert_eq!(error(422, complaint(5008)), BrowserError::PageUnavailable);
        assert_eq!(error(422, complaint(6003)), BrowserError::NoPicture);
        assert_eq!(
            error(500, complaint(2000)),
            BrowserError::Unavailable("500, 2000: m".to_owned())
        );
        assert_eq!(error(429, json!("Too many")), BrowserError::Busy);
        assert!(matches!(error(502, json!("no")), BrowserError::Unavailable(_)));
        let broken = json!({ "success": false, "errors": [{ "code": "invalid_type", "path": ["url"], "message": "m" }] });
        assert!(matches!(error(400, broken), BrowserError::Unavailable(_)));
    }

    #[test]
    fn a_snapshot_is_a_page_and_a_picture() {
        let answer = json!({ "success": true, "result": { "content": "<html></html>", "screenshot": "iVBORw0KGgo=" },
            "meta": { "status": 403, "title": "Sign in", "headers": {} } });
        let snapshot = read(200, &answer.to_string()).unwrap();
        assert_eq!((snapshot.status, snapshot.html.as_str()), (403, "<html></html>"));
        assert_eq!(snapshot.png, b"\x89PNG\r\n\x1a\n");
    }
}
