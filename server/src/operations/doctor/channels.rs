//! The ways out of the house for notices.

use super::Finding;
use crate::{config::Config, platform::notices::channels::mail::Mail};

/// Greets the mail server and signs in; nothing is sent.
pub async fn mail(config: &Config) -> Finding {
    let (what, settings) = ("mail", &config.channels.mail);
    let server = settings.mail_server.as_deref().unwrap_or_default();
    let mail = match Mail::open(settings, config.origin.as_ref().map(|origin| origin.as_str())) {
        Ok(Some(mail)) => mail,
        Ok(None) => return Finding::ok(what, "not set up: notices are not mailed"),
        Err(error) => return Finding::fail(what, format!("{error:#}"), "set TONGZHOU_MAIL_… right"),
    };
    if let Err(error) = mail.look().await {
        let remedy =
            "see TONGZHOU_MAIL_SERVER, the account and its password, and that this machine may connect";
        return Finding::fail(what, format!("{server}: {error}"), remedy);
    }
    let local =
        ["smtp://127.", "smtp://localhost", "smtp://[::1]"].iter().any(|start| server.starts_with(start));
    if server.starts_with("smtp://") && !server.contains("tls=required") && !local {
        let remedy = "smtps://, or ?tls=required at the end";
        return Finding::warn(what, format!("{server} answers; mail travels readably"), remedy);
    }
    if config.origin.is_none() {
        return Finding::warn(what, format!("{server} answers; mails carry no links"), "set TONGZHOU_ORIGIN");
    }
    Finding::ok(what, format!("{server} answers"))
}
