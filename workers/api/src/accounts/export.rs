//! `GET /api/account/export`: everything that is kept about the user, as one JSON document, read and sent page by page.
//! What is left out are secrets: hashes and sealed cookies.

use futures_util::stream;
use pinewire_domain::id::UserId;
use pinewire_shared::{
    Cx, Error, Result,
    db::TenantSql,
    http::{Request, Response},
    params, sql,
};
use serde::Deserialize;

/// Rows that are read at once.
const PAGE: u32 = 500;

sql! {
    tenant PROFILE = "SELECT 0 AS at, id AS id, /* user_id */ json_object('id', id, 'email', email, 'display_name', display_name,
            'timezone', timezone, 'language', language, 'role', role, 'plan', plan_id, 'created_at', created_at) AS row_json
        FROM users AS u WHERE id = ?1 AND (0, id) > (?2, ?3) LIMIT ?4";
    tenant CONFIG = "SELECT 0 AS at, user_id AS id, json_object('default_chart_id', default_chart_id, 'screenshots_enabled', screenshots_enabled,
            'screenshot_resolution', screenshot_resolution, 'timezone', timezone, 'cookies_set_at', cookies_set_at,
            'require_tradingview_ip', require_tradingview_ip, 'max_age_seconds', max_age_seconds,
            'allowed_symbols', json(allowed_symbols), 'dedupe_window_seconds', dedupe_window_seconds,
            'quota_mode', quota_mode, 'retention_days', retention_days) AS row_json
        FROM signal_configs WHERE user_id = ?1 AND (0, user_id) > (?2, ?3) LIMIT ?4";
    tenant SESSIONS = "SELECT created_at AS at, id, json_object('id', id, 'user_agent', user_agent, 'ip', ip, 'created_at', created_at,
            'last_seen_at', last_seen_at, 'revoked_at', revoked_at) AS row_json
        FROM sessions WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) ORDER BY created_at, id LIMIT ?4";
    tenant API_KEYS = "SELECT created_at AS at, id, json_object('id', id, 'name', name, 'hint', hint, 'scopes', json(scopes),
            'created_at', created_at, 'last_used_at', last_used_at, 'revoked_at', revoked_at) AS row_json
        FROM api_keys WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) ORDER BY created_at, id LIMIT ?4";
    tenant SIGNALS = "SELECT created_at AS at, id, json_object('id', id, 'created_at', created_at, 'deleted_at', deleted_at, 'source', source,
            'source_ip', source_ip, 'ticker', ticker, 'exchange', exchange, 'timeframe', timeframe, 'price', price,
            'action', action, 'direction', direction, 'signal_type', signal_type, 'indicator', indicator,
            'strategy', strategy, 'message', message, 'chart_id', chart_id, 'alert_at', alert_at, 'raw_body', raw_body,
            'screenshot_status', screenshot_status, 'screenshot_key', screenshot_key, 'result', result,
            'entry_price', entry_price, 'exit_price', exit_price, 'profit_loss_micros', profit_loss_micros,
            'notes', notes, 'result_at', result_at,
            'events', (SELECT json_group_array(json_object('at', e.at, 'kind', e.kind, 'detail', json(e.detail)))
                       FROM signal_events e WHERE e.signal_id = signals.id)) AS row_json
        FROM signals WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) ORDER BY created_at, id LIMIT ?4";
    tenant REJECTED = "SELECT created_at AS at, id, json_object('id', id, 'created_at', created_at, 'status', status, 'code', code,
            'reason', reason, 'source_ip', source_ip, 'body', body) AS row_json
        FROM rejected_alerts WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) ORDER BY created_at, id LIMIT ?4";
    tenant USAGE = "SELECT 0 AS at, month AS id, json_object('month', month, 'accepted', accepted, 'duplicates', duplicates,
            'rejected', rejected) AS row_json
        FROM signal_usage WHERE user_id = ?1 AND (0, month) > (?2, ?3) ORDER BY month LIMIT ?4";
}

const SECTIONS: [(&str, &TenantSql); 7] = [
    ("profile", &PROFILE),
    ("settings", &CONFIG),
    ("sessions", &SESSIONS),
    ("api_keys", &API_KEYS),
    ("signals", &SIGNALS),
    ("rejected_alerts", &REJECTED),
    ("usage", &USAGE),
];

#[derive(Debug, Deserialize)]
struct Row {
    at: i64,
    id: String,
    row_json: String,
}

/// Everything that is kept about me
///
/// One JSON object: for each kind of data a list of rows. Times are epoch milliseconds.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/account/export", tag = "accounts",
    responses((status = 200, description = "A download", body = String, content_type = "application/json"))
))]
pub(crate) async fn export_account(cx: Cx, _request: Request) -> Result<Response> {
    let mut export = Export {
        user_id: *cx.user_id()?,
        cx,
        section: 0,
        after: None,
    };
    // The first page comes before the answer begins, so that a database that is down is told by the status.
    let first = export.next_page().await?;
    let pages = stream::try_unfold((first, Some(export)), |(ready, export)| async {
        if let Some(text) = ready {
            return Ok(Some((text, (None, export))));
        }
        let Some(mut export) = export else { return Ok(None) };
        // An error on the way breaks the download off, so that a part is not taken for the whole.
        let page = export.next_page().await?;
        Ok::<_, Error>(page.map(|text| (text, (None, Some(export)))))
    });
    let answer = worker::ResponseBuilder::new().from_stream(pages)?;
    answer.headers().set("content-type", "application/json")?;
    answer.headers().set(
        "content-disposition",
        "attachment; filename=\"pinewire-export.json\"",
    )?;
    Ok(answer)
}

/// Where an export stands.
struct Export {
    cx: Cx,
    user_id: UserId,
    section: usize,
    /// The last row of the section so far; `None` before its first page.
    after: Option<(i64, String)>,
}

impl Export {
    /// The next piece of the document; `None` behind its end.
    async fn next_page(&mut self) -> Result<Option<String>> {
        let Some((name, sql)) = SECTIONS.get(self.section) else {
            return Ok(None);
        };
        let mut text = String::new();
        if self.after.is_none() {
            text.push(if self.section == 0 { '{' } else { ',' });
            text.push_str(&format!("\"{name}\":["));
        }
        let (at, id) = self.after.clone().unwrap_or((-1, String::new()));
        let rows: Vec<Row> = self
            .cx
            .db()?
            .tenant(&self.user_id)
            .all(sql, params![at, id, PAGE])
            .await?;
        for (index, row) in rows.iter().enumerate() {
            if index > 0 || self.after.is_some() {
                text.push(',');
            }
            text.push_str(&row.row_json);
        }
        if let Some(last) = rows.last().filter(|_| rows.len() == PAGE as usize) {
            self.after = Some((last.at, last.id.clone()));
            return Ok(Some(text));
        }
        text.push(']');
        self.section += 1;
        self.after = None;
        if self.section == SECTIONS.len() {
            text.push('}');
        }
        Ok(Some(text))
    }
}
