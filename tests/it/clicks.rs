//! What the browser's cookie says of who referred.

use std::iter::repeat_with;

use fastrand::Rng;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reditus::{Click, ClickError, Conversion};

const CASES: usize = 100_000;

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
        (format!("rl:{client}:::::john::::affiliate"),
            [some(client), None, some("john"), None, None, None, some("affiliate")]),
        (format!("rl:{client}:::::jwe512::::referral"),
            [some(client), None, some("jwe512"), None, None, None, some("referral")]),
        (format!("rl:{client}::pk1:7::john:jdoe:rival:spring:affiliate"),
            [some(client), some("pk1"), some("john"), some("jdoe"), some("rival"), some("spring"), some("affiliate")]),
        // 9 fields, and 10.
        (format!("rl:{client}::pk1:7::john:jdoe:rival"),
            [some(client), some("pk1"), some("john"), some("jdoe"), some("rival"), None, None]),
        (format!("rl:{client}:::::john:::spring"),
            [some(client), None, some("john"), None, None, some("spring"), None]),
        // Encoded wholly, as js-cookie does, and with small hex digits.
        ("rl%3A1%3A%3A%3A%3A%3Ajos%C3%A9%3A%3A%3Aa%20b%3Aaffiliate".to_owned(),
            [some("1"), None, some("josé"), None, None, some("a b"), some("affiliate")]),
        ("rl:1:::::jos%C3%A9:::a%20b:affiliate".to_owned(),
            [some("1"), None, some("josé"), None, None, some("a b"), some("affiliate")]),
        ("rl%3a1%3a%3a%3a%3a%3ajohn%3a%3a%3a%3aaffiliate".to_owned(),
            [some("1"), None, some("john"), None, None, None, some("affiliate")]),
        // Not encoded, beyond ASCII.
        ("rl:1:::::josé::::affiliate".to_owned(),
            [some("1"), None, some("josé"), None, None, None, some("affiliate")]),
        // Decoded once; an incomplete escape stays as it is.
        ("rl:1:::::john:::100%2525%:affiliate".to_owned(),
            [some("1"), None, some("john"), None, None, some("100%25%"), some("affiliate")]),
        // Nothing says that the first field is always the same, or that a click has a slug.
        ("::::::::::".to_owned(), [None; 7]),
        ("xy:1:::::john::".to_owned(), [some("1"), None, some("john"), None, None, None, None]),
        // A sub id with colons of its own: encoded, bare, and encoded with all the rest.
        ("rl:1:::::jwe512:::a%3Ab:referral".to_owned(),
            [some("1"), None, some("jwe512"), None, None, some("a:b"), some("referral")]),
        ("rl:1:::::jwe512:::a:b::c:referral".to_owned(),
            [some("1"), None, some("jwe512"), None, None, some("a:b::c"), some("referral")]),
        ("rl%3A1%3A%3A%3A%3A%3Ajwe512%3A%3A%3Aa%3Ab%3Areferral".to_owned(),
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
    assert_eq!(extra("rl:1:::::john::::affiliate:new::newer%21"), ["new", "", "newer!"]);
    assert_eq!(extra("rl:1:::::john::::other:new"), ["new"]);
}

