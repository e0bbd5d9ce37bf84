//! Answers a request to a vendor, or lets it fail as it was asked for.

use std::{future::Future, time::Duration};

use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde_json::Value;

use crate::fault::{Damage, Effect, Fault};

/// How a vendor fails.
#[derive(Debug, Clone, Copy)]
pub struct StandIn {
    /// With a status.
    pub failure: fn(u16) -> Result<Response>,
    /// The page for people who are not signed in.
    pub signed_out_page: fn() -> Result<Response>,
}

impl StandIn {
    /// The answer to a request that meets this fault, or none. `work` is the request's effect and its answer when all is
    /// well; it is not begun where the request fails before it. That cookies have expired is left to `work`.
    pub async fn answer(
        &self,
        fault: Option<&Fault>,
        work: impl Future<Output = Result<Response>>,
    ) -> Result<Response> {
        let Some(fault) = fault else {
            return work.await;
        };
        if fault.effect == Effect::After {
            let answer = work.await?;
            wait(fault).await;
            return match self.replacement(fault)? {
                Some(failure) => Ok(failure),
                None => damaged(fault, answer).await,
            };
        }
        wait(fault).await;
        match self.replacement(fault)? {
            Some(failure) => Ok(failure),
            None => damaged(fault, work.await?).await,
        }
    }

    /// What takes the place of the vendor's own answer.
    fn replacement(&self, fault: &Fault) -> Result<Option<Response>> {
        if fault.answer == Some(Damage::SignedOutPage) {
            return (self.signed_out_page)().map(Some);
        }
        let Some(status) = fault.status else {
            return Ok(None);
        };
        let answer = match &fault.body {
            Some(Value::String(text)) => response::with_body(status, "text/plain; charset=utf-8", text)?,
            Some(json) => response::with_body(status, "application/json", &json.to_string())?,
            None => (self.failure)(status)?,
        };
        if let Some(seconds) = fault.retry_after_s {
            answer.headers().set("retry-after", &seconds.to_string())?;
        }
        Ok(Some(answer))
    }
}

async fn wait(fault: &Fault) {
    if let Some(ms) = fault.latency_ms {
        worker::Delay::from(Duration::from_millis(ms.into())).await;
    }
}

async fn damaged(fault: &Fault, mut answer: Response) -> Result<Response> {
    let Some(damage) = fault.answer else {
        return Ok(answer);
    };
    let body = answer.text().await?;
    let body = damaged_text(damage, &body);
    let (builder, _) = answer.into_parts();
    Ok(builder.fixed(body.into_bytes()))
}

fn damaged_text(damage: Damage, body: &str) -> String {
    match damage {
        Damage::Cut => body.chars().take(body.chars().count() / 2).collect(),
        Damage::WithoutNext => without_next(body).unwrap_or_else(|| body.to_owned()),
        Damage::SignedOutPage => body.to_owned(),
    }
}

fn without_next(body: &str) -> Option<String> {
    let mut page: Value = serde_json::from_str(body).ok()?;
    page.as_object_mut()?.remove("next");
    Some(page.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_list_is_cut_or_does_not_say_that_it_goes_on() {
        let page = r#"{"results":[{"id":1}],"next":"/more"}"#;
        let cut = damaged_text(Damage::Cut, page);
        assert!(page.starts_with(&cut) && serde_json::from_str::<Value>(&cut).is_err());
        assert_eq!(
            damaged_text(Damage::WithoutNext, page),
            r#"{"results":[{"id":1}]}"#
        );
        assert_eq!(damaged_text(Damage::WithoutNext, "<html>"), "<html>");
    }
}
