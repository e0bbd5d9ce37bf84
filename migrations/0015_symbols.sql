-- The one table of symbols: what we, TradingView and the brokers call an instrument, and how it trades.

CREATE TABLE instruments (
  symbol               TEXT PRIMARY KEY,             -- our name: AAPL, BTCUSD
  tradingview          TEXT NOT NULL UNIQUE,         -- NASDAQ:AAPL, COINBASE:BTCUSD
  alpaca               TEXT NOT NULL UNIQUE,         -- AAPL, BTC/USD
  description          TEXT NOT NULL,
  kind                 TEXT NOT NULL CHECK (kind IN ('stock', 'fund', 'crypto')),
  market               TEXT NOT NULL CHECK (market IN ('stocks', 'crypto')),
  exchange             TEXT NOT NULL,                -- where it is listed
  currency             TEXT NOT NULL,
  is_tradable          INTEGER NOT NULL DEFAULT 1 CHECK (is_tradable IN (0, 1)),
  is_fractionable      INTEGER NOT NULL DEFAULT 1 CHECK (is_fractionable IN (0, 1)),
  is_shortable         INTEGER NOT NULL DEFAULT 1 CHECK (is_shortable IN (0, 1)),
  min_quantity         TEXT NOT NULL DEFAULT '0.000000001',
  quantity_step        TEXT NOT NULL DEFAULT '0.000000001',
  price_step           TEXT NOT NULL DEFAULT '0.01',
  price_step_below_one TEXT NOT NULL DEFAULT '0.0001',
  bars_epoch           INTEGER NOT NULL DEFAULT 1,   -- grows when a split makes the bars that are kept wrong
  is_streamed          INTEGER NOT NULL DEFAULT 0 CHECK (is_streamed IN (0, 1)), -- told to whoever listens to all prices
  checked_at           INTEGER NOT NULL DEFAULT 0    -- when the venue was last asked how it trades
) STRICT, WITHOUT ROWID;

