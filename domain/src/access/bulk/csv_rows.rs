//! Grants from a CSV file with a header: `username`, `script`, and, where they are to differ from the job's, `duration`
//! or `expires_at`. Further columns are ignored.

use std::collections::HashSet;

use thiserror::Error;

use super::MAX_ROWS;
use crate::access::duration::GrantDuration;
use crate::access::expiry::Expiry;
use crate::access::username::Username;
use crate::validation::FieldError;

/// A file that cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CsvError {
    /// A column is missing in the header.
    #[error("The file's first line must name the columns username and script; {0} is missing.")]
    MissingColumn(&'static str),
    /// More than [`MAX_ROWS`].
    #[error("The file has more than 1000 rows. Send several files.")]
    TooManyRows,
    /// Not CSV.
    #[error("Line {0} is not CSV.")]
    Malformed(u64),
    /// There is nothing in it.
    #[error("The file has no rows.")]
    Empty,
}

/// A row that can be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The buyer.
    pub username: Username,
    /// The script as the file names it: our id, TradingView's, or a title; to be looked up.
    pub script: String,
    /// How long, when the row says so.
    pub duration: Option<GrantDuration>,
    /// Until when exactly, when the row says so.
    pub expires_at: Option<Expiry>,
}

/// A file's rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CsvRows {
    /// Those that can be carried out, each pair of username and script once.
    pub rows: Vec<CsvRow>,
    /// Those that cannot, by line.
    pub errors: Vec<(u64, Vec<FieldError>)>,
    /// Lines that repeat an earlier pair.
    pub duplicates: Vec<u64>,
}

struct Columns {
    username: usize,
    script: usize,
    duration: Option<usize>,
    expires_at: Option<usize>,
}

/// Reads a file. A row that is wrong does not spoil the others.
pub fn csv_rows(text: &str) -> Result<CsvRows, CsvError> {
    // Excel writes a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A record's line is counted at line feeds, and with CRLF the reader stands before that of the line above.
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(|error| malformed(&error))?)?;
    let (mut result, mut seen, mut count) = (CsvRows::default(), HashSet::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| malformed(&error))?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        count += 1;
        if count > MAX_ROWS {
            return Err(CsvError::TooManyRows);
        }
        let line = line_of(&record, &text);
        match row(&columns, &record, line) {
            Err(errors) => result.errors.push((line, errors)),
            Ok(row) if seen.insert((row.username.key(), row.script.clone())) => result.rows.push(row),
            Ok(_) => result.duplicates.push(line),
        }
    }
    if count == 0 {
        Err(CsvError::Empty)
    } else {
        Ok(result)
    }
}

fn columns(header: &csv::StringRecord) -> Result<Columns, CsvError> {
    let find = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
    Ok(Columns {
        username: find("username").ok_or(CsvError::MissingColumn("username"))?,
        script: find("script").ok_or(CsvError::MissingColumn("script"))?,
        duration: find("duration"),
        expires_at: find("expires_at"),
    })
}

fn row(columns: &Columns, record: &csv::StringRecord, line: u64) -> Result<CsvRow, Vec<FieldError>> {
    let cell = |column: usize| record.get(column).unwrap_or_default();
    let given = |column: Option<usize>| column.map(cell).filter(|cell| !cell.is_empty());
    let username = Username::parse(cell(columns.username))
        .map_err(|error| FieldError::new("username", error.to_string()));
    let script = Some(cell(columns.script).to_owned())
        .filter(|script| !script.is_empty())
        .ok_or_else(|| FieldError::new("script", "Name the script."));
    let duration = given(columns.duration)
        .map(str::parse::<GrantDuration>)
        .transpose();
    let duration = duration.map_err(|error| FieldError::new("duration", error.to_string()));
    let expires_at = given(columns.expires_at).map(Expiry::parse_form).transpose();
    let expires_at = expires_at.map_err(|error| FieldError::new("expires_at", error.to_string()));
    match (username, script, duration, expires_at) {
        (Ok(_), Ok(_), Ok(Some(_)), Ok(Some(_))) => Err(vec![FieldError::new(
            "expires_at",
            "Give a duration or expires_at, not both.",
        )]),
        (Ok(username), Ok(script), Ok(duration), Ok(expires_at)) => Ok(CsvRow {
            line,
            username,
            script,
            duration,
            expires_at,
        }),
        (username, script, duration, expires_at) => {
            let errors = [username.err(), script.err(), duration.err(), expires_at.err()];
            Err(errors.into_iter().flatten().collect())
        }
    }
}

/// The line that a record is on: its position is that of the empty lines before it, which the reader skips.
fn line_of(record: &csv::StringRecord, text: &str) -> u64 {
    let Some(position) = record.position() else {
        return 0;
    };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let skipped = rest
        .iter()
        .zip(position.line()..)
        .find(|(byte, _)| **byte != b'\n');
    skipped.map_or(position.line(), |(_, line)| line)
}

fn malformed(error: &csv::Error) -> CsvError {
    CsvError::Malformed(error.position().map_or(1, csv::Position::line))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn good_rows_are_read_and_bad_ones_named_by_line() {
        let file = "\u{feff}Script,Username,Duration,expires_at,note\r\n\
                    \"Trend, fast\",Jane,1M,,x\r\n\
                    Trend,joe\r\n\
                    \r\n\
                    Trend,not ok,7X,,\r\n\
                    Trend,JOE,,,\r\n\
                    Trend,jim,,2024-02-01,\r\n\
                    Trend,both,1M,2024-02-01,\r\n\
                    ,kim,,,\r\n";
        let read = csv_rows(file).unwrap();
        let rows: Vec<_> = read
            .rows
            .iter()
            .map(|row| (row.line, row.username.as_str(), row.script.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (2, "Jane", "Trend, fast"),
                (3, "joe", "Trend"),
                (7, "jim", "Trend")
            ]
        );
        assert_eq!(read.rows[0].duration, "1M".parse().ok());
        assert!(read.rows[2].expires_at.is_some());
        let errors: Vec<_> = read
            .errors
            .iter()
            .map(|(line, errors)| {
                (
                    *line,
                    errors
                        .iter()
                        .map(|error| error.field.as_str())
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            errors,
            [
                (5, vec!["username", "duration"]),
                (8, vec!["expires_at"]),
                (9, vec!["script"])
            ]
        );
        assert_eq!(read.duplicates, [6]);
    }

    #[test]
    fn files_that_are_none_are_refused() {
        assert_eq!(csv_rows(""), Err(CsvError::MissingColumn("username")));
        assert_eq!(
            csv_rows("username;script\na;b\n"),
            Err(CsvError::MissingColumn("username"))
        );
        assert_eq!(
            csv_rows("username,title\n"),
            Err(CsvError::MissingColumn("script"))
        );
        assert_eq!(csv_rows("username,script\n\n"), Err(CsvError::Empty));
        let long = format!("username,script\n{}", "a,b\n".repeat(MAX_ROWS + 1));
        assert_eq!(csv_rows(&long), Err(CsvError::TooManyRows));
    }

    proptest! {
        #[test]
        fn no_file_panics(text in "\\PC*|(username,script\n)?([a-z\",\n]{0,40})") {
            let _ = csv_rows(&text);
        }
    }
}
