//! The SQL of the sequencer. Every change of an intent is made only over the state that was read: [`FENCE`] breaks the
//! transaction when somebody else came first.

use pinewire_shared::sql;

/// The intents of the seller that can be worked on: begun or not, not held by a paused job, the first of their grant, of a
/// script of the connection (?2) that lives.
macro_rules! open_intents {
    () => {
        "FROM access_intents AS i INDEXED BY access_intents_due
         JOIN access_grants AS g ON g.id = i.grant_id
         JOIN tradingview_scripts AS s ON s.id = g.script_id AND s.connection_id = ?2
         WHERE i.user_id = ?1 AND i.ended_at IS NULL AND i.is_held = 0
           AND NOT EXISTS (SELECT 1 FROM access_intents AS e
             WHERE e.grant_id = i.grant_id AND e.ended_at IS NULL AND e.is_held = 0 AND e.seq < i.seq)"
    };
}

/// The kind of the last intent of a grant that is not over: what is still coming.
macro_rules! coming {
    () => {
        "(SELECT i.kind FROM access_intents AS i
          WHERE i.grant_id = access_grants.id AND i.ended_at IS NULL ORDER BY i.seq DESC LIMIT 1)"
    };
}

sql! {
    /// ?3 now, ?4 how many. Single wishes before those of jobs, each by their time.
    tenant DUE = concat!("SELECT i.id, i.grant_id, i.job_id, i.kind, i.change, i.source, i.attempt, i.version,
          g.username, g.script_id, s.pine_id, g.has_access, g.expires_at, g.is_paid, g.paid_until ",
        open_intents!(), " AND i.due_at <= ?3 ORDER BY i.is_bulk, i.due_at, i.seq LIMIT ?4");
    tenant NEXT_DUE = concat!("SELECT min(i.due_at) AS due_at ", open_intents!());

    /// ?2 intent, ?3 the version that was read.
    tenant FENCE = "INSERT INTO access_fence (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM access_intents
        WHERE user_id = ?1 AND id = ?2 AND version = ?3 AND ended_at IS NULL AND (status = 'working' OR is_held = 0))";
    /// ?2 intent, ?3 attempt, ?4 when it goes on, ?5 what went wrong last.
    tenant SAVE = "UPDATE access_intents SET attempt = ?3, version = version + 1, status = 'working', due_at = ?4, failure = ?5
        WHERE user_id = ?1 AND id = ?2";
    /// ?2 intent, ?3 attempt, ?4 status, ?5 effect, ?6 failure, ?7 whether that is unsure, ?8 now.
    tenant END = "UPDATE access_intents SET attempt = ?3, version = version + 1, status = ?4, effect = ?5, failure = ?6,
          is_unsure = ?7, ended_at = ?8
        WHERE user_id = ?1 AND id = ?2";
    /// Of one that can't be worked on: ?2 intent, ?3 not before then.
    tenant POSTPONE = "UPDATE access_intents SET due_at = ?3 WHERE user_id = ?1 AND id = ?2 AND ended_at IS NULL";

    /// ?2 grant, ?3 intent, ?4 now, ?5 kind, ?6 request.
    tenant OPEN_LOG = "INSERT INTO assignment_logs (user_id, grant_id, intent_id, at, kind, request)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    /// ?2 intent, ?3 outcome, ?4 HTTP status, ?5 latency, ?6 failure, ?7 when it is tried again.
    tenant CLOSE_LOG = "UPDATE assignment_logs SET outcome = ?3, status = ?4, latency_ms = ?5, failure = ?6, retry_at = ?7
        WHERE user_id = ?1 AND intent_id = ?2 AND outcome IS NULL";

    /// ?2 grant, ?3 the exact spelling.
    tenant SPELL = "UPDATE access_grants SET username = ?3 WHERE user_id = ?1 AND id = ?2";
    /// There is access now. ?2 grant, ?3 now, ?4 its end, ?5 whether it is paid for, ?6 until when, ?7 the next notice,
    /// ?8 whether the end is another than before.
    tenant GRANTED = concat!("UPDATE access_grants SET updated_at = ?3,
          status = CASE ", coming!(), " WHEN 'revoke' THEN 'revoking' ELSE 'active' END,
          granted_at = iif(has_access = 1, granted_at, ?3), has_access = 1, expires_at = ?4, is_paid = ?5, paid_until = ?6,
          ended_at = NULL, failure = NULL, drift = NULL, verify_at = NULL,
          notice_since = iif(?8, ?3, notice_since), notice_sent = iif(?8, NULL, notice_sent),
          next_notice_at = iif(?8, ?7, next_notice_at)
        WHERE user_id = ?1 AND id = ?2");
    /// There is none any more. ?2 grant, ?3 now.
    tenant REVOKED = concat!("UPDATE access_grants SET updated_at = ?3,
          status = iif(coalesce(", coming!(), ", 'revoke') = 'revoke', 'revoked', 'pending'),
          has_access = 0, is_paid = 0, paid_until = NULL, ended_at = ?3, failure = NULL, drift = NULL, verify_at = NULL,
          notice_sent = NULL, next_notice_at = NULL
        WHERE user_id = ?1 AND id = ?2");
    /// All is as it was. ?2 grant, ?3 now, ?4 failure, ?5 kind of the intent.
    tenant FAILED = concat!("UPDATE access_grants SET updated_at = ?3, failure = ?4,
          status = CASE WHEN coalesce(", coming!(), ", '') = 'revoke' THEN 'revoking' WHEN has_access = 1 THEN 'active'
            WHEN ", coming!(), " IS NOT NULL THEN 'pending' WHEN ?5 = 'revoke' THEN 'revoked' ELSE 'failed' END
        WHERE user_id = ?1 AND id = ?2");
    /// ?2 job, ?3 now.
    tenant FINISH_JOB = "UPDATE access_jobs SET status = 'completed', finished_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status IN ('running', 'paused')
          AND NOT EXISTS (SELECT 1 FROM access_intents WHERE job_id = ?2 AND ended_at IS NULL)";
    /// What was given up, for an operator. ?2 letter, ?3 job, ?4 payload, ?5 code, ?6 sentence, ?7 now.
    tenant BURY = "INSERT INTO dead_letters (id, topic, job_id, user_id, payload, error_code, error, attempts, created_at)
        VALUES (?2, 'access', ?3, ?1, ?4, ?5, ?6, 1, ?7)";
}

#[cfg(test)]
mod tests {
    use pinewire_shared::testing::{migrated, query_plan};

    use super::*;

    /// However much is waiting, the next intents are found without sorting it.
    #[test]
    fn what_is_due_is_read_in_the_order_of_its_index() {
        let steps = query_plan(&migrated(), DUE.0);
        assert!(
            !steps.iter().any(|step| step.contains("TEMP B-TREE")),
            "{steps:#?}"
        );
    }
}
