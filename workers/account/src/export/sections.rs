//! What an export consists of. Every statement gives the rows behind (?2, ?3), at most ?4 of them and about ?5 bytes, each
//! as the JSON that stands in the document.

use pinewire_shared::{db::TenantSql, sql};

use super::{sales, trading};

/// The document's members, in their order.
pub(super) const SECTIONS: [(&str, &TenantSql); 29] = [
    ("profile", &PROFILE),
    ("identities", &IDENTITIES),
    ("settings", &SETTINGS),
    ("sessions", &SESSIONS),
    ("api_keys", &API_KEYS),
    ("webhooks", &WEBHOOKS),
    ("signals", &SIGNALS),
    ("rejected_alerts", &REJECTED),
    ("usage", &USAGE),
    ("tradingview_connections", &CONNECTIONS),
    ("tradingview_checks", &CHECKS),
    ("tradingview_scripts", &SCRIPTS),
    ("tradingview_syncs", &SYNCS),
    ("access_grants", &GRANTS),
    ("access_jobs", &ACCESS_JOBS),
    ("access_differences", &DIFFERENCES),
    ("purchase_hooks", &sales::PURCHASE_HOOKS),
    ("products", &sales::PRODUCTS),
    ("purchases", &sales::PURCHASES),
    ("buyers", &sales::BUYERS),
    ("event_endpoints", &sales::EVENT_ENDPOINTS),
    ("events", &sales::EVENTS),
    ("older_api_token", &sales::OLDER_API_TOKEN),
    ("broker_agreements", &trading::BROKER_AGREEMENTS),
    ("broker_accounts", &trading::BROKER_ACCOUNTS),
    ("orders", &trading::ORDERS),
    ("order_events", &trading::ORDER_EVENTS),
    ("executions", &trading::EXECUTIONS),
    ("positions", &trading::POSITIONS),
];

