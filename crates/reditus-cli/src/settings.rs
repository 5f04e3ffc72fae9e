//! The configuration, and where it comes from: flags override environment variables, which override
//! a file.

mod error;
mod file;
mod secret;

use std::{
    env, fmt,
    path::{Path, PathBuf},
};

use reditus::{Client, ClientBuilder};

use self::file::ConfigFile;
pub(crate) use self::{error::SettingsError, secret::Secret};
use crate::args::{Global, Rate};

/// The flags that were given, and the configuration file that was read.
pub(crate) struct Settings<'a> {
    flags: &'a Global,
    file: Option<ConfigFile>,
}

/// A setting, and where it comes from.
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) source: Source,
}

/// Where a setting comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Flag(&'static str),
    Variable(&'static str),
    File(PathBuf),
}

impl<'a> Settings<'a> {
    /// Reads the configuration file, if there is one.
    pub(crate) fn read(flags: &'a Global) -> Result<Self, SettingsError> {
        let named = match &flags.config {
            Some(path) => Some(path.clone()),
            None => variable("REDITUS_CONFIG")?.map(PathBuf::from),
        };
        let file = match named {
            // A file that was named must be there.
            Some(path) => Some(ConfigFile::read(&path)?),
            None => match file::usual_place() {
                Some(path) if path.exists() => Some(ConfigFile::read(&path)?),
                _ => None,
            },
        };
        Ok(Self { flags, file })
    }

    /// The configuration file that was read.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_ref().map(|file| file.path.as_path())
    }

    /// The API token, from where it is set or from the file that contains it.
    pub(crate) fn token(&self) -> Result<Option<Found<Secret>>, SettingsError> {
        if let Some(path) = &self.flags.token_file {
            return secret::read(path, Source::Flag("--token-file")).map(Some);
        }
        if let Some(token) = variable("REDITUS_API_TOKEN")? {
            let source = Source::Variable("REDITUS_API_TOKEN");
            return Ok(Some(Found { value: token.as_str().into(), source }));
        }
        if let Some(path) = variable("REDITUS_TOKEN_FILE")? {
            let source = Source::Variable("REDITUS_TOKEN_FILE");
            return secret::read(Path::new(&path), source).map(Some);
        }
        if let Some(path) = self.of_file(|file| &file.token_file) {
            // Relative to the file that names it.
            let folder = self.file().and_then(Path::parent).unwrap_or(Path::new(""));
            return secret::read(&folder.join(path.value), path.source).map(Some);
        }
        let token = self.of_file(|file| &file.token);
        Ok(token.map(|Found { value, source }| Found { value: value.as_str().into(), source }))
    }

    /// Where the service is, if that was set.
    pub(crate) fn base_url(&self) -> Result<Option<Found<String>>, SettingsError> {
        if let Some(value) = self.flags.base_url.clone().filter(|url| !url.is_empty()) {
            return Ok(Some(Found { value, source: Source::Flag("--base-url") }));
        }
        if let Some(value) = variable("REDITUS_BASE_URL")? {
            return Ok(Some(Found { value, source: Source::Variable("REDITUS_BASE_URL") }));
        }
        Ok(self.of_file(|file| &file.base_url))
    }

    /// The outbox, if one was named.
    pub(crate) fn outbox(
        &self,
        flag: Option<&str>,
    ) -> Result<Option<Found<String>>, SettingsError> {
        if let Some(value) = flag.filter(|value| !value.is_empty()) {
            return Ok(Some(Found { value: value.to_owned(), source: Source::Flag("--outbox") }));
        }
        if let Some(value) = variable("REDITUS_OUTBOX")? {
            return Ok(Some(Found { value, source: Source::Variable("REDITUS_OUTBOX") }));
        }
        Ok(self.of_file(|file| &file.outbox))
    }

    /// The tokens of the relay's callers, if there are any. They are secrets: no flag and no file.
    pub(crate) fn relay_tokens(&self) -> Result<Option<Secret>, SettingsError> {
        const NAME: &str = "REDITUS_RELAY_TOKEN";
        let Some(tokens) = variable(NAME)? else { return Ok(None) };
        let separator = |at: char| at == ',' || at.is_whitespace();
        // Nobody who sets it wants a relay that is open to this machine.
        if tokens.chars().all(separator) {
            return Err(SettingsError::NoRelayToken);
        }
        Ok(Some(tokens.as_str().into()))
    }

    /// How fast to send, if that was set.
    pub(crate) fn rate(&self, flag: Option<Rate>) -> Result<Option<Found<Rate>>, SettingsError> {
        if let Some(value) = flag {
            return Ok(Some(Found { value, source: Source::Flag("--rate") }));
        }
        let found = match variable("REDITUS_RATE")? {
            Some(value) => Some(Found { value, source: Source::Variable("REDITUS_RATE") }),
            None => self.of_file(|file| &file.rate),
        };
        let Some(Found { value, source }) = found else { return Ok(None) };
        match value.parse() {
            Ok(rate) => Ok(Some(Found { value: rate, source })),
            Err(error) => Err(SettingsError::Rate { source, error }),
        }
    }

    /// The API token, which a client cannot do without.
    pub(crate) fn required_token(&self) -> Result<Secret, SettingsError> {
        self.token()?.map(|found| found.value).ok_or(SettingsError::NoToken)
    }

    /// A client with the token and the base URL.
    pub(crate) fn client(&self) -> Result<ClientBuilder, SettingsError> {
        let builder = Client::builder(self.required_token()?.to_token())
            .user_agent(concat!("reditus-cli/", env!("CARGO_PKG_VERSION")));
        Ok(match self.base_url()? {
            Some(base_url) => builder.base_url(base_url.value),
            None => builder,
        })
    }

    fn of_file(&self, field: impl Fn(&ConfigFile) -> &Option<String>) -> Option<Found<String>> {
        let file = self.file.as_ref()?;
        let value = field(file).clone().filter(|value| !value.is_empty())?;
        Some(Found { value, source: Source::File(file.path.clone()) })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Variable(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Set, and not empty. Its value is not shown.
fn variable(name: &'static str) -> Result<Option<String>, SettingsError> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(SettingsError::NotUtf8 { variable: name }),
    }
}
