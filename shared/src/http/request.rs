//! An incoming request: its parts parsed into types, its body read with a limit.
//!
//! Parsing by `worker::Request::url` would link the whole of Unicode's domain name rules into every worker, and its
//! `json` loses maps (serde-wasm-bindgen), so neither is used.

use std::{fmt::Display, str::FromStr};

use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use worker::Method;

use super::{FieldError, Problem, json_path};
use crate::{Error, Result};

/// A JSON body of our own API may be this long. Alerts have a limit of their own.
const MAX_JSON_BYTES: usize = 256 * 1024;

/// An incoming request.
#[derive(Debug)]
pub struct Request {
    inner: worker::Request,
    params: Vec<(String, String)>,
}

impl Request {
    /// Wraps what the platform hands over.
    pub fn new(inner: worker::Request) -> Self {
        Self {
            inner,
            params: Vec::new(),
        }
    }

    pub(super) fn set_params(&mut self, params: Vec<(String, String)>) {
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
        parse_query(&query).map_err(|error| {
            let field = missing_field(&error)
                .or_else(|| culprit::<T>(&query, &error))
                .unwrap_or_else(|| "query".to_owned());
            Problem::invalid(field, error).into()
        })
    }

    /// A parameter of the query; `None` without a value. 422 if it has several: nobody can tell which one is meant.
    pub fn parameter(&self, name: &str) -> Result<Option<String>> {
        let query = self.query_string();
        let mut values = form_urlencoded::parse(query.as_bytes())
            .filter(|(parameter, value)| parameter == name && !value.is_empty())
            .map(|(_, value)| value.into_owned());
        let value = values.next();
        if values.next().is_some() {
            return Err(Problem::invalid(name, "Give this parameter once.").into());
        }
        Ok(value)
    }

    /// The same parsed into a type; 422 for what can't be.
    pub fn parsed_parameter<T>(&self, name: &str) -> Result<Option<T>>
    where
        T: FromStr,
        T::Err: Display,
    {
        let value = self.parameter(name)?;
        let parsed = value.as_deref().map(str::parse).transpose();
        parsed.map_err(|error: T::Err| Problem::invalid(name, error.to_string()).into())
    }

    /// A path parameter as text.
    pub fn param(&self, name: &str) -> Result<&str> {
        self.params
            .iter()
            .find(|(parameter, _)| parameter == name)
            .map(|(_, value)| value.as_str())
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

    /// Sets a header, for whom the request is handed on to. The platform's own requests can't be changed: only a copy's
    /// headers can.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        Ok(self.inner.headers_mut()?.set(name, value)?)
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

/// Parses a JSON object, telling what is no JSON (400) from what does not fit the type (422, with the field's path).
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let value = serde_json::from_slice(bytes).map_err(|error| refusal(bytes, &error))?;
    // Serde takes a list for a struct too: the fields without their names.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Problem::invalid("body", "Send a JSON object.").into());
    }
    Ok(value)
}

fn refusal(bytes: &[u8], error: &serde_json::Error) -> Error {
    if !error.is_data() {
        let place = format!("line {}, column {}", error.line(), error.column());
        return Problem::bad_request("json_malformed", format!("The body is not JSON ({place}).")).into();
    }
    // "invalid type: …, expected … at line 1 column 9": the place says nothing to who sees the field's name.
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or_default().to_owned();
    let mut field = match missing_field(&message) {
        Some(missing) => {
            let mut path = json_path::of_container(bytes, error.line(), error.column());
            json_path::push(&mut path, &missing);
            path
        }
        None => json_path::of_value(bytes, error.line(), error.column()),
    };
    if field.is_empty() {
        "body".clone_into(&mut field);
    }
    Problem::validation(vec![FieldError { field, message }]).into()
}

fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, String> {
    serde_urlencoded::from_str(query).map_err(|error| error.to_string())
}

/// The parameter that causes `error` also when it is alone. Serde does not say which one it was.
fn culprit<T: DeserializeOwned>(query: &str, error: &str) -> Option<String> {
    let pair = query
        .split('&')
        .find(|pair| parse_query::<T>(pair).is_err_and(|alone| alone == error))?;
    let (name, _) = form_urlencoded::parse(pair.as_bytes()).next()?;
    Some(name.into_owned())
}

/// The name in serde's "missing field `name`".
fn missing_field(message: &str) -> Option<String> {
    let name = message.strip_prefix("missing field `")?.strip_suffix('`')?;
    Some(name.to_owned())
}

/// The query without parameters that have no value, so that `?from=` is no filter.
fn without_empty(query: &str) -> String {
    let pairs: Vec<&str> = query
        .split('&')
        .filter(|pair| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty()))
        .collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Order {
        name: String,
        #[serde(default)]
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Line {
        price: u8,
        id: Option<pinewire_domain::id::UserId>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Query {
        limit: Option<u32>,
        expires: i64,
    }

    fn problem<T: std::fmt::Debug>(result: Result<T>) -> Problem {
        match result {
            Err(Error::Reject(problem)) => *problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_field_that_does_not_fit_is_named() {
        for (body, field) in [
            (r#"{"name": 1}"#, "name"),
            (r#"{"lines": []}"#, "name"),
            (r#"{"name": "a", "nam": 1}"#, "nam"),
            (r#"{"name": "a:,{\"[", "lines": 7}"#, "lines"),
            (
                r#"{"name": "a", "lines": [{"price": 1}, {"price": 300}]}"#,
                "lines[1].price",
            ),
            (
                "{\"name\": \"a\",\n \"lines\": [{\"price\": 1},\n {}]}",
                "lines[1].price",
            ),
            (
                r#"{"name": "a", "lines": [{"price": 1, "id": "x"}]}"#,
                "lines[0].id",
            ),
            (
                r#"{"name": "a", "lines": [{"price": 1, "ids": "x"}]}"#,
                "lines[0].ids",
            ),
            (r#"{"name": "a", "name": "b"}"#, "name"),
            ("7", "body"),
            (r#"["a", []]"#, "body"),
        ] {
            let problem = problem(parse_json::<Order>(body.as_bytes()));
            let fields: Vec<&str> = problem.errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!((problem.status, fields), (422, vec![field]), "{body}");
            assert!(!problem.errors[0].message.contains(" at line "), "{problem:?}");
        }
    }

    #[test]
    fn what_is_no_json_is_a_bad_request_that_tells_where() {
        for body in ["", "{", r#"{"name" 1}"#, r#"{"name": "a"} 1"#, "\u{7f}"] {
            let problem = problem(parse_json::<Order>(body.as_bytes()));
            assert_eq!(
                (problem.status, &*problem.code),
                (400, "json_malformed"),
                "{body}"
            );
        }
    }

    #[test]
    fn the_parameter_that_does_not_fit_is_named() {
        for (query, field) in [
            ("limit=many&expires=1", "limit"),
            ("expires=soon", "expires"),
            ("limit=1", "expires"),
            ("expires=1&%6Cimits=1", "limits"),
        ] {
            let error = parse_query::<Query>(query).unwrap_err();
            let named = missing_field(&error).or_else(|| culprit::<Query>(query, &error));
            assert_eq!(named.as_deref(), Some(field), "{error}");
        }
    }
}
