//! SQL of a Durable Object. Rows are read column by column: decoding them by serde-wasm-bindgen, as the SDK does, would
//! make a tenth of a worker.

use worker::{Error, Result, SqlStorage, SqlStorageValue as Value};

/// Runs a statement.
pub fn run(sql: &SqlStorage, statement: &str, values: Vec<Value>) -> Result<()> {
    sql.exec(statement, values).map(drop)
}

/// The rows of a query.
pub fn rows(sql: &SqlStorage, query: &str, values: Vec<Value>) -> Result<Vec<Row>> {
    let rows = sql.exec(query, values)?.raw();
    rows.map(|row| Ok(Row(row?.into_iter()))).collect()
}

/// The first row of a query.
pub fn first(sql: &SqlStorage, query: &str, values: Vec<Value>) -> Result<Option<Row>> {
    Ok(rows(sql, query, values)?.into_iter().next())
}

/// How many rows the latest statement inserted, changed or deleted.
pub fn changes(sql: &SqlStorage) -> Result<i64> {
    first(sql, "SELECT changes()", Vec::new())?.map_or(Ok(0), |mut row| row.integer())
}

/// A number as a parameter.
pub fn integer(value: i64) -> Value {
    Value::Integer(value)
}

/// A row, whose columns are taken from left to right.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    /// The next column: text.
    pub fn text(&mut self) -> Result<String> {
        self.optional_text()?.ok_or_else(|| wrong("text"))
    }

    /// The next column: text or NULL.
    pub fn optional_text(&mut self) -> Result<Option<String>> {
        match self.next()? {
            Value::String(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            _ => Err(wrong("text or NULL")),
        }
    }

    /// The next column: a whole number.
    pub fn integer(&mut self) -> Result<i64> {
        self.optional_integer()?.ok_or_else(|| wrong("a whole number"))
    }

    /// The next column: a whole number or NULL.
    pub fn optional_integer(&mut self) -> Result<Option<i64>> {
        match self.next()? {
            Value::Integer(number) => Ok(Some(number)),
            Value::Null => Ok(None),
            _ => Err(wrong("a whole number or NULL")),
        }
    }

    /// The next column: bytes.
    pub fn bytes(&mut self) -> Result<Vec<u8>> {
        match self.next()? {
            Value::Blob(bytes) => Ok(bytes),
            _ => Err(wrong("bytes")),
        }
    }

    /// The next column: 0 or 1.
    pub fn flag(&mut self) -> Result<bool> {
        self.integer().map(|value| value != 0)
    }

    fn next(&mut self) -> Result<Value> {
        let missing = || Error::RustError("the row has no more columns".to_owned());
        self.0.next().ok_or_else(missing)
    }
}

/// Without the value: printing one would link how floating-point numbers are printed.
fn wrong(expected: &str) -> Error {
    Error::RustError(format!("a column is not {expected}"))
}
