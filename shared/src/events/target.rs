//! Which addresses events may be sent to. The rules are [`TargetUrl`]'s; a developer may allow origins beside them, such
//! as `http://localhost:3000`, by the setting `EVENT_TRUSTED_ORIGINS`.

use pinewire_domain::standard_webhooks::TargetUrl;

use crate::{Cx, Result, http::Problem};

/// The address in one spelling; 422 for one that nothing may be sent to.
pub fn check(cx: &Cx, url: &str) -> Result<String> {
    if is_trusted(&cx.var("EVENT_TRUSTED_ORIGINS").unwrap_or_default(), url) {
        return Ok(url.to_owned());
    }
    let public = cx.required_var("PUBLIC_URL")?;
    TargetUrl::parse(url, &[host_of(&public)])
        .map(|url| url.to_string())
        .map_err(|error| Problem::invalid("url", error.to_string()).into())
}

/// Whether an address lies below one of the origins.
fn is_trusted(origins: &str, url: &str) -> bool {
    origins
        .split(',')
        .map(|origin| origin.trim().trim_end_matches('/'))
        .filter(|origin| !origin.is_empty())
        .filter_map(|origin| url.strip_prefix(origin))
        .any(|rest| rest.starts_with('/'))
}

fn host_of(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_origins_are_trusted() {
        let origins = "http://localhost:3000/, http://127.0.0.1:9";
        assert!(is_trusted(origins, "http://localhost:3000/hooks"));
        assert!(is_trusted(origins, "http://127.0.0.1:9/"));
        for url in [
            "http://localhost:3000",
            "http://localhost:30001/",
            "http://localhost:3000@evil.example/",
            "https://localhost:3000/",
            "",
        ] {
            assert!(!is_trusted(origins, url), "{url}");
        }
        assert!(!is_trusted("", "/x") && !is_trusted(" , ", "http://a/"));
    }

    #[test]
    fn our_own_host_is_known() {
        assert_eq!(host_of("https://pinewire.example:8443/x"), "pinewire.example");
        assert_eq!(host_of("http://localhost:8787"), "localhost");
    }
}
