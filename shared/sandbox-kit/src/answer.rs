//! Answers a request to a vendor, or lets it fail as it was asked for.

use std::time::Duration;

use pinewire_shared::{
    Cx, Result,
    http::{self, Request, Response, Router, response},
};
use serde_json::Value;

use crate::fault::{Cookies, Damage, Effect, Fault};

/// How a vendor answers.
#[derive(Debug, Clone, Copy)]
pub struct StandIn {
    /// When all is well.
    pub router: &'static Router,
    /// With a status, when it is the vendor that fails.
    pub failure: fn(u16) -> Result<Response>,
    /// The page for people who are not signed in.
    pub signed_out_page: fn() -> Result<Response>,
}

impl StandIn {
    /// The answer to a request that meets this fault, or none.
    pub async fn answer(&self, fault: Option<&Fault>, cx: Cx, request: Request) -> worker::Result<Response> {
        match fault {
            None => http::serve_public(self.router, cx, request.into_inner()).await,
            Some(fault) => self.fail(fault, cx, request).await,
        }
    }

    async fn fail(&self, fault: &Fault, cx: Cx, request: Request) -> worker::Result<Response> {
        let mut request = request.into_inner().clone_mut()?;
        if fault.cookies == Some(Cookies::Expired) {
            request.headers_mut()?.delete("cookie")?;
        }
        if fault.effect == Effect::After {
            let answer = http::serve_public(self.router, cx, request).await?;
            wait(fault).await;
            return match self.replacement(fault)? {
                Some(failure) => Ok(failure),
                None => damaged(fault, answer).await,
            };
        }
        wait(fault).await;
        if let Some(failure) = self.replacement(fault)? {
            return Ok(failure);
        }
        let answer = http::serve_public(self.router, cx, request).await?;
        damaged(fault, answer).await
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
            Some(value) => response::with_body(status, "application/json", &value.to_string())?,
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

async fn damaged(fault: &Fault, mut answer: Response) -> worker::Result<Response> {
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
        Damage::WithoutNext => match serde_json::from_str::<Value>(body) {
            Ok(Value::Object(mut fields)) => {
                fields.remove("next");
                Value::Object(fields).to_string()
            }
            _ => body.to_owned(),
        },
        Damage::SignedOutPage => body.to_owned(),
    }
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
