//! What a seller is told when TradingView does not let them in.

use pinewire_domain::access::failure::AccessFailure;
use pinewire_shared::http::Problem;

/// Seconds after which another try makes sense when TradingView is in trouble.
const TRY_AGAIN_S: u32 = 30;

/// The cookies could not be verified.
pub(crate) fn of_failure(failure: AccessFailure) -> Problem {
    match failure {
        AccessFailure::SessionDead => Problem::new(
            422,
            "cookies_rejected",
            "TradingView does not accept these cookies. Sign in on tradingview.com and copy both cookies anew, without \
             signing out afterwards.",
        ),
        AccessFailure::RateLimited => Problem::new(
            503,
            "tradingview_unavailable",
            "TradingView refuses more requests for now. Try again in a minute.",
        )
        .retry_after(2 * TRY_AGAIN_S),
        other => Problem::new(
            503,
            "tradingview_unavailable",
            "TradingView could not be asked whose cookies these are. Try again in a minute.",
        )
        .retry_after(TRY_AGAIN_S)
        .because(other),
    }
}

/// A person has to solve a captcha.
pub(crate) fn captcha() -> Problem {
    Problem::new(
        422,
        "captcha_required",
        "TradingView asks for a captcha, which only you can solve. Sign in on tradingview.com in your browser and connect \
         with the cookies sessionid and sessionid_sign.",
    )
}

/// The authenticator app's code is wanted.
pub(crate) fn two_factor() -> Problem {
    Problem::new(
        422,
        "two_factor_required",
        "This account has two-factor authentication. Send the current code of your authenticator app as two_factor_code.",
    )
}

/// Wrong name, password or code.
pub(crate) fn credentials(had_code: bool) -> Problem {
    let detail = if had_code {
        "TradingView does not accept this username, password or code. Wait for the next code, check them, or connect with \
         the cookies."
    } else {
        "TradingView does not accept this username or password. Check them, or connect with the cookies."
    };
    Problem::new(422, "tradingview_credentials_rejected", detail)
}

/// Another seller has this account.
pub(crate) fn owned_by_another() -> Problem {
    Problem::new(
        409,
        "tradingview_account_taken",
        "This TradingView account is connected to another pinewire account. Disconnect it there first.",
    )
}

/// The seller has another account connected.
pub(crate) fn other_account(connected: &str) -> Problem {
    Problem::new(
        409,
        "other_account_connected",
        format!("You are connected as {connected}. Disconnect that account before you connect another one."),
    )
}
