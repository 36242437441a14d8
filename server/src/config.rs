//! What an installation sets, from the command line or the environment.

use std::{fs, net::SocketAddr, path::PathBuf};

use anyhow::Context;
use clap::Args;
use webauthn_rs::prelude::Url;

use crate::platform::{files::clamd, notices::channels::ChannelConfig, session::Network};

#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address to listen on.
    #[arg(long, global = true, env = "TONGZHOU_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address for health, readiness and figures (`/health`, `/ready`, `/metrics`): for machines, not for people.
    #[arg(long, global = true, env = "TONGZHOU_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Folder for files and, without a database address, for the private PostgreSQL cluster.
    #[arg(long, global = true, env = "TONGZHOU_DATA", default_value = "data")]
    pub data: PathBuf,
    /// PostgreSQL to use. Without it the server keeps a private cluster under the data folder.
    #[arg(long, global = true, env = "DATABASE_URL")]
    pub database_url: Option<String>,
    /// A file whose first line is that address: for a password that must not stand in the environment.
    #[arg(long, global = true, env = "DATABASE_URL_FILE", conflicts_with = "database_url")]
    pub database_url_file: Option<PathBuf>,
    /// The built app: a folder with index.html.
    #[arg(long, global = true, env = "TONGZHOU_APP", default_value = "target/app")]
    pub app: PathBuf,
    /// The typesetting worker; by default the program `typeset` beside this one.
    #[arg(long, global = true, env = "TONGZHOU_TYPESET")]
    pub typeset: Option<PathBuf>,
    /// Folders with fonts, first come first served: licensed fonts of the office before the free ones.
    #[arg(
        long,
        global = true,
        env = "TONGZHOU_FONTS",
        value_delimiter = ':',
        default_value = "target/fonts"
    )]
    pub fonts: Vec<PathBuf>,
    /// Largest number of database connections.
    #[arg(long, global = true, env = "TONGZHOU_CONNECTIONS", default_value_t = 16)]
    pub connections: u32,
    /// Background jobs run side by side in this process; 0 where `server worker` runs them elsewhere.
    #[arg(long, global = true, env = "TONGZHOU_WORKERS", default_value_t = 4)]
    pub workers: usize,
    /// Proxies whose X-Forwarded-For is believed: addresses or networks such as 10.0.0.0/8.
    #[arg(long, global = true, env = "TONGZHOU_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// File with the installation's own secret; by default `secret` in the data folder, made at the first start.
    #[arg(long, global = true, env = "TONGZHOU_SECRET_FILE")]
    pub secret_file: Option<PathBuf>,
    /// The virus scanner clamd for uploads: the path of its socket, or host:port. Its StreamMaxLength must be 100M.
    #[arg(long, global = true, env = "TONGZHOU_CLAMD")]
    pub clamd: Option<clamd::Address>,
    /// Uploads are refused while the scanner gives no verdict. Without this they are taken, recorded as unscanned, and
    /// scanned as soon as it answers again.
    #[arg(long, global = true, env = "TONGZHOU_CLAMD_REQUIRED", requires = "clamd")]
    pub clamd_required: bool,
    /// Longest time the scanner is waited for, seconds.
    #[arg(long, global = true, env = "TONGZHOU_CLAMD_SECONDS", default_value_t = 60)]
    pub clamd_seconds: u64,
    /// The address people use, such as https://oa.example.gov.cn: passkeys belong to its name, and links
    /// in what leaves the house begin with it. Without it passkeys are offered on this machine only, as http://localhost.
    #[arg(long, global = true, env = "TONGZHOU_ORIGIN")]
    pub origin: Option<Url>,
    /// The address people use is https: cookies are marked Secure. Off only for localhost.
    #[arg(long, global = true, env = "TONGZHOU_SECURE")]
    pub secure: bool,
    #[command(flatten)]
    pub channels: ChannelConfig,
}

impl Config {
    /// With what stands in files in its place.
    ///
    /// # Errors
    /// Where such a file cannot be read.
    pub fn with_files_read(mut self) -> anyhow::Result<Self> {
        if let Some(file) = self.database_url_file.take() {
            let text =
                fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            self.database_url = Some(text.lines().next().unwrap_or_default().trim().to_owned());
        }
        Ok(self)
    }
}
