//! Where trading is not offered. The network tells a request's country; the setting `BLOCKED_COUNTRIES` names those whose
//! people can't link accounts.

use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request},
};

/// The country of the request's address, ISO 3166-1 alpha-2; `None` where the network does not tell (`XX`, `T1` for Tor).
pub(crate) fn of(request: &Request) -> Option<String> {
    let country = request.header("cf-ipcountry")?.to_ascii_uppercase();
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_country && country != "XX").then_some(country)
}

/// Whether people there may link accounts.
pub(crate) fn is_allowed(cx: &Cx, country: Option<&str>) -> bool {
    !is_blocked(&cx.var("BLOCKED_COUNTRIES").unwrap_or_default(), country)
}

/// 403 where they may not.
pub(crate) fn check(cx: &Cx, request: &Request) -> Result<()> {
    if is_allowed(cx, of(request).as_deref()) {
        return Ok(());
    }
    let detail = "Trading is not offered in the country that you are in.";
    Err(Problem::forbidden("region_blocked", detail).into())
}

fn is_blocked(setting: &str, country: Option<&str>) -> bool {
    country.is_some_and(|country| {
        setting
            .split(',')
            .any(|blocked| blocked.trim().eq_ignore_ascii_case(country))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_countries_are_blocked() {
        for (setting, country, blocked) in [
            ("CU, ir", Some("IR"), true),
            ("CU,IR", Some("US"), false),
            ("CU,IR", None, false),
            ("", Some("US"), false),
        ] {
            assert_eq!(is_blocked(setting, country), blocked, "{setting} {country:?}");
        }
    }
}
