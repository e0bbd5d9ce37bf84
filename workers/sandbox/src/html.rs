//! Text of mails on pages.

use pinewire_sandbox_kit::html::escape;

/// Text for an element, with its web addresses as links. Whoever follows one does not tell where from.
pub(crate) fn escape_with_links(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, link, after)) = next_link(rest) {
        html.push_str(&escape(before));
        let link = escape(link);
        html.push_str("<a href=\"");
        html.push_str(&link);
        html.push_str("\" rel=\"noreferrer noopener\">");
        html.push_str(&link);
        html.push_str("</a>");
        rest = after;
    }
    html.push_str(&escape(rest));
    html
}

/// What stands before the next web address, the address, and what stands behind it.
fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let start = ["https://", "http://"]
        .into_iter()
        .filter_map(|scheme| text.find(scheme))
        .min()?;
    let (before, rest) = text.split_at_checked(start)?;
    let is_outside = |char: char| char.is_whitespace() || "<>\"'`".contains(char);
    let end = rest.find(is_outside).unwrap_or(rest.len());
    let (link, _) = rest.split_at_checked(end)?;
    // A sentence's own punctuation is no part of the address that it ends with.
    let link = link.trim_end_matches(['.', ',', ')', ';', '!', '?']);
    let (_, after) = rest.split_at_checked(link.len())?;
    Some((before, link, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let hostile = escape_with_links("https://a.example/\"onclick=\"x <script>");
        assert!(
            !hostile.contains("<script") && !hostile.contains("onclick=\"x"),
            "{hostile}"
        );
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(
            escape_with_links("See https://a.example/x?y=1&z=2. Or <a href=\"http://b.example\">"),
            "See <a href=\"https://a.example/x?y=1&amp;z=2\" rel=\"noreferrer noopener\">https://a.example/x?y=1&amp;z=2</a>. \
             Or &lt;a href=&quot;<a href=\"http://b.example\" rel=\"noreferrer noopener\">http://b.example</a>&quot;&gt;"
        );
        assert_eq!(escape_with_links("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(
            escape_with_links("http://"),
            "<a href=\"http://\" rel=\"noreferrer noopener\">http://</a>"
        );
    }
}
