//! What the browser's cookie says about who referred.

use std::iter::repeat_with;

use fastrand::Rng;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reditus::{
    Click, ClickError, Conversion, NoReferrer,
    reqwest::header::{COOKIE, HeaderMap, HeaderValue},
};

/// How many random cases of each kind.
fn cases() -> usize {
    crate::effort::scaled(100_000)
}

/// What `encodeURIComponent` leaves as it is.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// What js-cookie leaves as it is, of what matters here.
const JS_COOKIE: &AsciiSet =
    &COMPONENT.remove(b':').remove(b'/').remove(b'@').remove(b'=').remove(b'+').remove(b'&');

/// The fields that mean something, in the order of the cookie.
fn read(click: &Click) -> [Option<&str>; 7] {
    [
        click.client_id(),
        click.pk(),
        click.slug(),
        click.competitor_slug(),
        click.competitor_type(),
        click.sub_id(),
        click.programme_type(),
    ]
}

#[test]
fn every_known_form_is_read() {
    let client = "3f0c6a1e-5b7d-4c2a-9e8f-0a1b2c3d4e5f";
    let some = Some;
    #[rustfmt::skip]
    let cases = [
        // 11 fields: an affiliate's link, an advocate's, one with everything.
        (format!(":{client}:::::john::::affiliate"),
            [some(client), None, some("john"), None, None, None, some("affiliate")]),
        (format!(":{client}:::::jwe512::::referral"),
            [some(client), None, some("jwe512"), None, None, None, some("referral")]),
        (format!(":{client}::pk1:7::john:jdoe:rival:spring:affiliate"),
            [some(client), some("pk1"), some("john"), some("jdoe"), some("rival"), some("spring"), some("affiliate")]),
        // 9 fields, and 10.
        (format!(":{client}::pk1:7::john:jdoe:rival"),
            [some(client), some("pk1"), some("john"), some("jdoe"), some("rival"), None, None]),
        (format!(":{client}:::::john:::spring"),
            [some(client), None, some("john"), None, None, some("spring"), None]),
        // Encoded wholly, as js-cookie does, and with small hex digits.
        ("%3A1%3A%3A%3A%3A%3Ajos%C3%A9%3A%3A%3Aa%20b%3Aaffiliate".to_owned(),
            [some("1"), None, some("josé"), None, None, some("a b"), some("affiliate")]),
        (":1:::::jos%C3%A9:::a%20b:affiliate".to_owned(),
            [some("1"), None, some("josé"), None, None, some("a b"), some("affiliate")]),
        ("%3a1%3a%3a%3a%3a%3ajohn%3a%3a%3a%3aaffiliate".to_owned(),
            [some("1"), None, some("john"), None, None, None, some("affiliate")]),
        // Not encoded, beyond ASCII.
        (":1:::::josé::::affiliate".to_owned(),
            [some("1"), None, some("josé"), None, None, None, some("affiliate")]),
        // Decoded once; an incomplete escape stays as it is.
        (":1:::::john:::100%2525%:affiliate".to_owned(),
            [some("1"), None, some("john"), None, None, some("100%25%"), some("affiliate")]),
        // Nothing says that a click has a slug.
        ("::::::::::".to_owned(), [None; 7]),
        ("xy:1:::::john::".to_owned(), [some("1"), None, some("john"), None, None, None, None]),
        // A sub id with colons of its own: encoded, bare, and encoded with all the rest.
        (":1:::::jwe512:::a%3Ab:referral".to_owned(),
            [some("1"), None, some("jwe512"), None, None, some("a:b"), some("referral")]),
        (":1:::::jwe512:::a:b::c:referral".to_owned(),
            [some("1"), None, some("jwe512"), None, None, some("a:b::c"), some("referral")]),
        ("%3A1%3A%3A%3A%3A%3Ajwe512%3A%3A%3Aa%3Ab%3Areferral".to_owned(),
            [some("1"), None, some("jwe512"), None, None, some("a:b"), some("referral")]),
    ];
    for (value, expected) in cases {
        let click = Click::parse(&value).unwrap();
        assert_eq!(read(&click), expected, "{value}");
        assert_eq!(click.raw(), value);
        assert_eq!(click.extra().count(), 0, "{value}");
        assert_eq!(Click::parse(&format!("\"{value}\"")).unwrap(), click);
        assert_eq!(Click::from_cookie_header(format!("_gr_id={value}")).unwrap(), click);
    }
}

