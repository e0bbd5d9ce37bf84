//! Lists as CSV files (RFC 4180), read from the database page by page while they are sent.

use futures_util::stream;
use pinewire_domain::csv::{self, Cell};

use super::Response;
use crate::{Error, Result};

/// The rows of a file.
pub trait CsvRows: 'static {
    /// Appends the next rows; whether they are the last.
    fn append_page(&mut self, out: &mut String) -> impl Future<Output = Result<bool>>;
}

/// Answers with a file of these columns and rows. `name` is what it is saved as: letters, digits, `-` and `.`.
pub async fn csv_file(name: &str, columns: &[&str], mut rows: impl CsvRows) -> Result<Response> {
    // The first page comes before the answer begins, so that a database that is down is told by the status.
    let mut first = String::new();
    csv::write_row(&mut first, columns.iter().copied().map(Cell::Text));
    let is_last = rows.append_page(&mut first).await?;
    let rest = (!is_last).then_some(rows);
    // An error on the way breaks the download off, so that a part is not taken for the whole.
    let pages = stream::try_unfold((Some(first), rest), |(ready, rest)| async {
        if let Some(ready) = ready {
            return Ok(Some((ready, (None, rest))));
        }
        let Some(mut rows) = rest else { return Ok(None) };
        let mut page = String::new();
        let is_last = rows.append_page(&mut page).await?;
        Ok::<_, Error>(Some((page, (None, (!is_last).then_some(rows)))))
    });
    let response = worker::ResponseBuilder::new().from_stream(pages)?;
    let headers = response.headers();
    headers.set("content-type", "text/csv; charset=utf-8")?;
    headers.set("content-disposition", &format!("attachment; filename=\"{name}\""))?;
    Ok(response)
}
