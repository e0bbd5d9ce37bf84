//! Where outgoing events may be sent: public hosts by name over HTTPS. Guards against server-side request forgery
//! without a URL library, whose Unicode tables are too large for a worker: whatever would need them is refused.
//!
//! A name that resolves to a private address cannot be told here: the platform's `fetch` does not reach private
//! networks. Redirects must not be followed.

use core::fmt;

use thiserror::Error;

const MAX_CHARS: usize = 2048;
/// Names that are never public (RFC 6761, 6762, 7686, 8375, 9476, and what clouds and offices use).
const PRIVATE_SUFFIXES: [&str; 13] = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
    "onion",
    "test",
    "invalid",
    "alt",
];

/// An address that events may be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetUrl(String);

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TargetUrlError {
    /// Longer than 2048 characters.
    #[error("The address has more than 2048 characters.")]
    TooLong,
    /// Not `https://`.
    #[error("The address must begin with https://.")]
    NotHttps,
    /// Characters that mean different things to different readers.
    #[error(
        "The address may only have visible ASCII characters, without backslashes. Write other letters encoded."
    )]
    Character,
    /// `user:password@`.
    #[error("The address must not hold a user name or password.")]
    Credentials,
    /// Any port but 443 and 8443.
    #[error("The address's port must be 443 or 8443.")]
    Port,
    /// An IP address in whatever notation.
    #[error("Give a host's name, not an IP address.")]
    IpAddress,
    /// Not a host name.
    #[error("The address has no valid host name.")]
    Host,
    /// A name that is not public.
    #[error("The host must be reachable on the public internet.")]
    PrivateHost,
    /// `#…`, which is never sent.
    #[error("The address must not hold a fragment (#).")]
    Fragment,
}

impl TargetUrl {
    /// Checks an address. `own_hosts` are this installation's: events to itself would go in circles.
    pub fn parse(text: &str, own_hosts: &[&str]) -> Result<Self, TargetUrlError> {
        let text = text.trim();
        if text.len() > MAX_CHARS {
            return Err(TargetUrlError::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(TargetUrlError::Character);
        }
        let (scheme, rest) = text.split_once("://").ok_or(TargetUrlError::NotHttps)?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(TargetUrlError::NotHttps);
        }
        if rest.contains('#') {
            return Err(TargetUrlError::Fragment);
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(TargetUrlError::Credentials);
        }
        if authority.starts_with('[') {
            return Err(TargetUrlError::IpAddress);
        }
        let (host, port) = match authority.split_once(':') {
            Some((host, port @ ("443" | "8443"))) => (host, port),
            Some(_) => return Err(TargetUrlError::Port),
            None => (authority, "443"),
        };
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix('.').unwrap_or(&host);
        check_host(host)?;
        if own_hosts.iter().any(|own| is_under(host, own)) {
            return Err(TargetUrlError::PrivateHost);
        }
        let port = if port == "443" { "" } else { ":8443" };
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self(format!("https://{host}{port}{slash}{path}")))
    }

    /// The address in one spelling: lower-case host, no default port.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TargetUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_host(host: &str) -> Result<(), TargetUrlError> {
    let last = host.rsplit('.').next().unwrap_or_default();
    // A host that ends in a number is an IPv4 address to browsers and `fetch`: 127.1, 0x7f000001, 2130706433.
    let hexadecimal = last
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if !last.is_empty() && (hexadecimal || last.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(TargetUrlError::IpAddress);
    }
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(TargetUrlError::Host);
    }
    if !host.contains('.') || PRIVATE_SUFFIXES.iter().any(|suffix| is_under(host, suffix)) {
        return Err(TargetUrlError::PrivateHost);
    }
    Ok(())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether `host` is `domain` or below it.
fn is_under(host: &str, domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    host.strip_suffix(domain.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<String, TargetUrlError> {
        TargetUrl::parse(text, &["pinewire.example"]).map(|url| url.to_string())
    }

    #[test]
    fn public_addresses_have_one_spelling() {
        for (text, url) in [
            (
                "https://hooks.example.com/in?x=1",
                "https://hooks.example.com/in?x=1",
            ),
            (" HTTPS://Hooks.Example.COM:443 ", "https://hooks.example.com/"),
            ("https://example.com.:8443/A", "https://example.com:8443/A"),
            ("https://example.com?x", "https://example.com/?x"),
            ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
            ("https://localhost.example.com/", "https://localhost.example.com/"),
            ("https://notpinewire.example/@x", "https://notpinewire.example/@x"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(url), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        use TargetUrlError::{
            Character, Credentials, Fragment, Host, IpAddress, NotHttps, Port, PrivateHost,
        };
        for (text, error) in [
            ("", NotHttps),
            ("example.com", NotHttps),
            ("http://example.com/", NotHttps),
            ("https:/example.com/", NotHttps),
            ("javascript://example.com/", NotHttps),
            ("https://user:pass@example.com/", Credentials),
            ("https://example.com@127.0.0.1/", Credentials),
            ("https://example.com\\@127.0.0.1/", Character),
            ("https://exa mple.com/", Character),
            ("https://exämple.com/", Character),
            ("https://example。com/", Character),
            ("https://example.com/\r\nHost: x", Character),
            ("https://example.com:22/", Port),
            ("https://example.com:/", Port),
            ("https://example.com:00443/", Port),
            ("https://127.0.0.1/", IpAddress),
            ("https://127.1/", IpAddress),
            ("https://2130706433/", IpAddress),
            ("https://0x7f000001/", IpAddress),
            ("https://0x7f.1/", IpAddress),
            ("https://a.0x/", IpAddress),
            ("https://0177.0.0.01./", IpAddress),
            ("https://169.254.169.254/latest/meta-data", IpAddress),
            ("https://[::1]/", IpAddress),
            ("https://[::ffff:127.0.0.1]:443/", IpAddress),
            ("https://localhost/", PrivateHost),
            ("https://LOCALHOST./", PrivateHost),
            ("https://a.localhost/", PrivateHost),
            ("https://metadata.google.internal/", PrivateHost),
            ("https://printer.local/", PrivateHost),
            ("https://router/", PrivateHost),
            ("https://pinewire.example/webhook/x", PrivateHost),
            ("https://API.pinewire.example/", PrivateHost),
            ("https:///path", Host),
            ("https://./", Host),
            ("https://a..com/", Host),
            ("https://-a.com/", Host),
            ("https://a%2ecom/", Host),
            ("https://example.com/#x", Fragment),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
        assert_eq!(
            parse(&format!("https://example.com/{}", "x".repeat(2048))),
            Err(TargetUrlError::TooLong)
        );
    }

    proptest! {
        #[test]
        fn whatever_passes_is_https_to_a_public_name_and_stays_the_same(text in "\\PC*|https://[-a-z0-9.:@/\\\\\\[\\]%x]{1,20}") {
            if let Ok(url) = parse(&text) {
                let host = url.strip_prefix("https://").unwrap().split(['/', ':', '?']).next().unwrap();
                prop_assert!(host.contains('.') && host.parse::<std::net::IpAddr>().is_err());
                prop_assert_eq!(parse(&url), Ok(url));
            }
        }
    }
}
