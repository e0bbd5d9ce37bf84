//! Opens a chart in the browser and says what came of it.

use std::time::Duration;

use pinewire_domain::screenshot::{MAX_BYTES, Resolution, ScreenshotFailure, chart_url};
use pinewire_shared::{
    Cx, Result,
    browser::{self, BrowserError, Cookie, Snapshot, Visit},
    log,
};
use serde_json::json;

use super::subject::{Cookies, Subject};

/// Waits in the page for the chart; see there for what it does.
const SCRIPT: &str = include_str!("chart.js");
/// What the script marks the page with once there is something to be pictured.
const DRAWN: &str = "data-chart-drawn";
/// What it marks the page with until then.
const AWAITED: &str = "data-chart-awaited";
const PATIENCE: Duration = Duration::from_secs(20);
const LIMIT: Duration = Duration::from_secs(45);
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What came of one visit to a chart.
#[derive(Debug)]
pub(super) struct Capture {
    /// The picture, or why there is none.
    pub(super) picture: Result<Vec<u8>, ScreenshotFailure>,
    /// Whether the cookies that were sent are those of a signed-in user; `None` if none were, or it did not show.
    pub(super) cookies_valid: Option<bool>,
}

impl Capture {
    fn failed(failure: ScreenshotFailure) -> Self {
        let cookies_valid = failure.means_dead_cookies().then_some(false);
        Self {
            picture: Err(failure),
            cookies_valid,
        }
    }
}

/// Pictures a chart. A picture that is too large is taken once more, smaller.
pub(super) async fn capture(cx: &Cx, subject: &Subject, cookies: &Cookies) -> Result<Capture> {
    let first = visit(cx, subject, cookies, subject.resolution).await?;
    let is_too_large = matches!(first.picture, Err(ScreenshotFailure::TooLarge));
    if is_too_large && subject.resolution == Resolution::Uhd4k {
        return visit(cx, subject, cookies, Resolution::Hd1080).await;
    }
    Ok(first)
}

async fn visit(cx: &Cx, subject: &Subject, cookies: &Cookies, resolution: Resolution) -> Result<Capture> {
    let base = cx.required_var("TRADINGVIEW_BROWSER_URL")?;
    let url = chart_url(
        base.trim_end_matches('/'),
        subject.chart_id.as_ref(),
        &subject.symbol,
        subject.timeframe,
    );
    let settings = format!(
        "window.pinewireChart = {};",
        json!({ "timezone": subject.timezone })
    );
    let window = resolution.viewport();
    let sent: Vec<Cookie<'_>> = cookies
        .iter()
        .map(|(name, value)| Cookie { name, value })
        .collect();
    let visit = Visit {
        url: &url,
        window: (window.width, window.height),
        cookies: &sent,
        scripts: &[&settings, SCRIPT],
        until: "html[data-chart-drawn]",
        patience: PATIENCE,
        limit: LIMIT,
    };
    Ok(match browser::visit(cx, &visit).await {
        Ok(snapshot) => judge(snapshot, !sent.is_empty()),
        Err(error) => Capture::failed(failure_of(cx, error)),
    })
}

fn failure_of(cx: &Cx, error: BrowserError) -> ScreenshotFailure {
    match error {
        BrowserError::Unavailable(why) => {
            log::warn(cx, "browser_unavailable", json!({ "error": why }));
            ScreenshotFailure::BrowserUnavailable
        }
        BrowserError::Busy => ScreenshotFailure::BrowserBusy,
        BrowserError::Timeout => ScreenshotFailure::Timeout,
        BrowserError::PageUnavailable => ScreenshotFailure::ChartUnavailable,
        BrowserError::NoPicture => ScreenshotFailure::NotAnImage,
    }
}

