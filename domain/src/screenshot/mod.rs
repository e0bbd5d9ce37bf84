//! Chart screenshots: what to open, how large, where to keep the picture, and what a failure means. Taking and storing
//! it is left to the caller.

mod failure;
mod target;

pub use failure::ScreenshotFailure;
pub use target::{ChartId, ChartIdError, chart_url, object_key};

use crate::text_enum;

/// Bytes that a picture has at most (5 MiB).
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

text_enum! {
    /// The size of a screenshot.
    Resolution("resolution") {
        /// 1280 × 720.
        Hd720 = "720p",
        /// 1920 × 1080.
        Hd1080 = "1080p",
        /// 3840 × 2160.
        Uhd4k = "4k",
    }
}

/// Pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewport {
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

impl Resolution {
    /// The browser window for it.
    pub const fn viewport(self) -> Viewport {
        let (width, height) = match self {
            Self::Hd720 => (1280, 720),
            Self::Hd1080 => (1920, 1080),
            Self::Uhd4k => (3840, 2160),
        };
        Viewport { width, height }
    }
}
