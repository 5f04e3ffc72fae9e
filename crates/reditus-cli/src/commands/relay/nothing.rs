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

/// The click in a whole `Cookie` header, or in the value of the cookie.
pub(super) fn read(cookie: &str) -> Result<Click, Nothing> {
    match Click::from_cookie_header(cookie) {
        Ok(click) => Ok(click),
        // No cookie is called like ours: it may be the value alone.
        Err(ClickError::Missing) => match Click::parse(cookie.trim()) {
            Ok(value) if !is_header(cookie) || is_surely_ours(cookie, &value) => Ok(value),
            Err(error) if !is_header(cookie) => Err(Nothing::of(error)),
            Ok(_) | Err(_) => Err(Nothing::NoClick),
        },
        Err(error) => Err(Nothing::of(error)),
    }
}

/// Who referred, by what was read.
pub(super) fn referrer(click: &Result<Click, Nothing>) -> Result<Referrer, Nothing> {
    match click {
        Ok(click) => Conversion::from_click(click).map_err(Nothing::NoReferrer),
        Err(why) => Err(*why),
    }
}

/// Whether these are pairs of names and values. The name of a cookie has neither a `:` nor a `%`,
/// while the value of ours has one of them, and may have a `=` after it.
fn is_header(cookie: &str) -> bool {
    let first_name = cookie.split_once('=').map(|(name, _)| name);
    first_name.is_some_and(|name| !name.contains([':', '%']))
}

/// A decoded value may begin like a header, with a link's name that has a `=` in it. No other
/// cookie alone has so many fields and one of these words in its place.
fn is_surely_ours(cookie: &str, value: &Click) -> bool {
    let is_typed = value.is_advocate() || value.programme_type() == Some("affiliate");
    is_typed && !cookie.contains(';')
}

impl Nothing {
    fn of(error: ClickError) -> Self {
        match error {
            ClickError::Missing | ClickError::Empty => Self::NoClick,
            error => Self::Unreadable(Unreadable::Cookie(error)),
        }
    }

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
    use reditus::Click;

    use super::{Nothing, read, referrer};

    #[test]
    fn a_click_is_read_from_a_header_or_a_value_and_each_failure_has_its_reason() {
        let reason =
            |cookie| referrer(&read(cookie)).map_or_else(Nothing::as_str, |_| "a referrer");
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

    #[test]
    fn only_the_click_is_taken_from_a_header() {
        for cookie in [
            "session=secret; _gr_id=:3f0c:::::john::::affiliate",
            "session=secret; _gr_id=%3A3f0c%3A%3A%3A%3A%3Ajohn%3A%3A%3A%3Aaffiliate",
            "_gr_id=:3f0c:::::john::::affiliate",
            ":3f0c:::::john::::affiliate",
        ] {
            let click = read(cookie).map(|click| Click::gr_id(&click));
            assert_eq!(click, Ok(":3f0c:::::john::::affiliate".to_owned()), "{cookie}");
        }
        let mail = read("a=b:3f0c:::::john::::affiliate").map(|click| Click::gr_id(&click));
        assert_eq!(mail, Ok("a=b:3f0c:::::john::::affiliate".to_owned()));
        let other = "session=secret; a=b:3f0c:::::john::::affiliate";
        assert_eq!(read(other).map(|click| Click::gr_id(&click)), Err(Nothing::NoClick));
    }
}
