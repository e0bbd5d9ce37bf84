"""A scripted session of alpaca-py, Alpaca's own client, with nothing changed but the base URL.

Arguments: the base URL for trading and market data, the stream's URL, a key, its secret, an OAuth token of the same
account. It ends with 0 if everything is as it is with Alpaca. The clock must stand in an open session, and AAPL cost 100.
"""

import asyncio
import sys
import threading
from datetime import date, datetime, timezone

from alpaca.common.exceptions import APIError
from alpaca.data.historical import CryptoHistoricalDataClient, StockHistoricalDataClient
from alpaca.data.requests import (
    CryptoBarsRequest,
    StockBarsRequest,
    StockLatestQuoteRequest,
    StockLatestTradeRequest,
    StockSnapshotRequest,
)
from alpaca.data.timeframe import TimeFrame, TimeFrameUnit
from alpaca.trading.client import TradingClient
from alpaca.trading.enums import (
    AssetClass,
    OrderClass,
    OrderSide,
    OrderStatus,
    QueryOrderStatus,
    TimeInForce,
)
from alpaca.trading.requests import (
    ClosePositionRequest,
    GetAssetsRequest,
    GetCalendarRequest,
    GetOrdersRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
    StopLossRequest,
    TakeProfitRequest,
    TrailingStopOrderRequest,
)
from alpaca.trading.stream import TradingStream

base_url, stream_url, key, secret, token = sys.argv[1:]
trading = TradingClient(key, secret, url_override=base_url)
stocks = StockHistoricalDataClient(key, secret, url_override=base_url)
coins = CryptoHistoricalDataClient(key, secret, url_override=base_url)


