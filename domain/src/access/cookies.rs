//! The pair of cookies that is a session on TradingView: how people paste it, how it is sent, how TradingView renews it.

use core::fmt;

use thiserror::Error;

/// A longer value is none that TradingView gives out.
const MAX_CHARS: usize = 512;

const SESSION: &str = "sessionid";
const SIGNATURE: &str = "sessionid_sign";

/// Text that is no value of such a cookie. Deliberately without the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CookieError {
    /// Nothing is left after trimming.
    #[error("Paste the cookie's value.")]
    Empty,
    /// More than 512 characters.
    #[error("This is too long for the value of this cookie. Copy the value alone.")]
    TooLong,
    /// A space, a semicolon, a character that no cookie has.
    #[error(
        "This has characters that no cookie has. Copy the value alone, without its name and without spaces."
    )]
    Character,
}

/// The cookies `sessionid` and `sessionid_sign` of a signed-in user. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct Cookies {
    sessionid: String,
    sessionid_sign: String,
}

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookies(…)")
    }
}

/// Which of the two a value was pasted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieName {
    /// `sessionid`
    Session,
    /// `sessionid_sign`
    Signature,
}

impl CookieName {
    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => SESSION,
            Self::Signature => SIGNATURE,
        }
    }

    /// Reads the value as people paste it: alone, as `name=value`, with quotes, with a final semicolon.
    fn value(self, text: &str) -> Result<String, CookieError> {
        let text = text.trim().trim_end_matches(';').trim_end();
        let text = text
            .strip_prefix(self.as_str())
            .and_then(|rest| rest.trim_start().strip_prefix(['=', ':']))
            .unwrap_or(text);
        let value = text.trim().trim_matches('"');
        if value.is_empty() {
            return Err(CookieError::Empty);
        }
        if !value.bytes().all(is_cookie_byte) {
            return Err(CookieError::Character);
        }
        // All are ASCII by now.
        if value.len() > MAX_CHARS {
            return Err(CookieError::TooLong);
        }
        Ok(value.to_owned())
    }
}

/// What RFC 6265 allows in a value.
const fn is_cookie_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

impl Cookies {
    /// Reads both values. The error says which of them is wrong.
    pub fn parse(sessionid: &str, sessionid_sign: &str) -> Result<Self, (CookieName, CookieError)> {
        let read = |name: CookieName, text| name.value(text).map_err(|error| (name, error));
        Ok(Self {
            sessionid: read(CookieName::Session, sessionid)?,
            sessionid_sign: read(CookieName::Signature, sessionid_sign)?,
        })
    }

    /// The value of `sessionid`.
    pub fn sessionid(&self) -> &str {
        &self.sessionid
    }

    /// The value of `sessionid_sign`.
    pub fn sessionid_sign(&self) -> &str {
        &self.sessionid_sign
    }

    /// The request header `Cookie`.
    pub fn header(&self) -> String {
        format!(
            "{SESSION}={}; {SIGNATURE}={}",
            self.sessionid, self.sessionid_sign
        )
    }

    /// The cookies of a sign-in, from all of its `Set-Cookie` headers.
    pub fn of_sign_in<S: AsRef<str>>(set_cookies: &[S]) -> Option<Self> {
        let (sessionid, sessionid_sign) = (set(set_cookies, SESSION)?, set(set_cookies, SIGNATURE)?);
        Self::parse(&sessionid, &sessionid_sign).ok()
    }

    /// The cookies after an answer with these `Set-Cookie` headers, if it renewed them. A header that takes a cookie
    /// away renews nothing: whether the session has ended is told by the answer itself.
    #[must_use]
    pub fn rotated<S: AsRef<str>>(&self, set_cookies: &[S]) -> Option<Self> {
        let sessionid = set(set_cookies, SESSION);
        let sessionid_sign = set(set_cookies, SIGNATURE);
        let next = Self::parse(
            sessionid.as_deref().unwrap_or(&self.sessionid),
            sessionid_sign.as_deref().unwrap_or(&self.sessionid_sign),
        )
        .ok()?;
        (next != *self).then_some(next)
    }
}

