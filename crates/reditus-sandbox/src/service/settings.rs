use std::collections::HashSet;

use super::RateLimit;

/// What the service accepts.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    /// The only token accepted; `None` accepts any.
    pub(crate) token: Option<String>,
    pub(crate) referrers: Referrers,
    pub(crate) rate_limit: Option<RateLimit>,
}

/// The slugs that exist; `None` for all.
#[derive(Clone, Default)]
pub(crate) struct Referrers {
    pub(crate) affiliates: Option<HashSet<String>>,
    pub(crate) advocates: Option<HashSet<String>>,
}