fn judge(snapshot: Snapshot, with_cookies: bool) -> Capture {
    if let Some(failure) = ScreenshotFailure::from_chart_status(snapshot.status, with_cookies) {
        return Capture::failed(failure);
    }
    let root = root_element(&snapshot.html);
    let is_signed_out = root.contains("is-not-authenticated");
    let is_drawn = if root.contains(AWAITED) {
        if !root.contains(DRAWN) {
            return Capture::failed(ScreenshotFailure::Timeout);
        }
        root.contains(&format!("{DRAWN}=\"drawn\""))
    } else {
        // The page did not let the script run. A chart that did not tell had all our patience to be drawn, if only in
        // a time zone of its own.
        snapshot.html.contains("chart-container") && snapshot.html.contains("<canvas")
    };
    if !is_drawn {
        // A page without a chart: what a stranger is shown in place of a private chart, or a page that we don't know.
        return Capture::failed(match (is_signed_out, with_cookies) {
            (true, true) => ScreenshotFailure::CookiesInvalid,
            (true, false) => ScreenshotFailure::ChartPrivate,
            (false, _) => ScreenshotFailure::ChartUnavailable,
        });
    }
    let picture = if !snapshot.png.starts_with(PNG_SIGNATURE) {
        Err(ScreenshotFailure::NotAnImage)
    } else if snapshot.png.len() > MAX_BYTES {
        Err(ScreenshotFailure::TooLarge)
    } else {
        Ok(snapshot.png)
    };
    // A public chart is shown to strangers too; that it takes us for one means that the cookies are dead.
    Capture {
        picture,
        cookies_valid: with_cookies.then_some(!is_signed_out),
    }
}

/// The start tag of the document's root.
fn root_element(html: &str) -> &str {
    let start = html.find("<html").unwrap_or(html.len());
    let tag = html.get(start..).unwrap_or_default();
    tag.split_once('>').map_or("", |(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(status: u16, root: &str, bytes: usize) -> Snapshot {
        let mut png = PNG_SIGNATURE.to_vec();
        png.resize(bytes, 0);
        let html = format!(
            "<!DOCTYPE html><html {root}><body data-chart-drawn=\"drawn\" class=\"is-not-authenticated\"></body></html>"
        );
        Snapshot { status, html, png }
    }

    const DRAWN_CHART: &str = r#"class="theme-dark" data-chart-awaited="" data-chart-drawn="drawn""#;
    const STRANGERS_CHART: &str =
        r#"class="is-not-authenticated" data-chart-awaited="" data-chart-drawn="drawn""#;
    const SIGN_IN: &str = r#"class="is-not-authenticated" data-chart-awaited="" data-chart-drawn="no-chart""#;

    #[test]
    fn a_drawn_chart_tells_whether_the_cookies_are_alive() {
        for (root, with_cookies, valid) in [
            (DRAWN_CHART, true, Some(true)),
            (STRANGERS_CHART, true, Some(false)),
            (STRANGERS_CHART, false, None),
        ] {
            let capture = judge(seen(200, root, 100), with_cookies);
            assert!(capture.picture.is_ok());
            assert_eq!(capture.cookies_valid, valid, "{root}");
        }
    }

    #[test]
    fn pages_without_a_chart_are_told_apart() {
        let failure = |status, root, with_cookies| {
            let capture = judge(seen(status, root, 100), with_cookies);
            (capture.picture.unwrap_err(), capture.cookies_valid)
        };
        let dead = (ScreenshotFailure::CookiesInvalid, Some(false));
        assert_eq!(failure(403, SIGN_IN, true), dead);
        assert_eq!(failure(200, SIGN_IN, true), dead);
        assert_eq!(
            failure(200, SIGN_IN, false),
            (ScreenshotFailure::ChartPrivate, None)
        );
        assert_eq!(
            failure(200, "", true),
            (ScreenshotFailure::ChartUnavailable, None)
        );
        assert_eq!(
            failure(503, DRAWN_CHART, true),
            (ScreenshotFailure::ChartUnavailable, None)
        );
    }

    #[test]
    fn a_chart_that_does_not_come_is_late_and_one_that_does_not_tell_is_taken() {
        let capture = judge(seen(200, r#"data-chart-awaited="""#, 100), false);
        assert_eq!(capture.picture, Err(ScreenshotFailure::Timeout));
        let mut silent = seen(200, r#"class="is-authenticated""#, 100);
        silent.html = silent.html.replace(
            "</body>",
            r#"<div class="chart-container"><canvas></canvas></div></body>"#,
        );
        let capture = judge(silent, true);
        assert!(capture.picture.is_ok());
        assert_eq!(capture.cookies_valid, Some(true));
    }

    #[test]
    fn a_picture_is_a_png_of_a_bounded_size() {
        assert!(judge(seen(200, DRAWN_CHART, MAX_BYTES), false).picture.is_ok());
        let large = judge(seen(200, DRAWN_CHART, MAX_BYTES + 1), true);
        assert_eq!(large.picture, Err(ScreenshotFailure::TooLarge));
        assert_eq!(large.cookies_valid, Some(true));
        let mut text = seen(200, DRAWN_CHART, 100);
        text.png = b"not a picture".to_vec();
        assert_eq!(judge(text, false).picture, Err(ScreenshotFailure::NotAnImage));
    }
}
