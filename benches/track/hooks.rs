//! What the generated client of `src/generated/` needs of its crate: here nothing, so that it is plain
//! progenitor.

/// No state of our own: the token is a default header of the HTTP client.
#[derive(Clone, Debug)]
pub(crate) struct Hooks;

macro_rules! hook {
    ($client:ty) => {
        impl progenitor_client::ClientHooks<crate::hooks::Hooks> for $client {}
    };
}
pub(crate) use hook;
