//! The configuration file.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use toml::{Table, Value};

use super::{SettingsError, error::FileProblem, secret};

/// More than anybody writes into a configuration file.
const MAX_BYTES: u64 = 64 * 1024;

/// The settings in the file. All values are text.
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) token: Option<String>,
    pub(crate) token_file: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) rate: Option<String>,
    pub(crate) outbox: Option<String>,
}

/// `~/.config/reditus/config.toml`, or its equivalent on the platform.
pub(crate) fn usual_place() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join("reditus").join("config.toml"))
}

impl ConfigFile {
    pub(crate) fn read(path: &Path) -> Result<Self, SettingsError> {
        Self::parse(path).map_err(|problem| SettingsError::File { path: path.to_owned(), problem })
    }

    fn parse(path: &Path) -> Result<Self, FileProblem> {
        let text = secret::text(path, MAX_BYTES).map_err(FileProblem::Unreadable)?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|&byte| byte == b'\n').count() + 1;
            FileProblem::NotToml { line }
        })?;
        let mut file = Self {
            path: path.to_owned(),
            token: None,
            token_file: None,
            base_url: None,
            rate: None,
            outbox: None,
        };
        for (name, value) in table {
            let field = match name.as_str() {
                "token" => &mut file.token,
                "token_file" => &mut file.token_file,
                "base_url" => &mut file.base_url,
                "rate" => &mut file.rate,
                "outbox" => &mut file.outbox,
                _ => return Err(FileProblem::UnknownSetting { name }),
            };
            let Value::String(value) = value else { return Err(FileProblem::NotText { name }) };
            *field = Some(value);
        }
        if file.token.is_some() && file.token_file.is_some() {
            return Err(FileProblem::TwoTokens);
        }
        Ok(file)
    }
}
