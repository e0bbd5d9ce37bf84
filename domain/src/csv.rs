//! Comma-separated values (RFC 4180) that are safe to open in a spreadsheet.
//!
//! Spreadsheets run cells that begin with `=`, `+`, `-`, `@` as formulas, and a signal's text comes from whoever knows
//! the webhook's address. Such text gets an apostrophe in front (OWASP, "CSV Injection"); numbers stay numbers.

use crate::decimal::Decimal;

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text from anywhere.
    Text(&'a str),
    /// A number, which is never a formula.
    Number(Decimal),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<Decimal> for Cell<'_> {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, T::into)
    }
}

/// Appends one row, with the line break (CRLF) that ends it.
pub fn write_row<'a>(out: &mut String, cells: impl IntoIterator<Item = Cell<'a>>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => out.push_str(&number.to_string()),
            Cell::Text(text) => push_text(out, text),
        }
    }
    out.push_str("\r\n");
}

fn push_text(out: &mut String, text: &str) {
    let guarded = is_formula(text);
    let quoted =
        guarded || text.contains(['"', ',', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ');
    if !quoted {
        out.push_str(text);
        return;
    }
    out.push('"');
    if guarded {
        out.push('\'');
    }
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

/// Whether a spreadsheet might run it. White space and quotes in front are no protection; the full-width signs count
/// because some locales read them as the plain ones.
fn is_formula(text: &str) -> bool {
    let first =
        text.trim_start_matches(|char: char| char.is_whitespace() || char.is_control() || char == '"');
    let is_sign = first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let is_number = Decimal::parse(text).is_ok();
    (is_sign && !is_number) || text.starts_with(['\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(cells: &[Cell<'_>]) -> String {
        let mut out = String::new();
        write_row(&mut out, cells.iter().copied());
        out
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let number: Decimal = "-12.50".parse().unwrap();
        let cells = [
            "plain".into(),
            "a,b".into(),
            "say \"hi\"".into(),
            "two\nlines".into(),
            number.into(),
            Cell::Empty,
        ];
        assert_eq!(
            row(&cells),
            "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",-12.5,\r\n"
        );
    }

    #[test]
    fn formulas_become_text() {
        for (text, expected) in [
            ("=1+1", "\"'=1+1\"\r\n"),
            ("+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\"\r\n"),
            ("@SUM(A1)", "\"'@SUM(A1)\"\r\n"),
            (" \t=1", "\"' \t=1\"\r\n"),
            ("\"=1", "\"'\"\"=1\"\r\n"),
            ("＝1", "\"'＝1\"\r\n"),
            ("-5", "-5\r\n"),
            ("a=b", "a=b\r\n"),
        ] {
            assert_eq!(row(&[text.into()]), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn another_reader_finds_the_same_cells(texts in prop::collection::vec("\\PC*|[-=+@\"',\r\n\t a]{0,8}", 2..5)) {
            let written = row(&texts.iter().map(|text| Cell::Text(text)).collect::<Vec<_>>());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
            let records: Vec<_> = reader.records().map(|record| record.unwrap()).collect();
            prop_assert_eq!(records.len(), 1);
            prop_assert_eq!(records[0].len(), texts.len());
            for (cell, text) in records[0].iter().zip(&texts) {
                let unguarded = cell.strip_prefix('\'').filter(|_| is_formula(text)).unwrap_or(cell);
                prop_assert_eq!(unguarded, text);
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']) || Decimal::parse(cell).is_ok());
            }
        }
    }
}
