//! Cookies. All that we set are `__Host-` cookies: `Secure`, for the whole host, and for no other.

use std::fmt;

/// When the browser sends the cookie along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameSite {
    /// With requests of our own pages, and with links to us.
    Lax,
    /// Only with requests of our own pages.
    Strict,
}

/// A cookie to set.
#[derive(Debug, Clone)]
pub struct Cookie<'a> {
    /// The name, with its `__Host-` prefix.
    pub name: &'a str,
    /// The value, in characters that a cookie may hold (ours are base64url, digits and dots).
    pub value: &'a str,
    /// How long the browser keeps it; 0 deletes it.
    pub max_age_seconds: u32,
    /// Out of reach for scripts.
    pub http_only: bool,
    /// See [`SameSite`].
    pub same_site: SameSite,
}

impl fmt::Display for Cookie<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let same_site = match self.same_site {
            SameSite::Lax => "Lax",
            SameSite::Strict => "Strict",
        };
        write!(
            f,
            "{}={}; Path=/; Max-Age={}; Secure; SameSite={same_site}",
            self.name, self.value, self.max_age_seconds
        )?;
        if self.http_only {
            f.write_str("; HttpOnly")?;
        }
        Ok(())
    }
}

/// The value of a cookie in a `Cookie` header. Of two with the same name the first counts; ours can't be there twice,
/// since `__Host-` allows but one host and path.
pub(super) fn value<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.split(';').find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let header = "a=1; __Host-access=x.y.z;b=2=3;  c=; __Host-access-old=w; novalue";
        assert_eq!(value(header, "__Host-access"), Some("x.y.z"));
        assert_eq!(value(header, "b"), Some("2=3"));
        assert_eq!(value(header, "c"), Some(""));
        for name in ["access", "__host-access", "novalue", "", "d"] {
            assert_eq!(value(header, name), None, "{name}");
        }
    }

    #[test]
    fn cookies_are_for_this_host_alone() {
        let mut cookie = Cookie {
            name: "__Host-access",
            value: "x",
            max_age_seconds: 900,
            http_only: true,
            same_site: SameSite::Lax,
        };
        assert_eq!(
            cookie.to_string(),
            "__Host-access=x; Path=/; Max-Age=900; Secure; SameSite=Lax; HttpOnly"
        );
        cookie.http_only = false;
        assert!(!cookie.to_string().contains("HttpOnly"));
    }
}