#[test]
fn fields_that_nobody_knows_are_kept() {
    let extra = |value| -> Vec<String> {
        Click::parse(value).unwrap().extra().map(str::to_owned).collect()
    };
    assert_eq!(extra(":1:::::john::::affiliate:new::newer%21"), ["new", "", "newer!"]);
    assert_eq!(extra(":1:::::john::::other:new"), ["new"]);
}

#[test]
fn a_value_that_is_not_a_click_is_refused_without_showing_it() {
    let longest = format!(":1:::::john:::{}:affiliate", "m".repeat(4096 - 24));
    assert_eq!(longest.len(), Conversion::MAX_LENGTH);
    assert!(Click::parse(&longest).is_ok());
    for (value, error, text) in [
        (String::new(), ClickError::Empty, "is empty; treat it as absent"),
        ("\"\"".to_owned(), ClickError::Empty, "is empty"),
        (longest + "m", ClickError::TooLong, "is over the limit of 4096 bytes; check that it"),
        ("m4rker".to_owned(), ClickError::TooFewFields(1), "has 1 field, not 9 or more; check"),
        (":m4rker:::::john:".to_owned(), ClickError::TooFewFields(8), "has 8 fields, not 9"),
        ("%3Am4rker%3A".to_owned(), ClickError::TooFewFields(3), "has 3 fields"),
        (":m4rker:::::%ff::::".to_owned(), ClickError::NotUtf8, "is not UTF-8; check that"),
        (":m4rker:::::%C3:%A9:::".to_owned(), ClickError::NotUtf8, "is not UTF-8"),
    ] {
        assert_eq!(Click::parse(&value), Err(error), "{value}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(text) && !shown.contains("m4rker"), "{shown}");
    }
}

#[test]
fn the_cookie_is_found_in_a_header_by_its_exact_name() {
    let john = ":1:::::john::::affiliate";
    let mary = ":2:::::mary::::affiliate";
    for (header, slug) in [
        (format!("theme=dark; _gr_id={john}; lang=en"), Ok("john")),
        (format!("theme=dark;_gr_id=\"{john}\";lang=en"), Ok("john")),
        (format!(" ;; ;\t_gr_id = {john} ;"), Ok("john")),
        (format!("x_gr_id={mary}; _gr_id2={mary}; gr_id={mary}; _gr_id={john}"), Ok("john")),
        (format!("a=_gr_id={mary}; _gr_id; _gr_id={john}"), Ok("john")),
        // Several: the first that can be read.
        (format!("_gr_id={john}; _gr_id={mary}"), Ok("john")),
        (format!("_gr_id=; _gr_id=x; _gr_id={mary}"), Ok("mary")),
        ("_gr_id=x; _gr_id=".to_owned(), Err(ClickError::TooFewFields(1))),
        ("_gr_id=; _gr_id=x".to_owned(), Err(ClickError::Empty)),
        // None.
        (String::new(), Err(ClickError::Missing)),
        ("_gr_id".to_owned(), Err(ClickError::Missing)),
        (format!("gr_id={john}; _GR_ID={john}"), Err(ClickError::Missing)),
    ] {
        let found = Click::from_cookie_header(&header);
        assert_eq!(found.as_ref().map(|click| click.slug().unwrap()), slug.as_ref().copied());
    }
    // Other cookies may hold anything; this one may not.
    let header = [b"a=\xff; _gr_id=", john.as_bytes(), b"; b=\xff"].concat();
    assert_eq!(Click::from_cookie_header(header).unwrap().slug(), Some("john"));
    let header = b"_gr_id=:1:::::j\xff::::affiliate";
    assert_eq!(Click::from_cookie_header(header), Err(ClickError::NotUtf8));
}

#[test]
fn the_cookie_is_found_in_any_of_several_headers() {
    let john = "_gr_id=:1:::::john::::affiliate";
    let mary = "_gr_id=:2:::::mary::::affiliate";
    for (headers, slug) in [
        (vec!["theme=dark", john], Ok("john")),
        (vec![john, mary], Ok("john")),
        (vec!["_gr_id=x", "_gr_id=", mary], Ok("mary")),
        (vec!["_gr_id=; lang=en", "_gr_id=x"], Err(ClickError::Empty)),
        (vec!["theme=dark", "_gr_id=x"], Err(ClickError::TooFewFields(1))),
        (vec!["theme=dark", "lang=en"], Err(ClickError::Missing)),
        (vec![], Err(ClickError::Missing)),
    ] {
        let mut map = HeaderMap::new();
        for header in &headers {
            map.append(COOKIE, HeaderValue::from_str(header).unwrap());
        }
        map.append("x-cookie", HeaderValue::from_static("_gr_id=:3:::::eve::::affiliate"));
        let found = Click::from_headers(&map);
        let found = found.as_ref().map(|click| click.slug().unwrap()).map_err(|error| *error);
        assert_eq!(found, slug, "{headers:?}");
    }
}

#[test]
fn every_field_can_be_had_and_the_click_can_be_sent_decoded() {
    let decoded = "spring:3f0c::pk1:7::john:jdoe:via:a b:affiliate:new";
    let click = Click::parse(&utf8_percent_encode(decoded, COMPONENT).to_string()).unwrap();
    assert_eq!(click.rl(), Some("spring"));
    assert_eq!(click.uid(), Some("7"));
    assert_eq!(click.fields().collect::<Vec<_>>().join("|"), decoded.replace(':', "|"));
    assert_eq!(click.gr_id(), decoded);
    assert!(click.raw().contains("%3A"));
    let conversion = Conversion::from_click(&click).unwrap().uid("42").gr_id(click.gr_id());
    assert_eq!(conversion.fields().gr_id, Some(decoded));
}

#[test]
fn a_click_becomes_the_referrer_that_it_names_or_says_what_it_has_instead() {
    let affiliate = |slug: &str| Ok(Conversion::affiliate(slug));
    let advocate = |slug: &str| Ok(Conversion::advocate(slug));
    for (value, referrer) in [
        (":1:::::john::::affiliate", affiliate("john")),
        (":1:::::jwe512::::referral", advocate("jwe512")),
        ("spring:1:::::john::::affiliate", affiliate("john")),
        (":1:::::john:::a%3Ab:affiliate", affiliate("john")),
        (":1:::::jwe512:::a:b:referral", advocate("jwe512")),
        // Without a programme type, or with an unknown one.
        (":1:::::john::", affiliate("john")),
        (":1:::::john:::spring", affiliate("john")),
        (":1:::::john::::", affiliate("john")),
        (":1:::::john::::Referral", affiliate("john")),
        (":1:::::john::::partner", affiliate("john")),
        // A competitor's slug counts only if there is no other.
        (":1:::::john:jdoe:via::affiliate", affiliate("john")),
        (":1::::::jdoe:via::affiliate", affiliate("jdoe")),
        (":1::::::jdoe:via", affiliate("jdoe")),
        (":1::::::jdoe:via::referral", affiliate("jdoe")),
        // No slug: what is left says how much it may be worth.
        (":1::pk:7::::::affiliate", Err(NoReferrer::AffiliateKey)),
        (":1::pk:::::::referral", Err(NoReferrer::AffiliateKey)),
        (":1:::7::::::affiliate", Err(NoReferrer::AffiliateKey)),
        ("spring:1::pk:7::::::affiliate", Err(NoReferrer::AffiliateKey)),
        ("spring:1:::::::::affiliate", Err(NoReferrer::LinkOnly)),
        (":1:::::::::affiliate", Err(NoReferrer::Nobody)),
        ("::::::::::", Err(NoReferrer::Nobody)),
    ] {
        let click = Click::parse(value).unwrap();
        let is_advocate = referrer == advocate("jwe512");
        assert_eq!(Conversion::from_click(&click), referrer, "{value}");
        assert_eq!(click.is_advocate(), is_advocate, "{value}");
    }
}

#[test]
#[allow(deprecated)]
fn v1_takes_the_key_of_a_click_without_a_slug() {
    use reditus::v1;
    let email = "jane@example.com";
    for (value, partner) in [
        (":1::pk:7::::::affiliate", Some(v1::Conversion::partner(email, "pk", "7"))),
        (":1::pk:::::::affiliate", None),
        (":1:::7::::::affiliate", None),
        (":1:::::john::::affiliate", None),
    ] {
        let click = Click::parse(value).unwrap();
        assert_eq!(v1::Conversion::partner_of(&click, email), partner, "{value}");
    }
}

#[test]
fn a_click_shows_no_value() {
    let value = ["m4rker"; 13].join(":");
    let shown = format!("{:?}", Click::parse(&value).unwrap());
    assert!(!shown.contains("m4rker"), "{shown}");
    assert!(shown.contains("slug: true") && shown.contains("programme_type: other, extra: 2"));
    for (value, programme_type) in [
        ("::::::::", "none"),
        ("::::::::::affiliate", "affiliate"),
        ("::::::::::referral", "referral"),
    ] {
        let shown = format!("{:?}", Click::parse(value).unwrap());
        assert!(shown.contains("slug: false"), "{shown}");
        assert!(shown.contains(&format!("programme_type: {programme_type},")), "{shown}");
    }
}

/// Text of up to seven characters: too few to be a programme type by chance.
fn text(random: &mut Rng, alphabet: &[char]) -> String {
    let length = random.usize(0..8);
    repeat_with(|| random.choice(alphabet).unwrap()).take(length).collect()
}

/// The fields of a click of any form: a known one, or one that the vendor may still invent.
fn fields(random: &mut Rng, alphabet: &[char]) -> Vec<String> {
    let count = random.usize(9..14);
    let mut fields: Vec<_> = repeat_with(|| text(random, alphabet)).take(count).collect();
    if count > 10 && random.bool() {
        fields[10] = random.choice(["affiliate", "referral"]).unwrap().to_owned();
    }
    fields
}

fn encoded(fields: &[String], set: &'static AsciiSet) -> Vec<String> {
    fields.iter().map(|field| utf8_percent_encode(field, set).to_string()).collect()
}

#[test]
fn what_was_written_is_read_however_it_was_encoded() {
    let plain: Vec<_> = "aZ09-_./@=+& \u{1}é日🦀".chars().collect();
    let escapes: Vec<_> = plain.iter().copied().chain(['%', ';', '"', ',', '2', '5']).collect();
    let colons: Vec<_> = escapes.iter().copied().chain([':', ':', ':']).collect();
    let mut random = Rng::with_seed(1);
    for case in 0..cases() {
        let (fields, value) = match case % 4 {
            // Not at all.
            0 => {
                let fields = fields(&mut random, &plain);
                (fields.clone(), fields.join(":"))
            }
            // In part.
            1 => {
                let fields = fields(&mut random, &escapes);
                (fields.clone(), utf8_percent_encode(&fields.join(":"), JS_COOKIE).to_string())
            }
            // Wholly.
            2 => {
                let fields = fields(&mut random, &escapes);
                (fields.clone(), utf8_percent_encode(&fields.join(":"), COMPONENT).to_string())
            }
            // Each field by itself.
            _ => {
                let fields = fields(&mut random, &colons);
                (fields.clone(), encoded(&fields, COMPONENT).join(":"))
            }
        };
        let click = Click::parse(&value).unwrap();
        let expected = [1, 3, 6, 7, 8, 9, 10]
            .map(|at| fields.get(at).map(String::as_str).filter(|field| !field.is_empty()));
        assert_eq!(read(&click), expected, "{value}");
        assert!(click.extra().eq(fields.iter().skip(11)), "{value}");
        assert!(click.fields().eq(&fields), "{value}");
        assert_eq!(click.gr_id(), fields.join(":"));
        assert_eq!(click.raw(), value);
    }
}

#[test]
fn the_cookie_is_found_among_any_others() {
    let alphabet: Vec<_> = "_gr_id=aZ09 \"%:\té".chars().collect();
    let ours = |pair: &str| pair.split('=').next().is_some_and(|name| name.trim() == "_gr_id");
    let mut random = Rng::with_seed(2);
    for _ in 0..cases() {
        let value = encoded(&fields(&mut random, &alphabet), COMPONENT).join(":");
        let mut pairs: Vec<_> = repeat_with(|| text(&mut random, &alphabet))
            .filter(|pair| !ours(pair))
            .take(5)
            .collect();
        assert_eq!(Click::from_cookie_header(pairs.join(";")), Err(ClickError::Missing));
        pairs.insert(random.usize(0..=5), format!(" _gr_id={value}"));
        let found = Click::from_cookie_header(pairs.join(";"));
        assert_eq!(found, Click::parse(&value), "{pairs:?}");
        assert!(found.is_ok());
    }
}

/// A click that was read holds nothing that it was not given.
fn holds_only_what_was_given(click: &Click, given: &str) {
    assert!(given.contains(click.raw()), "{given:?}");
    let decoded = percent_decode_str(click.raw()).decode_utf8().unwrap();
    for value in read(click).into_iter().flatten().chain(click.extra()) {
        assert!(decoded.contains(value), "{given:?}");
    }
    assert_eq!(
        Conversion::from_click(click).is_ok(),
        click.slug().or(click.competitor_slug()).is_some()
    );
}

#[test]
fn no_value_makes_it_panic() {
    let written = [
        "%3A3f0c%3A%3Apk%3A7%3A%3Ajos%C3%A9%3Ajdoe%3Arival%3Aa%3Ab%3Areferral",
        ":3f0c::pk:7::jos%C3%A9:jdoe:rival:a%3Ab:affiliate:new",
        "\":3f0c::pk:7::josé:jdoe:rival\"",
    ];
    let pieces =
        ["%", "%C3", "%A9", "%3A", ":", "::::", "\"", ";", "=", "_gr_id=", "referral", "é", "\0"];
    let mut random = Rng::with_seed(3);
    let mut read = 0;
    for case in 0..cases() {
        let mut bytes = match case % 4 {
            0 => repeat_with(|| random.u8(..)).take(64).collect(),
            1 => repeat_with(|| random.choice(pieces).unwrap())
                .take(24)
                .collect::<String>()
                .into_bytes(),
            _ => random.choice(written).unwrap().as_bytes().to_vec(),
        };
        for _ in 0..random.usize(0..4) {
            let at = random.usize(0..=bytes.len());
            match random.u8(0..4) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(..at)),
                2 if at < bytes.len() => bytes[at] = random.u8(..),
                _ => drop(bytes.splice(at..at, random.choice(pieces).unwrap().bytes())),
            }
        }
        let _ = Click::from_cookie_header(&bytes);
        let _ = Click::from_cookie_header([b"a=b; _gr_id=", &bytes[..]].concat());
        let value = String::from_utf8_lossy(&bytes);
        if let Ok(click) = Click::parse(&value) {
            holds_only_what_was_given(&click, &value);
            read += 1;
        }
    }
    // If nearly all were refused, little would have been tested.
    assert!(read > cases() / 5, "{read}");
}

#[test]
fn a_click_may_be_cut_off_anywhere() {
    for value in [
        "%3A3f0c%3A%3Apk%3A7%3A%3Ajos%C3%A9%3Ajdoe%3Arival%3Aa%3Ab%3Areferral",
        ":3f0c::pk:7::josé:jdoe:rival:a%3Ab:affiliate:new",
    ] {
        for (at, _) in value.char_indices() {
            let _ = Click::parse(&value[at..]);
            match Click::parse(&value[..at]) {
                Ok(click) => holds_only_what_was_given(&click, &value[..at]),
                Err(ClickError::Empty) => assert_eq!(at, 0),
                Err(ClickError::NotUtf8) => assert!(
                    value[..at].ends_with("%C3")
                        || value[..at].ends_with("%C3%")
                        || value[..at].ends_with("%C3%A")
                ),
                Err(error) => assert!(matches!(error, ClickError::TooFewFields(1..=8))),
            }
        }
    }
}
