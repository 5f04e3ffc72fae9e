//! The command, run as its users run it.

#![expect(clippy::unwrap_used, reason = "a helper that fails should fail its test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

const PETS: &str = r##"
openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets/{name}:
    get:
      operationId: get_pet
      parameters: [{ name: name, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: one, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
  /photos:
    post:
      operationId: add_photo
      requestBody: { required: true, content: { multipart/form-data: { schema: { type: object } } } }
      responses: { "204": { description: added } }
components:
  schemas:
    Pet: { type: object, properties: { weight: { type: number }, height: { type: number }, tag: { type: string, minLength: 1 } } }
"##;

/// A folder with `pets.yaml`, in which the command runs.
struct Shop(TempDir);

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_openapi-lower")));
        let output = command.args(arguments).current_dir(self.0.path()).output().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The report in JSON, and the exit code.
    fn report(&self, arguments: &[&str]) -> (Value, Option<i32>) {
        let ran =
            self.run(&[&["pets.yaml", "--report", "json", "-o", "out.json"], arguments].concat());
        (serde_json::from_str(&ran.stderr).unwrap(), ran.code)
    }
}

fn codes(report: &Value, only_new: bool) -> Vec<&str> {
    let lines = report["lines"].as_array().unwrap().iter();
    let lines = lines.filter(|line| !only_new || line["new"] == true);
    lines.map(|line| line["code"].as_str().unwrap()).collect()
}

#[test]
fn the_lowered_document_goes_to_stdout_or_to_a_file() {
    let shop = Shop::new();
    let ran = shop.run(&["pets.yaml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let lowered: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(lowered["openapi"], "3.0.3");
    assert_eq!(lowered["paths"].as_object().unwrap().keys().collect::<Vec<_>>(), ["/pets/{name}"]);

    let to_file = shop.run(&["pets.yaml", "-o", "lowered.json"]);
    assert_eq!((to_file.code, to_file.stdout.as_str()), (Some(0), ""));
    assert_eq!(fs::read_to_string(shop.file("lowered.json")).unwrap(), ran.stdout);
    assert_eq!(to_file.stderr, ran.stderr);
}

#[test]
fn the_report_shows_what_is_lost_and_counts_the_rest() {
    let shop = Shop::new();
    let short = shop.run(&["pets.yaml"]).stderr;
    for text in [
        "pets.yaml: 1 operation is lowered\n",
        "\n1 left-out: ",
        "POST /photos is left out: a body of `multipart/form-data` cannot be sent; send the request",
        "\n2 loss: ",
        "#/components/schemas/Pet/properties/height: an `f64`",
        "\n1 note: what only the service checks, and names\n  limit 1\n",
        "\n--all shows every line.\n",
        "\n  regress = \"0.12\"\n",
        "\n  reqwest = { version = \"0.13\", features = [\"json\", \"stream\"] }\n",
    ] {
        assert!(short.contains(text), "{text:?} is missing: {short}");
    }
    assert!(!short.contains("uuid"), "{short}");
    let long = shop.run(&["pets.yaml", "--all"]).stderr;
    assert!(
        long.contains("tag/minLength: `minLength` is not checked by the client [limit]"),
        "{long}"
    );
    assert!(!long.contains("--all"), "{long}");
}

#[test]
fn the_report_in_json_has_codes_and_dependencies() {
    let (report, code) = Shop::new().report(&[]);
    assert_eq!(code, Some(0));
    assert_eq!(codes(&report, true), ["body-media-type", "undescribed", "number-digits", "limit"]);
    let line = &report["lines"][0];
    assert_eq!(line["severity"], "left-out");
    assert_eq!(line["operation"], "POST /photos");
    assert_eq!(line["pointer"], "/paths/~1photos/post/requestBody/content");
    assert!(line["fix"].as_str().unwrap().contains("reqwest"));
    assert_eq!((&line["first"], &line["places"]), (&line["pointer"], &1.into()));
    // The first of many places moves.
    let numbers = &report["lines"][2];
    assert_eq!((&numbers["code"], &numbers["pointer"]), (&"number-digits".into(), &Value::Null));
    assert_eq!(numbers["first"], "/components/schemas/Pet/properties/height");
    assert_eq!(numbers["places"], 2);
    let places = json!({ "body-media-type": 1, "undescribed": 1, "number-digits": 2, "limit": 1 });
    assert_eq!(report["places"], places);
    assert_eq!(report["operations"], 1);
    let dependencies = report["dependencies"].as_array().unwrap().iter();
    let names: Vec<_> = dependencies.map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["progenitor-client", "regress", "reqwest", "serde", "serde_json"]);
}

#[test]
fn an_overlay_corrects_the_document_first() {
    let shop = Shop::new();
    let overlay = r#"{ "overlay": "1.0.0", "info": { "title": "t", "version": "1" }, "actions": [
        { "target": "$.paths['/photos']", "description": "not needed", "remove": true } ] }"#;
    shop.write("pets.overlay.json", overlay);
    let (report, code) = shop.report(&["--overlay", "pets.overlay.json"]);
    assert_eq!((codes(&report, false)[0], code), ("undescribed", Some(0)));
    shop.write("pets.overlay.json", &overlay.replace("/photos", "/gone"));
    let ran = shop.run(&["pets.yaml", "--overlay", "pets.overlay.json"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.starts_with("pets.overlay.json#/actions/0: target "), "{}", ran.stderr);
}

#[test]
fn a_problem_ends_with_one_and_writes_nothing() {
    let shop = Shop::new();
    shop.write("pets.yaml", "swagger: '2.0'\n");
    let ran = shop.run(&["pets.yaml", "-o", "out.json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(ran.stderr.starts_with("pets.yaml: a document of Swagger 2.0"), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(!shop.file("out.json").exists());
    let (report, code) = shop.report(&[]);
    assert_eq!((&report["problems"][0]["file"], code), (&"pets.yaml".into(), Some(1)));
    let missing = shop.run(&["gone.yaml"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.stderr.starts_with("gone.yaml: "), "{}", missing.stderr);
    let folder = shop.run(&["pets.yaml", "-o", "no/such/folder.json"]);
    assert_eq!(folder.code, Some(1));
}

#[test]
fn a_baseline_fails_only_on_what_is_new() {
    let shop = Shop::new();
    let baseline = shop.run(&["pets.yaml", "--report", "json"]).stderr;
    shop.write("baseline.json", &baseline);
    let known = shop.run(&["pets.yaml", "--baseline", "baseline.json"]);
    assert_eq!(known.code, Some(0), "{}", known.stderr);
    assert!(known.stderr.contains("\n4 lines are in the baseline\n"), "{}", known.stderr);
    assert!(!known.stderr.contains("/photos"), "{}", known.stderr);

    // Another number is not news, since numbers are everywhere. Another operation left out is.
    let more = PETS.replace("weight:", "age: { type: number }, weight:").replace(
        "  /photos:",
        "  /videos: { post: { requestBody: { content: { video/mp4: {} } }, responses: {} } }\n  /photos:",
    );
    shop.write("pets.yaml", &more);
    let (report, code) = shop.report(&["--baseline", "baseline.json"]);
    assert_eq!((codes(&report, true), code), (vec!["body-media-type"], Some(3)));
    assert_eq!(codes(&report, false).len(), 5);
    assert!(shop.file("out.json").exists());
    let ran = shop.run(&["pets.yaml", "--baseline", "baseline.json"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("POST /videos is left out"), "{}", ran.stderr);

    shop.write("baseline.json", &shop.run(&["pets.yaml", "--report", "json"]).stderr);
    assert_eq!(shop.run(&["pets.yaml", "--baseline", "baseline.json"]).code, Some(0));
    for (name, text) in [("missing.json", None), ("text.json", Some("all is well"))] {
        if let Some(text) = text {
            shop.write(name, text);
        }
        let ran = shop.run(&["pets.yaml", "--baseline", name]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
        assert!(ran.stderr.contains("write it with `--report json 2> FILE`"), "{}", ran.stderr);
    }
}

#[test]
fn a_denied_severity_fails_and_so_does_what_is_worse() {
    let shop = Shop::new();
    for severity in ["left-out", "loss", "less", "note"] {
        assert_eq!(shop.run(&["pets.yaml", "--deny", severity]).code, Some(3), "{severity}");
    }
    let start = PETS.find("  /photos:").unwrap();
    let without = format!("{}{}", &PETS[..start], &PETS[PETS.find("components:").unwrap()..]);
    shop.write("pets.yaml", &without);
    assert_eq!(shop.run(&["pets.yaml", "--deny", "left-out"]).code, Some(0));
    assert_eq!(shop.run(&["pets.yaml", "--deny", "loss"]).code, Some(3));
    shop.write("baseline.json", &shop.run(&["pets.yaml", "--report", "json"]).stderr);
    let both = ["pets.yaml", "--deny", "loss", "--baseline", "baseline.json"];
    assert_eq!(shop.run(&both).code, Some(0));
}

#[test]
fn wrong_arguments_end_with_two() {
    let shop = Shop::new();
    for arguments in [&[][..], &["pets.yaml", "--deny", "all"], &["pets.yaml", "--report", "xml"]] {
        let ran = shop.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
    let ran = shop.run(&["pets.yaml", "--deny", "all"]);
    assert!(ran.stderr.contains("expected one of left-out, loss, less, note"), "{}", ran.stderr);
}

/// A program that reads the report finds each key in the README, and nothing else there.
#[test]
fn the_readme_describes_the_report_in_json() {
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let shop = Shop::new();
    let (report, _) = shop.report(&[]);
    shop.write("pets.yaml", "swagger: '2.0'\n");
    let (failed, _) = shop.report(&[]);
    let mut expected = BTreeSet::new();
    for report in [&report, &failed] {
        expected.extend(keys(report));
        for list in ["lines", "dependencies", "problems"] {
            for entry in report[list].as_array().into_iter().flatten() {
                expected.extend(keys(entry).iter().map(|key| format!("{list}[].{key}")));
            }
        }
    }
    let readme = fs::read_to_string("README.md").unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    assert_eq!(rows.map(|(key, _)| key.to_owned()).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn the_readme_shows_the_help() {
    let help = Shop::new().run(&["--help"]).stdout;
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, shown) = readme.split_once("$ openapi-lower --help\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert_eq!(shown, help);
}
