//! What an updated spec does to the build: it passes, or one line says what to do.
//!
//! Each update is made in a copy of the workspace, which is then built for real. Four of them are
//! tried in every run, and all of them with `REDITUS_TEST_FULL=1`.

use crate::copy::{Built, Copy, VERSION};

const V1: &str = "specs/tracking-v1.yaml";
const V2: &str = "specs/tracking-v2.yaml";

/// What the build is expected to do.
enum Then {
    /// It passes, and the generated code differs in comments only.
    SameCode,
    /// It passes, and the generated code contains all of these.
    Generates(&'static [&'static str]),
    /// It fails, with a line that names this place and contains this text.
    Says(&'static str, &'static str),
}

#[derive(PartialEq)]
enum Lane {
    /// Every run.
    Quick,
    /// With `REDITUS_TEST_FULL=1`.
    Full,
}

struct Update {
    lane: Lane,
    name: &'static str,
    make: fn(&Copy),
    then: Then,
}

/// Replaces text that must be there.
fn edit(copy: &Copy, file: &str, from: &str, to: &str) {
    let before = copy.read(file);
    assert!(before.contains(from), "{file} has no {from:?}");
    copy.write(file, &before.replace(from, to));
}

const REQUIRED: &str = "      required:\n        - affiliate_slug\n";
const GR_ID: &str = "        gr_id:\n          type: string\n";
const CONFLICT: &str = "        '409':\n          description: Referral already exists\n";
const STATE: &str = "                state:\n                  type: string\n";

fn updates() -> Vec<Update> {
    let update = |name, make, then| Update { lane: Lane::Full, name, make, then };
    let quick = |name, make, then| Update { lane: Lane::Quick, name, make, then };
    vec![
        update("nothing", |_| {}, Then::SameCode),
        update(
            "descriptions are reworded and keys move",
            |copy| {
                edit(copy, V2, "Email of the referral", "The e-mail address");
                edit(copy, V2, REQUIRED, "");
                let schema = "    TrackingV2Request:\n";
                edit(copy, V2, schema, &format!("{schema}{REQUIRED}"));
            },
            Then::SameCode,
        ),
        quick(
            "an optional field joins the request",
            |copy| {
                edit(copy, V2, GR_ID, &format!("        coupon:\n          type: string\n{GR_ID}"))
            },
            Then::Says("src/conversion.rs", "missing field `coupon`"),
        ),
        quick(
            "a field joins the response",
            |copy| {
                let plan = "                plan:\n                  type: string\n";
                edit(copy, V2, STATE, &format!("{plan}{STATE}"));
            },
            Then::Generates(&["pub plan: ::std::option::Option<::std::string::String>"]),
        ),
        update(
            "a field becomes nullable as 3.1 has it",
            |copy| edit(copy, V2, STATE, &STATE.replace("string", "[string, 'null']")),
            Then::SameCode,
        ),
        update(
            "a field becomes nullable as 3.0 had it",
            |copy| edit(copy, V2, STATE, &format!("{STATE}                  nullable: true\n")),
            Then::SameCode,
        ),
        update(
            "a new status has its own error body",
            |copy| {
                let quota = "        '402':\n          description: Over quota\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n                  quota:\n                    type: integer\n";
                edit(copy, V2, CONFLICT, &format!("{quota}{CONFLICT}"));
            },
            Then::Generates(&[
                "pub struct TrackConversion402",
                "pub quota: ::std::option::Option<i64>",
            ]),
        ),
        update(
            "422 and 429 are documented",
            |copy| {
                let more = "        '422':\n          description: Invalid\n        '429':\n          description: Too many requests\n";
                edit(copy, V2, CONFLICT, &format!("{more}{CONFLICT}"));
            },
            Then::Generates(&["422u16 =>", "429u16 =>"]),
        ),
        update(
            "a string becomes an enumeration",
            |copy| {
                edit(
                    copy,
                    V2,
                    STATE,
                    &format!("{STATE}                  enum: [converted, paid]\n"),
                )
            },
            Then::SameCode,
        ),
        update(
            "the document is the one of 2025, without advocates",
            |copy| {
                let spec = copy.read(V2);
                let start = spec.find("        advocate_slug:").unwrap();
                let end = spec.find("        email:\n").unwrap();
                copy.write(V2, &format!("{}{}", &spec[..start], &spec[end..]));
            },
            Then::Says("src/conversion.rs", "advocate_slug"),
        ),
        quick(
            "the vendor corrects the list of required fields",
            |copy| edit(copy, V2, REQUIRED, ""),
            Then::Says("specs/tracking-v2.overlay.yaml#/actions/1: ", "delete this action"),
        ),
        update(
            "the vendor requires another field",
            |copy| edit(copy, V2, REQUIRED, &format!("{REQUIRED}        - gr_id\n")),
            Then::Says("specs/tracking-v2.overlay.yaml#/actions/1: ", "matches nothing"),
        ),
        update(
            "the operation moves to another path",
            |copy| edit(copy, V2, "/v2/tracking/conversion:", "/v2/tracking/conversions:"),
            Then::Says("specs/tracking-v2.overlay.yaml#/actions/0: ", "matches nothing"),
        ),
        update(
            "the file becomes JSON",
            |copy| {
                let document = openapi_lower::Spec::file(copy.path(V2)).read().unwrap();
                copy.write("specs/tracking-v2.json", &document.value().to_string());
                copy.remove(V2);
            },
            Then::SameCode,
        ),
        update(
            "a second operation joins the file",
            |copy| {
                let second = "  /v2/tracking/click:\n    get:\n      responses:\n        '204':\n          description: Seen\n";
                edit(copy, V2, "components:\n", &format!("{second}components:\n"));
            },
            Then::Generates(&["pub async fn track_conversion<'a>", "\"{}/v2/tracking/click\""]),
        ),
        quick(
            "a third document is dropped into the folder",
            |copy| {
                let third = "openapi: 3.1.0\ninfo: {title: Third, version: 1.0.0}\npaths:\n  /v2/payouts:\n    get:\n      operationId: payouts\n      responses:\n        '200':\n          description: Payouts\n          content:\n            application/json:\n              schema: {type: object, properties: {total: {type: integer}}}\n";
                copy.write("specs/payouts.yaml", third);
            },
            Then::Generates(&["pub(crate) mod payouts {", "crate::hooks::hook!(Client);"]),
        ),
    ]
}

