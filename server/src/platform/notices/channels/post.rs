//! The one HTTP client of the server.
//!
//! Small on purpose. It follows no redirect, so nobody who answers chooses where it goes next; it uses no proxy of the
//! environment; it connects to the very address that it has looked at; and the whole of it, from the name to the last
//! byte of the answer, is bounded in time and size.

use std::{net::IpAddr, sync::Arc, time::Duration};

use anyhow::{Context, bail};
use axum::http::{HeaderName, HeaderValue, Request, StatusCode, Uri, header, uri::Scheme};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use super::Undelivered;

/// From the name to the last byte of the answer.
const LIMIT: Duration = Duration::from_secs(10);
/// Longest answer that is read, bytes.
const LONGEST: usize = 64 << 10;

/// Posts over TLS with the machine's certificates, and in clear to `http://` addresses.
#[derive(Clone)]
pub struct Post {
    tls: TlsConnector,
    /// Whether addresses inside the house are connected to.
    inside: bool,
}

pub struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

impl Post {
    /// For addresses that the installation chose.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new() -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), inside: true })
    }

    /// For addresses that come from outside: it connects to public addresses only, whatever a name resolves to.
    #[must_use]
    pub fn outside_only(&self) -> Self {
        Self { inside: false, ..self.clone() }
    }

    /// # Errors
    /// Where there is no answer in time.
    pub async fn post(
        &self,
        to: &Uri,
        headers: Vec<(HeaderName, HeaderValue)>,
        body: Vec<u8>,
    ) -> Result<Answer, Undelivered> {
        match time::timeout(LIMIT, self.exchange(to, headers, body)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Undelivered::Outage(format!("{error:#}"))),
            Err(_) => Err(Undelivered::Outage(format!("no answer within {} s", LIMIT.as_secs()))),
        }
    }

    async fn exchange(
        &self,
        to: &Uri,
        headers: Vec<(HeaderName, HeaderValue)>,
        body: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        let host = to.host().context("the address names no host")?;
        let secure = to.scheme() == Some(&Scheme::HTTPS);
        let port = to.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let mut request = Request::post(to.path_and_query().map_or("/", |path| path.as_str()));
        request = request.header(header::HOST, to.authority().map_or(host, |authority| authority.as_str()));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(Bytes::from(body)))?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let stream = self.connect(bare, port).await?;
        if secure {
            let stream = self.tls.connect(ServerName::try_from(bare.to_owned())?, stream).await?;
            converse(stream, request).await
        } else {
            converse(stream, request).await
        }
    }

    async fn connect(&self, host: &str, port: u16) -> anyhow::Result<TcpStream> {
        let mut failed = None;
        for address in lookup_host((host, port)).await? {
            if !self.inside && !public(address.ip()) {
                continue;
            }
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) => Err(error.into()),
            None => bail!("{host} has no public address"),
        }
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> anyhow::Result<Answer> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let exchange = async {
        let answer = sender.send_request(request).await?;
        let (status, body) = (answer.status(), answer.into_body());
        let body = Limited::new(body, LONGEST).collect().await.map_err(|error| anyhow::anyhow!("{error}"))?;
        anyhow::Ok(Answer { status, body: body.to_bytes() })
    };
    // The connection lives as long as the exchange: given up, both are gone.
    tokio::pin!(connection, exchange);
    tokio::select! {
        answer = &mut exchange => answer,
        ended = &mut connection => match ended {
            Ok(()) => exchange.await,
            Err(error) => Err(error.into()),
        },
    }
}

/// Whether an address lies outside every house (RFC 6890): not this machine, no private, link-local, shared, documentation,
/// benchmarking or multicast network, and no IPv4 address dressed as IPv6.
pub fn public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_documentation()
                || a == 0
                || a >= 224
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b)))
        }
        // Global unicast is 2000::/3; in it 2001::/23 (protocols, among them Teredo), 2001:db8::/32 and 6to4 are not.
        IpAddr::V6(v6) => {
            let [a, b, ..] = v6.segments();
            (0x2000..0x4000).contains(&a) && !(a == 0x2001 && (b < 0x200 || b == 0xdb8)) && a != 0x2002
        }
    }
}

/// An address from the configuration.
///
/// # Errors
/// Where it is no `http://` or `https://` address.
pub fn address(text: &str, setting: &str) -> anyhow::Result<Uri> {
    let uri: Uri = text.trim().parse().with_context(|| format!("{setting} cannot be read"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none() {
        bail!("{setting}: https://host/path");
    }
    Ok(uri)
}

/// Whether an answer takes a letter, refuses this one, or tells that nothing passes now. A redirect is not followed, and
/// a signature that is not accepted is none for any letter.
pub fn judged(answer: &Answer) -> Result<(), Undelivered> {
    let why = || format!("{}: {}", answer.status, said(answer));
    match answer.status.as_u16() {
        200..=299 => Ok(()),
        400 | 404 | 409 | 410 | 413 | 422 => Err(Undelivered::Refused(why())),
        _ => Err(Undelivered::Outage(why())),
    }
}

/// The beginning of what was answered.
pub fn said(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_outside_every_house_are_public() {
        let check =
            |address: &str, expected| assert_eq!(public(address.parse().unwrap()), expected, "{address}");
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
        ] {
            check(inside, false);
        }
        for outside in ["142.250.1.1", "2a00:1450:4001:81b::200a", "2606:4700::1111"] {
            check(outside, true);
        }
    }
}
