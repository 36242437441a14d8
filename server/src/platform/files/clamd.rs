//! A client of the virus scanner clamd: the command INSTREAM over a socket (clamd(8)). No content touches its disk.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// Longest answer that is read, bytes.
const LONGEST_ANSWER: u64 = 1024;

/// Where a scanner listens: `/run/clamav/clamd.ctl`, or `host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Unix(PathBuf),
    Tcp(String),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with('/') {
            return Ok(Self::Unix(text.into()));
        }
        match text.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                Ok(Self::Tcp(text.to_owned()))
            }
            _ => Err(format!("`{text}` is neither the path of a socket nor host:port")),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(formatter, "{}", path.display()),
            Self::Tcp(address) => formatter.write_str(address),
        }
    }
}

/// What the scanner says of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// With the scanner's name for what it found.
    Infected(String),
}

trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Has a content scanned.
///
/// # Errors
/// Where there is no verdict within `patience`: nobody listens, the scanner says it cannot, the content cannot be read.
pub async fn scan(
    address: &Address,
    content: impl Stream<Item = object_store::Result<Bytes>> + Unpin,
    patience: Duration,
) -> anyhow::Result<Verdict> {
    let answer = timeout(patience, async {
        let mut connection = connect(address).await?;
        // A scanner that has had enough answers and closes before it has read all: its answer counts, not our writing.
        let written = send(&mut connection, content).await;
        match answer(&mut connection).await {
            Ok(answer) if !answer.is_empty() => Ok(answer),
            read => written.and(read),
        }
    })
    .await??;
    read_verdict(&answer)
}

/// The scanner's version and that of its signatures.
///
/// # Errors
/// Where nobody answers within `patience`.
pub async fn version(address: &Address, patience: Duration) -> anyhow::Result<String> {
    timeout(patience, async {
        let mut connection = connect(address).await?;
        connection.write_all(b"zVERSION\0").await?;
        answer(&mut connection).await
    })
    .await?
}

async fn connect(address: &Address) -> anyhow::Result<Box<dyn Connection>> {
    Ok(match address {
        Address::Unix(path) => Box::new(UnixStream::connect(path).await?),
        Address::Tcp(address) => Box::new(TcpStream::connect(address).await?),
    })
}

/// Each piece with its length before it, and a length of nothing at the end.
async fn send(
    connection: &mut Box<dyn Connection>,
    mut content: impl Stream<Item = object_store::Result<Bytes>> + Unpin,
) -> anyhow::Result<()> {
    connection.write_all(b"zINSTREAM\0").await?;
    while let Some(piece) = content.next().await {
        let piece = piece?;
        // An empty piece would be the end.
        if piece.is_empty() {
            continue;
        }
        connection.write_all(&u32::try_from(piece.len())?.to_be_bytes()).await?;
        connection.write_all(&piece).await?;
    }
    connection.write_all(&0u32.to_be_bytes()).await?;
    connection.flush().await?;
    Ok(())
}

async fn answer(connection: &mut Box<dyn Connection>) -> anyhow::Result<String> {
    let mut answer = Vec::new();
    connection.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).trim_end_matches('\0').trim().to_owned())
}

/// `stream: OK`, or `stream: NAME FOUND`; anything else is no verdict.
fn read_verdict(answer: &str) -> anyhow::Result<Verdict> {
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") => {
            let threat = found.trim_end_matches(" FOUND");
            Ok(Verdict::Infected(threat.chars().filter(|c| !c.is_control()).take(200).collect()))
        }
        _ => anyhow::bail!("the scanner says: {answer}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_verdict_only_where_it_is_one() {
        assert_eq!(read_verdict("stream: OK").unwrap(), Verdict::Clean);
        let found = Verdict::Infected("Eicar-Test-Signature".to_owned());
        assert_eq!(read_verdict("stream: Eicar-Test-Signature FOUND").unwrap(), found);
        for nothing in
            ["", "OK", "INSTREAM size limit exceeded. ERROR", "stream: Can't allocate memory ERROR"]
        {
            assert!(read_verdict(nothing).is_err(), "{nothing}");
        }
    }

    #[test]
    fn a_scanner_is_named_by_its_socket_or_by_host_and_port() {
        assert_eq!("/run/clamav/clamd.ctl".parse(), Ok(Address::Unix("/run/clamav/clamd.ctl".into())));
        assert_eq!("[::1]:3310".parse(), Ok(Address::Tcp("[::1]:3310".to_owned())));
        for wrong in ["", "clamd", "localhost:", ":3310", "localhost:99999"] {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }
}