#[test]
fn an_update_of_a_spec_builds_or_says_what_to_do() {
    let copy = Copy::new();
    let tree = copy.build().code;
    assert!(!tree.is_empty());
    let full = std::env::var_os("REDITUS_TEST_FULL").is_some();
    let mut tried = 0;
    for Update { name, make, then, .. } in
        updates().into_iter().filter(|update| full || update.lane == Lane::Quick)
    {
        tried += 1;
        copy.reset();
        make(&copy);
        let Built { passed, output, code, .. } = copy.build();
        match then {
            Then::SameCode => {
                assert!(passed, "{name}: {output}");
                assert_eq!(without_comments(&code), without_comments(&tree), "{name}");
            }
            Then::Generates(parts) => {
                assert!(passed, "{name}: {output}");
                for part in parts {
                    assert!(code.contains(part), "{name}: no {part:?} in {code}");
                }
            }
            Then::Says(place, what) => {
                assert!(!passed, "{name}: {output}");
                let says = |line: &str| line.contains(place) && line.contains(what);
                let lines: Vec<_> = output.lines().collect();
                // rustc names the place in the next line.
                let pairs = lines.windows(2).map(|pair| pair.concat());
                assert!(pairs.into_iter().any(|pair| says(&pair)), "{name}: {output}");
            }
        }
    }
    println!("{tried} updates were built");
    assert_eq!(tried, if full { 16 } else { 4 });
}

#[test]
fn each_problem_of_a_broken_spec_is_one_line_and_nothing_else_is_printed() {
    let copy = Copy::new();
    edit(&copy, V1, "openapi: 3.1.0", "openapi: 7");
    edit(&copy, V2, "/v2/tracking/conversion:", "/v2/tracking/conversions:");
    edit(&copy, V2, REQUIRED, "");
    let Built { passed, output, .. } = copy.build();
    assert!(!passed);
    let prefix = format!("error: reditus@{VERSION}: ");
    let problems: Vec<_> = output.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
    let places = [
        "specs/tracking-v1.yaml: ",
        "specs/tracking-v2.overlay.yaml#/actions/0: ",
        "specs/tracking-v2.overlay.yaml#/actions/1: ",
    ];
    assert_eq!(problems.len(), places.len(), "{output}");
    for (problem, place) in problems.iter().zip(places) {
        assert!(problem.starts_with(place), "{output}");
    }
    for noise in ["panicked", "backtrace", "RUST_BACKTRACE", "stderr"] {
        assert!(!output.contains(noise), "{output}");
    }
}

#[test]
fn only_an_input_generates_again() {
    let copy = Copy::new();
    assert!(!copy.build().code.is_empty());
    for (file, generates) in [
        ("src/lib.rs", false),
        ("README.md", false),
        (V2, true),
        ("specs/tracking-v2.overlay.yaml", true),
    ] {
        let text = copy.read(file);
        copy.write(file, &(text + if file.ends_with(".rs") { "// x\n" } else { "# x\n" }));
        let Built { passed, output, generated, .. } = copy.build();
        assert!(passed, "{file}: {output}");
        assert_eq!(generated, generates, "{file}: {output}");
    }
}

/// Code without its documentation, which is all that a change of wording may touch.
fn without_comments(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::new();
    while let Some((before, comment)) = rest.split_once("/**") {
        kept.push_str(before);
        rest = comment.split_once("*/").unwrap().1;
    }
    kept.push_str(rest);
    kept.lines().filter(|line| !line.trim_start().starts_with("///")).collect()
}
