//! Why a click makes no conversion.

use std::fmt;

use reditus::{Click, ClickError, Conversion, NoReferrer, Referrer};

/// Why nothing is stored for a click. Nothing of the cookie is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nothing {
    /// The visitor has no click: nobody referred them.
    NoClick,
    Unreadable(Unreadable),
    NoReferrer(NoReferrer),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Cookie(ClickError),
    /// The click can be read, but its values cannot be sent.
    Values,
}

/// The click and the referrer in a whole `Cookie` header, or in the value of the cookie.
pub(super) fn read(cookie: &str) -> Result<(Click, Referrer), Nothing> {
    let value = Click::parse(cookie.trim());
    let is_header = is_header(cookie) && !value.as_ref().is_ok_and(ends_like_ours);
    let click = if is_header { Click::from_cookie_header(cookie) } else { value };
    let click = match click {
        Ok(click) => click,
        Err(ClickError::Missing | ClickError::Empty) => return Err(Nothing::NoClick),
        Err(error) => return Err(Nothing::Unreadable(Unreadable::Cookie(error))),
    };
    let referrer = Conversion::from_click(&click).map_err(Nothing::NoReferrer)?;
    Ok((click, referrer))
}

/// Whether these are pairs of names and values. The name of a cookie has neither a `:` nor a `%`,
/// while the value of ours has one of them, and may have a `=` after it.
fn is_header(cookie: &str) -> bool {
    let first_name = cookie.split_once('=').map(|(name, _)| name);
    first_name.is_some_and(|name| !name.contains([':', '%']))
        || cookie.contains(&format!("{}=", Click::COOKIE))
}

/// A decoded value may begin like a header, with a link's name that has a `=` in it. No other
/// cookie has so many fields and one of these words in its place.
fn ends_like_ours(value: &Click) -> bool {
    value.is_advocate() || value.programme_type() == Some("affiliate")
}

impl Nothing {
    /// The name for programs.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::NoClick => "no_click",
            Self::Unreadable(_) => "unreadable",
            Self::NoReferrer(NoReferrer::AffiliateKey) => "affiliate_key",
            Self::NoReferrer(NoReferrer::LinkOnly) => "link_only",
            Self::NoReferrer(_) => "nobody",
        }
    }

    /// Whether the service's V1, which takes the click itself, may know who it is.
    pub(super) fn may_be_known_to_v1(self) -> bool {
        matches!(self, Self::NoReferrer(NoReferrer::AffiliateKey | NoReferrer::LinkOnly))
    }

    /// Whether somebody should look at it: it may be worth a commission.
    pub(super) fn may_be_worth_money(self) -> bool {
        match self {
            Self::NoClick | Self::NoReferrer(NoReferrer::Nobody) => false,
            Self::Unreadable(_) | Self::NoReferrer(_) => true,
        }
    }
}

impl fmt::Display for Nothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoClick => {
                write!(f, "no `{}` cookie: nobody referred the visitor", Click::COOKIE)
            }
            Self::Unreadable(Unreadable::Cookie(error)) => error.fmt(f),
            Self::Unreadable(Unreadable::Values) => {
                f.write_str("the click has values that cannot be sent")
            }
            Self::NoReferrer(why) => why.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_click_is_read_from_a_header_or_a_value_and_each_failure_has_its_reason() {
        let reason = |cookie| read(cookie).map_or_else(super::Nothing::as_str, |_| "a referrer");
        for (cookie, expected) in [
            (":3f0c:::::john::::affiliate", "a referrer"),
            ("%3A3f0c%3A%3A%3A%3A%3Ajohn%3A%3A%3A%3Aaffiliate", "a referrer"),
            ("theme=dark; _gr_id=:3f0c:::::john::::affiliate", "a referrer"),
            (":3f0c::::::max:via::affiliate", "a referrer"),
            (":3f0c:::::john:::mail=may:affiliate", "a referrer"),
            ("theme; _gr_id=:3f0c:::::john::::affiliate", "a referrer"),
            ("a:b=1; _gr_id=:3f0c:::::john::::affiliate", "a referrer"),
            ("a=b:3f0c:::::john::::affiliate", "a referrer"),
            ("a=b:3f0c:::::john::::other", "no_click"),
            ("theme=1:2:3:4:5:6:7:8:9:10:11", "no_click"),
            ("", "no_click"),
            (" ", "no_click"),
            ("theme=dark", "no_click"),
            ("_gr_id=", "no_click"),
            ("_gr_id=a:b", "unreadable"),
            ("a:b", "unreadable"),
            ("%ff", "unreadable"),
            (":3f0c:::::::::", "nobody"),
            (":3f0c::pk:7::::::", "affiliate_key"),
            ("spring:3f0c:::::::::", "link_only"),
        ] {
            assert_eq!(reason(cookie), expected, "{cookie}");
        }
    }
}
