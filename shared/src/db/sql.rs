//! SQL statements as constants, each checked by a test.

/// A statement on the rows of one tenant, whose user id is `?1`.
#[derive(Debug, Clone, Copy)]
pub struct TenantSql(#[doc(hidden)] pub &'static str);

/// A statement that is not bound to one tenant.
#[derive(Debug, Clone, Copy)]
pub struct SystemSql(#[doc(hidden)] pub &'static str);

/// Declares a module's SQL statements, and a test that prepares each of them against the migrated schema, so that a
/// typo or a forgotten migration fails the build and not a request. One block per module.
///
/// ```ignore
/// sql! {
///     /// The newest sessions first.
///     tenant LIST = "SELECT id, created_at FROM sessions WHERE user_id = ?1 ORDER BY created_at DESC LIMIT ?2";
///     /// Forgets what is too old to matter.
///     system PURGE = "DELETE FROM sessions WHERE expires_at < ?1";
/// }
/// ```
#[macro_export]
macro_rules! sql {
    ($($(#[$doc:meta])* $kind:ident $name:ident = $text:expr;)+) => {
        $($crate::sql!(@const $(#[$doc])* $kind $name $text);)+

        #[cfg(test)]
        mod sql_statements {
            #[test]
            fn prepare_against_the_migrated_schema() {
                $($crate::testing::assert_statement(stringify!($kind), stringify!($name), super::$name.0);)+
            }
        }
    };
    (@const $(#[$doc:meta])* tenant $name:ident $text:expr) => {
        $(#[$doc])* pub(crate) const $name: $crate::db::TenantSql = $crate::db::TenantSql($text);
    };
    (@const $(#[$doc:meta])* system $name:ident $text:expr) => {
        $(#[$doc])* pub(crate) const $name: $crate::db::SystemSql = $crate::db::SystemSql($text);
    };
}
