//! Two authorities, and the certificate that one of them gives the server.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::cluster;

pub(crate) struct Certificates(TempDir);

impl Certificates {
    /// For a server of this name; `None`, with a line on stderr, where there is no OpenSSL.
    pub(crate) fn new(name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
            cluster::skipped("no `openssl`: the test of TLS to PostgreSQL is skipped");
            return None;
        }
        let this = Self(tempfile::tempdir().unwrap());
        this.make("ours", "An Authority", &[]);
        this.make("others", "Another Authority", &[]);
        let name_of = format!("subjectAltName=DNS:{name}");
        let leaf = ["-addext", &name_of, "-addext", "basicConstraints=critical,CA:FALSE"];
        this.make(
            "server",
            name,
            &[&["-CA", "ours.pem", "-CAkey", "ours.key"], &leaf[..]].concat(),
        );
        cluster::own(this.0.path());
        cluster::own(&this.key());
        Some(this)
    }

    fn make(&self, file: &str, subject: &str, more: &[&str]) {
        let done = Command::new("openssl")
            .args(["req", "-x509", "-nodes", "-days", "2", "-subj", &format!("/CN={subject}")])
            .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(["-keyout", &format!("{file}.key"), "-out", &format!("{file}.pem")])
            .args(more)
            .current_dir(&self.0)
            .output()
            .unwrap();
        assert!(done.status.success(), "openssl: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn path(&self, file: &str) -> PathBuf {
        Path::new(self.0.path()).join(file)
    }

    pub(crate) fn authority(&self) -> PathBuf {
        self.path("ours.pem")
    }

    pub(crate) fn another_authority(&self) -> PathBuf {
        self.path("others.pem")
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.path("server.pem")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.path("server.key")
    }
}
