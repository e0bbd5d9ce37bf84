//! Requests per minute and caller. Each caller's count is kept by a Durable Object of its own ([`BINDING`]), so it is
//! exact wherever the requests come in. The counting itself is [`pinewire_domain::rate_limit`].
//!
//! A limiter that is down or slow lets requests pass, with a warning: it protects the API and must not be what takes
//! it down.

use std::{net::IpAddr, time::Duration};

use pinewire_domain::rate_limit::{Decision, Policy};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Cx, Error, Result, deadline,
    http::{Limit, Problem, Request},
    log,
};

/// The binding of the Durable Object that counts one caller's requests. A worker without it does not limit.
pub const BINDING: &str = "RATE_LIMITER";

/// The operation of the Durable Object that counts a request: [`Question`] → [`Decision`].
pub const CHECK: &str = "check";

/// The window of every policy, in seconds.
pub const WINDOW_S: u32 = 60;

/// Longer than that nobody waits for a limiter.
const PATIENCE: Duration = Duration::from_millis(500);

/// What the Durable Object is asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Question {
    /// How many requests may pass in [`WINDOW_S`].
    pub limit: u32,
}

impl Question {
    /// The policy that the question names.
    pub const fn policy(self) -> Policy {
        Policy {
            limit: self.limit,
            window_s: WINDOW_S,
        }
    }
}

/// Where a caller stands: what the headers of the answer say.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The name of the policy.
    pub policy: &'static str,
    /// The count.
    pub decision: Decision,
}

/// How a limit is counted.
struct Rule {
    policy: &'static str,
    limit: u32,
    /// Whose requests are counted together.
    key: String,
}

/// Counts the request, and refuses it with 429 when there were too many.
pub async fn enforce(cx: &Cx, request: &Request, limit: Limit) -> Result<()> {
    let Some(rule) = rule(cx, request, limit) else {
        return Ok(());
    };
    if !cx.has_binding(BINDING) {
        return Ok(());
    }
    let decision = match ask(cx, &rule).await {
        Ok(decision) => decision,
        Err(error) => {
            log::warn(
                cx,
                "rate_limiter_unavailable",
                json!({ "error": error.to_string() }),
            );
            return Ok(());
        }
    };
    cx.set_rate_limit(Standing {
        policy: rule.policy,
        decision,
    });
    if decision.allowed {
        return Ok(());
    }
    let wait = decision.retry_after_s;
    let detail = format!(
        "Too many requests: {} a minute are allowed. Try again in {wait} s.",
        decision.limit
    );
    Err(Problem::new(429, "rate_limited", detail).retry_after(wait).into())
}

fn rule(cx: &Cx, request: &Request, limit: Limit) -> Option<Rule> {
    let setting = |name, default| {
        cx.var(name)
            .and_then(|value| value.parse().ok())
            .unwrap_or(default)
    };
    let address = || network(&request.client_ip());
    match limit {
        Limit::None => None,
        Limit::Credentials => {
            let limit = setting("RATE_LIMIT_CREDENTIALS_PER_MINUTE", 20);
            Some(Rule {
                policy: "credentials",
                limit,
                key: format!("credentials:{}", address()),
            })
        }
        // A list shows many pictures, so links to files have more room than calls.
        Limit::Files => {
            let limit = setting("RATE_LIMIT_PER_MINUTE", 100_u32).saturating_mul(6);
            Some(Rule {
                policy: "files",
                limit,
                key: format!("files:{}", address()),
            })
        }
        Limit::Standard => {
            let key = cx.maybe_caller().map_or_else(
                || format!("address:{}", address()),
                // All sessions and keys of one user together.
                |caller| format!("user:{}", caller.user_id),
            );
            Some(Rule {
                policy: "default",
                limit: setting("RATE_LIMIT_PER_MINUTE", 100),
                key,
            })
        }
    }
}

async fn ask(cx: &Cx, rule: &Rule) -> Result<Decision> {
    let stub = cx.durable_object(BINDING, &rule.key)?;
    let answer = deadline::within(PATIENCE, stub.call(CHECK, &Question { limit: rule.limit })).await;
    answer.unwrap_or_else(|| Err(Error::retry("no answer in time")))
}

/// What counts as one address: of IPv6 the /64 that a subscriber usually has to themselves.
fn network(ip: &str) -> String {
    match ip.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(ip)) => ip.to_string(),
        Err(_) => "unknown".to_owned(),
    }
}

/// Tells the caller where they stand, by the IETF's draft-ietf-httpapi-ratelimit-headers-10.
pub fn write_headers(standing: &Standing, headers: &mut worker::Headers) -> Result<()> {
    let Standing { policy, decision } = standing;
    headers.set(
        "ratelimit-policy",
        &format!("\"{policy}\";q={};w={WINDOW_S}", decision.limit),
    )?;
    headers.set(
        "ratelimit",
        &format!("\"{policy}\";r={};t={}", decision.remaining, decision.reset_s),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_subscriber_count_together() {
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("whatever a proxy wrote"), "unknown");
    }
}
