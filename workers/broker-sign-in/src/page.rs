//! The pages of the sign-in. They need no script, and nothing from elsewhere; their style sheet is one of the web app's
//! files.

use pinewire_shared::{
    Result,
    http::{Response, response},
};

use crate::authorize::Asked;

/// In `web/public`.
const STYLE_SHEET: &str = "/webhook.css";

/// Asks for address and password, and whether the panel may trade.
pub(super) fn sign_in(asked: &Asked, email: &str, problem: Option<&str>) -> Result<Response> {
    let problem = problem.map_or_else(String::new, |problem| {
        format!("<p role=\"alert\"><b>{}</b></p>\n", escape(problem))
    });
    let email = escape(email);
    // The form goes to the address of this page, with the same parameters.
    let body = format!(
        "<p>A trading panel asks to use your pinewire accounts: to read them, and to place, change and cancel orders \
         within your limits. You can end this at any time under Settings, Devices.</p>\n{problem}\
         <form method=\"post\">\n\
         <p><label>E-mail<br><input name=\"email\" type=\"email\" autocomplete=\"username\" required value=\"{email}\">\
         </label></p>\n\
         <p><label>Password<br><input name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\
         </label></p>\n\
         <p><button name=\"decision\" value=\"allow\">Sign in and allow</button>\n\
         <button name=\"decision\" value=\"deny\" formnovalidate>Cancel</button></p>\n</form>\n"
    );
    let status = if problem.is_empty() { 200 } else { 422 };
    page(
        status,
        "Sign in to trade",
        &body,
        Some(origin_of(&asked.redirect_uri)),
    )
}

/// Tells why nothing can be decided here.
pub(super) fn refusal(status: u16, detail: &str) -> Result<Response> {
    page(
        status,
        "This can't be allowed",
        &format!("<p>{}</p>\n", escape(detail)),
        None,
    )
}

fn page(status: u16, title: &str, body: &str, leads_to: Option<&str>) -> Result<Response> {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · pinewire</title>\n<link rel=\"stylesheet\" href=\"{STYLE_SHEET}\">\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</html>\n"
    );
    let answer = response::with_body(status, "text/html; charset=utf-8", &html)?;
    let headers = answer.headers();
    // Browsers hold the redirect behind a form to the form's policy.
    headers.set(
        "content-security-policy",
        &format!(
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {}",
            leads_to.unwrap_or_default()
        ),
    )?;
    headers.set("referrer-policy", "same-origin")?;
    // TradingView opens it in a window of its own and watches that.
    headers.set("cross-origin-opener-policy", "unsafe-none")?;
    headers.set("x-robots-tag", "noindex")?;
    Ok(answer)
}

/// `https://host` of an address.
fn origin_of(url: &str) -> &str {
    let end = url
        .match_indices('/')
        .nth(2)
        .map_or(url.len(), |(index, _)| index);
    url.get(..end).unwrap_or_default()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_can_be_no_markup() {
        assert_eq!(escape("\"><b a='&'>"), "&quot;&gt;&lt;b a=&#39;&amp;&#39;&gt;");
    }

    #[test]
    fn a_form_may_lead_to_the_clients_host_and_no_further() {
        assert_eq!(
            origin_of("https://www.tradingview.com/a/b?c=/d"),
            "https://www.tradingview.com"
        );
        assert_eq!(origin_of("http://localhost:5173"), "http://localhost:5173");
    }
}
