//! The pages of TradingView's web site, as far as anybody here looks at them: the start page, which tells whose cookies
//! they are, profiles, and the chart page, of which screenshots are taken.

mod assets;
mod bars;
mod chart;
mod home;
mod page;
mod profile;

use crate::routes::Route;

pub(crate) use assets::{ASSETS, asset};
pub(crate) use home::tokens_of;
pub(crate) use page::{failure, signed_out};

/// What begins with `/sandbox-` is what our chart page loads; TradingView has no such addresses.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/", home::show),
    ("GET", "/u/{}", profile::show),
    ("GET", "/chart", chart::show),
    ("GET", "/chart/{}", chart::show),
    ("GET", "/sandbox-bars", bars::list),
];