#[test]
fn what_is_no_click_is_refused_without_showing_it() {
    let longest = format!("rl:1:::::john:::{}:affiliate", "m".repeat(4096 - 26));
    assert_eq!(longest.len(), Conversion::MAX_LENGTH);
    assert!(Click::parse(&longest).is_ok());
    for (value, error, text) in [
        (String::new(), ClickError::Empty, "is empty; treat it as if there were none"),
        ("\"\"".to_owned(), ClickError::Empty, "is empty"),
        (longest + "m", ClickError::TooLong, "is over the limit of 4096 bytes; check that it"),
        ("m4rker".to_owned(), ClickError::TooFewFields(1), "has 1 field, not 9 or more; check"),
        ("rl:m4rker:::::john:".to_owned(), ClickError::TooFewFields(8), "has 8 fields, not 9"),
        ("rl%3Am4rker%3A".to_owned(), ClickError::TooFewFields(3), "has 3 fields"),
        ("rl:m4rker:::::%ff::::".to_owned(), ClickError::NotUtf8, "is not UTF-8; check that"),
        ("rl:m4rker:::::%C3:%A9:::".to_owned(), ClickError::NotUtf8, "is not UTF-8"),
    ] {
        assert_eq!(Click::parse(&value), Err(error), "{value}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(text) && !shown.contains("m4rker"), "{shown}");
    }
}

#[test]
fn the_cookie_is_found_in_a_header_by_its_exact_name() {
    let john = "rl:1:::::john::::affiliate";
    let mary = "rl:2:::::mary::::affiliate";
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
    // Other cookies may hold anything, this one may not.
    let header = [b"a=\xff; _gr_id=", john.as_bytes(), b"; b=\xff"].concat();
    assert_eq!(Click::from_cookie_header(header).unwrap().slug(), Some("john"));
    let header = b"_gr_id=rl:1:::::j\xff::::affiliate";
    assert_eq!(Click::from_cookie_header(header), Err(ClickError::NotUtf8));
}

#[test]
fn a_click_becomes_the_referrer_that_it_names() {
    let affiliate = Conversion::affiliate;
    for (value, referrer) in [
        ("rl:1:::::john::::affiliate", Some(affiliate("john"))),
        ("rl:1:::::jwe512::::referral", Some(Conversion::advocate("jwe512"))),
        ("rl:1:::::john:::a%3Ab:affiliate", Some(affiliate("john"))),
        ("rl:1:::::jwe512:::a:b:referral", Some(Conversion::advocate("jwe512"))),
        // Without a programme type, or with an unknown one.
        ("rl:1:::::john::", Some(affiliate("john"))),
        ("rl:1:::::john:::spring", Some(affiliate("john"))),
        ("rl:1:::::john::::", Some(affiliate("john"))),
        ("rl:1:::::john::::Referral", Some(affiliate("john"))),
        ("rl:1:::::john::::partner", Some(affiliate("john"))),
        // A competitor's slug counts only where there is no other.
        ("rl:1:::::john:jdoe:rival::affiliate", Some(affiliate("john"))),
        ("rl:1::::::jdoe:rival::affiliate", Some(affiliate("jdoe"))),
        ("rl:1::::::jdoe:rival", Some(affiliate("jdoe"))),
        ("rl:1::::::jdoe:rival::referral", Some(affiliate("jdoe"))),
        ("rl:1::pk:7::::::affiliate", None),
        ("rl:1::pk:7::::::referral", None),
    ] {
        let click = Click::parse(value).unwrap();
        let advocate = referrer.as_ref().is_some_and(|it| format!("{it:?}").contains("advocate"));
        assert_eq!(Conversion::from_click(&click), referrer, "{value}");
        assert_eq!(click.is_advocate(), advocate, "{value}");
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

/// The fields of a click of any form, the known ones or one that is still to come.
fn fields(random: &mut Rng, alphabet: &[char]) -> Vec<String> {
    let count = random.usize(9..14);
    let mut fields: Vec<_> = repeat_with(|| text(random, alphabet)).take(count).collect();
    "rl".clone_into(&mut fields[0]);
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
    for case in 0..CASES {
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
        assert_eq!(click.raw(), value);
    }
}

#[test]
fn the_cookie_is_found_among_any_others() {
    let alphabet: Vec<_> = "_gr_id=aZ09 \"%:\té".chars().collect();
    let ours = |pair: &str| pair.split('=').next().is_some_and(|name| name.trim() == "_gr_id");
    let mut random = Rng::with_seed(2);
    for _ in 0..CASES {
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

/// Whatever it was given, a click that was read holds nothing else.
fn holds_only_what_was_given(click: &Click, given: &str) {
    assert!(given.contains(click.raw()), "{given:?}");
    let decoded = percent_decode_str(click.raw()).decode_utf8().unwrap();
    for value in read(click).into_iter().flatten().chain(click.extra()) {
        assert!(decoded.contains(value), "{given:?}");
    }
    assert_eq!(
        Conversion::from_click(click).is_some(),
        click.slug().or(click.competitor_slug()).is_some()
    );
}

#[test]
fn no_value_makes_it_panic() {
    let written = [
        "rl%3A3f0c%3A%3Apk%3A7%3A%3Ajos%C3%A9%3Ajdoe%3Arival%3Aa%3Ab%3Areferral",
        "rl:3f0c::pk:7::jos%C3%A9:jdoe:rival:a%3Ab:affiliate:new",
        "\"rl:3f0c::pk:7::josé:jdoe:rival\"",
    ];
    let pieces =
        ["%", "%C3", "%A9", "%3A", ":", "::::", "\"", ";", "=", "_gr_id=", "referral", "é", "\0"];
    let mut random = Rng::with_seed(3);
    let mut read = 0;
    for case in 0..CASES {
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
    // Were nearly all refused, little would have been tried.
    assert!(read > CASES / 4, "{read}");
}

#[test]
fn a_click_may_be_cut_off_anywhere() {
    for value in [
        "rl%3A3f0c%3A%3Apk%3A7%3A%3Ajos%C3%A9%3Ajdoe%3Arival%3Aa%3Ab%3Areferral",
        "rl:3f0c::pk:7::josé:jdoe:rival:a%3Ab:affiliate:new",
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
