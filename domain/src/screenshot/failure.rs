//! What can go wrong with a screenshot, whether trying again helps, and how to tell the user.

use crate::text_enum;

text_enum! {
    /// Why there is no picture.
    ScreenshotFailure("screenshot failure") {
        /// No browser is bound, or it does not answer.
        BrowserUnavailable = "browser_unavailable",
        /// The browser refuses more work for now.
        BrowserBusy = "browser_busy",
        /// The page was not ready in time.
        Timeout = "timeout",
        /// TradingView answered 5xx or not at all.
        ChartUnavailable = "chart_unavailable",
        /// TradingView refuses so many requests.
        ChartRateLimited = "chart_rate_limited",
        /// The cookies are not, or no longer, those of a signed-in user.
        CookiesInvalid = "cookies_invalid",
        /// The chart is private and no (valid) cookies were sent.
        ChartPrivate = "chart_private",
        /// There is no such chart.
        ChartNotFound = "chart_not_found",
        /// There is no such symbol.
        SymbolNotFound = "symbol_not_found",
        /// The browser's answer is no PNG.
        NotAnImage = "not_an_image",
        /// The picture is larger than [`super::MAX_BYTES`].
        TooLarge = "too_large",
        /// The picture could not be stored.
        StorageUnavailable = "storage_unavailable",
        /// A worker died more often than it may be tried.
        Stuck = "stuck",
    }
}

impl ScreenshotFailure {
    /// Whether another try may help.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::BrowserUnavailable
            | Self::BrowserBusy
            | Self::Timeout
            | Self::ChartUnavailable
            | Self::ChartRateLimited
            | Self::NotAnImage
            | Self::StorageUnavailable
            | Self::Stuck => true,
            Self::CookiesInvalid
            | Self::ChartPrivate
            | Self::ChartNotFound
            | Self::SymbolNotFound
            | Self::TooLarge => false,
        }
    }

    /// Whether it shows that the stored cookies are dead.
    pub const fn means_dead_cookies(self) -> bool {
        matches!(self, Self::CookiesInvalid)
    }

    /// A plain sentence for the user: what happened and what they can do.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::BrowserUnavailable => {
                "The browser that takes screenshots is not available. Take the screenshot again later."
            }
            Self::BrowserBusy => {
                "The browser that takes screenshots is busy. Take the screenshot again later."
            }
            Self::Timeout => "The chart was not drawn in time. Take the screenshot again later.",
            Self::ChartUnavailable => "TradingView did not answer. Take the screenshot again later.",
            Self::ChartRateLimited => {
                "TradingView refuses more requests for now. Take the screenshot again in a few minutes."
            }
            Self::CookiesInvalid => {
                "Your TradingView cookies have expired. Copy new ones into the settings, then take the screenshot again."
            }
            Self::ChartPrivate => {
                "The chart is private. Add your TradingView cookies in the settings, or share the chart."
            }
            Self::ChartNotFound => {
                "TradingView has no chart with this id. Correct the chart id in the alert or in the settings."
            }
            Self::SymbolNotFound => "TradingView does not know this symbol. Correct it in the alert.",
            Self::NotAnImage => "The browser did not return a picture. Take the screenshot again later.",
            Self::TooLarge => "The picture is larger than 5 MB. Choose a smaller resolution in the settings.",
            Self::StorageUnavailable => "The picture could not be stored. Take the screenshot again later.",
            Self::Stuck => "Taking the screenshot was interrupted too often. Take it again.",
        }
    }

    /// What an HTTP status of the chart's page means, given whether cookies were sent. `None`: nothing is wrong.
    pub const fn from_chart_status(status: u16, with_cookies: bool) -> Option<Self> {
        match (status, with_cookies) {
            (200..=299, _) => None,
            (401 | 403, true) => Some(Self::CookiesInvalid),
            (401 | 403, false) => Some(Self::ChartPrivate),
            (404 | 410, _) => Some(Self::ChartNotFound),
            (429, _) => Some(Self::ChartRateLimited),
            _ => Some(Self::ChartUnavailable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_must_mend_is_not_tried_again() {
        assert_eq!(ScreenshotFailure::from_chart_status(200, true), None);
        let dead = ScreenshotFailure::from_chart_status(403, true).unwrap();
        assert!(dead.means_dead_cookies() && !dead.is_retryable());
        let private = ScreenshotFailure::from_chart_status(403, false).unwrap();
        assert!(!private.means_dead_cookies() && !private.is_retryable());
        assert!(
            ScreenshotFailure::from_chart_status(503, false)
                .unwrap()
                .is_retryable()
        );
        assert!(
            ScreenshotFailure::from_chart_status(429, true)
                .unwrap()
                .is_retryable()
        );
    }

    #[test]
    fn every_reason_is_a_sentence() {
        for failure in ScreenshotFailure::ALL {
            assert!(
                failure.reason().ends_with('.') && failure.reason().len() < 120,
                "{failure}"
            );
        }
    }
}
