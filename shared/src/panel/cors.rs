//! Which pages may ask from a browser: TradingView's, on whatever language's host, and those of one's own charts. They send
//! tokens, never cookies, so that no credentials are allowed.

use crate::{Cx, http::with_mutable_headers};

const METHODS: &str = "GET, POST, PUT, DELETE";
const HEADERS: &str = "authorization, content-type";
const MAX_AGE_S: &str = "7200";

/// The page that asks, if it may.
#[derive(Debug)]
pub(super) struct Origin(Option<String>);

impl Origin {
    /// By the setting `BROKER_ORIGINS`: origins separated by commas, where `https://*.` means any host below.
    pub(super) fn of(cx: &Cx, request: &worker::Request) -> Self {
        let origin = request.headers().get("origin").ok().flatten();
        let setting = cx.var("BROKER_ORIGINS").unwrap_or_default();
        Self(origin.filter(|origin| is_listed(&setting, origin)))
    }

    /// What the browser asks first.
    pub(super) fn preflight(&self) -> worker::Result<worker::Response> {
        let answer = worker::ResponseBuilder::new().with_status(204).empty();
        let mut answer = self.let_read(answer)?;
        if self.0.is_some() {
            let headers = answer.headers_mut();
            headers.set("access-control-allow-methods", METHODS)?;
            headers.set("access-control-allow-headers", HEADERS)?;
            headers.set("access-control-max-age", MAX_AGE_S)?;
        }
        Ok(answer)
    }

    /// The answer, readable for the page.
    pub(super) fn let_read(&self, answer: worker::Response) -> worker::Result<worker::Response> {
        let mut answer = with_mutable_headers(answer)?;
        let headers = answer.headers_mut();
        headers.append("vary", "origin")?;
        if let Some(origin) = &self.0 {
            headers.set("access-control-allow-origin", origin)?;
            headers.set("access-control-expose-headers", "x-request-id, retry-after")?;
        }
        Ok(answer)
    }
}

fn is_listed(setting: &str, origin: &str) -> bool {
    setting.split(',').map(str::trim).any(|listed| {
        let listed = listed.trim_end_matches('/');
        match listed.split_once("://*.") {
            Some((scheme, domain)) => origin
                .strip_prefix(scheme)
                .and_then(|rest| rest.strip_prefix("://"))
                .and_then(|host| host.strip_suffix(domain))
                .is_some_and(|host| host.len() > 1 && host.ends_with('.') && !host.contains(['/', ':'])),
            None => !listed.is_empty() && listed.eq_ignore_ascii_case(origin),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_below_a_domain_and_exact_origins_may_ask() {
        let setting = "https://*.tradingview.com, http://localhost:5173/";
        for origin in [
            "https://www.tradingview.com",
            "https://tr.tradingview.com",
            "http://localhost:5173",
        ] {
            assert!(is_listed(setting, origin), "{origin}");
        }
        for origin in [
            "https://tradingview.com.evil.example",
            "https://eviltradingview.com",
            "https://.tradingview.com",
            "http://www.tradingview.com",
            "https://www.tradingview.com:8443",
            "https://evil.example/.tradingview.com",
            "null",
            "",
        ] {
            assert!(!is_listed(setting, origin), "{origin}");
        }
        assert!(!is_listed("", ""));
    }
}
