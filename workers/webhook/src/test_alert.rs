//! `POST /api/config/test-alert`: an alert as TradingView would send it, so that nobody has to wait for the market. It is
//! read and stored like any other.

use pinewire_domain::{
    alert::{self, Alert},
    id::SignalId,
};
use pinewire_shared::{
    Cx, Error, Result, clock,
    http::{Request, Response, response},
    intake::{self, Incoming, Outcome, Source},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

const DEFAULT_TICKER: &str = "BINANCE:BTCUSDT";
const DEFAULT_MESSAGE: &str = "Test alert";

/// What the test alert says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct TestAlert {
    /// `TICKER` or `EXCHANGE:TICKER`; BINANCE:BTCUSDT if absent.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    ticker: Option<String>,
    /// `buy` or the like.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    action: Option<String>,
    /// Such as `60` or `1D`.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    timeframe: Option<String>,
    /// Free text.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    message: Option<String>,
}

/// A test alert that became a signal.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct TestAlertResult {
    /// Always true.
    success: bool,
    /// The signal.
    signal_id: SignalId,
    /// Whether a screenshot of its chart will be taken.
    screenshot_queued: bool,
    /// How long it took, in milliseconds.
    duration_ms: i64,
}

/// Send yourself a test alert
///
/// It counts against the quota; the other rules for alerts do not hold for it.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/config/test-alert", tag = "config",
    request_body = TestAlert,
    responses(
        (status = 201, description = "It is stored", body = TestAlertResult),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
        (status = 429, description = "The month's quota is used up", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn send_test_alert(cx: Cx, mut request: Request) -> Result<Response> {
    let test: TestAlert = request.json().await?;
    let alert = read(&cx, &test)?;
    let source_ip = request.client_ip();
    let incoming = Incoming {
        source: Source::Owner(cx.user_id()?),
        source_ip: &source_ip,
        content_type: "application/json",
        received_at: cx.now(),
    };
    match intake::accept(&cx, &incoming, &alert).await? {
        Outcome::Accepted {
            signal_id,
            screenshot_queued,
        } => {
            let duration_ms = clock::now().millis_since(cx.now());
            let result = TestAlertResult {
                success: true,
                signal_id,
                screenshot_queued,
                duration_ms,
            };
            response::json_with_status(201, &result)
        }
        Outcome::Refused(rejection) => Err(intake::problem(&rejection, cx.now()).into()),
        Outcome::Duplicate { .. } => Err(Error::bug("a test alert with an id of its own was a duplicate")),
    }
}

fn read(cx: &Cx, test: &TestAlert) -> Result<Alert> {
    let body = json!({
        "id": format!("test {}", cx.new_id::<SignalId>()?),
        "ticker": test.ticker.as_deref().unwrap_or(DEFAULT_TICKER),
        "action": test.action,
        "timeframe": test.timeframe,
        "message": test.message.as_deref().unwrap_or(DEFAULT_MESSAGE),
        "timenow": cx.now(),
    });
    alert::parse(None, body.to_string().as_bytes(), cx.now())
        .map_err(|rejection| intake::problem(&rejection, cx.now()).into())
}