sql! {
    tenant PROFILE = "SELECT 0 AS at, id, id AS user_id, json_object('id', id, 'email', email,
            'display_name', display_name, 'timezone', timezone, 'language', language, 'role', role, 'plan', plan_id,
            'created_at', created_at) AS json
        FROM users WHERE id = ?1 AND (0, id) > (?2, ?3) AND ?5 > 0 LIMIT ?4";
    tenant IDENTITIES = "SELECT created_at AS at, provider || ' ' || subject AS id, json_object('provider', provider,
            'subject', subject, 'created_at', created_at) AS json
        FROM external_identities
        WHERE user_id = ?1 AND (created_at, provider || ' ' || subject) > (?2, ?3) AND ?5 > 0
        ORDER BY created_at, provider || ' ' || subject LIMIT ?4";
    tenant SETTINGS = "SELECT 0 AS at, user_id AS id, json_object('default_chart_id', default_chart_id,
            'screenshots_enabled', screenshots_enabled, 'screenshot_resolution', screenshot_resolution,
            'timezone', timezone, 'cookies_set_at', cookies_set_at, 'require_tradingview_ip', require_tradingview_ip,
            'max_age_seconds', max_age_seconds, 'allowed_symbols', json(allowed_symbols),
            'dedupe_window_seconds', dedupe_window_seconds, 'quota_mode', quota_mode,
            'retention_days', retention_days) AS json
        FROM signal_configs WHERE user_id = ?1 AND (0, user_id) > (?2, ?3) AND ?5 > 0 LIMIT ?4";
    tenant SESSIONS = "SELECT created_at AS at, id, json_object('id', id, 'user_agent', user_agent, 'ip', ip,
            'created_at', created_at, 'last_seen_at', last_seen_at, 'expires_at', expires_at, 'revoked_at', revoked_at,
            'revoke_reason', revoke_reason) AS json
        FROM sessions WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant API_KEYS = "SELECT created_at AS at, id, json_object('id', id, 'name', name, 'hint', hint,
            'scopes', json(scopes), 'created_at', created_at, 'expires_at', expires_at, 'last_used_at', last_used_at,
            'revoked_at', revoked_at) AS json
        FROM api_keys WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant WEBHOOKS = "SELECT created_at AS at, id, json_object('id', id, 'hint', hint, 'created_at', created_at,
            'expires_at', expires_at, 'disabled_at', disabled_at) AS json
        FROM webhook_tokens
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    /// An alert may be 64 KiB long, and stands here twice if nothing of it was understood.
    tenant SIGNALS = "SELECT created_at AS at, id, json_object('id', id, 'created_at', created_at,
            'updated_at', updated_at, 'deleted_at', deleted_at, 'source', source, 'source_ip', source_ip,
            'ticker', ticker, 'exchange', exchange, 'timeframe', timeframe, 'price', price, 'action', action,
            'direction', direction, 'signal_type', signal_type, 'indicator', indicator, 'strategy', strategy,
            'message', message, 'chart_id', chart_id, 'alert_at', alert_at, 'parameters', json(parameters),
            'extra', json(extra), 'content_type', content_type, 'raw_body', raw_body,
            'screenshot_status', screenshot_status, 'screenshot_key', screenshot_key,
            'screenshot_error', screenshot_error, 'result', result, 'entry_price', entry_price,
            'exit_price', exit_price, 'profit_loss_micros', profit_loss_micros,
            'profit_loss_percent_e4', profit_loss_percent_e4, 'notes', notes, 'result_at', result_at,
            'events', (SELECT json_group_array(json_object('at', e.at, 'kind', e.kind, 'detail', json(e.detail)))
                       FROM signal_events AS e WHERE e.signal_id = page.id)) AS json
        FROM (SELECT *, sum(length(raw_body)) OVER (ORDER BY created_at, id) AS bytes
              FROM (SELECT * FROM signals WHERE user_id = ?1 AND (created_at, id) > (?2, ?3)
                    ORDER BY created_at, id LIMIT ?4)) AS page
        WHERE bytes <= ?5 ORDER BY created_at, id";
    /// Of a body 4 KiB are kept at most.
    tenant REJECTED = "SELECT created_at AS at, id, json_object('id', id, 'created_at', created_at, 'status', status,
            'code', code, 'reason', reason, 'content_type', content_type, 'source_ip', source_ip, 'body', body) AS json
        FROM rejected_alerts
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant USAGE = "SELECT 0 AS at, month AS id, json_object('month', month, 'accepted', accepted,
            'duplicates', duplicates, 'rejected', rejected, 'last_alert_at', last_alert_at) AS json
        FROM signal_usage WHERE user_id = ?1 AND (0, month) > (?2, ?3) AND ?5 > 0 ORDER BY month LIMIT ?4";
    tenant CONNECTIONS = "SELECT created_at AS at, id, json_object('id', id, 'tradingview_user_id', tv_user_id,
            'username', username, 'avatar_url', avatar_url, 'plan', plan, 'coins', coins,
            'partner_balance', partner_balance, 'partner_currency', partner_currency, 'status', status, 'since', since,
            'cookies_at', cookies_at, 'checked_at', checked_at, 'consent_version', consent_version,
            'consent_at', consent_at, 'connected_at', connected_at, 'disconnected_at', disconnected_at,
            'created_at', created_at) AS json
        FROM tv_connections
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant CHECKS = "SELECT created_at AS at, id, json_object('id', id, 'connection_id', connection_id,
            'created_at', created_at, 'cause', cause, 'failure', failure, 'status', status, 'http_status', http_status,
            'latency_ms', latency_ms) AS json
        FROM tv_connection_checks
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant SCRIPTS = "SELECT created_at AS at, id, json_object('id', id, 'connection_id', connection_id,
            'pine_id', pine_id, 'title', title, 'access', access, 'kind', kind, 'pine_version', pine_version,
            'likes', likes, 'url', url, 'image_url', image_url, 'description', description, 'removed_at', removed_at,
            'default_duration', default_duration, 'price_reference', price_reference, 'is_for_sale', is_for_sale,
            'created_at', created_at, 'updated_at', updated_at) AS json
        FROM tradingview_scripts
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant SYNCS = "SELECT created_at AS at, id, json_object('id', id, 'connection_id', connection_id, 'cause', cause,
            'status', status, 'added', added, 'changed', changed, 'removed', removed, 'unchanged', unchanged,
            'invalid', invalid, 'report', json(report), 'failure', failure, 'created_at', created_at,
            'finished_at', finished_at) AS json
        FROM sync_runs
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant GRANTS = "SELECT created_at AS at, id, json_object('id', id, 'script_id', script_id, 'username', username,
            'created_at', created_at, 'updated_at', updated_at, 'status', status, 'has_access', has_access,
            'expires_at', expires_at, 'is_paid', is_paid, 'paid_until', paid_until, 'granted_at', granted_at,
            'ended_at', ended_at, 'failure', failure, 'source', source, 'drift', drift,
            'changes', (SELECT json_group_array(json_object('id', i.id, 'change', json(i.change), 'source', i.source,
                          'created_at', i.created_at, 'status', i.status, 'effect', i.effect, 'failure', i.failure,
                          'ended_at', i.ended_at))
                        FROM access_intents AS i WHERE i.grant_id = access_grants.id),
            'log', (SELECT json_group_array(json_object('at', l.at, 'kind', l.kind, 'change_id', l.intent_id,
                      'request', json(l.request), 'outcome', l.outcome, 'status', l.status, 'latency_ms', l.latency_ms,
                      'failure', l.failure))
                    FROM assignment_logs AS l WHERE l.grant_id = access_grants.id)) AS json
        FROM access_grants
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant ACCESS_JOBS = "SELECT created_at AS at, id, json_object('id', id, 'kind', kind, 'created_at', created_at,
            'status', status, 'total', total, 'finished_at', finished_at,
            'rows', (SELECT json_group_array(json_object('row', r.row, 'username', r.username, 'script', r.script,
                       'change_id', r.intent_id, 'error', r.error))
                     FROM access_job_rows AS r WHERE r.job_id = access_jobs.id)) AS json
        FROM access_jobs
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant DIFFERENCES = "SELECT d.created_at AS at, d.id, json_object('id', d.id, 'run_id', d.run_id, 'script_id', d.script_id,
            'kind', d.kind, 'username', d.username, 'created_at', d.created_at, 'status', d.status,
            'direction', d.direction, 'resolved_at', d.resolved_at) AS json
        FROM access_differences AS d
        WHERE d.user_id = ?1 AND (d.created_at, d.id) > (?2, ?3) AND ?5 > 0 ORDER BY d.created_at, d.id LIMIT ?4";
}
