//! What each command does.

mod click;
mod completions;
mod doctor;
mod import;
mod outbox;
mod relay;
mod sandbox;
mod track;

use crate::{
    args::{Args, Command},
    exit::Exit,
};

pub(crate) async fn run(Args { command, global }: Args) -> Exit {
    match command {
        Command::Track(args) => track::run(args, &global).await,
        Command::Import(args) => import::run(args, &global).await,
        Command::Outbox(args) => outbox::run(args, &global).await,
        Command::Relay(args) => relay::run(args, &global).await,
        Command::Click(args) => click::run(&args, &global),
        Command::Doctor(_) => doctor::run(&global).await,
        Command::Sandbox(args) => sandbox::run(args, &global).await,
        Command::Completions(args) => completions::run(&args, &global),
    }
}
