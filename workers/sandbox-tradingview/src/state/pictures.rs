//! Pictures that were uploaded, as base64: questions are text.

use pinewire_sandbox_kit::{
    sql::{first, integer, run},
    state::json,
};
use pinewire_shared::Cx;
use serde::{Deserialize, Serialize};
use worker::{Result, SqlStorage};

use super::ask;

pub(super) const SUBJECT: &str = "pictures";

/// Pictures that are kept; the oldest go.
const KEPT: i64 = 50;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Question {
    Keep { id: String, base64: String },
    Find { id: String },
}

/// Keeps a picture.
pub(crate) async fn keep(cx: &Cx, id: String, base64: String) -> pinewire_shared::Result<()> {
    ask(cx, SUBJECT, &Question::Keep { id, base64 }).await
}

/// A picture.
pub(crate) async fn find(cx: &Cx, id: String) -> pinewire_shared::Result<Option<String>> {
    ask(cx, SUBJECT, &Question::Find { id }).await
}

pub(super) fn answer(sql: &SqlStorage, question: &Question) -> Result<String> {
    match question {
        Question::Keep { id, base64 } => {
            let insert = "INSERT INTO pictures (id, base64) VALUES (?, ?)";
            run(sql, insert, vec![id.as_str().into(), base64.as_str().into()])?;
            let surplus = "DELETE FROM pictures WHERE seq <= (SELECT max(seq) FROM pictures) - ?";
            json(&run(sql, surplus, vec![integer(KEPT)])?)
        }
        Question::Find { id } => {
            let query = "SELECT base64 FROM pictures WHERE id = ?";
            let found = first(sql, query, vec![id.as_str().into()])?;
            json(&found.map(|mut row| row.text()).transpose()?)
        }
    }
}
