//! Pictures of charts that people share: `POST /snapshot/` takes one and answers with its id, under which it can be
//! seen on the host of pictures.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Request, Response, Route, response},
    routes,
};

use crate::{form::Form, pages, session::random_text, state::pictures};

/// What begins every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// More does not fit into a row.
const MAX_BYTES: usize = 1024 * 1024;

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/snapshot" => take, Access::Public, Limit::None;
};

/// On the host of pictures.
pub(crate) const PICTURES: &[Route] = routes! {
    GET "/snapshots/{initial}/{file}" => show, Access::Public, Limit::None;
};

async fn take(cx: Cx, request: Request) -> Result<Response> {
    let image = Form::of(request).await.file("preparedImage").await?;
    let Some(image) = image.filter(|image| image.starts_with(PNG) && image.len() <= MAX_BYTES) else {
        return response::with_body(400, "text/plain; charset=utf-8", "preparedImage must be a PNG");
    };
    // The first character is a letter: it names a folder.
    let id = format!("s{}", random_text(7)?);
    pictures::keep(&cx, id.clone(), STANDARD.encode(image)).await?;
    response::with_body(200, "text/plain; charset=utf-8", &id)
}

async fn show(cx: Cx, request: Request) -> Result<Response> {
    let file = request.param("file")?;
    let Some(id) = file
        .strip_suffix(".png")
        .filter(|id| is_below(request.param("initial"), id))
    else {
        return pages::failure(404);
    };
    match pictures::find(&cx, id.to_owned()).await? {
        Some(base64) => response::bytes("image/png", STANDARD.decode(base64).unwrap_or_default()),
        None => pages::failure(404),
    }
}

/// Pictures lie in folders by the first character of their id, in lower case.
fn is_below(folder: Result<&str>, id: &str) -> bool {
    let initial: String = id.chars().take(1).flat_map(char::to_lowercase).collect();
    folder.is_ok_and(|folder| folder == initial)
}
