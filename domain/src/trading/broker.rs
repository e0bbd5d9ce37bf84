//! The words for accounts at brokers: whose they are, which kind of money they hold, and whether they can be used.

use crate::text_enum;

text_enum! {
    /// Where an account is.
    Broker("broker") {
        /// Alpaca, linked by OAuth.
        Alpaca = "alpaca",
        /// Inside the platform: orders are filled against the datafeed, with money that does not exist.
        Paper = "paper",
    }
}

impl Broker {
    /// The name to show.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Alpaca => "Alpaca",
            Self::Paper => "pinewire paper trading",
        }
    }

    /// The environments that accounts of this broker can be in.
    pub const fn environments(self) -> &'static [Environment] {
        match self {
            Self::Alpaca => &[Environment::Paper, Environment::Live],
            Self::Paper => &[Environment::Paper],
        }
    }
}

text_enum! {
    /// Which kind of money an account holds.
    Environment("environment") {
        /// Real money.
        Live = "live",
        /// Money to practise with.
        Paper = "paper",
    }
}

text_enum! {
    /// Whether the link to an account can be used.
    LinkStatus("link status") {
        /// It can.
        Active = "active",
        /// The user, or the broker in the user's name, took it back.
        Revoked = "revoked",
        /// The broker does not accept it at the moment.
        Broken = "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broker_has_paper_money_and_only_a_real_one_has_real_money() {
        for broker in Broker::ALL {
            assert!(broker.environments().contains(&Environment::Paper));
        }
        assert!(!Broker::Paper.environments().contains(&Environment::Live));
    }
}
