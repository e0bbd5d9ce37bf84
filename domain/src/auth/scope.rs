//! What an API key is allowed to do.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text_enum;

text_enum! {
    /// One permission of an API key.
    Scope("scope") {
        /// Read signals, their screenshots and rejected alerts.
        SignalsRead = "signals:read",
        /// Change, delete, restore signals, replay screenshots, send test alerts.
        SignalsWrite = "signals:write",
        /// Read the configuration.
        ConfigRead = "config:read",
        /// Change the configuration and rotate the webhook.
        ConfigWrite = "config:write",
        /// Read statistics.
        StatsRead = "stats:read",
        /// Read a seller's scripts, grants and logs.
        AccessRead = "access:read",
        /// Sync scripts, change their settings, give and take access.
        AccessWrite = "access:write",
        /// Read broker accounts, orders, positions, executions and limits.
        TradingRead = "trading:read",
        /// Place, change and cancel orders, close positions, switch trading off and on.
        TradingWrite = "trading:write",
    }
}

impl Scope {
    const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// A set of scopes. In JSON an array without repetition, in the order of [`Scope::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = Vec<Scope>))]
pub struct Scopes(u16);

impl Scopes {
    /// Whether `scope` is in it.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .iter()
            .copied()
            .filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | scope.bit()))
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Scope>::deserialize(deserializer).map(Self::from_iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_its_json() {
        let scopes: Scopes = serde_json::from_str(r#"["stats:read","signals:read","stats:read"]"#).unwrap();
        assert_eq!(
            serde_json::to_string(&scopes).unwrap(),
            r#"["signals:read","stats:read"]"#
        );
        assert!(scopes.contains(Scope::StatsRead) && !scopes.contains(Scope::SignalsWrite));
        assert!(serde_json::from_str::<Scopes>(r#"["admin"]"#).is_err());
        assert_eq!(
            Scope::ALL.iter().copied().collect::<Scopes>().iter().count(),
            Scope::ALL.len()
        );
    }
}