def equal(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def refused(call, status, code, part):
    try:
        call()
    except APIError as error:
        equal((error.status_code, error.code), (status, code))
        assert part in error.message, error.message
        return
    raise AssertionError(f"was not refused: {part}")


# The stream hears everything that follows.
updates = []
heard = threading.Event()
listening = threading.Event()


async def hear(update):
    updates.append(update)
    if update.event == "fill" and update.order.client_order_id == "py-market":
        heard.set()


stream = TradingStream(key, secret, url_override=stream_url)
stream.subscribe_trade_updates(hear)
thread = threading.Thread(target=stream.run, daemon=True)
thread.start()
for _ in range(100):
    if stream._running:
        break
    threading.Event().wait(0.1)
assert stream._running, "the stream did not open"

account = trading.get_account()
equal((account.status.value, account.currency, account.cash), ("ACTIVE", "USD", "100000"))
equal(TradingClient(oauth_token=token, url_override=base_url).get_account().id, account.id)

clock = trading.get_clock()
assert clock.is_open and clock.next_close > clock.timestamp
days = trading.get_calendar(GetCalendarRequest(start=date(2026, 7, 1), end=date(2026, 7, 7)))
equal([str(day.date) for day in days], ["2026-07-01", "2026-07-02", "2026-07-06", "2026-07-07"])
equal(days[0].open, datetime(2026, 7, 1, 9, 30))

assets = trading.get_all_assets(GetAssetsRequest(asset_class=AssetClass.CRYPTO))
assert "BTC/USD" in [asset.symbol for asset in assets]
apple = trading.get_asset("AAPL")
assert apple.tradable and apple.fractionable and apple.shortable

# A market order, filled.
order = trading.submit_order(
    MarketOrderRequest(
        symbol="AAPL",
        qty=10,
        side=OrderSide.BUY,
        time_in_force=TimeInForce.DAY,
        client_order_id="py-market",
    )
)
equal((order.status, order.order_class, order.filled_qty), (OrderStatus.PENDING_NEW, OrderClass.SIMPLE, "0"))
assert heard.wait(10), "the fill was not heard"
found = trading.get_order_by_client_id("py-market")
equal((found.id, found.status, found.filled_avg_price), (order.id, OrderStatus.FILLED, "100"))
equal([str(update.event) for update in updates], ["new", "fill"])
equal((updates[1].qty, updates[1].price, updates[1].position_qty), (10.0, 100.0, 10.0))
position = trading.get_open_position("AAPL")
equal((position.qty, position.avg_entry_price, position.side.value), ("10", "100", "long"))
refused(
    lambda: trading.submit_order(
        MarketOrderRequest(
            symbol="AAPL", qty=1, side=OrderSide.BUY, time_in_force=TimeInForce.DAY, client_order_id="py-market"
        )
    ),
    422,
    40010001,
    "client_order_id must be unique",
)
refused(
    lambda: trading.submit_order(
        LimitOrderRequest(
            symbol="AAPL", qty=1, side=OrderSide.BUY, time_in_force=TimeInForce.DAY, limit_price=90.123
        )
    ),
    422,
    42210000,
    "sub-penny",
)
refused(
    lambda: trading.submit_order(
        MarketOrderRequest(symbol="AAPL", qty=9000, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)
    ),
    403,
    40310000,
    "insufficient buying power",
)

# A limit order, changed and cancelled.
limit = trading.submit_order(
    LimitOrderRequest(symbol="MSFT", qty=2, side=OrderSide.BUY, time_in_force=TimeInForce.GTC, limit_price=100)
)
changed = trading.replace_order_by_id(limit.id, ReplaceOrderRequest(qty=3, limit_price=101))
equal((changed.replaces, changed.qty, changed.limit_price), (limit.id, "3", "101"))
equal(trading.get_order_by_id(limit.id).status, OrderStatus.REPLACED)
equal(trading.get_order_by_id(limit.id).replaced_by, changed.id)
trading.cancel_order_by_id(changed.id)
equal(trading.get_order_by_id(changed.id).status, OrderStatus.CANCELED)
refused(lambda: trading.cancel_order_by_id(changed.id), 422, 42210000, 'already in "canceled" state')

# A bracket, and a trailing stop beside it that there are no shares for.
bracket = trading.submit_order(
    MarketOrderRequest(
        symbol="AAPL",
        qty=5,
        side=OrderSide.BUY,
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfitRequest(limit_price=110),
        stop_loss=StopLossRequest(stop_price=90),
    )
)
equal([leg.status for leg in bracket.legs], [OrderStatus.HELD, OrderStatus.HELD])
nested = trading.get_orders(GetOrdersRequest(status=QueryOrderStatus.ALL, nested=True, symbols=["AAPL"], limit=5))
equal(nested[0].id, bracket.id)
equal([leg.status for leg in nested[0].legs], [OrderStatus.NEW, OrderStatus.NEW])
trailing = TrailingStopOrderRequest(
    symbol="AAPL", qty=11, side=OrderSide.SELL, time_in_force=TimeInForce.GTC, trail_percent=5
)
refused(lambda: trading.submit_order(trailing), 403, 40310000, "")
cancelled = trading.cancel_orders()
equal([response.status for response in cancelled], [200, 200])

# Half of the position, then the rest.
half = trading.close_position("AAPL", ClosePositionRequest(percentage="50"))
equal((half.qty, half.side), ("7.5", OrderSide.SELL))
closed = trading.close_all_positions(cancel_orders=True)
equal([(response.symbol, response.status) for response in closed], [("AAPL", 200)])
equal(trading.get_all_positions(), [])
fills = trading.get("/account/activities/FILL", {"direction": "asc", "page_size": 2})
equal([(fill["side"], fill["qty"], fill["price"]) for fill in fills], [("buy", "10", "100"), ("buy", "5", "100")])
rest = trading.get("/account/activities/FILL", {"direction": "asc", "page_token": fills[-1]["id"]})
equal([fill["qty"] for fill in rest], ["7.5", "7.5"])

# Market data.
begin, end = datetime(2024, 7, 1, tzinfo=timezone.utc), datetime(2026, 7, 1, tzinfo=timezone.utc)
bars = stocks.get_stock_bars(
    StockBarsRequest(symbol_or_symbols=["AAPL", "MSFT"], timeframe=TimeFrame.Day, start=begin, end=end)
)
assert all(len(bars[symbol]) > 495 for symbol in ["AAPL", "MSFT"])
assert all(bar.low <= bar.open <= bar.high and bar.volume > 0 for bar in bars["AAPL"])
minutes = stocks.get_stock_bars(
    StockBarsRequest(
        symbol_or_symbols="AAPL",
        timeframe=TimeFrame(5, TimeFrameUnit.Minute),
        start=datetime(2026, 5, 1, tzinfo=timezone.utc),
        end=datetime(2026, 7, 1, tzinfo=timezone.utc),
    )
)
equal(len(minutes["AAPL"]) % 78, 0)
quote = stocks.get_stock_latest_quote(StockLatestQuoteRequest(symbol_or_symbols="AAPL"))["AAPL"]
equal((quote.bid_price, quote.ask_price), (99.99, 100.01))
equal(stocks.get_stock_latest_trade(StockLatestTradeRequest(symbol_or_symbols="AAPL"))["AAPL"].price, 100.0)
snapshot = stocks.get_stock_snapshot(StockSnapshotRequest(symbol_or_symbols="AAPL"))["AAPL"]
equal(snapshot.latest_trade.price, 100.0)
assert snapshot.daily_bar.timestamp > snapshot.previous_daily_bar.timestamp
bitcoin = coins.get_crypto_bars(
    CryptoBarsRequest(symbol_or_symbols="BTC/USD", timeframe=TimeFrame.Hour, start=datetime(2026, 7, 4), end=datetime(2026, 7, 5))
)
equal(len(bitcoin["BTC/USD"]), 25)

asyncio.run_coroutine_threadsafe(stream.stop_ws(), stream._loop).result()
thread.join(15)
print("ok")
