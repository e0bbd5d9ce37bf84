//! Sends requests as a browser would, keeps the cookies that come back, and measures.

use std::{cell::RefCell, time::Duration};

use pinewire_domain::{
    access::{
        cookies::Cookies,
        failure::AccessFailure,
        outcome::{self, Problem},
        wire::{self, FromJson},
    },
    time::Timestamp,
};
use serde_json::json;

use super::{Connection, health, rotation};
use crate::{
    Cx, Error, Result, clock,
    egress::{self, Call, Vendor},
    log,
};

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(15);

/// TradingView refuses clients that are no browser.
const USER_AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const ORIGIN: &str = "https://www.tradingview.com";

/// What an endpoint said, and how the request went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply<T> {
    /// The answer, judged.
    pub answer: T,
    /// The HTTP status; `None` when there was no answer.
    pub http_status: Option<u16>,
    /// From the request to the whole answer.
    pub latency_ms: i64,
}

impl<T> Reply<T> {
    /// The same with another answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        Reply {
            answer: change(self.answer),
            http_status: self.http_status,
            latency_ms: self.latency_ms,
        }
    }
}

/// TradingView, as one visitor sees it.
#[derive(Debug)]
pub struct Client<'a> {
    cx: &'a Cx,
    /// Where renewed cookies are to be stored; `None` while there is no connection yet.
    connection: Option<&'a Connection>,
    cookies: RefCell<Option<Cookies>>,
    /// What a half-done sign-in was given, as the header that sends it back.
    half_done: RefCell<String>,
    /// Whether the cookies were renewed but could not be stored.
    is_unsaved: RefCell<bool>,
}

impl<'a> Client<'a> {
    /// Somebody who is not signed in.
    pub fn anonymous(cx: &'a Cx) -> Self {
        Self::new(cx, None, None)
    }

    /// Whoever has these cookies. Renewed ones are kept here only: take them from [`Self::cookies`].
    pub fn with_cookies(cx: &'a Cx, cookies: Cookies) -> Self {
        Self::new(cx, None, Some(cookies))
    }

    /// The seller, by their connection. Renewed cookies are stored by themselves. `None` when the connection has no
    /// cookies that can be read; it is then dead, if it was not disconnected.
    pub async fn open(cx: &'a Cx, connection: &'a Connection) -> Result<Option<Self>> {
        if let Some(cookies) = connection.cookies(cx)? {
            return Ok(Some(Self::new(cx, Some(connection), Some(cookies))));
        }
        if connection.standing.is_usable() {
            health::mark_dead(cx, connection).await?;
        }
        Ok(None)
    }

    fn new(cx: &'a Cx, connection: Option<&'a Connection>, cookies: Option<Cookies>) -> Self {
        Self {
            cx,
            connection,
            cookies: RefCell::new(cookies),
            half_done: RefCell::new(String::new()),
            is_unsaved: RefCell::new(false),
        }
    }

    /// The cookies as they are now.
    pub fn cookies(&self) -> Option<Cookies> {
        self.cookies.borrow().clone()
    }

    pub(super) async fn get(&self, vendor: Vendor, path: &str) -> Exchange {
        self.send(vendor, worker::Method::Get, path, None).await
    }

