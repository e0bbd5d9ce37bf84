//! Which other origins may call the API from a browser. Those on the list may send credentials; all others get no
//! CORS header at all, so that the browser keeps the answer from them.

/// Origins that are trusted, from the setting `CORS_ORIGINS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowList {
    origins: Vec<String>,
}

impl AllowList {
    /// Reads origins separated by commas. `*` is not supported: with credentials it would open the API to every page.
    pub fn parse(setting: &str) -> Self {
        let origins = setting
            .split(',')
            .map(|origin| origin.trim().trim_end_matches('/').to_ascii_lowercase());
        Self {
            origins: origins.filter(|origin| origin.contains("://")).collect(),
        }
    }

    /// The headers for an answer to a page of this origin; none if it is not on the list.
    pub fn headers(&self, origin: Option<&str>) -> Vec<(&'static str, String)> {
        let Some(origin) = self.allowed(origin) else {
            return Vec::new();
        };
        vec![
            ("access-control-allow-origin", origin.to_owned()),
            ("access-control-allow-credentials", "true".to_owned()),
            ("access-control-expose-headers", EXPOSED.to_owned()),
        ]
    }

    /// The headers for the answer to a preflight.
    pub fn preflight_headers(&self, origin: Option<&str>) -> Vec<(&'static str, String)> {
        let mut headers = self.headers(origin);
        if !headers.is_empty() {
            headers.push((
                "access-control-allow-methods",
                "GET, POST, PUT, DELETE".to_owned(),
            ));
            headers.push(("access-control-allow-headers", ACCEPTED.to_owned()));
            headers.push(("access-control-max-age", "7200".to_owned()));
        }
        headers
    }

    /// An origin is compared as a whole: `https://example.com.evil.org` is not `https://example.com`.
    fn allowed<'o>(&self, origin: Option<&'o str>) -> Option<&'o str> {
        origin.filter(|origin| {
            self.origins
                .iter()
                .any(|known| known.eq_ignore_ascii_case(origin))
        })
    }
}

const EXPOSED: &str = "x-request-id, retry-after, ratelimit, ratelimit-policy, content-disposition, location";
const ACCEPTED: &str = "authorization, content-type, idempotency-key, x-csrf-token, last-event-id";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_only_origins_on_the_list() {
        let list = AllowList::parse(" https://app.example.com/, http://localhost:5173,,*");
        for origin in ["https://app.example.com", "http://localhost:5173"] {
            let headers = list.headers(Some(origin));
            assert!(
                headers.contains(&("access-control-allow-origin", origin.to_owned())),
                "{origin}"
            );
            assert!(list.preflight_headers(Some(origin)).len() > headers.len());
        }
        for origin in [
            "https://evil.example",
            "https://app.example.com.evil.example",
            "http://app.example.com",
            "https://app.example.com:8443",
            "null",
            "*",
            "",
        ] {
            assert!(list.headers(Some(origin)).is_empty(), "{origin}");
            assert!(list.preflight_headers(Some(origin)).is_empty(), "{origin}");
        }
        assert!(list.headers(None).is_empty());
    }

    #[test]
    fn an_empty_setting_allows_nobody() {
        let list = AllowList::parse("");
        assert!(list.headers(Some("")).is_empty() && list.headers(Some("https://a.example")).is_empty());
    }
}
