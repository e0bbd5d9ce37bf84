//! Orders and fills.

use pinewire_domain::trading::order::{OrderClass, Side, TimeInForce};
use pinewire_sandbox_kit::sql::{rows, run};
use worker::{Result, SqlStorage};

use super::columns::{Columns, decimal, flag, number, optional_decimal, optional_time, time};
use crate::venue::order::{Fill, Kind, Order, Status};

pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS orders (
        account TEXT NOT NULL,
        seq INTEGER NOT NULL,
        id TEXT NOT NULL,
        client_order_id TEXT NOT NULL,
        symbol TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        ended_at INTEGER,
        replaces TEXT,
        replaced_by TEXT,
        qty TEXT,
        notional TEXT,
        filled_qty TEXT NOT NULL,
        filled_value TEXT NOT NULL,
        class TEXT NOT NULL,
        kind TEXT NOT NULL,
        side TEXT NOT NULL,
        duration TEXT NOT NULL,
        limit_price TEXT,
        stop_price TEXT,
        trail_price TEXT,
        trail_percent TEXT,
        water_mark TEXT,
        extended_hours INTEGER NOT NULL,
        status TEXT NOT NULL,
        parent TEXT,
        is_triggered INTEGER NOT NULL,
        is_stuck INTEGER NOT NULL,
        PRIMARY KEY (account, seq)
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS fills (
        account TEXT NOT NULL,
        seq INTEGER NOT NULL,
        id TEXT NOT NULL,
        order_id TEXT NOT NULL,
        symbol TEXT NOT NULL,
        side TEXT NOT NULL,
        at INTEGER NOT NULL,
        qty TEXT NOT NULL,
        price TEXT NOT NULL,
        cumulative TEXT NOT NULL,
        leaves TEXT NOT NULL,
        position TEXT NOT NULL,
        PRIMARY KEY (account, seq)
    ) STRICT, WITHOUT ROWID",
];

pub(super) fn load(sql: &SqlStorage, account: &str) -> Result<Vec<Order>> {
    let query = "SELECT id, seq, client_order_id, symbol, created_at, updated_at, ended_at, replaces, replaced_by, qty,
        notional, filled_qty, filled_value, class, kind, side, duration, limit_price, stop_price, trail_price,
        trail_percent, water_mark, extended_hours, status, parent, is_triggered, is_stuck
        FROM orders WHERE account = ? ORDER BY seq";
    let mut orders = Vec::new();
    for row in rows(sql, query, vec![account.into()])? {
        let mut row = Columns::of(row);
        let order = order(&mut row);
        orders.push(row.finish(order)?);
    }
    Ok(orders)
}

fn order(row: &mut Columns) -> Order {
    Order {
        id: row.text(),
        seq: row.number(),
        client_order_id: row.text(),
        symbol: row.text(),
        created_at: row.time(),
        updated_at: row.time(),
        ended_at: row.optional_time(),
        replaces: row.optional_text(),
        replaced_by: row.optional_text(),
        qty: row.optional_decimal(),
        notional: row.optional_decimal(),
        filled_qty: row.decimal(),
        filled_value: row.decimal(),
        class: row.word(OrderClass::Simple),
        kind: row.word(Kind::Market),
        side: row.word(Side::Buy),
        duration: row.word(TimeInForce::Day),
        limit_price: row.optional_decimal(),
        stop_price: row.optional_decimal(),
        trail_price: row.optional_decimal(),
        trail_percent: row.optional_decimal(),
        water_mark: row.optional_decimal(),
        extended_hours: row.flag(),
        status: row.word(Status::New),
        parent: row.optional_text(),
        is_triggered: row.flag(),
        is_stuck: row.flag(),
    }
}

pub(super) fn save(sql: &SqlStorage, account: &str, order: &Order) -> Result<()> {
    let upsert = "INSERT OR REPLACE INTO orders (account, seq, id, client_order_id, symbol, created_at, updated_at,
            ended_at, replaces, replaced_by, qty, notional, filled_qty, filled_value, class, kind, side, duration,
            limit_price, stop_price, trail_price, trail_percent, water_mark, extended_hours, status, parent,
            is_triggered, is_stuck)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        account.into(),
        number(order.seq),
        order.id.as_str().into(),
        order.client_order_id.as_str().into(),
        order.symbol.as_str().into(),
        time(order.created_at),
        time(order.updated_at),
        optional_time(order.ended_at),
        order.replaces.clone().into(),
        order.replaced_by.clone().into(),
        optional_decimal(order.qty),
        optional_decimal(order.notional),
        decimal(order.filled_qty),
        decimal(order.filled_value),
        order.class.as_str().into(),
        order.kind.as_str().into(),
        order.side.as_str().into(),
        order.duration.as_str().into(),
        optional_decimal(order.limit_price),
        optional_decimal(order.stop_price),
        optional_decimal(order.trail_price),
        optional_decimal(order.trail_percent),
        optional_decimal(order.water_mark),
        flag(order.extended_hours),
        order.status.as_str().into(),
        order.parent.clone().into(),
        flag(order.is_triggered),
        flag(order.is_stuck),
    ];
    run(sql, upsert, values)
}

pub(super) fn load_fills(sql: &SqlStorage, account: &str) -> Result<Vec<Fill>> {
    let query = "SELECT id, seq, order_id, symbol, side, at, qty, price, cumulative, leaves, position
        FROM fills WHERE account = ? ORDER BY seq";
    let mut fills = Vec::new();
    for row in rows(sql, query, vec![account.into()])? {
        let mut row = Columns::of(row);
        let fill = Fill {
            id: row.text(),
            seq: row.number(),
            order_id: row.text(),
            symbol: row.text(),
            side: row.word(Side::Buy),
            at: row.time(),
            qty: row.decimal(),
            price: row.decimal(),
            cumulative: row.decimal(),
            leaves: row.decimal(),
            position: row.decimal(),
        };
        fills.push(row.finish(fill)?);
    }
    Ok(fills)
}

pub(super) fn save_fill(sql: &SqlStorage, account: &str, fill: &Fill) -> Result<()> {
    let insert =
        "INSERT INTO fills (account, seq, id, order_id, symbol, side, at, qty, price, cumulative, leaves,
            position)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        account.into(),
        number(fill.seq),
        fill.id.as_str().into(),
        fill.order_id.as_str().into(),
        fill.symbol.as_str().into(),
        fill.side.as_str().into(),
        time(fill.at),
        decimal(fill.qty),
        decimal(fill.price),
        decimal(fill.cumulative),
        decimal(fill.leaves),
        decimal(fill.position),
    ];
    run(sql, insert, values)
}
