use std::{fmt, io, net::SocketAddr};

/// Why a sandbox did not start.
///
/// Most often the address is taken: leave the port to the system (`127.0.0.1:0`, the default).
#[derive(Debug)]
pub struct Error {
    addr: SocketAddr,
    source: io::Error,
}

impl Error {
    pub(crate) fn new(addr: SocketAddr, source: io::Error) -> Self {
        Self { addr, source }
    }

    /// What the operating system said.
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not start a sandbox on {}", self.addr)
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
