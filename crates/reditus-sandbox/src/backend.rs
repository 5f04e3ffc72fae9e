use crate::{fault::Faults, service::Service};

/// Everything that outlives a connection: the service behind its faults.
pub(crate) struct Backend {
    pub(crate) service: Service,
    pub(crate) faults: Faults,
    pub(crate) reach: Reach,
}

/// From where the sandbox can be called.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Reach {
    Loopback,
    Network,
}
