//! Maintenance commands for this workspace: `cargo xtask specs --help`.
//!
//! `specs pull` takes the vendor's documents from the vendor's pages, and `specs check` says whether
//! they have changed. `specs diff` shows what another document does to the generated code. `specs
//! golden` writes the reviewed copy of that code.

mod args;
mod block;
mod check;
mod diff;
mod exit;
mod fetch;
mod generate;
mod golden;
mod offer;
mod pull;
mod replace;
mod source;
mod table;
mod tree;

use std::io::Write;

pub use crate::args::{Args, Specs, Task};
pub use crate::exit::Exit;
pub use crate::source::Source;
pub use crate::tree::Tree;

/// Why a command failed, in one line.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Runs one command in `tree`, and prints to `out`.
///
/// # Errors
///
/// When the command fails. It has then written no file.
pub async fn run(args: Args, tree: &Tree, out: &mut impl Write) -> Result<Exit, Error> {
    let Task::Specs { command } = args.task;
    match command {
        Specs::Pull { names, from, date } => pull::run(tree, &names, from, date, out).await,
        Specs::Check { names, from } => check::run(tree, &names, from, out).await,
        Specs::Diff { name, other } => diff::run(tree, &name, other, out),
        Specs::Golden => golden::run(tree, out),
    }
}
