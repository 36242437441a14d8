//! The machine: configuration, programs, fonts, disk, files, secrets.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use futures_util::stream;
use nix::sys::statvfs::statvfs;

use super::{Finding, channels};
use crate::{
    Result,
    config::Config,
    database::find_program,
    platform::{
        files::{
            FileStore,
            clamd::{self, Verdict},
        },
        session::{self, RelyingParty},
        typesetting::Typesetter,
    },
    serve,
};

/// Free space that a busy day may need, bytes.
const SCARCE: u64 = 2 << 30;
/// So long the doctor waits for the virus scanner.
const SCAN_PATIENCE: Duration = Duration::from_secs(10);
/// Below this, writes may fail any minute, bytes.
const NONE_LEFT: u64 = 200 << 20;

pub async fn examine(config: &Config) -> Vec<Finding> {
    let mut found = vec![listening(config), app(config), programs(), typesetting(config).await];
    found.push(disk(&config.data));
    found.push(files(config).await);
    found.push(secret(config));
    found.push(passkeys(config));
    found.push(scanner(config).await);
    found.extend(channels::examine(config).await);
    found
}

fn listening(config: &Config) -> Finding {
    let (what, address) = ("listening", config.listen);
    if config.secure {
        Finding::ok(what, format!("{address}, cookies for https only"))
    } else if address.ip().is_loopback() {
        Finding::warn(
            what,
            format!("{address}, cookies without Secure"),
            "for people on other machines: a TLS proxy before it, and --secure",
        )
    } else {
        Finding::fail(
            what,
            format!("{address} without --secure: sessions travel readably"),
            "listen on 127.0.0.1 behind a TLS proxy and set --secure",
        )
    }
}

fn app(config: &Config) -> Finding {
    let index = config.app.join("index.html");
    if index.exists() {
        Finding::ok("app", config.app.display().to_string())
    } else {
        Finding::fail(
            "app",
            format!("{} is missing", index.display()),
            "name the built app's folder with --app",
        )
    }
}

/// PostgreSQL's own, for backups.
fn programs() -> Finding {
    match (find_program("pg_dump"), find_program("pg_restore")) {
        (Ok(dump), Ok(_)) => Finding::ok("programs", format!("backups are made with {}", dump.display())),
        (Err(error), _) | (_, Err(error)) => {
            Finding::fail("programs", error.to_string(), "without it there are no backups")
        }
    }
}

/// Draws a seal: the worker starts and finds a font for Chinese.
async fn typesetting(config: &Config) -> Finding {
    let what = "typesetting";
    let missing: Vec<String> = config
        .fonts
        .iter()
        .filter(|folder| fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none()))
        .map(|folder| folder.display().to_string())
        .collect();
    let program = match config.typeset.clone().map_or_else(|| serve::beside_this_program("typeset"), Ok) {
        Ok(program) => program,
        Err(error) => {
            return Finding::fail(
                what,
                error.to_string(),
                "install it beside this program or name it with --typeset",
            );
        }
    };
    match Typesetter::new(program, config.fonts.clone()).seal_picture("同舟", 42.0).await {
        Err(error) => Finding::fail(
            what,
            format!("{error}"),
            "see that the program `typeset` starts and that --fonts names fonts",
        ),
        Ok(_) if !missing.is_empty() => Finding::warn(
            what,
            format!("it works, without fonts in {}", missing.join(", ")),
            "put the office's licensed fonts there, or take the folder out of --fonts",
        ),
        Ok(_) => Finding::ok(what, "a page can be set; fonts are there"),
    }
}

fn disk(data: &Path) -> Finding {
    let what = "disk";
    let place = data.ancestors().find(|place| place.exists()).unwrap_or(Path::new("."));
    let free = match statvfs(if place.as_os_str().is_empty() { Path::new(".") } else { place }) {
        Ok(stat) => stat.blocks_available() * stat.fragment_size(),
        Err(error) => {
            return Finding::fail(
                what,
                format!("{}: {error}", place.display()),
                "name the data folder with --data",
            );
        }
    };
    let detail = format!("{} MiB free for {}", free >> 20, data.display());
    if free < NONE_LEFT {
        Finding::fail(what, detail, "make room now: what cannot be written is refused")
    } else if free < SCARCE {
        Finding::warn(what, detail, "make room, or move the data folder")
    } else {
        Finding::ok(what, detail)
    }
}