-- Every name that means an instrument, and nothing else: a ticker on another exchange may be another company.
CREATE TABLE instrument_names (
  name   TEXT PRIMARY KEY,
  symbol TEXT NOT NULL REFERENCES instruments (symbol) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX instrument_names_by_symbol ON instrument_names (symbol);

-- An instrument is known by its own names, and as the feeds of TradingView name it that carry the same market.
CREATE TRIGGER instruments_named AFTER INSERT ON instruments
BEGIN
  INSERT OR IGNORE INTO instrument_names (name, symbol)
  VALUES (NEW.symbol, NEW.symbol), (NEW.tradingview, NEW.symbol), (NEW.alpaca, NEW.symbol);
  -- Consolidated and single feeds of US stocks.
  INSERT OR IGNORE INTO instrument_names (name, symbol)
  SELECT feed.value || ':' || NEW.symbol, NEW.symbol
  FROM json_each('["BATS", "CBOE", "IEX", "ALPACA"]') AS feed WHERE NEW.market = 'stocks';
  -- Coins against the dollar are one market, whoever quotes them.
  INSERT OR IGNORE INTO instrument_names (name, symbol)
  SELECT feed.value || ':' || NEW.symbol, NEW.symbol
  FROM json_each('["COINBASE", "KRAKEN", "BITSTAMP", "GEMINI", "CRYPTO", "ALPACA"]') AS feed WHERE NEW.market = 'crypto';
END;

-- The best known are there from the start, and streamed. The other stocks are added when the venue is asked for its list.
INSERT INTO instruments (symbol, tradingview, alpaca, description, kind, market, exchange, currency) VALUES
  ('AAPL',  'NASDAQ:AAPL',  'AAPL',  'Apple Inc.',                          'stock', 'stocks', 'NASDAQ', 'USD'),
  ('AMD',   'NASDAQ:AMD',   'AMD',   'Advanced Micro Devices, Inc.',        'stock', 'stocks', 'NASDAQ', 'USD'),
  ('AMZN',  'NASDAQ:AMZN',  'AMZN',  'Amazon.com, Inc.',                    'stock', 'stocks', 'NASDAQ', 'USD'),
  ('BAC',   'NYSE:BAC',     'BAC',   'Bank of America Corporation',         'stock', 'stocks', 'NYSE',   'USD'),
  ('COIN',  'NASDAQ:COIN',  'COIN',  'Coinbase Global, Inc.',               'stock', 'stocks', 'NASDAQ', 'USD'),
  ('DIS',   'NYSE:DIS',     'DIS',   'The Walt Disney Company',             'stock', 'stocks', 'NYSE',   'USD'),
  ('F',     'NYSE:F',       'F',     'Ford Motor Company',                  'stock', 'stocks', 'NYSE',   'USD'),
  ('GOOG',  'NASDAQ:GOOG',  'GOOG',  'Alphabet Inc. Class C',               'stock', 'stocks', 'NASDAQ', 'USD'),
  ('GOOGL', 'NASDAQ:GOOGL', 'GOOGL', 'Alphabet Inc. Class A',               'stock', 'stocks', 'NASDAQ', 'USD'),
  ('INTC',  'NASDAQ:INTC',  'INTC',  'Intel Corporation',                   'stock', 'stocks', 'NASDAQ', 'USD'),
  ('JPM',   'NYSE:JPM',     'JPM',   'JPMorgan Chase & Co.',                'stock', 'stocks', 'NYSE',   'USD'),
  ('KO',    'NYSE:KO',      'KO',    'The Coca-Cola Company',               'stock', 'stocks', 'NYSE',   'USD'),
  ('META',  'NASDAQ:META',  'META',  'Meta Platforms, Inc.',                'stock', 'stocks', 'NASDAQ', 'USD'),
  ('MSFT',  'NASDAQ:MSFT',  'MSFT',  'Microsoft Corporation',               'stock', 'stocks', 'NASDAQ', 'USD'),
  ('NFLX',  'NASDAQ:NFLX',  'NFLX',  'Netflix, Inc.',                       'stock', 'stocks', 'NASDAQ', 'USD'),
  ('NVDA',  'NASDAQ:NVDA',  'NVDA',  'NVIDIA Corporation',                  'stock', 'stocks', 'NASDAQ', 'USD'),
  ('PLTR',  'NASDAQ:PLTR',  'PLTR',  'Palantir Technologies Inc.',          'stock', 'stocks', 'NASDAQ', 'USD'),
  ('TSLA',  'NASDAQ:TSLA',  'TSLA',  'Tesla, Inc.',                         'stock', 'stocks', 'NASDAQ', 'USD'),
  ('XOM',   'NYSE:XOM',     'XOM',   'Exxon Mobil Corporation',             'stock', 'stocks', 'NYSE',   'USD'),
  ('DIA',   'AMEX:DIA',     'DIA',   'SPDR Dow Jones Industrial Average ETF', 'fund', 'stocks', 'AMEX',  'USD'),
  ('IWM',   'AMEX:IWM',     'IWM',   'iShares Russell 2000 ETF',            'fund',  'stocks', 'AMEX',   'USD'),
  ('QQQ',   'NASDAQ:QQQ',   'QQQ',   'Invesco QQQ Trust',                   'fund',  'stocks', 'NASDAQ', 'USD'),
  ('SPY',   'AMEX:SPY',     'SPY',   'SPDR S&P 500 ETF Trust',              'fund',  'stocks', 'AMEX',   'USD');

INSERT INTO instruments (symbol, tradingview, alpaca, description, kind, market, exchange, currency, is_shortable,
  price_step, price_step_below_one) VALUES
  ('BTCUSD',  'COINBASE:BTCUSD',  'BTC/USD',  'Bitcoin / US dollar',   'crypto', 'crypto', 'COINBASE', 'USD', 0, '0.01',   '0.01'),
  ('ETHUSD',  'COINBASE:ETHUSD',  'ETH/USD',  'Ethereum / US dollar',  'crypto', 'crypto', 'COINBASE', 'USD', 0, '0.01',   '0.01'),
  ('SOLUSD',  'COINBASE:SOLUSD',  'SOL/USD',  'Solana / US dollar',    'crypto', 'crypto', 'COINBASE', 'USD', 0, '0.01',   '0.01'),
  ('AVAXUSD', 'COINBASE:AVAXUSD', 'AVAX/USD', 'Avalanche / US dollar', 'crypto', 'crypto', 'COINBASE', 'USD', 0, '0.001',  '0.001'),
  ('LINKUSD', 'COINBASE:LINKUSD', 'LINK/USD', 'Chainlink / US dollar', 'crypto', 'crypto', 'COINBASE', 'USD', 0, '0.001',  '0.001'),
  ('DOGEUSD', 'COINBASE:DOGEUSD', 'DOGE/USD', 'Dogecoin / US dollar',  'crypto', 'crypto', 'COINBASE', 'USD', 0, '0.00001', '0.00001');

UPDATE instruments SET is_streamed = 1;
