//! The columns that an import knows.

use std::ops::Index;

use crate::args::{Field, Mapping};

/// The columns that an import adds to the files it writes. The prefix keeps them apart from the
/// user's own.
pub(crate) const OUTCOME: &str = "reditus_outcome";
pub(crate) const REASON: &str = "reditus_reason";
pub(crate) const MAY_HAVE_BEEN_RECORDED: &str = "reditus_may_have_been_recorded";

/// Whether an earlier import added the column of this name.
pub(super) fn is_ours(name: &[u8]) -> bool {
    let ours = [OUTCOME, REASON, MAY_HAVE_BEEN_RECORDED];
    ours.iter().any(|ours| ours.as_bytes() == name.trim_ascii())
}

/// One value for each field of a conversion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ByField<T> {
    pub(super) affiliate_slug: T,
    pub(super) advocate_slug: T,
    pub(super) email: T,
    pub(super) uid: T,
    pub(super) gr_id: T,
}

impl<T> ByField<T> {
    pub(super) fn from_fn(mut value: impl FnMut(Field) -> T) -> Self {
        Self {
            affiliate_slug: value(Field::AffiliateSlug),
            advocate_slug: value(Field::AdvocateSlug),
            email: value(Field::Email),
            uid: value(Field::Uid),
            gr_id: value(Field::GrId),
        }
    }
}

impl<T> Index<Field> for ByField<T> {
    type Output = T;

    fn index(&self, field: Field) -> &T {
        match field {
            Field::AffiliateSlug => &self.affiliate_slug,
            Field::AdvocateSlug => &self.advocate_slug,
            Field::Email => &self.email,
            Field::Uid => &self.uid,
            Field::GrId => &self.gr_id,
        }
    }
}

/// What `--map` calls the column of a field; the last one wins.
pub(super) fn mapped(map: &[Mapping], field: Field) -> Option<&str> {
    let mapping = map.iter().rfind(|mapping| mapping.field == field);
    mapping.map(|mapping| mapping.column.as_str())
}
