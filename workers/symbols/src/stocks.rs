//! The stocks that the venue trades, asked for once a day: new ones are added to the table of symbols, and of all it is
//! noted how they trade. Those that are gone stay, since there are orders and fills of them, but can't be ordered.

use pinewire_domain::{
    time::Timestamp,
    trading::alpaca_wire::{Asset, ListedStock},
};
use pinewire_shared::{
    Cx, Error, Result, clock,
    db::FromRow,
    log, params, sql,
    trading::market_gate::{self, operation},
};

/// How old the list may be.
const FRESH_MS: i64 = 20 * 3_600_000;
/// Stocks of one transaction.
const CHUNK: usize = 500;

sql! {
    /// Of all stocks that are traded: when that was noted, where it is the longest ago. An earlier round that did not come to
    /// its end has left some of them as they were.
    system OLDEST = "SELECT coalesce(min(checked_at), 0) AS at FROM instruments WHERE market = 'stocks' AND is_tradable = 1";
    /// ?1 stocks. A name that means another instrument stays that one's.
    system ADD = "INSERT OR IGNORE INTO instruments (symbol, tradingview, alpaca, description, kind, market, exchange, currency)
        SELECT s ->> 'symbol', s ->> 'exchange' || ':' || (s ->> 'symbol'), s ->> 'symbol', s ->> 'description', s ->> 'kind',
          'stocks', s ->> 'exchange', 'USD'
        FROM (SELECT value AS s FROM json_each(?1)) WHERE s ->> 'is_tradable'";
    /// ?1 stocks, ?2 now.
    system NOTE = "UPDATE instruments SET is_tradable = s ->> 'is_tradable', is_fractionable = s ->> 'is_fractionable',
          is_shortable = s ->> 'is_shortable', checked_at = ?2
        FROM (SELECT value AS s FROM json_each(?1)) WHERE symbol = s ->> 'symbol' AND market = 'stocks'";
    /// ?1 now. Those that are not in the list; unless they are so many that the list can't be whole.
    system GONE = "UPDATE instruments SET is_tradable = 0, checked_at = ?1
        WHERE market = 'stocks' AND is_tradable = 1 AND checked_at < ?1
          AND (SELECT sum(checked_at = ?1) > sum(checked_at < ?1) FROM instruments WHERE market = 'stocks' AND is_tradable = 1)";
}

#[derive(Debug, FromRow)]
struct Oldest {
    at: Timestamp,
}

/// Asks for the list, if what is known is old.
pub(crate) async fn refresh(cx: &Cx) -> Result<()> {
    let now = clock::now();
    let db = cx.db()?;
    let oldest: Option<Oldest> = db.system().first(&OLDEST, &[]).await?;
    if oldest.is_some_and(|oldest| now.millis_since(oldest.at) < FRESH_MS) {
        return Ok(());
    }
    let list = market_gate::ask(cx, operation::STOCKS, &()).await?;
    let assets: Vec<Asset> = serde_json::from_str(&list)?;
    let stocks: Vec<ListedStock<'_>> = assets.iter().filter_map(ListedStock::of).collect();
    for chunk in stocks.chunks(CHUNK) {
        let chunk = serde_json::to_string(chunk)?;
        let mut batch = db.batch();
        batch.system(&ADD, params![chunk.as_str()])?;
        batch.system(&NOTE, params![chunk.as_str(), now])?;
        batch.run().await?;
    }
    let gone = db.system().run(&GONE, params![now]).await?;
    let left: Option<Oldest> = db.system().first(&OLDEST, &[]).await?;
    if left.is_some_and(|left| left.at < now) {
        return Err(Error::retry(
            "the list of stocks lacks most of those that are known",
        ));
    }
    let fields = serde_json::json!({ "listed": stocks.len(), "gone": gone });
    log::info(cx, "stocks_refreshed", fields);
    Ok(())
}

#[cfg(test)]
mod tests {
    use pinewire_shared::testing::migrated;
    use rusqlite::Connection;

    use super::*;

