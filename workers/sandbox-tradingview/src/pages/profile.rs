//! A user's profile. It shows the named user whoever looks at it, so it proves nothing about cookies.

use pinewire_sandbox_kit::html::escape;
use pinewire_shared::{Result, http::Response};
use serde_json::json;

use super::page::{self, Page, Scripts};
use crate::{state::users, visit::Visit};

pub(super) fn show(visit: &Visit) -> Result<Response> {
    let visitor = visit.user()?;
    let Some(user) = users::by_name(&visit.sql, &visit.segment(1))? else {
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
