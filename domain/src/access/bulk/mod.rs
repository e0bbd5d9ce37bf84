//! Bulk jobs: which grants a request asks for ([`expand`], [`csv_rows`]), and the job's life ([`JobState`]).

mod csv_rows;
mod job;

use std::collections::HashSet;

pub use csv_rows::{CsvError, CsvRow, CsvRows, csv_rows};
pub use job::{JobCommand, JobState, JobStatus, PauseReason, Progress};

use super::username::Username;
use crate::id::ScriptId;
use crate::validation::FieldError;

/// Rows of one job at most.
pub const MAX_ROWS: usize = 1000;

/// Every username with every script, in their order, each pair once: usernames that differ in case alone are one, in
/// the first spelling. Or every username that is wrong, by its place: `usernames[3]`.
pub fn expand(
    usernames: &[String],
    scripts: &[ScriptId],
) -> Result<Vec<(Username, ScriptId)>, Vec<FieldError>> {
    let (mut errors, mut users, mut seen) = (vec![], vec![], HashSet::new());
    for (index, text) in usernames.iter().enumerate() {
        match Username::parse(text) {
            Ok(user) if seen.insert(user.key()) => users.push(user),
            Ok(_) => {}
            Err(error) => errors.push(FieldError::new(format!("usernames[{index}]"), error.to_string())),
        }
        // Whoever sends thousands of wrong names need not read of all of them.
        if errors.len() >= 100 {
            break;
        }
    }
    let mut known = HashSet::new();
    let scripts: Vec<_> = scripts.iter().filter(|script| known.insert(**script)).collect();
    for (field, is_empty) in [
        ("usernames", usernames.is_empty()),
        ("scripts", scripts.is_empty()),
    ] {
        if is_empty {
            errors.push(FieldError::new(field, "Give at least one."));
        }
    }
    if users.len().saturating_mul(scripts.len()) > MAX_ROWS {
        errors.push(FieldError::new(
            "usernames",
            format!("Usernames times scripts are more than {MAX_ROWS}. Send several jobs."),
        ));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let pairs = users
        .iter()
        .flat_map(|user| scripts.iter().map(move |script| (user.clone(), **script)));
    Ok(pairs.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn each_pair_comes_once() {
        let (a, b) = (ScriptId::from_parts(1, 0), ScriptId::from_parts(2, 0));
        let rows = expand(&names(&["Jane", "joe", "JANE"]), &[a, b, a]).unwrap();
        let rows: Vec<_> = rows
            .iter()
            .map(|(user, script)| (user.as_str(), *script))
            .collect();
        assert_eq!(rows, [("Jane", a), ("Jane", b), ("joe", a), ("joe", b)]);
    }

    #[test]
    fn wrong_requests_say_what_is_wrong() {
        let script = [ScriptId::from_parts(1, 0)];
        let fields = |usernames: &[String], scripts: &[ScriptId]| -> Vec<String> {
            expand(usernames, scripts)
                .unwrap_err()
                .into_iter()
                .map(|error| error.field)
                .collect()
        };
        assert_eq!(
            fields(&names(&["ok", "not ok", ""]), &script),
            ["usernames[1]", "usernames[2]"]
        );
        assert_eq!(fields(&[], &[]), ["usernames", "scripts"]);
        let many: Vec<_> = (0..=MAX_ROWS).map(|number| format!("user{number}")).collect();
        assert_eq!(fields(&many, &script), ["usernames"]);
        assert_eq!(expand(&many[1..], &script).unwrap().len(), MAX_ROWS);
    }
}
