//! What `pull` takes, and what it refuses.

use expect_test::expect;
use xtask::Exit;

use crate::copy::{Copy, V1, V2, block, page};
use crate::server::serve;

const REWORDED: (&str, &str) = ("Email of the referral", "The e-mail address");

#[tokio::test]
async fn a_page_that_changed_replaces_the_document_and_its_row() {
    let copy = Copy::new();
    let document = copy.read("specs/tracking-v2.yaml").replace(REWORDED.0, REWORDED.1);
    copy.write("page.md", page(V2, &document));
    let before = copy.files();
    let from = copy.path("page.md");
    let (exit, said) = copy.specs(&["pull", "--from", &from, "--date", "2026-12-24"]).await;
    expect![[r#"
        tracking-v2: taken from page.md

        Now run, and read:
          git diff specs
          cargo xtask specs golden && git diff src/generated
          cargo test --workspace
    "#]]
    .assert_eq(&said);
    assert_eq!(exit, Exit::Done);

    let after = copy.files();
    let changed: Vec<_> = after.iter().filter(|(name, text)| before[*name] != **text).collect();
    assert_eq!(changed.len(), 2, "nothing else is written, and no file is left behind");
    assert_eq!(after.len(), before.len());
    assert_eq!(after["specs/tracking-v2.yaml"], document);
    let row =
        |text: &str| text.lines().find(|it| it.contains("tracking-v2.yaml")).unwrap().to_owned();
    expect!["| `tracking-v2.yaml` | <https://docs.getreditus.com/referral-program-api/v2/tracking/conversion.md> | 2026-12-24 | `ee799a0725f2028395458f60d8c60d47982458a1e5060090af5bf847c149a268` |"]
        .assert_eq(&row(&after["specs/README.md"]));
}

#[tokio::test]
async fn the_page_as_published_changes_nothing() {
    let copy = Copy::new();
    let before = copy.files();
    for (name, operation) in [("tracking-v1", V1), ("tracking-v2", V2)] {
        copy.write("page.md", page(operation, &copy.read(&format!("specs/{name}.yaml"))));
        let (exit, said) = copy.specs(&["pull", "--from", &copy.path("page.md")]).await;
        assert_eq!((exit, said), (Exit::Done, format!("{name}: unchanged\n")));
    }
    assert_eq!(copy.files(), before);
}

#[tokio::test]
async fn a_page_is_taken_over_http_from_the_address_in_the_readme() {
    let copy = Copy::new();
    let document = copy.read("specs/tracking-v2.yaml").replace(REWORDED.0, REWORDED.1);
    let url = serve("200 OK", &page(V2, &document)).await;
    let vendor = "https://docs.getreditus.com/referral-program-api/v2/tracking/conversion.md";
    copy.edit("specs/README.md", vendor, &url);
    let (exit, said) = copy.specs(&["pull", "tracking-v2"]).await;
    assert!(said.starts_with(&format!("tracking-v2: taken from {url}\n")), "{said}");
    assert_eq!(exit, Exit::Done);
    assert_eq!(copy.read("specs/tracking-v2.yaml"), document);
    assert!(copy.read("specs/README.md").contains(&url), "the row keeps its page");
}

#[tokio::test]
async fn one_bad_page_keeps_every_file_as_it_is() {
    let copy = Copy::new();
    let document = copy.read("specs/tracking-v2.yaml").replace(REWORDED.0, REWORDED.1);
    copy.write("page.md", page(V2, &document));
    let before = copy.files();
    let from = copy.path("page.md");
    let (exit, said) = copy.specs(&["pull", "tracking-v2", "tracking-v1", "--from", &from]).await;
    expect![[r#"
        error: page.md: expected a block for POST /v1/tracking/conversion, found POST /v2/tracking/conversion
    "#]]
    .assert_eq(&said);
    assert_eq!((exit, copy.files()), (Exit::Failed, before));
}

#[tokio::test]
async fn a_page_without_exactly_one_good_block_is_refused_in_one_line() {
    let copy = Copy::new();
    let document = copy.read("specs/tracking-v2.yaml").replace(REWORDED.0, REWORDED.1);
    let good = page(V2, &document);
    let before = copy.files();
    let cases: [(&str, Vec<u8>); 13] = [
        ("empty", Vec::new()),
        ("no block", "# Track Conversion\n".into()),
        ("a bare document", document.clone().into()),
        ("three back-ticks", good.replace("````", "```").into()),
        ("two blocks", format!("{good}\n{}", block(V2, &document)).into()),
        ("unterminated", good.trim_end().trim_end_matches('`').into()),
        ("opened twice", good.replacen("paths:\n", "````yaml POST /v2/x\npaths:\n", 1).into()),
        ("another operation", page("POST /v2/tracking/payment", &document).into()),
        ("another spec", page(V1, &copy.read("specs/tracking-v1.yaml")).into()),
        ("of another document", page(V2, &copy.read("specs/tracking-v1.yaml")).into()),
        ("not YAML", page(V2, "openapi: [\n").into()),
        ("CR LF", good.replace('\n', "\r\n").into()),
        ("not UTF-8", [good.as_bytes(), b"\xff"].concat()),
    ];
    let mut refusals = String::new();
    for (what, page) in cases {
        copy.write("page.md", page);
        let from = copy.path("page.md");
        let (exit, said) = copy.specs(&["pull", "tracking-v2", "--from", &from]).await;
        assert_eq!((exit, said.lines().count()), (Exit::Failed, 1), "{what}: {said}");
        assert_eq!(copy.files(), before, "{what}");
        refusals.push_str(&format!("{what}\n  {said}"));
    }
    expect![[r#"
        empty
          error: page.md: no block starts with four backticks and `yaml POST /v2/tracking/conversion`
        no block
          error: page.md: no block starts with four backticks and `yaml POST /v2/tracking/conversion`
        a bare document
          error: page.md: no block starts with four backticks and `yaml POST /v2/tracking/conversion`
        three back-ticks
          error: page.md: no block starts with four backticks and `yaml POST /v2/tracking/conversion`
        two blocks
          error: page.md: more than one block for POST /v2/tracking/conversion
        unterminated
          error: page.md: the block for POST /v2/tracking/conversion is not terminated
        opened twice
          error: page.md: the block for POST /v2/tracking/conversion is not terminated
        another operation
          error: page.md: expected a block for POST /v2/tracking/conversion, found POST /v2/tracking/payment
        another spec
          error: page.md: expected a block for POST /v2/tracking/conversion, found POST /v1/tracking/conversion
        of another document
          error: page.md: the block for POST /v2/tracking/conversion does not contain that operation
        not YAML
          error: page.md: the block cannot be read: did not find expected node content at line 2 column 1, while parsing a flow node
        CR LF
          error: page.md: its lines end with CR LF instead of LF: save the page unchanged
        not UTF-8
          error: page.md: not UTF-8: invalid utf-8 sequence of 1 bytes from index 3201
    "#]].assert_eq(&refusals);
}

#[tokio::test]
async fn a_page_that_names_no_spec_is_refused() {
    let copy = Copy::new();
    let mut refusals = String::new();
    for page in ["# Nothing\n".to_owned(), page("POST /v2/tracking/payment", "openapi: 3.1.0\n")] {
        copy.write("page.md", page);
        refusals += &copy.specs(&["pull", "--from", &copy.path("page.md")]).await.1;
    }
    refusals += &copy.specs(&["pull", "payments"]).await.1;
    refusals += &copy.specs(&["pull", "--from", &copy.path("absent.md")]).await.1;
    expect![[r#"
        error: page.md: no block starts with four backticks, `yaml` and an operation
        error: page.md: no spec has the operation POST /v2/tracking/payment
        error: no spec is called payments; there are: tracking-v1, tracking-v2
        error: absent.md: No such file or directory (os error 2)
    "#]]
    .assert_eq(&refusals);
}

#[tokio::test]
async fn a_page_over_the_limit_is_refused_from_a_file_and_over_http() {
    let copy = Copy::new();
    let before = copy.files();
    let large = page(V2, &copy.read("specs/tracking-v2.yaml")) + &" ".repeat(1 << 20);
    copy.write("page.md", &large);
    for from in [copy.path("page.md"), serve("200 OK", &large).await] {
        let (exit, said) = copy.specs(&["pull", "tracking-v2", "--from", &from]).await;
        assert!(said.ends_with(": larger than 1048576 bytes\n"), "{said}");
        assert_eq!((exit, copy.files()), (Exit::Failed, before.clone()));
    }
}

#[tokio::test]
async fn a_response_that_is_not_a_page_is_refused() {
    let copy = Copy::new();
    let good = page(V2, &copy.read("specs/tracking-v2.yaml"));
    let elsewhere = serve("200 OK", &good).await;
    let cases = [
        (serve("404 Not Found", &good).await, "the response is 404 Not Found".to_owned()),
        (
            serve(&format!("302 Found\r\nlocation: {elsewhere}"), "").await,
            format!("redirects to another host, {elsewhere}"),
        ),
        (
            serve("302 Found\r\nlocation: /again", "").await,
            "redirects more than 5 times".to_owned(),
        ),
        (
            "http://docs.getreditus.com/conversion.md".to_owned(),
            "expected an https URL (http is for loopback only)".to_owned(),
        ),
    ];
    for (url, why) in cases {
        let (exit, said) = copy.specs(&["pull", "tracking-v2", "--from", &url]).await;
        assert_eq!((exit, said), (Exit::Failed, format!("error: {url}: {why}\n")));
    }
}
