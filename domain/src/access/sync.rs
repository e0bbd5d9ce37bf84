//! What changed between the stored scripts and a complete list of the published ones: only that is written.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::paging::CompleteList;
use super::wire::{PineId, ScriptAccess};
use crate::validation::FieldError;

const MAX_TITLE_CHARS: usize = 500;

/// What is known about a published script, without what the seller set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScriptMetadata {
    /// The script's id on TradingView.
    pub pine_id: PineId,
    /// Title.
    pub title: String,
    /// Who may use it; `None` when TradingView says something unknown.
    pub access: Option<ScriptAccess>,
    /// `study`, `strategy`, `library`.
    pub kind: Option<String>,
    /// E.g. `12.0`.
    pub version: Option<String>,
    /// Likes.
    pub likes: Option<i64>,
    /// Page of the script.
    pub url: Option<String>,
    /// Picture.
    pub image_url: Option<String>,
    /// Text of the page.
    pub description: Option<String>,
}

impl ScriptMetadata {
    /// What is wrong with it; such a script is reported and not stored.
    pub fn problems(&self) -> Vec<FieldError> {
        let mut problems = Vec::new();
        if self.title.trim().is_empty() {
            problems.push(FieldError::new("title", "The script has no title."));
        } else if self.title.chars().nth(MAX_TITLE_CHARS).is_some() {
            problems.push(FieldError::new(
                "title",
                "The title has more than 500 characters.",
            ));
        }
        if self.likes.is_some_and(|likes| likes < 0) {
            problems.push(FieldError::new("likes", "The number of likes is negative."));
        }
        for (field, address) in [("url", &self.url), ("image_url", &self.image_url)] {
            if address
                .as_ref()
                .is_some_and(|address| !address.starts_with("https://"))
            {
                problems.push(FieldError::new(
                    field,
                    "The address does not begin with https://.",
                ));
            }
        }
        problems
    }

    /// This, completed by what an earlier list knew and this one does not say.
    #[must_use]
    fn or(self, stored: &Self) -> Self {
        let or = |new: Option<String>, old: &Option<String>| new.or_else(|| old.clone());
        Self {
            access: self.access.or(stored.access),
            kind: or(self.kind, &stored.kind),
            version: or(self.version, &stored.version),
            likes: self.likes.or(stored.likes),
            url: or(self.url, &stored.url),
            image_url: or(self.image_url, &stored.image_url),
            description: or(self.description, &stored.description),
            pine_id: self.pine_id,
            title: self.title,
        }
    }
}

/// A stored script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredScript {
    /// As of the latest sync that saw it.
    pub metadata: ScriptMetadata,
    /// Whether a later sync did not see it. Its row stays while there are grants.
    pub is_removed: bool,
}

/// What a sync is to write, and its report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptChanges {
    /// To be inserted.
    pub added: Vec<ScriptMetadata>,
    /// To be updated, and no longer marked as removed.
    pub changed: Vec<ScriptMetadata>,
    /// To be marked as removed.
    pub removed: Vec<PineId>,
    /// How many stay as they are.
    pub unchanged: usize,
    /// Listed, but not fit to be stored. What is stored of them stays.
    pub invalid: Vec<(PineId, Vec<FieldError>)>,
}

impl ScriptChanges {
    /// Whether every script is to go although there were several: more likely a fault of TradingView's than the
    /// seller's wish. Ask before it is written.
    pub fn removes_everything(&self) -> bool {
        let kept = self.added.len() + self.changed.len() + self.unchanged + self.invalid.len();
        kept == 0 && self.removed.len() > 1
    }
}

