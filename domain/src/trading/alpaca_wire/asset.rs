//! `GET /v2/assets`: the stocks that Alpaca trades, as the table of symbols has them.

use serde::{Deserialize, Serialize};

use crate::symbol::Symbol;

/// A row of `GET /v2/assets?asset_class=us_equity`, as far as it counts here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "so it is on the wire")]
pub struct Asset {
    /// `AAPL`, `BRK.B`
    pub symbol: String,
    /// The name in full.
    pub name: Option<String>,
    /// `NASDAQ`, `NYSE`, `ARCA`, `AMEX`, `BATS`, `OTC` or another.
    pub exchange: String,
    /// Whether orders are taken.
    pub tradable: bool,
    /// Whether parts of a share can be ordered.
    pub fractionable: bool,
    /// Whether it can be sold short at all.
    pub shortable: bool,
    /// Alpaca takes short sales of nothing else.
    pub easy_to_borrow: bool,
}

/// A stock as the table of symbols has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedStock<'a> {
    /// Our name, and Alpaca's.
    pub symbol: &'a str,
    /// The exchange as TradingView calls it.
    pub exchange: &'static str,
    /// The name in full.
    pub description: &'a str,
    /// `stock` or `fund`.
    pub kind: &'static str,
    /// Whether orders are taken.
    pub is_tradable: bool,
    /// Whether parts of a share can be ordered.
    pub is_fractionable: bool,
    /// Whether it can be sold short.
    pub is_shortable: bool,
}

impl<'a> ListedStock<'a> {
    /// `None` for what TradingView calls otherwise than Alpaca (preferred shares, warrants, rights), and for exchanges that
    /// we have no name of.
    pub fn of(asset: &'a Asset) -> Option<Self> {
        let description = asset.name.as_deref().unwrap_or_default().trim();
        let is_fund = asset.exchange == "ARCA" || description.split(' ').any(|word| word == "ETF");
        Some(Self {
            symbol: Some(asset.symbol.as_str()).filter(|symbol| has_one_name(symbol))?,
            exchange: tradingview_exchange(&asset.exchange)?,
            description: if description.is_empty() {
                &asset.symbol
            } else {
                description
            },
            kind: if is_fund { "fund" } else { "stock" },
            is_tradable: asset.tradable,
            is_fractionable: asset.fractionable,
            is_shortable: asset.shortable && asset.easy_to_borrow,
        })
    }
}

/// TradingView's prefix of the stocks of an exchange. It has those of NYSE Arca and NYSE American under one.
fn tradingview_exchange(alpaca: &str) -> Option<&'static str> {
    match alpaca {
        "NASDAQ" => Some("NASDAQ"),
        "NYSE" => Some("NYSE"),
        "ARCA" | "AMEX" => Some("AMEX"),
        "BATS" => Some("CBOE"),
        "OTC" => Some("OTC"),
        _ => None,
    }
}

/// Letters, or letters and the letter of a class: `AAPL`, `BRK.B`.
fn has_one_name(symbol: &str) -> bool {
    let (ticker, class) = symbol.split_once('.').unwrap_or((symbol, "A"));
    let are_letters = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase());
    are_letters(ticker) && are_letters(class) && class.len() == 1 && Symbol::parse(symbol).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(symbol: &str, exchange: &str, name: &str) -> Asset {
        Asset {
            symbol: symbol.to_owned(),
            name: Some(name.to_owned()),
            exchange: exchange.to_owned(),
            tradable: true,
            fractionable: true,
            shortable: true,
            easy_to_borrow: true,
        }
    }

    #[test]
    fn exchanges_have_tradingviews_names() {
        for (alpaca, tradingview) in [
            ("NASDAQ", Some("NASDAQ")),
            ("ARCA", Some("AMEX")),
            ("BATS", Some("CBOE")),
            ("", None),
            ("FTXU", None),
        ] {
            let asset = asset("SPY", alpaca, "SPDR S&P 500");
            let listed = ListedStock::of(&asset).map(|stock| stock.exchange);
            assert_eq!(listed, tradingview, "{alpaca}");
        }
    }

    #[test]
    fn only_what_has_one_name_is_listed() {
        for (symbol, is_listed) in [
            ("AAPL", true),
            ("BRK.B", true),
            ("BAC.PRK", false),
            ("SPCE.WS", false),
            ("ABC.", false),
            (".A", false),
            ("", false),
            ("A B", false),
            ("aapl", false),
            ("013CVR016", false),
        ] {
            let asset = asset(symbol, "NYSE", "Some Company");
            assert_eq!(ListedStock::of(&asset).is_some(), is_listed, "{symbol}");
        }
    }

    #[test]
    fn funds_are_told_from_stocks() {
        let kind = |exchange, name| ListedStock::of(&asset("X", exchange, name)).map(|stock| stock.kind);
        assert_eq!(kind("NASDAQ", "Apple Inc. Common Stock"), Some("stock"));
        assert_eq!(kind("NASDAQ", "Invesco NASDAQ 100 ETF"), Some("fund"));
        assert_eq!(kind("ARCA", "SPDR Gold Trust"), Some("fund"));
    }

    #[test]
    fn what_is_hard_to_borrow_is_not_sold_short_and_what_has_no_name_has_its_symbols() {
        let mut hard = asset("HTBR", "NYSE", " ");
        hard.easy_to_borrow = false;
        let listed = ListedStock::of(&hard).unwrap();
        assert_eq!((listed.is_shortable, listed.description), (false, "HTBR"));
    }
}
