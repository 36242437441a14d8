//! Where a request came from: its address, its program, its channel.

use std::net::{IpAddr, SocketAddr};

use api::session::Channel;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, header, request::Parts},
};

use super::channel_of;
use crate::{
    App, Error, Result,
    openapi::{Description, Input},
};

/// Where a request came from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: Option<IpAddr>,
    pub agent: Option<String>,
    pub channel: Channel,
}

impl Input for Origin {
    fn describe(_: &mut Description) {}
}

impl Origin {
    /// What the server does by itself.
    pub fn internal() -> Self {
        Self { address: None, agent: None, channel: Channel::Api }
    }

    pub fn of(app: &App, peer: Option<SocketAddr>, headers: &HeaderMap) -> Self {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            address: peer.map(|peer| client_address(peer.ip(), headers, &app.config.trusted_proxies)),
            agent: agent.map(|agent| agent.chars().take(300).collect()),
            channel: channel_of(headers),
        }
    }
}

impl FromRequestParts<App> for Origin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Ok(Self::of(app, peer_of(&parts.extensions), &parts.headers))
    }
}

/// The other end of the connection, set where connections are accepted.
pub(super) fn peer_of(extensions: &Extensions) -> Option<SocketAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer)
}

/// The client behind proxies we trust: read from the right, the first address that is none of ours. What stands further
/// left was written by whoever wanted to (OWASP ASVS 15.3.4).
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_ours = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let forwarded = headers.get_all("x-forwarded-for").iter().rev();
    for part in forwarded.filter_map(|value| value.to_str().ok()).flat_map(|value| value.rsplit(',')) {
        if !is_ours(client) {
            break;
        }
        let Ok(address) = part.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

/// Addresses by their leading bits: `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    fn contains(&self, other: IpAddr) -> bool {
        let (a, b, width) = match (self.address, other) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(a.to_bits()), u128::from(b.to_bits()), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
            _ => return false,
        };
        self.bits == 0 || (a ^ b) >> (width - self.bits) == 0
    }
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no address or network such as 10.0.0.0/8");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), str::parse).map_err(|_| wrong())?;
        if bits > width { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(client("203.0.113.9", &["10.1.1.1"], &["10.0.0.0/8"]), "203.0.113.9", "no proxy of ours");
        assert_eq!(client("10.0.0.2", &["1.1.1.1, 203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(client("10.0.0.2", &["6.6.6.6, 203.0.113.9, 10.0.0.3"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(client("10.0.0.2", &["6.6.6.6", "203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(client("10.0.0.2", &["1.1.1.1, nonsense"], &["10.0.0.0/8"]), "10.0.0.2");
        assert_eq!(client("::ffff:10.0.0.2", &["203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(client("::1", &[], &["::1"]), "::1");
    }

    #[test]
    fn networks_are_read_with_care() {
        assert!("10.0.0.0/33".parse::<Network>().is_err());
        assert!("10.0.0/8".parse::<Network>().is_err());
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains("9.9.9.9".parse().unwrap()));
    }
}