/// Writes, reads and takes out.
async fn files(config: &Config) -> Finding {
    let (what, folder) = ("files", config.data.join("files"));
    if !folder.exists() {
        return Finding::ok(what, format!("none yet in {}", folder.display()));
    }
    match probe(&folder).await {
        Ok(()) => Finding::ok(what, format!("{} can be written and read", folder.display())),
        Err(error) => Finding::fail(
            what,
            format!("{}: {error}", folder.display()),
            "see that the server's user owns the folder and that the disk is not full",
        ),
    }
}

async fn probe(folder: &Path) -> Result<()> {
    let store = FileStore::local(folder).map_err(|error| crate::error::internal(&error))?;
    let probe: bytes::Bytes = format!("probe {}", crate::platform::id::new()).into();
    let (stored, ()) = store.put(stream::iter([Ok(probe.clone())]), 1 << 10, |_| Ok(())).await?;
    let read = store.get(&stored.sha256).await?;
    store.remove(&stored.sha256).await?;
    if read == probe { Ok(()) } else { Err(crate::error::internal(&"what is read is not what was written")) }
}

fn passkeys(config: &Config) -> Finding {
    let (what, name) =
        ("passkeys", "name the address people use with --origin, such as https://oa.example.gov.cn");
    match (RelyingParty::of(config), session::public_origin(config)) {
        (Err(error), _) => Finding::fail(what, format!("{error:#}"), name),
        (Ok(_), Some(origin)) => Finding::ok(what, format!("they belong to {origin}")),
        (Ok(_), None) => Finding::warn(what, "none are offered", name),
    }
}

/// Asks it about the test file of the anti-virus trade (EICAR), which every scanner finds.
async fn scanner(config: &Config) -> Finding {
    let what = "scanner";
    let Some(address) = &config.clamd else {
        return Finding::warn(
            what,
            "none: uploads are told by their content, but not scanned for viruses",
            "install clamav-daemon and name its socket with --clamd",
        );
    };
    // In two pieces, or scanners would take this program for it.
    let eicar = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat();
    let asked = async {
        let version = clamd::version(address, SCAN_PATIENCE).await?;
        let verdict = clamd::scan(address, stream::iter([Ok(eicar.into())]), SCAN_PATIENCE).await?;
        anyhow::Ok((version, verdict))
    };
    match asked.await {
        Ok((version, Verdict::Infected(_))) => Finding::ok(what, format!("{address}: {version}")),
        Ok((version, Verdict::Clean)) => Finding::fail(
            what,
            format!("{address}: {version} does not know the test virus EICAR"),
            "see that freshclam brings its signatures",
        ),
        Err(error) if config.clamd_required => Finding::fail(
            what,
            format!("{address}: {error}: uploads are refused"),
            "see that clamd runs and that the server's user may open its socket",
        ),
        Err(error) => Finding::warn(
            what,
            format!("{address}: {error}: uploads are taken unscanned"),
            "see that clamd runs and that the server's user may open its socket",
        ),
    }
}

fn secret(config: &Config) -> Finding {
    let what = "secret";
    let file = config.secret_file.clone().unwrap_or_else(|| config.data.join("secret"));
    let Ok(about) = fs::metadata(&file) else {
        return Finding::warn(
            what,
            format!("{} is not there yet", file.display()),
            "the first start makes it; after a restore, put the old one back before",
        );
    };
    let mode = about.permissions().mode() & 0o777;
    let detail = format!("{} has mode {mode:o}", file.display());
    if mode & 0o007 != 0 {
        Finding::fail(what, detail, format!("chmod 600 {}", file.display()))
    } else if mode & 0o077 != 0 {
        Finding::warn(what, detail, format!("chmod 600 {}", file.display()))
    } else {
        Finding::ok(what, detail)
    }
}
