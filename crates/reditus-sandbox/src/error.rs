use std::{fmt, io, net::SocketAddr};

/// Why a sandbox did not start.
///
/// Usually the port is taken: port 0, the default, lets the system choose a free one.
#[derive(Debug)]
pub struct Error {
    addr: SocketAddr,
    source: io::Error,
}

impl Error {
    pub(crate) fn new(addr: SocketAddr, source: io::Error) -> Self {
        Self { addr, source }
    }

    /// The kind of the operating system's error.
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot start a sandbox on {}", self.addr)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(error.kind(), error)
    }
}
