//! What an application enqueues.

mod body;
pub(crate) mod customer;
mod key;
mod origin;

use std::{borrow::Cow, fmt};

use reditus::{Conversion, InvalidField};
use serde::Serialize;

pub(crate) use self::body::Body;
use self::body::Versioned;
pub use self::origin::Origin;

/// A conversion, ready to be enqueued: the two parameters of the statements
/// [`sqlite::ENQUEUE`](crate::sqlite::ENQUEUE) and
/// [`postgres::ENQUEUE`](crate::postgres::ENQUEUE).
///
/// ```
/// use reditus::Conversion;
/// use reditus_outbox::Entry;
///
/// let entry = Entry::new(&Conversion::affiliate("john").email("jane@example.com").uid("42"))?;
/// assert_eq!(entry.key().len(), 64);
/// # Ok::<(), reditus_outbox::InvalidConversion>(())
/// ```
///
/// `Debug` shows neither of the two.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    key: String,
    body: String,
}

impl Entry {
    /// The entry for this conversion.
    ///
    /// # Errors
    ///
    /// [`InvalidConversion`] if [`Conversion::invalid_fields`] names any field: the conversion
    /// could never be sent. Log it and go on: a visitor's cookie must not cost you a signup.
    pub fn new(conversion: &Conversion) -> Result<Self, InvalidConversion> {
        Self::of(conversion.invalid_fields(), conversion)
    }

    /// The entry for a conversion of V1, which is reported by V1.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    #[deprecated(note = "the vendor is deprecating V1: use `Entry::new`")]
    #[expect(deprecated)]
    pub fn v1(conversion: &reditus::v1::Conversion) -> Result<Self, InvalidConversion> {
        let body =
            Versioned { email: Cow::Borrowed(conversion.email()), v1: Cow::Borrowed(conversion) };
        Self::of(conversion.invalid_fields(), &body)
    }

    fn of(
        invalid: impl Iterator<Item = InvalidField>,
        body: &impl Serialize,
    ) -> Result<Self, InvalidConversion> {
        let invalid: Vec<_> = invalid.collect();
        if !invalid.is_empty() {
            return Err(InvalidConversion(invalid));
        }
        // Strings and a flag always serialize.
        let body = serde_json::to_string(body).unwrap_or_default();
        Ok(Self { key: key::of(&body), body })
    }

    /// The entry's key: 64 hexadecimal digits. Conversions with the same referrer and the same
    /// customer have the same key, whatever their click, so a customer reported at every login is
    /// enqueued once. E-mail addresses are compared trimmed and ignoring ASCII case.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The conversion as JSON. It contains customer data.
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").finish_non_exhaustive()
    }
}

/// A conversion that could never be sent. It names the invalid fields, but shows no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidConversion(Vec<InvalidField>);

impl InvalidConversion {
    /// What is wrong with which field.
    pub fn fields(&self) -> &[InvalidField] {
        &self.0
    }
}

impl fmt::Display for InvalidConversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the conversion cannot be sent: ")?;
        for (at, field) in self.0.iter().enumerate() {
            write!(f, "{}{field}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidConversion {}

#[cfg(test)]
mod tests {
    use reditus::Conversion;

    use super::{Body, Entry};

    fn key(conversion: &Conversion) -> String {
        Entry::new(conversion).unwrap().key().to_owned()
    }

    #[test]
    fn a_key_stays_the_same_from_version_to_version() {
        let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
        assert_eq!(
            key(&conversion),
            "f71b1df39d0c290c33e519a38597093d187a0c7762b85f2e3a6b3c0e7cb5bda2"
        );
    }

    #[test]
    fn referrer_and_customer_make_the_key_and_nothing_else_does() {
        let keys = [
            Conversion::affiliate("john").email("42"),
            Conversion::advocate("john").email("42"),
            Conversion::affiliate("john").uid("42"),
            Conversion::affiliate("joh").uid("n42"),
            Conversion::affiliate("john").email("42").uid("42"),
        ]
        .map(|conversion| key(&conversion));
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(key));
        }
        let same = [
            Conversion::affiliate("john").email("42").gr_id("1"),
            Conversion::affiliate("john").email(" 42 ").gr_id("2"),
        ];
        for conversion in same {
            assert_eq!(key(&conversion), keys[0]);
        }
        let upper = Conversion::affiliate("john").email("Jane@Example.com");
        assert_eq!(key(&upper), key(&Conversion::affiliate("john").email("jane@example.COM")));
    }

    #[test]
    fn what_could_never_be_sent_is_not_an_entry_and_shows_no_value() {
        let error = Entry::new(&Conversion::affiliate(" ").email("jane\n")).unwrap_err();
        assert_eq!(error.fields().len(), 2);
        assert!(!error.to_string().contains("jane"));
        let entry = Entry::new(&Conversion::affiliate("john").email("jane@x")).unwrap();
        assert!(!format!("{entry:?}").contains("jane"));
    }

    #[test]
    #[expect(deprecated)]
    fn a_conversion_of_v1_reads_back_as_one_and_its_uid_is_not_the_customers() {
        let v1 = |email, uid| reditus::v1::Conversion::partner(email, "pk", uid);
        let entry = Entry::v1(&v1("jane@example.com", "7")).unwrap();
        assert!(Body::read(entry.body()) == Some(Body::V1(v1("jane@example.com", "7"))));
        let body: serde_json::Value = serde_json::from_str(entry.body()).unwrap();
        assert_eq!((&body["email"], body.get("uid")), (&"jane@example.com".into(), None));

        assert_eq!(entry.key(), Entry::v1(&v1("Jane@Example.com ", "7")).unwrap().key());
        assert_ne!(entry.key(), Entry::v1(&v1("jane@example.com", "8")).unwrap().key());
        assert_ne!(entry.key(), Entry::v1(&v1("joe@example.com", "7")).unwrap().key());
        assert_eq!(Entry::v1(&v1(" ", "")).unwrap_err().fields().len(), 2);
    }
}
