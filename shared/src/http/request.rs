//! An incoming request: its parts parsed into types, its body read with a limit.
//!
//! Parsing by `worker::Request::url` would link the whole of Unicode's domain name rules into every worker, and its
//! `json` loses maps (serde-wasm-bindgen), so neither is used.

use std::{collections::HashMap, str::FromStr};

use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use worker::Method;

use super::{FieldError, Problem};
use crate::{Error, Result};

/// A JSON body of our own API may be this long. Alerts have a limit of their own.
const MAX_JSON_BYTES: usize = 256 * 1024;

/// An incoming request.
#[derive(Debug)]
pub struct Request {
    inner: worker::Request,
    params: HashMap<String, String>,
}

impl Request {
    /// Wraps what the platform hands over.
    pub fn new(inner: worker::Request) -> Self {
        Self {
            inner,
            params: HashMap::new(),
        }
    }

    pub(super) fn set_params(&mut self, params: HashMap<String, String>) {
        self.params = params;
    }

    /// The method.
    pub fn method(&self) -> Method {
        self.inner.method()
    }

    /// The path, percent-encoded as it came.
    pub fn path(&self) -> String {
        self.inner.path()
    }

    /// The whole URL. It may hold a secret (a webhook token): never log it.
    pub fn url(&self) -> String {
        self.inner.inner().url()
    }

    /// The host and port that the client asked for.
    pub fn host(&self) -> String {
        let url = self.url();
        let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
    }

    /// What stands behind the `?`, undecoded.
    pub fn query_string(&self) -> String {
        let url = self.url();
        let without_fragment = url.split('#').next().unwrap_or_default();
        without_fragment
            .split_once('?')
            .map(|(_, query)| query.to_owned())
            .unwrap_or_default()
    }

    /// The query parsed into a type. A parameter that can't be parsed is a 422.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T> {
        let query = without_empty(&self.query_string());
        let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            let field = error.path().to_string();
            Problem::invalid(
                if field == "." { "query".to_owned() } else { field },
                error.inner().to_string(),
            )
            .into()
        })
    }

    /// A path parameter as text.
    pub fn param(&self, name: &str) -> Result<&str> {
        self.params
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| Error::bug(format_args!("the route has no {{{name}}}")))
    }

    /// A path parameter as an id. What is no id of this kind can't exist: 404.
    pub fn id<I: FromStr>(&self, name: &str, what: &str) -> Result<I> {
        self.param(name)?
            .parse()
            .map_err(|_| Problem::not_found(what).into())
    }

    /// A header's value; several are joined by `, `.
    pub fn header(&self, name: &str) -> Option<String> {
        self.inner.headers().get(name).ok().flatten()
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let header = self.header("cookie")?;
        super::cookie::value(&header, name).map(str::to_owned)
    }

    /// The client's address as Cloudflare saw it. Locally: what the runner says, or `127.0.0.1`.
    pub fn client_ip(&self) -> String {
        self.header("cf-connecting-ip")
            .unwrap_or_else(|| "127.0.0.1".to_owned())
    }

    /// Who the client says it is, cut to a sane length.
    pub fn user_agent(&self) -> String {
        self.header("user-agent")
            .unwrap_or_default()
            .chars()
            .take(256)
            .collect()
    }

    /// The body, if it is no longer than `limit`; `None` if it is.
    pub async fn body(&mut self, limit: usize) -> Result<Option<Vec<u8>>> {
        let bytes = self.body_start(limit).await?;
        Ok((bytes.len() <= limit).then_some(bytes))
    }

    /// The body, cut one byte behind `limit`: a longer result than `limit` means that there was more. What is behind
    /// the cut is never held in memory.
    pub async fn body_start(&mut self, limit: usize) -> Result<Vec<u8>> {
        let declared = self
            .header("content-length")
            .and_then(|value| value.parse::<usize>().ok());
        if declared.is_some_and(|length| length <= limit) {
            return self.inner.bytes().await.map_err(unreadable);
        }
        if self.inner.inner().body().is_none() {
            return Ok(Vec::new());
        }
        let mut stream = self.inner.stream().map_err(unreadable)?;
        let mut bytes = Vec::new();
        while bytes.len() <= limit
            && let Some(chunk) = stream.next().await
        {
            bytes.extend(chunk.map_err(unreadable)?);
        }
        bytes.truncate(limit.saturating_add(1));
        Ok(bytes)
    }

    /// The body parsed from JSON. 415 for another content type, 413 too long, 400 not JSON, 422 wrong fields.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T> {
        parse_json(&self.json_bytes().await?)
    }

    /// The bytes of a JSON body, for who needs them beside what they say; [`parse_json`] parses them.
    pub async fn json_bytes(&mut self) -> Result<Vec<u8>> {
        let content_type = self.header("content-type").unwrap_or_default();
        let essence = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if essence != "application/json" {
            let problem = Problem::new(
                415,
                "unsupported_media_type",
                "Send the body as application/json.",
            );
            return Err(problem.into());
        }
        self.body(MAX_JSON_BYTES)
            .await?
            .ok_or_else(|| Problem::new(413, "payload_too_large", "The body is longer than 256 KiB.").into())
    }

    /// The platform's own request, for handing it on.
    pub fn into_inner(self) -> worker::Request {
        self.inner
    }

    /// The platform's own request, for handing it on unchanged.
    pub fn inner(&self) -> &worker::Request {
        &self.inner
    }
}

fn unreadable(error: worker::Error) -> Error {
    Problem::bad_request("body_unreadable", "The body could not be read. Send it again.")
        .because(error)
        .into()
}

/// Parses JSON, telling what is no JSON (400) from what does not fit the type (422, with the field's path).
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        refusal(if path == "." { "body".to_owned() } else { path }, error.inner())
    })?;
    deserializer
        .end()
        .map_err(|error| refusal("body".to_owned(), &error))?;
    Ok(value)
}

fn refusal(field: String, error: &serde_json::Error) -> Error {
    if error.is_data() {
        // "invalid type: …, expected … at line 1 column 9": the place says nothing to who sees the field's name.
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or_default().to_owned();
        Problem::validation(vec![FieldError { field, message }]).into()
    } else {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::bad_request("json_malformed", format!("The body is not JSON ({place}).")).into()
    }
}

/// The query without parameters that have no value, so that `?from=` is no filter.
fn without_empty(query: &str) -> String {
    let pairs: Vec<&str> = query
        .split('&')
        .filter(|pair| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty()))
        .collect();
    pairs.join("&")
}
