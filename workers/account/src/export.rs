//! `GET /api/account/export`: everything that is kept about the user, as one JSON document, read and sent page by page.
//! What is left out are secrets: hashes and sealed cookies.

mod sales;
mod sections;
mod trading;

use std::fmt::Write as _;

use futures_util::stream;
use pinewire_domain::id::UserId;
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Request, Response},
    params,
};

use sections::SECTIONS;

/// Rows that are read at once.
const PAGE: u32 = 500;
/// Less, where their texts are long: a page has to fit into memory several times over.
const PAGE_BYTES: u32 = 2 * 1024 * 1024;

#[derive(Debug, FromRow)]
struct Row {
    at: i64,
    id: String,
    json: String,
}

/// Everything that is kept about me
///
/// One JSON object: for each kind of data a list of rows. Times are epoch milliseconds.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/account/export", tag = "accounts",
    responses((status = 200, description = "A download", body = String, content_type = "application/json"))
))]
pub(crate) async fn export_account(cx: Cx, _request: Request) -> Result<Response> {
    let mut export = Export {
        user_id: *cx.user_id()?,
        cx,
        section: 0,
        after: None,
    };
    // The first page comes before the answer begins, so that a database that is down is told by the status.
    let first = export.next_page().await?;
    let pages = stream::try_unfold((first, Some(export)), |(ready, export)| async {
        if let Some(text) = ready {
            return Ok(Some((text, (None, export))));
        }
        let Some(mut export) = export else { return Ok(None) };
        // An error on the way breaks the download off, so that a part is not taken for the whole.
        let page = export.next_page().await?;
        Ok::<_, Error>(page.map(|text| (text, (None, Some(export)))))
    });
    let answer = worker::ResponseBuilder::new().from_stream(pages)?;
    let headers = answer.headers();
    headers.set("content-type", "application/json")?;
    headers.set(
        "content-disposition",
        "attachment; filename=\"pinewire-export.json\"",
    )?;
    Ok(answer)
}

/// Where an export stands.
struct Export {
    cx: Cx,
    user_id: UserId,
    section: usize,
    /// The last row of the section so far; `None` before its first page.
    after: Option<(i64, String)>,
}

impl Export {
    /// The next piece of the document; `None` behind its end.
    async fn next_page(&mut self) -> Result<Option<String>> {
        let Some((name, sql)) = SECTIONS.get(self.section) else {
            return Ok(None);
        };
        let mut text = String::new();
        if self.after.is_none() {
            let separator = if self.section == 0 { '{' } else { ',' };
            write!(text, "{separator}\"{name}\":[").map_err(Error::bug)?;
        }
        let (at, id) = self.after.clone().unwrap_or((-1, String::new()));
        let db = self.cx.db()?;
        let rows: Vec<Row> = db
            .tenant(&self.user_id)
            .all(sql, params![at, id, PAGE, PAGE_BYTES])
            .await?;
        for (index, row) in rows.iter().enumerate() {
            if index > 0 || self.after.is_some() {
                text.push(',');
            }
            text.push_str(&row.json);
        }
        // How many rows fit is the database's decision, so that only an empty page is the end.
        if let Some(last) = rows.last() {
            self.after = Some((last.at, last.id.clone()));
            return Ok(Some(text));
        }
        text.push(']');
        self.section += 1;
        self.after = None;
        if self.section == SECTIONS.len() {
            text.push('}');
        }
        Ok(Some(text))
    }
}
