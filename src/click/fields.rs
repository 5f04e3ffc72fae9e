//! The fields of a click.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::ClickError;

// Where each field is. The third and the sixth are always empty.
pub(super) const RL: usize = 0;
pub(super) const CLIENT_ID: usize = 1;
pub(super) const PK: usize = 3;
pub(super) const UID: usize = 4;
pub(super) const SLUG: usize = 6;
pub(super) const COMPETITOR_SLUG: usize = 7;
pub(super) const COMPETITOR_TYPE: usize = 8;
pub(super) const SUB_ID: usize = 9;
pub(super) const PROGRAMME_TYPE: usize = 10;

/// The older form ends with the competitor type.
const FEWEST: usize = COMPETITOR_TYPE + 1;

pub(super) const AFFILIATE: &str = "affiliate";
pub(super) const REFERRAL: &str = "referral";

/// The decoded fields of a click: at least as many as every known form has.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Fields(Vec<String>);

impl Fields {
    pub(super) fn read(raw: &str) -> Result<Self, ClickError> {
        let mut fields = split(raw)?;
        if fields.len() < FEWEST {
            return Err(ClickError::TooFewFields(fields.len()));
        }
        rejoin_sub_id(&mut fields);
        Ok(Self(fields))
    }

    /// The field, if it is there and not empty.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        self.0.get(at).map(String::as_str).filter(|field| !field.is_empty())
    }

    pub(super) fn all(&self) -> &[String] {
        &self.0
    }

    /// The fields beyond those of any known form.
    pub(super) fn extra(&self) -> impl Iterator<Item = &str> {
        self.0.iter().skip(PROGRAMME_TYPE + 1).map(String::as_str)
    }
}

/// A bare `:` separates, and an encoded one is part of its field. A value without a bare `:` was
/// encoded as a whole.
fn split(raw: &str) -> Result<Vec<String>, ClickError> {
    if raw.contains(':') {
        return raw.split(':').map(|field| Ok(decoded(field)?.into_owned())).collect();
    }
    Ok(decoded(raw)?.split(':').map(str::to_owned).collect())
}

/// An incomplete escape stays as it is.
fn decoded(text: &str) -> Result<Cow<'_, str>, ClickError> {
    percent_decode_str(text).decode_utf8().map_err(|_| ClickError::NotUtf8)
}

/// Joins a sub id that was split at its own colons. Otherwise an advocate's click with such a sub id
/// would pass for an affiliate's.
fn rejoin_sub_id(fields: &mut Vec<String>) {
    let is_programme_type = |at: &usize| [AFFILIATE, REFERRAL].contains(&fields[*at].as_str());
    if let Some(end) = (PROGRAMME_TYPE..fields.len()).find(is_programme_type) {
        let sub_id = fields[SUB_ID..end].join(":");
        fields.splice(SUB_ID..end, [sub_id]);
    }
}
