//! The platform that every worker stands on.
