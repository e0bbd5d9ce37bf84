//! Leverage. The account's own at its broker holds; here it can't be chosen, and the flag `supportLeverage` says so. Who asks
//! nevertheless is told the one that there is.

use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
    panel::{self, Fields, Look, answer},
};
use serde::Serialize;

const ONLY: u32 = 1;

#[derive(Debug, Serialize)]
struct Choice {
    title: &'static str,
    leverage: u32,
    min: u32,
    max: u32,
    step: u32,
}

#[derive(Debug, Serialize)]
struct Preview {
    infos: Vec<&'static str>,
    warnings: Vec<&'static str>,
    errors: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Chosen {
    leverage: u32,
}

const REFUSED: &str = "The leverage is set at the broker and can't be chosen here.";

/// `POST /accounts/{id}/getLeverage`
pub(crate) async fn get(cx: Cx, request: Request) -> Result<Response> {
    panel::account(&cx, &request, Look::Now).await?;
    answer::data(Choice {
        title: "Leverage",
        leverage: ONLY,
        min: ONLY,
        max: ONLY,
        step: ONLY,
    })
}

/// `POST /accounts/{id}/previewLeverage`
pub(crate) async fn preview(cx: Cx, request: Request) -> Result<Response> {
    let errors = if chooses_the_only_one(&cx, request).await? {
        Vec::new()
    } else {
        vec![REFUSED]
    };
    answer::data(Preview {
        infos: Vec::new(),
        warnings: Vec::new(),
        errors,
    })
}

/// `POST /accounts/{id}/setLeverage`
pub(crate) async fn set(cx: Cx, request: Request) -> Result<Response> {
    if chooses_the_only_one(&cx, request).await? {
        answer::data(Chosen { leverage: ONLY })
    } else {
        Err(Problem::invalid("leverage", REFUSED).into())
    }
}

async fn chooses_the_only_one(cx: &Cx, mut request: Request) -> Result<bool> {
    panel::account(cx, &request, Look::Now).await?;
    let form = Fields::of_form(&mut request).await?;
    Ok(form.parsed("leverage")? == Some(ONLY))
}
