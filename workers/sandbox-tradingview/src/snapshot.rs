//! Pictures of charts that people share: `POST /snapshot/` takes one and answers with its id, under which it can be
//! seen on the host of pictures.

use pinewire_shared::{
    Result,
    http::{Response, response},
};

use crate::{pages, routes::Route, session::random_digits, state::pictures, visit::Visit};

/// What begins every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// A row has room for twice as much.
const MAX_BYTES: usize = 1024 * 1024;

pub(crate) const ROUTES: &[Route] = &[("POST", "/snapshot", take)];

/// On the host of pictures.
pub(crate) const PICTURES: &[Route] = &[("GET", "/snapshots/{}/{}", show)];

fn take(visit: &Visit) -> Result<Response> {
    let picture = visit.picture.as_ref();
    let Some(picture) = picture.filter(|bytes| bytes.starts_with(PNG) && bytes.len() <= MAX_BYTES) else {
        return response::with_body(400, "text/plain; charset=utf-8", "preparedImage must be a PNG");
    };
    let id = random_digits::<4>()?;
    pictures::keep(&visit.sql, &id, picture.clone())?;
    response::with_body(200, "text/plain; charset=utf-8", &id)
}

/// Pictures lie in folders by the first character of their id, in lower case.
fn show(visit: &Visit) -> Result<Response> {
    let (folder, file) = (visit.segment(1), visit.segment(2));
    let id = file.strip_suffix(".png").unwrap_or_default();
    let initial = id.get(..1).unwrap_or_default().to_ascii_lowercase();
    match pictures::find(&visit.sql, id)? {
        Some(picture) if folder == initial => response::bytes("image/png", picture),
        _ => pages::failure(404),
    }
}
