//! The account's events in the database: the audit log, and the rows of orders, fills and positions as they are now.
//!
//! Events are numbered, and each row says which event it is as of: writing events again, in whatever order, changes
//! nothing. The database takes the JSON of the events apart by itself.

use pinewire_shared::{Cx, Result, params, sql, trading::records::Events};

sql! {
    /// ?2 account, ?3 events.
    tenant EVENTS = "INSERT INTO order_events (account_id, seq, user_id, at, kind, order_id, symbol, detail)
        SELECT ?2, e.value ->> 'seq', ?1, e.value ->> 'at', e.value ->> 'kind', e.value ->> 'order_id', e.value ->> 'symbol',
          e.value -> 'detail'
        FROM json_each(?3) AS e WHERE true
        ON CONFLICT (account_id, seq) DO NOTHING";
    /// ?2 account, ?3 events.
    tenant ORDERS = "INSERT INTO orders (id, user_id, account_id, seq, created_at, updated_at, symbol, side, status, is_open,
          is_trade, filled_quantity, average_price, parent_id, binding_id, signal_id, view)
        SELECT o ->> 'id', ?1, ?2, seq, row ->> 'created_at', row ->> 'updated_at', o ->> 'symbol', o ->> 'side',
          o ->> 'status', row ->> 'is_open', row ->> 'is_trade', o ->> 'filled_quantity', o ->> 'average_price',
          o ->> 'parent_id', o ->> 'binding_id', o ->> 'signal_id', o
        FROM (SELECT e.value ->> 'seq' AS seq, e.value -> 'order' AS row, e.value -> '$.order.view' AS o
              FROM json_each(?3) AS e WHERE e.value -> 'order' IS NOT NULL)
        WHERE true
        ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, updated_at = excluded.updated_at, status = excluded.status,
          is_open = excluded.is_open, is_trade = excluded.is_trade, filled_quantity = excluded.filled_quantity,
          average_price = excluded.average_price, view = excluded.view
        WHERE excluded.seq > orders.seq AND orders.account_id = excluded.account_id";
    /// ?2 account, ?3 events.
    tenant EXECUTIONS = "INSERT INTO executions (id, user_id, account_id, order_id, symbol, side, quantity, price, fee,
          is_close, venue_key, at)
        SELECT x ->> 'id', ?1, ?2, order_id, symbol, x ->> 'side', x ->> 'quantity', x ->> 'price', x ->> 'fee',
          x ->> 'is_close', x ->> 'venue_key', x ->> 'at'
        FROM (SELECT e.value ->> 'order_id' AS order_id, e.value ->> 'symbol' AS symbol, e.value -> 'execution' AS x
              FROM json_each(?3) AS e WHERE e.value -> 'execution' IS NOT NULL)
        WHERE true
        ON CONFLICT (id) DO NOTHING";
    /// ?2 account, ?3 events.
    tenant POSITIONS = "INSERT INTO positions (id, user_id, account_id, seq, symbol, quantity, average_price, cost,
          realised_profit, updated_at)
        SELECT p ->> 'id', ?1, ?2, seq, p ->> 'symbol', p ->> 'quantity', p ->> 'average_price', p ->> 'cost',
          p ->> 'realised_profit', at
        FROM (SELECT e.value ->> 'seq' AS seq, e.value ->> 'at' AS at, e.value -> 'position' AS p
              FROM json_each(?3) AS e WHERE e.value -> 'position' IS NOT NULL)
        WHERE true
        ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, quantity = excluded.quantity,
          average_price = excluded.average_price, cost = excluded.cost, realised_profit = excluded.realised_profit,
          updated_at = excluded.updated_at
        WHERE excluded.seq > positions.seq";
}

/// Writes events, all or none.
pub(crate) async fn write(cx: &Cx, events: &Events) -> Result<()> {
    let db = cx.db()?;
    let mut batch = db.batch();
    for statement in [&ORDERS, &EXECUTIONS, &POSITIONS, &EVENTS] {
        let params = params![&events.account, events.events.as_str()];
        batch.tenant(&events.user_id, statement, params)?;
    }
    batch.run().await?;
    Ok(())
}
