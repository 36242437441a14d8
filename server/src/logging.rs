//! The log, on standard error: text for people, JSON for machines (`--log json`).

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people; of requests only those that failed.
    #[default]
    Text,
    /// One JSON object a line, with one for every request.
    Json,
}

/// Starts logging. `RUST_LOG` overrides what is kept.
pub fn start(format: LogFormat) {
    let usual = match format {
        LogFormat::Text => "info,request=warn",
        LogFormat::Json => "info",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| usual.into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => {
            log.json().flatten_event(true).with_current_span(true).with_span_list(false).init()
        }
    }
}
