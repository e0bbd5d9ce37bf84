//! The `venue-alpaca` worker: the way to Alpaca for the order sequencers ([`pinewire_shared::trading::venue`]). It keeps
//! nothing, and answers nobody but them, by their binding.

mod ask;
mod relay;

use pinewire_shared::{
    Cx, Result, packed_call,
    trading::venue::{Reply, operation},
};
use worker::event;

#[event(fetch)]
async fn fetch(
    mut request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("venue-alpaca", &request, env, context)?;
    let path = request.path();
    match path.trim_start_matches('/') {
        operation::ASK => packed_call::answer(answer(&cx, &mut request).await),
        operation::STREAM => Ok(relay::open(cx)?),
        _ => worker::Response::error("no such operation", 404),
    }
}

async fn answer(cx: &Cx, request: &mut worker::Request) -> Result<Reply> {
    ask::answer(cx, packed_call::question(request).await?).await
}
