//! Which push services are pushed to. An endpoint is named by a browser, that is by anybody: only services that are known
//! are ever connected to, so that nobody makes this server ask where it should not.

use axum::http::{Uri, uri::Scheme};

use super::post;

/// Where a service may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The installation named it: also inside the house.
    Inside,
    /// At public addresses only.
    Outside,
}

/// Those of Chromium and Edge, Firefox, Safari, and of Edge on Windows; a point at the beginning stands for all below.
const KNOWN: [&str; 6] = [
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    ".push.services.mozilla.com",
    "web.push.apple.com",
    ".notify.windows.com",
];

/// One address each, to see whether they can be reached.
pub const ASKED: [&str; 3] = [
    "https://fcm.googleapis.com/fcm/send/",
    "https://updates.push.services.mozilla.com/wpush/v2/",
    "https://web.push.apple.com/",
];

/// The services of an installation.
pub struct Services {
    /// Origins.
    own: Vec<String>,
}

impl Services {
    /// # Errors
    /// Where one is no address.
    pub fn of(own: &[String]) -> anyhow::Result<Self> {
        let origin_of = |text: &String| post::address(text, "TONGZHOU_PUSH_SERVICES").map(|uri| origin(&uri));
        Ok(Self { own: own.iter().map(origin_of).collect::<anyhow::Result<_>>()? })
    }

    /// The address of an endpoint and how it may be reached; nothing where its service is not known.
    pub fn reach(&self, endpoint: &str) -> Option<(Uri, Reach)> {
        let uri: Uri = endpoint.parse().ok()?;
        let host = uri.host()?.to_ascii_lowercase();
        // A name before the host would make another host look like this one.
        if uri.authority()?.as_str().contains('@') {
            return None;
        }
        if self.own.contains(&origin(&uri)) {
            return Some((uri, Reach::Inside));
        }
        let known = |name: &str| match name.strip_prefix('.') {
            Some(_) => host.ends_with(name),
            None => host == name,
        };
        let usual = uri.scheme() == Some(&Scheme::HTTPS) && uri.port_u16().is_none_or(|port| port == 443);
        (usual && KNOWN.iter().any(|name| known(name))).then_some((uri, Reach::Outside))
    }
}

/// Scheme, host and port of an address, as RFC 6454 writes it.
pub fn origin(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or("https");
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    match (uri.port_u16(), scheme) {
        (None, _) | (Some(443), "https") | (Some(80), "http") => format!("{scheme}://{host}"),
        (Some(port), _) => format!("{scheme}://{host}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_services_are_reached() {
        let services =
            Services::of(&["https://Push.office.example".to_owned(), "http://10.0.0.7:8030".to_owned()]);
        let services = services.unwrap();
        let check = |endpoint: &str, expected: Option<Reach>| {
            assert_eq!(services.reach(endpoint).map(|(_, reach)| reach), expected, "{endpoint}");
        };
        for known in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://web.push.apple.com:443/abc",
            "https://wns2-pn1p.notify.windows.com/w/?token=abc",
        ] {
            check(known, Some(Reach::Outside));
        }
        check("https://push.office.example/abc", Some(Reach::Inside));
        check("http://10.0.0.7:8030/abc", Some(Reach::Inside));
        for other in [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://fcm.googleapis.com:8443/fcm/send/abc",
            "https://fcm.googleapis.com@10.0.0.1/abc",
            "https://10.0.0.1/fcm.googleapis.com",
            "https://fcm.googleapis.com.evil.example/abc",
            "https://evilnotify.windows.com/abc",
            "https://notify.windows.com/abc",
            "http://push.office.example/abc",
            "http://10.0.0.7:8031/abc",
            "http://10.0.0.7/abc",
            "https://127.0.0.1/",
            "https://[::1]/",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "/abc",
            "",
        ] {
            check(other, None);
        }
    }
}
