//! `/health/metrics`: the numbers that an operator's monitoring reads, protected by a token of its own.

use pinewire_shared::{
    Cx, Result, crypto,
    db::FromRow,
    http::{Problem, Request, Response, response},
    metrics::{COUNTERS, HISTOGRAMS},
    params, sql,
};

use super::exposition::{CONTENT_TYPE, Exposition, Sample};
use pinewire_shared::jobs::standing as queues;

sql! {
    /// Labels are of our own making, so there are few.
    system ALL = "SELECT name, labels, value FROM metric_counters ORDER BY name, labels LIMIT 2000";
}

#[derive(Debug, FromRow)]
struct Counter {
    name: String,
    labels: String,
    value: i64,
}

/// Numbers for Prometheus
///
/// Needs the deployment's metrics token as Bearer token.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/health/metrics", tag = "operation",
    params(("authorization" = String, Header, description = "`Bearer` and the metrics token")),
    responses(
        (status = 200, description = "In the text format of Prometheus", body = String, content_type = "text/plain"),
        (status = 401, description = "The token is missing or wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn metrics(cx: Cx, request: Request) -> Result<Response> {
    check_token(&cx, &request)?;
    let mut text = Exposition::default();
    counters(&cx, &mut text).await?;
    gauges(&cx, &mut text).await?;
    response::with_body(200, CONTENT_TYPE, &text.into_text())
}

/// Hashes are compared, so that not even the token's length shows in the time that it takes.
fn check_token(cx: &Cx, request: &Request) -> Result<()> {
    let expected = cx.required_var("METRICS_TOKEN")?;
    let header = request.header("authorization").unwrap_or_default();
    let given = header.strip_prefix("Bearer ").unwrap_or_default();
    let hash = |token: &str| crypto::sha256_hex(token.as_bytes());
    if crypto::equal(hash(given).as_bytes(), hash(&expected).as_bytes()) {
        return Ok(());
    }
    Err(Problem::unauthenticated("Send the metrics token as Bearer token.").into())
}

async fn counters(cx: &Cx, text: &mut Exposition) -> Result<()> {
    let rows: Vec<Counter> = cx.db()?.system().all(&ALL, params![]).await?;
    for (name, help) in COUNTERS {
        let of_name = rows.iter().filter(|row| row.name == *name);
        let samples: Vec<Sample> = of_name
            .map(|row| Sample {
                labels: row.labels.clone(),
                value: row.value,
            })
            .collect();
        text.counter(name, help, &samples);
    }
    for histogram in HISTOGRAMS {
        let value = |name: &str, labels: &str| {
            rows.iter()
                .find(|row| row.name == name && row.labels == labels)
                .map_or(0, |row| row.value)
        };
        let bucket = format!("{}_bucket", histogram.name);
        let sum = value(&format!("{}_sum", histogram.name), "");
        text.histogram(*histogram, sum, |labels| value(&bucket, labels));
    }
    Ok(())
}

async fn gauges(cx: &Cx, text: &mut Exposition) -> Result<()> {
    let states = queues::states(cx).await?;
    let outbox = queues::outbox(cx).await?;
    let by_topic = |value: fn(&queues::QueueState) -> i64| -> Vec<Sample> {
        let sample = |state| Sample {
            labels: labels_of(state),
            value: value(state),
        };
        states.iter().map(sample).collect()
    };
    text.gauge(
        "queue_depth",
        "Jobs that are not done.",
        &by_topic(|state| state.waiting + state.active),
    );
    text.gauge(
        "queue_active",
        "Jobs that a worker is at.",
        &by_topic(|state| state.active),
    );
    text.gauge(
        "queue_oldest_age_seconds",
        "Age of the oldest job that is not done.",
        &by_topic(|state| state.oldest_age_seconds.unwrap_or(0)),
    );
    text.gauge(
        "dead_letters_open",
        "Jobs that failed for good and wait for a person.",
        &by_topic(|state| state.failed),
    );
    let single = |value| {
        [Sample {
            labels: String::new(),
            value,
        }]
    };
    text.gauge(
        "outbox_unsent",
        "Jobs that are due and not yet handed to their queue.",
        &single(outbox.unsent),
    );
    text.gauge(
        "outbox_lag_seconds",
        "How long the oldest of them is due.",
        &single(outbox.lag_seconds),
    );
    Ok(())
}

fn labels_of(state: &queues::QueueState) -> String {
    pinewire_shared::metrics::format_labels(&[("topic", state.topic)])
}
