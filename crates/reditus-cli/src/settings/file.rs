//! The configuration file.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use toml::{Table, Value};

use super::secret;

/// More than anybody writes into such a file.
const MAX_BYTES: u64 = 64 * 1024;

/// What the file sets. All values are text.
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) token: Option<String>,
    pub(crate) token_file: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) rate: Option<String>,
}

/// `~/.config/reditus/config.toml`, or its like.
pub(crate) fn usual_place() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.config_dir().join("reditus").join("config.toml"))
}

impl ConfigFile {
    /// Problems are said without what the file holds: it may hold the token.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let problem = |what: String| format!("the configuration file {}: {what}", path.display());
        let text = secret::text(path, MAX_BYTES).map_err(problem)?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|&byte| byte == b'\n').count() + 1;
            problem(format!("line {line} is no TOML; write lines such as base_url = \"…\""))
        })?;
        let mut file = Self {
            path: path.to_owned(),
            token: None,
            token_file: None,
            base_url: None,
            rate: None,
        };
        for (key, value) in table {
            let field = match key.as_str() {
                "token" => &mut file.token,
                "token_file" => &mut file.token_file,
                "base_url" => &mut file.base_url,
                "rate" => &mut file.rate,
                _ => {
                    return Err(problem(format!(
                        "there is no setting `{}`, only token, token_file, base_url and rate",
                        key.escape_debug()
                    )));
                }
            };
            let Value::String(value) = value else {
                return Err(problem(format!("`{key}` is not text: put it in quotes")));
            };
            *field = Some(value);
        }
        if file.token.is_some() && file.token_file.is_some() {
            return Err(problem("it sets both `token` and `token_file`: keep one".to_owned()));
        }
        Ok(file)
    }
}
