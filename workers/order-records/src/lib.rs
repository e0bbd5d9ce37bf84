//! The `order-records` worker: what the order sequencers read of the database, and write to it
//! ([`pinewire_shared::trading::records`]). It answers nobody but them, by their binding.

mod projection;
mod standing;

use pinewire_shared::{
    Cx, Result, packed_call,
    trading::{
        records::{Standing, Trades, operation},
        reservations,
    },
};
use worker::event;

#[event(fetch)]
async fn fetch(
    mut request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("order-records", &request, env, context)?;
    let path = request.path();
    match path.trim_start_matches('/') {
        operation::STANDING => packed_call::answer(standing(&cx, &mut request).await),
        operation::PROJECT => packed_call::answer(project(&cx, &mut request).await),
        operation::RELEASE => packed_call::answer(release(&cx, &mut request).await),
        _ => worker::Response::error("no such operation", 404),
    }
}

async fn standing(cx: &Cx, request: &mut worker::Request) -> Result<Option<Standing>> {
    standing::read(cx, &packed_call::question(request).await?).await
}

async fn project(cx: &Cx, request: &mut worker::Request) -> Result<()> {
    projection::write(cx, &packed_call::question(request).await?).await
}

async fn release(cx: &Cx, request: &mut worker::Request) -> Result<()> {
    let Trades {
        user_id,
        account,
        keys,
    } = packed_call::question(request).await?;
    reservations::release(cx, &user_id, &account, &keys).await
}
