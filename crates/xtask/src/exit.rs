//! What the exit status of a command says.

use std::process::ExitCode;

/// How a command ended. The worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: it is done, and nothing differs.
    Done,
    /// 4: something differs.
    Differs,
    /// 100: it could not be done or found out.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Differs => 4,
            Exit::Failed => 100,
        })
    }
}