    fn asset(symbol: &str, exchange: &str) -> Asset {
        Asset {
            symbol: symbol.to_owned(),
            name: Some(format!("{symbol} Corporation")),
            exchange: exchange.to_owned(),
            tradable: true,
            fractionable: true,
            shortable: true,
            easy_to_borrow: true,
        }
    }

    /// The stocks that are in the table from the start, as the venue lists them.
    fn known(connection: &Connection) -> Vec<Asset> {
        let mut stocks = connection
            .prepare("SELECT symbol, exchange FROM instruments WHERE market = 'stocks'")
            .unwrap();
        let assets = stocks.query_map([], |row| {
            let (symbol, exchange): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(asset(&symbol, &exchange))
        });
        assets.unwrap().map(|asset| asset.unwrap()).collect()
    }

    fn take(connection: &Connection, assets: &[Asset], now: i64) {
        let listed: Vec<_> = assets.iter().filter_map(ListedStock::of).collect();
        let json = serde_json::to_string(&listed).unwrap();
        connection.execute(ADD.0, [&json]).unwrap();
        connection.execute(NOTE.0, (&json, now)).unwrap();
        connection.execute(GONE.0, [now]).unwrap();
    }

    /// Name of TradingView, and whether it is tradable, fractionable, shortable.
    fn row(connection: &Connection, name: &str) -> Option<(String, [bool; 3])> {
        let mut found = connection
            .prepare(
                "SELECT tradingview, is_tradable, is_fractionable, is_shortable
                 FROM instruments i JOIN instrument_names n ON n.symbol = i.symbol WHERE n.name = ?1",
            )
            .unwrap();
        let mut rows = found
            .query_map([name], |row| {
                Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]))
            })
            .unwrap();
        rows.next().map(|row| row.unwrap())
    }

    fn oldest(connection: &Connection) -> i64 {
        connection.query_row(OLDEST.0, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn new_stocks_are_added_and_known_ones_trade_as_the_venue_says() {
        let connection = migrated();
        assert_eq!(oldest(&connection), 0);
        let mut list = known(&connection);
        list.push(Asset {
            fractionable: false,
            ..asset("BRK.A", "NYSE")
        });
        list.push(Asset {
            tradable: false,
            ..asset("HALT", "NYSE")
        });
        list.iter_mut()
            .filter(|asset| asset.symbol == "AAPL")
            .for_each(|asset| asset.easy_to_borrow = false);
        take(&connection, &list, 7);
        let brk = ("NYSE:BRK.A".to_owned(), [true, false, true]);
        assert_eq!(row(&connection, "BRK.A"), Some(brk.clone()));
        assert_eq!(row(&connection, "BATS:BRK.A"), Some(brk));
        assert_eq!(row(&connection, "HALT"), None);
        assert_eq!(
            row(&connection, "AAPL"),
            Some(("NASDAQ:AAPL".to_owned(), [true, true, false]))
        );
        assert_eq!(oldest(&connection), 7);
    }

    #[test]
    fn what_is_gone_or_halted_stays_known_but_is_not_tradable() {
        let connection = migrated();
        let list = known(&connection);
        take(&connection, &list, 7);
        let halted = |asset: &Asset| Asset {
            tradable: asset.symbol != "KO",
            ..asset.clone()
        };
        let later: Vec<_> = list
            .iter()
            .filter(|asset| asset.symbol != "XOM")
            .map(halted)
            .collect();
        take(&connection, &later, 8);
        for symbol in ["XOM", "KO"] {
            assert!(!row(&connection, symbol).unwrap().1[0], "{symbol}");
        }
        assert!(row(&connection, "AAPL").unwrap().1[0]);
        assert!(row(&connection, "BTCUSD").unwrap().1[0]);
        assert_eq!(oldest(&connection), 8);
    }

    #[test]
    fn a_list_that_is_cut_takes_nothing_away() {
        let connection = migrated();
        let list = known(&connection);
        take(&connection, &list, 7);
        take(&connection, &list[..3], 8);
        assert!(row(&connection, "XOM").unwrap().1[0]);
        assert_eq!(oldest(&connection), 7);
    }
}
