//! Cookies that we set. All of them are `__Host-` cookies: `Secure`, for the whole host, and for no other.

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
        write!(f, "{}={}; Path=/; Max-Age={}; Secure; SameSite={same_site}", self.name, self.value, self.max_age_seconds)?;
        if self.http_only {
            f.write_str("; HttpOnly")?;
        }
        Ok(())
    }
}