/// Compares the stored scripts with the listed ones. Of a script that is listed twice, the first counts.
pub fn diff(stored: &[StoredScript], listed: CompleteList<ScriptMetadata>) -> ScriptChanges {
    let mut known: BTreeMap<&PineId, &StoredScript> = BTreeMap::new();
    known.extend(stored.iter().map(|script| (&script.metadata.pine_id, script)));
    let mut changes = ScriptChanges::default();
    let mut seen = BTreeSet::new();
    for script in listed.into_items() {
        if !seen.insert(script.pine_id.clone()) {
            continue;
        }
        let problems = script.problems();
        if !problems.is_empty() {
            changes.invalid.push((script.pine_id, problems));
            continue;
        }
        match known.get(&script.pine_id) {
            None => changes.added.push(script),
            Some(stored) => {
                let script = script.or(&stored.metadata);
                if !stored.is_removed && script == stored.metadata {
                    changes.unchanged += 1;
                } else {
                    changes.changed.push(script);
                }
            }
        }
    }
    let gone = stored
        .iter()
        .filter(|script| !script.is_removed && !seen.contains(&script.metadata.pine_id));
    changes.removed = gone.map(|script| script.metadata.pine_id.clone()).collect();
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::paging::complete;
    use super::*;

    fn script(number: u8, title: &str) -> ScriptMetadata {
        ScriptMetadata {
            pine_id: PineId::parse(&format!("PUB;{number:032x}")).unwrap(),
            title: title.to_owned(),
            access: Some(ScriptAccess::InviteOnly),
            kind: None,
            version: None,
            likes: Some(3),
            url: None,
            image_url: None,
            description: None,
        }
    }

    fn stored(metadata: ScriptMetadata) -> StoredScript {
        StoredScript {
            metadata,
            is_removed: false,
        }
    }

    #[test]
    fn only_differences_are_written() {
        let gone = StoredScript {
            is_removed: true,
            ..stored(script(5, "back again"))
        };
        let books = [
            stored(script(1, "same")),
            stored(script(2, "old")),
            stored(script(3, "gone")),
            gone,
        ];
        let listed = complete(vec![
            script(1, "same"),
            script(2, "new"),
            script(4, "added"),
            script(5, "back again"),
            script(1, "listed twice"),
            script(6, " "),
        ]);
        let changes = diff(&books, listed);
        assert_eq!(changes.added, [script(4, "added")]);
        assert_eq!(changes.changed, [script(2, "new"), script(5, "back again")]);
        assert_eq!(changes.removed, [script(3, "gone").pine_id]);
        assert_eq!(changes.unchanged, 1);
        assert_eq!(changes.invalid[0].1[0].field, "title");
    }

    #[test]
    fn what_a_list_does_not_say_is_not_forgotten() {
        let rich = ScriptMetadata {
            description: Some("Follows the trend".to_owned()),
            ..script(1, "Trend")
        };
        let changes = diff(&[stored(rich)], complete(vec![script(1, "Trend")]));
        assert_eq!((changes.unchanged, changes.changed.len()), (1, 0));
    }

    #[test]
    fn an_empty_list_is_suspicious() {
        let books = [stored(script(1, "a")), stored(script(2, "b"))];
        assert!(diff(&books, complete(vec![])).removes_everything());
        assert!(!diff(&books, complete(vec![script(2, "b")])).removes_everything());
    }

    proptest! {
        #[test]
        fn a_second_sync_changes_nothing(before in prop::collection::btree_map(0u8..20, "[a-c]", 0..20), after in prop::collection::btree_map(0u8..20, "[a-c]", 0..20)) {
            let books: Vec<_> = before.iter().map(|(number, title)| stored(script(*number, title))).collect();
            let list = || complete(after.iter().map(|(number, title)| script(*number, title)).collect::<Vec<_>>());
            let changes = diff(&books, list());
            prop_assert_eq!(changes.added.len() + changes.changed.len() + changes.unchanged, after.len());
            let mut written: Vec<_> = books.into_iter().map(|mut script| {
                script.is_removed |= changes.removed.contains(&script.metadata.pine_id);
                if let Some(new) = changes.changed.iter().find(|new| new.pine_id == script.metadata.pine_id) {
                    script = stored(new.clone());
                }
                script
            }).collect();
            written.extend(changes.added.iter().cloned().map(stored));
            let again = diff(&written, list());
            prop_assert_eq!(again, ScriptChanges { unchanged: after.len(), ..ScriptChanges::default() });
        }
    }
}
