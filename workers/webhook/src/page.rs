//! The page that a browser shows for a webhook URL. It needs no script and nothing from elsewhere; its style sheet is one
//! of the web app's files. The token is not on it.

use pinewire_domain::{alert::Rejection, time::Timestamp};
use pinewire_shared::{
    Result,
    http::{Response, response},
};

/// In `web/public`.
const STYLE_SHEET: &str = "/webhook.css";
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Seconds after which the page asks again.
const REFRESH_S: u8 = 10;

/// Shows when the last alert came, or why none can come.
pub(crate) fn respond(standing: &Result<Option<Timestamp>, Rejection>) -> Result<Response> {
    let status = standing.as_ref().map_or_else(Rejection::status, |_| 200);
    let answer = response::with_body(status, "text/html; charset=utf-8", &html(standing))?;
    answer.headers().set("content-security-policy", POLICY)?;
    answer.headers().set("referrer-policy", "no-referrer")?;
    answer.headers().set("x-robots-tag", "noindex")?;
    Ok(answer)
}

fn html(standing: &Result<Option<Timestamp>, Rejection>) -> String {
    let (title, text) = match standing {
        Ok(None) => (
            "Waiting for your first alert",
            "<p>This webhook is ready. Paste its address into the <b>Webhook URL</b> field of an alert on TradingView. \
             When the alert fires, it shows up here and among your signals.</p>"
                .to_owned(),
        ),
        Ok(Some(at)) => ("This webhook works", format!("<p>The last alert came on <time datetime=\"{at}\">{}</time>.</p>", readable(*at))),
        Err(rejection) => ("This webhook takes no alerts", format!("<p>{}</p>", rejection.reason)),
    };
    let refresh = if standing.is_ok() {
        format!("<meta http-equiv=\"refresh\" content=\"{REFRESH_S}\">\n")
    } else {
        String::new()
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n{refresh}\
         <title>{title} · pinewire</title>\n<link rel=\"stylesheet\" href=\"{STYLE_SHEET}\">\n\
         <main>\n<h1>{title}</h1>\n{text}\n</main>\n</html>\n"
    )
}

/// `2026-01-15 18:00:00 UTC`: the page does not know the reader's time zone.
fn readable(at: Timestamp) -> String {
    let text = at.to_string();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{date} {} UTC", time.split('.').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use pinewire_domain::alert::RejectionCode;

    use super::*;

    #[test]
    fn says_how_the_webhook_stands() {
        let at = Timestamp::parse("2026-01-15T18:00:00.123Z").unwrap();
        assert!(html(&Ok(None)).contains("<h1>Waiting for your first alert</h1>"));
        assert!(html(&Ok(Some(at))).contains(">2026-01-15 18:00:00 UTC<"));
        let refused = html(&Err(Rejection::of(RejectionCode::TokenExpired)));
        assert!(refused.contains("was replaced") && !refused.contains("refresh"));
    }
}
