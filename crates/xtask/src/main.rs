//! `cargo xtask`: maintenance commands for this workspace.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = xtask::Args::parse();
    match xtask::run(args, &xtask::Tree::new(root()), &mut std::io::stdout().lock()).await {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("error: {error}");
            xtask::Exit::Failed.into()
        }
    }
}

/// The workspace. Empty if it is the current folder, so that messages say `specs/…`.
fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(""));
    let here = std::env::current_dir().is_ok_and(|here| here == root);
    if here { PathBuf::new() } else { root.to_owned() }
}
