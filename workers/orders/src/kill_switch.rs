//! `PUT /api/orders/kill-switch`.

use pinewire_domain::{
    id::BrokerAccountId,
    trading::sequencer::{Command, Facts},
};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response},
    trading::accounts,
};
use serde::Deserialize;

use crate::answer;

/// How the switch is to stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Switch {
    /// The account.
    account_id: BrokerAccountId,
    /// On: all orders are cancelled, and none that opens a position is let through.
    on: bool,
    /// Whether all positions are closed too.
    #[serde(default)]
    flatten: bool,
}

/// Stop an account, or let it trade again
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/orders/kill-switch", tag = "orders", request_body = Switch,
    responses(
        (status = 202, description = "It is switched; orders and positions follow", body = answer::Outcome),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn set_kill_switch(cx: Cx, mut request: Request) -> Result<Response> {
    let switch: Switch = request.json().await?;
    let account = accounts::get(&cx, cx.user_id()?, &switch.account_id).await?;
    let key = answer::key_of(&cx, &request, "kill")?;
    let command = if switch.on {
        Command::Kill {
            flatten: switch.flatten,
        }
    } else {
        Command::Unkill
    };
    answer::command(&cx, &account.id, &key, command, Facts::default()).await
}
