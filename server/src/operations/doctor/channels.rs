//! The ways out of the house for notices.

use super::Finding;
use crate::{
    clock::Clock,
    config::Config,
    platform::notices::channels::{mail::Mail, push, webhook::Webhook, zhezhengding::Zhezhengding},
};

/// Asks every channel that is set up.
pub async fn examine(config: &Config) -> Vec<Finding> {
    vec![mail(config).await, push(config).await, webhook(config).await, zhezhengding(config).await]
}

fn origin(config: &Config) -> Option<&str> {
    config.origin.as_ref().map(|origin| origin.as_str().trim_end_matches('/'))
}

/// Greets the mail server and signs in; nothing is sent.
async fn mail(config: &Config) -> Finding {
    let (what, settings) = ("mail", &config.channels.mail);
    let server = settings.mail_server.as_deref().unwrap_or_default();
    let mail = match Mail::open(settings, origin(config)) {
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

/// Whether the push services of the known browsers can be reached; nobody is pushed to.
async fn push(config: &Config) -> Finding {
    let what = "push";
    let Some(contact) = &config.channels.push.push_contact else {
        return Finding::ok(what, "not set up: browsers are not pushed to");
    };
    if !(contact.starts_with("mailto:") || contact.starts_with("https://")) {
        return Finding::fail(
            what,
            format!("TONGZHOU_PUSH_CONTACT is {contact}"),
            "mailto:name@host or https://host",
        );
    }
    let asked = match push::look().await {
        Ok(asked) => asked,
        Err(error) => return Finding::fail(what, format!("{error:#}"), "see this machine's certificates"),
    };
    let silent: Vec<_> = asked
        .iter()
        .filter_map(|(service, wrong)| wrong.as_ref().map(|wrong| format!("{service}: {wrong}")))
        .collect();
    let remedy = "browsers of these services get no pushes; permit this machine to connect, or count on other channels";
    if silent.is_empty() {
        Finding::ok(what, format!("{} services answer", asked.len()))
    } else {
        Finding::warn(what, silent.join("; "), remedy)
    }
}

/// Sends the message platform an event `ping`, which tells nobody anything.
async fn webhook(config: &Config) -> Finding {
    let (what, settings) = ("webhook", &config.channels.webhook);
    let url = settings.webhook_url.as_deref().unwrap_or_default();
    let webhook = match Webhook::open(settings, origin(config), &Clock::default()) {
        Ok(Some(webhook)) => webhook,
        Ok(None) => return Finding::ok(what, "not set up: no message platform is told"),
        Err(error) => return Finding::fail(what, format!("{error:#}"), "set TONGZHOU_WEBHOOK_… right"),
    };
    if let Err(error) = webhook.look().await {
        let remedy = "see TONGZHOU_WEBHOOK_URL, and that the platform checks with the same secret";
        return Finding::fail(what, format!("{url}: {error}"), remedy);
    }
    let local =
        ["http://127.", "http://localhost", "http://[::1]"].iter().any(|start| url.starts_with(start));
    if url.starts_with("http://") && !local {
        return Finding::warn(what, format!("{url} answers; notices travel readably"), "https://");
    }
    Finding::ok(what, format!("{url} answers"))
}

/// Gets the application's access token; nobody is sent anything.
async fn zhezhengding(config: &Config) -> Finding {
    let (what, settings) = ("浙政钉", &config.channels.zhezhengding);
    let url = settings.zhezhengding_url.as_deref().unwrap_or_default();
    let platform = match Zhezhengding::open(settings, origin(config), &Clock::default()) {
        Ok(Some(platform)) => platform,
        Ok(None) => return Finding::ok(what, "not set up: no work notices are sent"),
        Err(error) => return Finding::fail(what, format!("{error:#}"), "set TONGZHOU_ZHEZHENGDING_… right"),
    };
    match platform.token().await {
        Ok(_) => Finding::ok(what, format!("{url} answers")),
        Err(error) => {
            let remedy = "see the address, App Key and App Secret, and that this machine's clock is right";
            Finding::fail(what, format!("{url}: {error}"), remedy)
        }
    }
}
