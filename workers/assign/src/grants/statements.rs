//! The SQL of the lists: one statement for each index that can drive a list; [`super::filter`] picks.

use pinewire_shared::{grant_columns, sql};

/// The filters that the driver does not answer, checked row by row: ?4 status, ?5 script, ?6 name's key, ?7 drift or
/// `any`, ?8 and ?9 from and to when an access ends. NULL: any.
macro_rules! filters {
    () => {
        "AND (?4 IS NULL OR g.status = ?4) AND (?5 IS NULL OR g.script_id = ?5)
         AND (?6 IS NULL OR g.username_key = ?6)
         AND (?7 IS NULL OR (g.drift IS NOT NULL AND ?7 IN ('any', g.drift)))
         AND (?9 IS NULL OR (g.has_access = 1 AND g.expires_at > ?8 AND g.expires_at <= ?9))"
    };
}

/// The newest first, before the cursor (?2, ?3); at most ?10.
macro_rules! list {
    ($index:literal $(, $driver:literal)?) => {
        concat!(
            "SELECT ", grant_columns!(), ", g.created_at AS sorted_at FROM access_grants AS g INDEXED BY ", $index, "
            JOIN tradingview_scripts AS s ON s.id = g.script_id
            WHERE g.user_id = ?1", $(" AND ", $driver,)? " AND (g.created_at, g.id) < (?2, ?3) ", filters!(), "
            ORDER BY g.created_at DESC, g.id DESC LIMIT ?10"
        )
    };
}

sql! {
    tenant LIST = list!("access_grants_by_user");
    tenant LIST_OF_STATUS = list!("access_grants_by_status", "g.status = ?4");
    tenant LIST_OF_SCRIPT = list!("access_grants_by_script", "g.script_id = ?5");
    tenant LIST_OF_USERNAME = list!("access_grants_by_username", "g.username_key = ?6");
    tenant LIST_OF_DRIFT = list!("access_grants_by_drift", "g.drift IS NOT NULL");
    /// The soonest end first, after the cursor.
    tenant LIST_ENDING = concat!(
        "SELECT ", grant_columns!(), ", g.expires_at AS sorted_at FROM access_grants AS g INDEXED BY access_grants_by_expiry
        JOIN tradingview_scripts AS s ON s.id = g.script_id
        WHERE g.user_id = ?1 AND g.has_access = 1 AND g.expires_at IS NOT NULL AND g.expires_at > ?8 AND g.expires_at <= ?9
          AND (g.expires_at, g.id) > (?2, ?3) ", filters!(), "
        ORDER BY g.expires_at, g.id LIMIT ?10");

    /// ?2 grant. The latest changes first.
    tenant CHANGES = "SELECT id, kind, change, source, job_id, created_at, due_at, status, is_held, effect, failure, is_unsure, ended_at
        FROM access_intents WHERE grant_id = ?2 AND user_id = ?1 ORDER BY seq DESC LIMIT 200";
    /// ?2 grant. In the order in which it happened; the latest 1,000.
    tenant LOG = "SELECT * FROM (SELECT seq, at, kind, intent_id, request, outcome, status, latency_ms, failure, retry_at
        FROM assignment_logs WHERE grant_id = ?2 AND user_id = ?1 ORDER BY seq DESC LIMIT 1000) ORDER BY seq";
}

#[cfg(test)]
mod tests {
    use pinewire_shared::testing::{migrated, query_plan};

    use super::*;

    /// A list of a hundred thousand grants pages as fast as one of a thousand: no page needs more than its own rows.
    #[test]
    fn lists_are_read_in_the_order_of_their_index() {
        let connection = migrated();
        for list in [
            LIST,
            LIST_OF_STATUS,
            LIST_OF_SCRIPT,
            LIST_OF_USERNAME,
            LIST_OF_DRIFT,
            LIST_ENDING,
        ] {
            let steps = query_plan(&connection, list.0);
            assert!(
                !steps.iter().any(|step| step.contains("TEMP B-TREE")),
                "{steps:#?}\n{}",
                list.0
            );
        }
    }
}
