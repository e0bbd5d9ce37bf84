//! What an export says of a trader's accounts, and of what was agreed to before: without tokens. Every statement is as in
//! [`super::sections`].

use pinewire_shared::sql;

sql! {
    tenant BROKER_AGREEMENTS = "SELECT accepted_at AS at, version AS id, json_object('version', version,
            'accepted_at', accepted_at, 'ip', ip, 'user_agent', user_agent, 'country', country) AS json
        FROM broker_agreements
        WHERE user_id = ?1 AND (accepted_at, version) > (?2, ?3) AND ?5 > 0 ORDER BY accepted_at, version LIMIT ?4";
    tenant BROKER_ACCOUNTS = "SELECT created_at AS at, id, json_object('id', id, 'broker', broker,
            'environment', environment, 'broker_account_id', venue_account_id, 'name', name, 'currency', currency,
            'status', status, 'status_reason', status_reason, 'since', since, 'scope', scope, 'linked_at', linked_at,
            'checked_at', checked_at, 'unlinked_at', unlinked_at, 'created_at', created_at,
            'risk_limits', (SELECT json(r.limits) FROM risk_limits AS r WHERE r.account_id = broker_accounts.id)) AS json
        FROM broker_accounts
        WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant ORDERS = "SELECT created_at AS at, id, view AS json
        FROM orders WHERE user_id = ?1 AND (created_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY created_at, id LIMIT ?4";
    tenant ORDER_EVENTS = "SELECT at, account_id || printf(':%020d', seq) AS id, json_object('account_id', account_id,
            'seq', seq, 'at', at, 'kind', kind, 'order_id', order_id, 'symbol', symbol, 'detail', json(detail)) AS json
        FROM order_events
        WHERE user_id = ?1 AND (at, account_id || printf(':%020d', seq)) > (?2, ?3) AND ?5 > 0
        ORDER BY at, account_id, seq LIMIT ?4";
    tenant EXECUTIONS = "SELECT at, id, json_object('id', id, 'account_id', account_id, 'order_id', order_id,
            'symbol', symbol, 'side', side, 'quantity', quantity, 'price', price, 'fee', fee, 'is_close', is_close,
            'broker_id', venue_key, 'at', at) AS json
        FROM executions WHERE user_id = ?1 AND (at, id) > (?2, ?3) AND ?5 > 0 ORDER BY at, id LIMIT ?4";
    tenant POSITIONS = "SELECT updated_at AS at, id, json_object('id', id, 'account_id', account_id, 'symbol', symbol,
            'quantity', quantity, 'average_price', average_price, 'cost', cost, 'realised_profit', realised_profit,
            'updated_at', updated_at) AS json
        FROM positions
        WHERE user_id = ?1 AND (updated_at, id) > (?2, ?3) AND ?5 > 0 ORDER BY updated_at, id LIMIT ?4";
}
