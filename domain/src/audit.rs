//! The audit log's hash chain: each entry's hash covers the entry and the hash before it, so that editing, removing or
//! inserting an entry breaks every link after it. Storing it is left to the caller.
//!
//! Hashed are, each with its length before it (8 bytes, big-endian; all ones for an absent field): a format tag, the
//! previous hash, `id`, `at` (decimal milliseconds), `actor_kind`, `actor_id`, `action`, `subject_id`, `detail`.

use sha2::{Digest, Sha256};

use crate::text_enum;
use crate::time::Timestamp;

const FORMAT: &str = "pinewire.audit.v1";

/// The hash before the first entry.
pub const GENESIS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

text_enum! {
    /// Who acted.
    ActorKind("actor") {
        /// A person, signed in.
        User = "user",
        /// A program with an API key.
        ApiKey = "api_key",
        /// The platform itself.
        System = "system",
        /// Somebody who did not prove who they are.
        Anonymous = "anonymous",
    }
}

/// What is hashed of an entry: the text of its columns, exactly as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// `aud_…`
    pub id: &'a str,
    /// When it happened.
    pub at: Timestamp,
    /// An [`ActorKind`].
    pub actor_kind: &'a str,
    /// The actor's id.
    pub actor_id: Option<&'a str>,
    /// What was done, e.g. `user.login`.
    pub action: &'a str,
    /// What it was done to.
    pub subject_id: Option<&'a str>,
    /// JSON, without secrets.
    pub detail: &'a str,
}

/// The hash of `entry` after the entry with `prev_hash`, in lower-case hex.
pub fn hash(entry: &Entry<'_>, prev_hash: &str) -> String {
    let at = entry.at.as_millis().to_string();
    let fields = [
        Some(FORMAT),
        Some(prev_hash),
        Some(entry.id),
        Some(&at),
        Some(entry.actor_kind),
        entry.actor_id,
        Some(entry.action),
        entry.subject_id,
        Some(entry.detail),
    ];
    let mut digest = Sha256::new();
    for field in fields {
        let length = field.map_or(u64::MAX, |text| text.len() as u64);
        digest.update(length.to_be_bytes());
        digest.update(field.unwrap_or_default());
    }
    hex::encode(digest.finalize())
}

/// An entry with its place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'a> {
    /// The row number, from 1 without a gap.
    pub seq: i64,
    /// What it says.
    pub entry: Entry<'a>,
    /// The hash that it says came before.
    pub prev_hash: &'a str,
    /// The hash that it says it has.
    pub hash: &'a str,
}

/// Checks a chain piece by piece, in the order of `seq`, so that it never has to be in memory at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    checked: u64,
    last_seq: i64,
    last_hash: String,
    first_bad_seq: Option<i64>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the chain is whole.
    pub ok: bool,
    /// Entries looked at.
    pub checked: u64,
    /// The first row that is edited, missing or out of place.
    pub first_bad_seq: Option<i64>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self {
            checked: 0,
            last_seq: 0,
            last_hash: GENESIS_HASH.to_owned(),
            first_bad_seq: None,
        }
    }
}

impl Verifier {
    /// Goes on after the entry `seq` with this hash, which an earlier check has found whole.
    pub fn after(seq: i64, hash: impl Into<String>) -> Self {
        Self {
            checked: 0,
            last_seq: seq,
            last_hash: hash.into(),
            first_bad_seq: None,
        }
    }

    /// Looks at the next entry.
    pub fn push(&mut self, link: &Link<'_>) {
        self.checked += 1;
        let whole = link.seq == self.last_seq + 1
            && link.prev_hash == self.last_hash
            && link.hash == hash(&link.entry, link.prev_hash);
        if !whole && self.first_bad_seq.is_none() {
            self.first_bad_seq = Some(self.last_seq + 1);
        }
        self.last_seq = link.seq;
        link.hash.clone_into(&mut self.last_hash);
    }

    /// Ends the check. `last_seq` is the last row number that was ever given out (`sqlite_sequence`, or an anchor kept
    /// elsewhere): without it, entries removed from the end go unnoticed.
    pub fn finish(self, last_seq: Option<i64>) -> Verdict {
        let truncated = last_seq
            .is_some_and(|expected| expected != self.last_seq)
            .then_some(self.last_seq + 1);
        let first_bad_seq = self.first_bad_seq.or(truncated);
        Verdict {
            ok: first_bad_seq.is_none(),
            checked: self.checked,
            first_bad_seq,
        }
    }
}

