//! A request to TradingView, read as far as any handler needs it.

use pinewire_domain::time::Timestamp;
use pinewire_shared::{
    Result, clock,
    http::{Problem, Request, parse_json},
};
use serde::de::DeserializeOwned;
use worker::{FormData, FormEntry, Method, SqlStorage};

use crate::{
    routes,
    session::Pair,
    state::{sessions, users::User, visits::Call},
};

/// Enough for 20,000 users or 10,000 grants at once.
const MAX_JSON_BYTES: usize = 1024 * 1024;

/// A request.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) sql: SqlStorage,
    pub(crate) now: Timestamp,
    pub(crate) method: Method,
    pub(crate) path: String,
    /// What stands behind the `?`.
    query: String,
    /// The cookies.
    pub(crate) pair: Option<Pair>,
    /// The cookie `sessionid` alone: between two factors there is no pair yet.
    pub(crate) sessionid: Option<String>,
    /// The page that it comes from.
    pub(crate) origin: Option<String>,
    pub(crate) user_agent: String,
    form: Option<FormData>,
    /// A picture that was sent in a form.
    pub(crate) picture: Option<Vec<u8>>,
    /// The body of a control request.
    pub(crate) json: Vec<u8>,
}

impl Visit {
    pub(crate) async fn read(sql: SqlStorage, mut request: Request) -> Result<Self> {
        let mut visit = Self {
            sql,
            now: clock::now(),
            method: request.method(),
            path: request.path(),
            query: request.query_string(),
            pair: Pair::of(&request),
            sessionid: request.cookie("sessionid"),
            origin: request.header("origin").or_else(|| request.header("referer")),
            user_agent: request.user_agent(),
            form: None,
            picture: None,
            json: Vec::new(),
        };
        if visit.method != Method::Post {
            return Ok(visit);
        }
        if routes::is_ours(&visit.path) {
            let too_large = || Problem::new(413, "payload_too_large", "The body is longer than 1 MiB.");
            visit.json = request.body(MAX_JSON_BYTES).await?.ok_or_else(too_large)?;
            return Ok(visit);
        }
        // Multipart or urlencoded: the platform reads both. What is neither is an empty form.
        visit.form = request.into_inner().form_data().await.ok();
        let file = visit.form.as_ref().and_then(|form| form.get("preparedImage"));
        if let Some(FormEntry::File(file)) = file {
            visit.picture = Some(file.bytes().await?);
        }
        Ok(visit)
    }

    /// A parameter of the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A field of the form that is there and not empty.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let value = self.form.as_ref()?.get_field(name)?;
        (!value.is_empty()).then_some(value)
    }

    /// The body of a control request.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        parse_json(&self.json)
    }

    /// A segment of the path, counted from 0.
    pub(crate) fn segment(&self, index: usize) -> String {
        let raw = self.path.split('/').nth(index + 1).unwrap_or_default();
        // A path may encode `;` and what names don't have; a `+` in it is a plus.
        let encoded = raw.replace('+', "%2B");
        form_urlencoded::parse(encoded.as_bytes())
            .next()
            .map(|(key, _)| key.into_owned())
            .unwrap_or_default()
    }

    /// Who is signed in.
    pub(crate) fn user(&self) -> Result<Option<User>> {
        Ok(sessions::user_of(&self.sql, self.pair.as_ref(), self.now)?)
    }

    /// What is written down about it.
    pub(crate) fn call(&self) -> Call {
        Call {
            at: self.now,
            method: self.method.to_string(),
            path: self.path.clone(),
            query: self.query.clone(),
            pine_id: self.field("pine_id"),
            username: self.field("username_recip"),
        }
    }

    /// What stands behind the `?`, undecoded.
    pub(crate) fn query_string(&self) -> &str {
        &self.query
    }
}