/// The value that the last of these headers gives the cookie.
fn set<S: AsRef<str>>(set_cookies: &[S], name: &str) -> Option<String> {
    set_cookies.iter().rev().find_map(|header| {
        let mut parts = header.as_ref().split(';');
        let (key, value) = parts.next()?.split_once('=')?;
        let is_taken_away = parts.any(|attribute| {
            let attribute = attribute.trim();
            attribute.eq_ignore_ascii_case("max-age=0")
                || attribute
                    .get(..8)
                    .is_some_and(|start| start.eq_ignore_ascii_case("expires="))
                    && attribute.contains(" 1970 ")
        });
        let value = value.trim().trim_matches('"');
        (key.trim() == name && !value.is_empty() && !is_taken_away).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> Cookies {
        Cookies::parse("abc", "v3:def=").unwrap()
    }

    #[test]
    fn values_are_read_as_people_paste_them() {
        for (session, signature) in [
            ("abc", "v3:def="),
            (" sessionid=abc; ", "sessionid_sign=v3:def=;"),
            ("\"abc\"", "sessionid_sign: \"v3:def=\""),
        ] {
            assert_eq!(Cookies::parse(session, signature), Ok(pair()), "{session}");
        }
        assert_eq!(pair().header(), "sessionid=abc; sessionid_sign=v3:def=");
    }

    #[test]
    fn other_text_is_refused_for_the_right_cookie() {
        let long = "x".repeat(MAX_CHARS + 1);
        for (session, signature, name, error) in [
            ("", "v", CookieName::Session, CookieError::Empty),
            ("a", " ; ", CookieName::Signature, CookieError::Empty),
            ("a b", "v", CookieName::Session, CookieError::Character),
            ("a; other=b", "v", CookieName::Session, CookieError::Character),
            ("a\r\nx: y", "v", CookieName::Session, CookieError::Character),
            ("a", "ş", CookieName::Signature, CookieError::Character),
            ("a", &long, CookieName::Signature, CookieError::TooLong),
        ] {
            assert_eq!(
                Cookies::parse(session, signature),
                Err((name, error)),
                "{session}"
            );
        }
        assert!(!format!("{:?}", pair()).contains("abc"));
    }

    #[test]
    fn an_answer_may_renew_the_pair_or_a_part_of_it() {
        let both = [
            "sessionid=new; Domain=.tradingview.com; Path=/; expires=Sat, 12 Dec 2026 10:00:00 GMT; HttpOnly",
            "sessionid_sign=\"v3:new\"; Path=/",
            "device_t=x",
        ];
        assert_eq!(
            pair().rotated(&both),
            Some(Cookies::parse("new", "v3:new").unwrap())
        );
        assert_eq!(
            pair().rotated(&["sessionid=new"]).unwrap().header(),
            "sessionid=new; sessionid_sign=v3:def="
        );
        assert_eq!(pair().rotated(&["sessionid=abc; Path=/"]), None);
        assert_eq!(pair().rotated::<&str>(&[]), None);
    }

    #[test]
    fn a_cookie_that_is_taken_away_renews_nothing() {
        for header in [
            "sessionid=; Path=/",
            "sessionid=deleted; Max-Age=0",
            "sessionid=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "sessionid_sign=\"\"",
            "sessionid=a b",
        ] {
            assert_eq!(pair().rotated(&[header]), None, "{header}");
        }
    }

    #[test]
    fn a_sign_in_gives_both_or_none() {
        let signed_in = ["sessionid=abc; HttpOnly", "sessionid_sign=v3:def="];
        assert_eq!(Cookies::of_sign_in(&signed_in), Some(pair()));
        assert_eq!(Cookies::of_sign_in(&signed_in[..1]), None);
    }
}
