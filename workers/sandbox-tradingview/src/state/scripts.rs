//! Published scripts.

use pinewire_domain::access::wire::ScriptAccess;
use pinewire_sandbox_kit::sql::{Row, first, integer, rows, run};
use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue as Value};

/// Scripts on a page of suggestions.
pub(crate) const SUGGESTIONS: u32 = 20;

const SELECT: &str =
    "SELECT pine_id, owner_id, users.username, name, access, kind, version, likes, image, description
    FROM scripts JOIN users ON users.id = owner_id";

/// A published script.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) pine_id: String,
    pub(crate) owner_id: i64,
    pub(crate) owner: String,
    pub(crate) facts: Facts,
}

/// What its author says about a script.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    pub(crate) name: String,
    #[serde(default = "invite_only")]
    pub(crate) access: ScriptAccess,
    #[serde(default = "study")]
    pub(crate) kind: String,
    #[serde(default = "first_version")]
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) likes: i64,
    /// The id of a picture.
    #[serde(default)]
    pub(crate) image: String,
    #[serde(default)]
    pub(crate) description: String,
}

const fn invite_only() -> ScriptAccess {
    ScriptAccess::InviteOnly
}

fn study() -> String {
    "study".to_owned()
}

fn first_version() -> String {
    "1.0".to_owned()
}

/// An author's own.
pub(crate) fn of_owner(sql: &SqlStorage, owner_id: i64) -> Result<Vec<Script>> {
    select(
        sql,
        "WHERE owner_id = ? ORDER BY name, pine_id",
        vec![integer(owner_id)],
    )
}

/// Those of these scripts that there are.
pub(crate) fn by_ids(sql: &SqlStorage, pine_ids: &[&str]) -> Result<Vec<Script>> {
    let wanted = serde_json::to_string(pine_ids)?;
    let condition = "WHERE pine_id IN (SELECT value FROM json_each(?)) ORDER BY name, pine_id";
    select(sql, condition, vec![wanted.into()])
}

/// Scripts whose title or author is like `search`: a page, and one more if there is another page.
pub(crate) fn suggest(sql: &SqlStorage, search: &str, offset: u32) -> Result<Vec<Script>> {
    let condition = "WHERE instr(lower(name), lower(?1)) > 0 OR instr(lower(users.username), lower(?1)) > 0
        ORDER BY likes DESC, pine_id LIMIT ?2 OFFSET ?3";
    let values = vec![
        search.into(),
        integer(i64::from(SUGGESTIONS) + 1),
        integer(offset.into()),
    ];
    select(sql, condition, values)
}

fn select(sql: &SqlStorage, condition: &str, values: Vec<Value>) -> Result<Vec<Script>> {
    rows(sql, &format!("{SELECT} {condition}"), values)?
        .into_iter()
        .map(script)
        .collect()
}

fn script(mut row: Row) -> Result<Script> {
    Ok(Script {
        pine_id: row.text()?,
        owner_id: row.integer()?,
        owner: row.text()?,
        facts: Facts {
            name: row.text()?,
            access: row.text()?.parse().unwrap_or(ScriptAccess::Protected),
            kind: row.text()?,
            version: row.text()?,
            likes: row.integer()?,
            image: row.text()?,
            description: row.text()?,
        },
    })
}

/// Whether it is a script of this user's that is shared by invitation.
pub(crate) fn is_shareable(sql: &SqlStorage, pine_id: &str, owner_id: i64) -> Result<bool> {
    let query = "SELECT 1 FROM scripts WHERE pine_id = ? AND owner_id = ? AND access = ?";
    let invite_only = ScriptAccess::InviteOnly.as_str();
    let values = vec![pine_id.into(), integer(owner_id), invite_only.into()];
    Ok(first(sql, query, values)?.is_some())
}

/// Publishes a script.
pub(crate) fn add(sql: &SqlStorage, pine_id: &str, owner_id: i64, facts: &Facts) -> Result<()> {
    let insert =
        "INSERT INTO scripts (pine_id, owner_id, name, access, kind, version, likes, image, description)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        pine_id.into(),
        integer(owner_id),
        facts.name.as_str().into(),
        facts.access.as_str().into(),
        facts.kind.as_str().into(),
        facts.version.as_str().into(),
        integer(facts.likes),
        facts.image.as_str().into(),
        facts.description.as_str().into(),
    ];
    run(sql, insert, values)
}

/// Takes a script away, with all grants. Whether it was there.
pub(crate) fn remove(sql: &SqlStorage, pine_id: &str) -> Result<bool> {
    run(sql, "DELETE FROM grants WHERE pine_id = ?", vec![pine_id.into()])?;
    let delete = "DELETE FROM scripts WHERE pine_id = ? RETURNING 1";
    Ok(first(sql, delete, vec![pine_id.into()])?.is_some())
}
