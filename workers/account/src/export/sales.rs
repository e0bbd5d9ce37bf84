//! What an export says of a seller's shops and of the systems that are told: without their secrets and tokens. Every
//! statement is as in [`super::sections`].

use pinewire_shared::sql;

sql! {
    tenant PURCHASE_HOOKS = "SELECT created_at AS at, id, json_object('id', id, 'name', name, 'hint', hint,
            'is_enabled', is_enabled, 'last_event_at', last_event_at, 'created_at', created_at,
            'updated_at', updated_at) AS json
        FROM purchase_hooks
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant PRODUCTS = "SELECT created_at AS at, id, json_object('id', id, 'reference', reference, 'title', title,
            'duration', duration, 'grace_days', grace_days, 'created_at', created_at, 'updated_at', updated_at,
            'scripts', (SELECT json_group_array(c.script_id) FROM product_scripts AS c WHERE c.product_id = products.id)) AS json
        FROM products
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant PURCHASES = "SELECT created_at AS at, id, json_object('id', id, 'hook_id', hook_id, 'event_id', event_id,
            'kind', kind, 'product', product, 'product_id', product_id, 'order_id', order_id, 'email', email,
            'given_name', given_name, 'username', username, 'occurred_at', occurred_at, 'created_at', created_at,
            'updated_at', updated_at, 'status', status, 'reason', reason) AS json
        FROM purchases
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant BUYERS = "SELECT 0 AS at, email_key AS id, json_object('email', email_key, 'username', username,
            'replaces', replaces, 'updated_at', updated_at) AS json
        FROM buyers WHERE user_id = ?1 AND (0, email_key) > (?2, ?3) AND ?5 > 0 ORDER BY email_key LIMIT ?4";
    tenant EVENT_ENDPOINTS = "SELECT created_at AS at, id, json_object('id', id, 'url', url, 'description', description,
            'event_types', json(event_types), 'is_enabled', is_enabled, 'disabled_reason', disabled_reason,
            'disabled_at', disabled_at, 'created_at', created_at, 'updated_at', updated_at) AS json
        FROM event_endpoints
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant EVENTS = "SELECT created_at AS at, id, json_object('id', id, 'type', type, 'created_at', created_at,
            'data', json(data),
            'deliveries', (SELECT json_group_array(json_object('endpoint_id', d.endpoint_id, 'cause', d.cause,
                             'created_at', d.created_at, 'status', d.status, 'tries', d.tries,
                             'finished_at', d.finished_at, 'http_status', d.http_status, 'error', d.error))
                           FROM event_deliveries AS d WHERE d.event_id = events.id)) AS json
        FROM events
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant OLDER_API_TOKEN = "SELECT created_at AS at, user_id AS id, json_object('hint', hint, 'created_at', created_at) AS json
        FROM older_api_tokens WHERE user_id = ?1 AND (created_at, user_id) > (?2, ?3) AND ?5 > 0 LIMIT ?4";
}
