//! A user's profile. It shows the named user whoever looks at it, so it proves nothing about cookies.

use pinewire_sandbox_kit::html::escape;
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response},
};
use serde_json::json;

use super::page::{self, Page, Scripts};
use crate::{
    session::Pair,
    state::{sessions, users},
};

pub(super) async fn show(cx: Cx, request: Request) -> Result<Response> {
    let visitor = sessions::who(&cx, Pair::of(&request)).await?;
    let Some(user) = users::find(&cx, request.param("name")?.to_owned()).await? else {
        return page::failure(404);
    };
    let data = json!({ "id": user.id, "username": user.username, "userpic": user.picture() });
    let name = escape(&user.username);
    Page {
        visitor: visitor.as_ref(),
        title: &name,
        head: &format!("<script type=\"application/json\" id=\"profile-data\">{data}</script>\n"),
        body: &format!("<body>\n<main>\n<h1>{name}</h1>\n</main>\n</body>"),
        scripts: Scripts::Any,
    }
    .respond(200)
}
