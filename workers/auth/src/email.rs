//! E-mail addresses, as far as they can be judged without sending a mail.

const MAX_CHARS: usize = 254;

/// The address, trimmed, if it could be one: a mailbox, an `@`, and a domain with a dot; no spaces or control
/// characters; at most 254 characters (RFC 5321).
pub(super) fn parse(text: &str) -> Option<&str> {
    let text = text.trim();
    let (mailbox, domain) = text.rsplit_once('@')?;
    let plain = text
        .chars()
        .all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c));
    let domain_is_plausible = domain.contains('.')
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    (plain && !mailbox.is_empty() && !mailbox.contains('@') && domain_is_plausible && text.len() <= MAX_CHARS)
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn tells_addresses_from_other_text() {
        for address in ["a@b.co", " trader.one+tv@example.com ", "ü@exämple.de"] {
            assert_eq!(parse(address), Some(address.trim()), "{address}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for text in [
            "", "a", "a@b", "@b.co", "a@.co", "a@b.", "a b@c.de", "a@b@c.de", "<a@b.co>", "a@-b.co",
            "a\n@b.co", &long,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
