//! What the command line says of itself, and the table it reads.

use clap::CommandFactory;
use xtask::{Args, Exit};

use crate::copy::Copy;

#[test]
fn every_help_has_the_exit_statuses() {
    let mut args = Args::command();
    args.build();
    let specs = args.find_subcommand_mut("specs").unwrap();
    for name in ["pull", "check", "diff", "golden"] {
        let help = specs.find_subcommand_mut(name).unwrap().render_long_help().to_string();
        for exit in ["  0  ", "  2  ", "  4  ", "100  "] {
            assert!(help.contains(exit), "{name}: {help}");
        }
    }
}

/// A document that was replaced by hand, without its row.
#[tokio::test]
async fn the_readme_names_the_documents_that_are_there() {
    use sha2::{Digest, Sha256};
    let copy = Copy::new();
    for name in ["tracking-v1", "tracking-v2"] {
        let document = copy.read(&format!("specs/{name}.yaml"));
        let hash: String = Sha256::digest(document).iter().map(|it| format!("{it:02x}")).collect();
        let readme = copy.read("specs/README.md");
        let row = readme.lines().find(|it| it.starts_with(&format!("| `{name}.yaml` |"))).unwrap();
        assert!(row.contains(&hash), "{row}");
    }
}

#[tokio::test]
async fn a_document_without_a_row_is_not_pulled() {
    let copy = Copy::new();
    copy.edit("specs/README.md", "| `tracking-v2.yaml` |", "| `v2.yaml` |");
    let (exit, said) = copy.specs(&["pull", "tracking-v2"]).await;
    let says = "error: specs/README.md has no row for tracking-v2.yaml; add one\n";
    assert_eq!((exit, said.as_str()), (Exit::Failed, says));
}
