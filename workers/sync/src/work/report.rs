//! What a run tells the seller: which scripts, and what of them.

use std::collections::BTreeSet;

use pinewire_domain::access::{
    sync::{ScriptChanges, ScriptMetadata},
    sync_run::{Named, Report, Unfit},
    wire::PineId,
};

use super::compare::Stored;

/// Scripts of each kind that are named.
const MAX_NAMED: usize = 200;

/// The report of a run that changes this.
pub(super) fn of(stored: &Stored, changes: &ScriptChanges, unlisted: &BTreeSet<PineId>) -> Report {
    Report {
        added: changes
            .added
            .iter()
            .take(MAX_NAMED)
            .map(|script| named(stored, script, Vec::new()))
            .collect(),
        changed: changes
            .changed
            .iter()
            .take(MAX_NAMED)
            .map(|script| named(stored, script, changed_fields(stored, script)))
            .collect(),
        removed: changes
            .removed
            .iter()
            .take(MAX_NAMED)
            .filter_map(|id| known(stored, id))
            .collect(),
        unlisted: unlisted
            .iter()
            .take(MAX_NAMED)
            .filter_map(|id| known(stored, id))
            .collect(),
        invalid: changes
            .invalid
            .iter()
            .take(MAX_NAMED)
            .map(|(id, problems)| Unfit {
                pine_id: id.to_string(),
                problems: problems.clone(),
            })
            .collect(),
    }
}

fn named(stored: &Stored, script: &ScriptMetadata, fields: Vec<String>) -> Named {
    Named {
        id: stored.get(&script.pine_id).map(|(id, _)| *id),
        pine_id: script.pine_id.to_string(),
        title: script.title.clone(),
        fields,
    }
}

fn known(stored: &Stored, id: &PineId) -> Option<Named> {
    let (_, script) = stored.get(id)?;
    Some(named(stored, &script.metadata, Vec::new()))
}

/// The names of the fields that change. A script that is there again changes `removed_at`.
fn changed_fields(stored: &Stored, new: &ScriptMetadata) -> Vec<String> {
    let Some((_, old)) = stored.get(&new.pine_id) else {
        return Vec::new();
    };
    let is_back = old.is_removed;
    let old = &old.metadata;
    [
        ("title", old.title != new.title),
        ("access", old.access != new.access),
        ("kind", old.kind != new.kind),
        ("pine_version", old.version != new.version),
        ("likes", old.likes != new.likes),
        ("url", old.url != new.url),
        ("image_url", old.image_url != new.image_url),
        ("description", old.description != new.description),
        ("removed_at", is_back),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field.to_owned())
    .collect()
}