/// Checks a chain that is in memory. See [`Verifier`].
pub fn verify<'a>(links: impl IntoIterator<Item = Link<'a>>, last_seq: Option<i64>) -> Verdict {
    let mut verifier = Verifier::default();
    for link in links {
        verifier.push(&link);
    }
    verifier.finish(last_seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row {
        seq: i64,
        id: String,
        detail: String,
        prev_hash: String,
        hash: String,
    }

    fn entry<'a>(id: &'a str, detail: &'a str) -> Entry<'a> {
        let at = Timestamp::from_millis(1_705_314_600_000);
        Entry {
            id,
            at,
            actor_kind: "user",
            actor_id: Some("usr_1"),
            action: "user.login",
            subject_id: None,
            detail,
        }
    }

    fn chain(length: i64) -> Vec<Row> {
        let mut prev_hash = GENESIS_HASH.to_owned();
        let mut rows = Vec::new();
        for seq in 1..=length {
            let (id, detail) = (format!("aud_{seq}"), format!("{{\"n\":{seq}}}"));
            let hash = hash(&entry(&id, &detail), &prev_hash);
            rows.push(Row {
                seq,
                id,
                detail,
                prev_hash,
                hash: hash.clone(),
            });
            prev_hash = hash;
        }
        rows
    }

    fn check(rows: &[Row], last_seq: Option<i64>) -> Verdict {
        verify(
            rows.iter().map(|row| Link {
                seq: row.seq,
                entry: entry(&row.id, &row.detail),
                prev_hash: &row.prev_hash,
                hash: &row.hash,
            }),
            last_seq,
        )
    }

    #[test]
    fn a_whole_chain_passes() {
        assert_eq!(
            check(&chain(5), Some(5)),
            Verdict {
                ok: true,
                checked: 5,
                first_bad_seq: None
            }
        );
        assert!(check(&[], Some(0)).ok && check(&[], None).ok);
    }

    #[test]
    fn edits_are_found() {
        let mut rows = chain(5);
        rows[2].detail = "{}".to_owned();
        assert_eq!(check(&rows, Some(5)).first_bad_seq, Some(3));
    }

    #[test]
    fn an_edit_with_a_matching_hash_breaks_the_next_link() {
        let mut rows = chain(5);
        rows[2].detail = "{}".to_owned();
        rows[2].hash = hash(&entry(&rows[2].id, "{}"), &rows[2].prev_hash);
        assert_eq!(check(&rows, Some(5)).first_bad_seq, Some(4));
    }

    #[test]
    fn removed_entries_are_found_wherever_they_were() {
        for gone in 0..5 {
            let mut rows = chain(5);
            rows.remove(gone);
            let expected = i64::try_from(gone).unwrap() + 1;
            assert_eq!(
                check(&rows, Some(5)).first_bad_seq,
                Some(expected),
                "row {expected}"
            );
        }
    }

    #[test]
    fn fields_cannot_be_shifted_into_each_other() {
        let one = Entry {
            subject_id: Some("a"),
            detail: "b",
            ..entry("aud_1", "")
        };
        let other = Entry {
            subject_id: Some("ab"),
            detail: "",
            ..entry("aud_1", "")
        };
        let empty = Entry {
            subject_id: Some(""),
            detail: "b",
            ..entry("aud_1", "")
        };
        let absent = Entry {
            subject_id: None,
            detail: "b",
            ..entry("aud_1", "")
        };
        assert_ne!(hash(&one, GENESIS_HASH), hash(&other, GENESIS_HASH));
        assert_ne!(hash(&empty, GENESIS_HASH), hash(&absent, GENESIS_HASH));
    }

    #[test]
    fn a_check_can_go_on_where_an_earlier_one_ended() {
        let rows = chain(5);
        let check_rest = |hash: &str| {
            let mut verifier = Verifier::after(3, hash);
            for row in &rows[3..] {
                verifier.push(&Link {
                    seq: row.seq,
                    entry: entry(&row.id, &row.detail),
                    prev_hash: &row.prev_hash,
                    hash: &row.hash,
                });
            }
            verifier.finish(Some(5))
        };
        assert!(check_rest(&rows[2].hash).ok);
        assert_eq!(check_rest(&rows[1].hash).first_bad_seq, Some(4));
    }

    /// The format is a contract with stored logs: it must not change unnoticed.
    #[test]
    fn the_format_is_fixed() {
        let hash = hash(&entry("aud_1", "{}"), GENESIS_HASH);
        assert_eq!(
            hash,
            "4cf243a7373907af22c45851deec038a8089080f97aa9475e28ebe41a798a050"
        );
    }
}