    /// Sends a form. TradingView takes urlencoded bodies for all of its POSTs.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Exchange {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send(Vendor::TradingView, worker::Method::Post, path, Some(body))
            .await
    }

    async fn send(
        &self,
        vendor: Vendor,
        method: worker::Method,
        path: &str,
        body: Option<String>,
    ) -> Exchange {
        let cookie = self.cookie_header();
        let mut headers = vec![
            ("user-agent", USER_AGENT),
            ("accept", "application/json, text/html;q=0.9, */*;q=0.8"),
            ("accept-language", "en"),
            ("origin", ORIGIN),
            ("referer", "https://www.tradingview.com/"),
        ];
        headers.extend(cookie.as_deref().map(|cookie| ("cookie", cookie)));
        if body.is_some() {
            headers.push(("content-type", "application/x-www-form-urlencoded; charset=UTF-8"));
        }
        let call = Call {
            method,
            path,
            headers: &headers,
            body,
        };
        let began = clock::now();
        let answer = egress::call(self.cx, vendor, call, LIMIT).await;
        let at = clock::now();
        let latency_ms = at.millis_since(began);
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return Exchange::failed(not_answered(self.cx, &error), latency_ms, at),
        };
        let set_cookies = answer.headers.get_all("set-cookie").unwrap_or_default();
        self.keep_cookies(&set_cookies).await;
        let header = |name| answer.headers.get(name).ok().flatten();
        Exchange {
            at,
            latency_ms,
            http_status: Some(answer.status),
            location: header("location"),
            retry_after: header("retry-after"),
            set_cookies,
            body: Ok(answer.body),
        }
    }

    fn cookie_header(&self) -> Option<String> {
        let cookies = self.cookies.borrow();
        let half_done = self.half_done.borrow();
        match &*cookies {
            Some(cookies) => Some(cookies.header()),
            None if half_done.is_empty() => None,
            None => Some(half_done.clone()),
        }
    }

    /// Keeps what belongs to a sign-in of which only the first step is done.
    pub(super) fn keep_half_done(&self, set_cookies: &[String]) {
        let pairs: Vec<&str> = set_cookies
            .iter()
            .filter_map(|header| header.split(';').next())
            .collect();
        self.half_done.replace(pairs.join("; "));
    }

    /// Keeps renewed cookies, and stores them if there is a connection. If that fails, the next request tries again:
    /// the answer that brought them must not be lost over it.
    async fn keep_cookies(&self, set_cookies: &[String]) {
        let current = self.cookies.borrow().clone();
        let Some(current) = current else { return };
        let renewed = current.rotated(set_cookies);
        if renewed.is_none() && !*self.is_unsaved.borrow() {
            return;
        }
        let cookies = renewed.unwrap_or(current);
        self.cookies.replace(Some(cookies.clone()));
        let Some(connection) = self.connection else { return };
        let stored = rotation::store_rotated_cookies(self.cx, connection, &cookies).await;
        self.is_unsaved.replace(stored.is_err());
        if let Err(error) = stored {
            let fields = json!({ "connection": connection.id, "error": error.to_string() });
            log::warn(self.cx, "rotated_cookies_not_stored", fields);
        }
    }
}

/// Only what came after sending leaves open whether the request had its effect.
fn not_answered(cx: &Cx, error: &Error) -> AccessFailure {
    if let Error::Retry(_) = error {
        return AccessFailure::NoAnswer;
    }
    log::warn(
        cx,
        "tradingview_request_not_sent",
        json!({ "error": error.to_string() }),
    );
    AccessFailure::NotSent
}

/// One request and what came of it.
#[derive(Debug)]
pub(super) struct Exchange {
    at: Timestamp,
    latency_ms: i64,
    pub(super) http_status: Option<u16>,
    location: Option<String>,
    retry_after: Option<String>,
    pub(super) set_cookies: Vec<String>,
    body: Result<String, AccessFailure>,
}

impl Exchange {
    fn failed(failure: AccessFailure, latency_ms: i64, at: Timestamp) -> Self {
        Self {
            at,
            latency_ms,
            http_status: None,
            location: None,
            retry_after: None,
            set_cookies: Vec::new(),
            body: Err(failure),
        }
    }

    /// What `judge` makes of it.
    pub(super) fn judge<T>(&self, judge: impl FnOnce(Result<outcome::Answer<'_>, Problem>) -> T) -> Reply<T> {
        let answer = match (&self.body, self.http_status) {
            (Ok(body), Some(status)) => Ok(outcome::Answer {
                status,
                location: self.location.as_deref(),
                retry_after: self.retry_after.as_deref(),
                body,
                at: self.at,
            }),
            (Err(failure), _) => Err((*failure).into()),
            (Ok(_), None) => Err(AccessFailure::NoAnswer.into()),
        };
        Reply {
            answer: judge(answer),
            http_status: self.http_status,
            latency_ms: self.latency_ms,
        }
    }

    /// Its JSON, of this shape.
    pub(super) fn json<T: FromJson>(&self) -> Reply<Result<T, Problem>> {
        self.judge(|answer| {
            let answer = answer?;
            let body = outcome::read(&answer)?;
            wire::json(body).ok_or_else(|| AccessFailure::UnexpectedAnswer.into())
        })
    }
}
