//! The private PostgreSQL cluster: without a database address the server makes, starts and stops its own.
//! It listens on a socket in a folder that only its user and root may enter, never on the network.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::{Signal, kill},
    unistd::{Pid, User},
};
use sqlx::postgres::PgConnectOptions;

const OWNER: &str = "tongzhou";
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running cluster; stopped when dropped, and by the kernel should this process be killed.
pub struct PrivateCluster {
    child: Child,
    /// What it was started with, to start it again.
    programs: PathBuf,
    user: Option<User>,
    folder: PathBuf,
    socket: PathBuf,
    settings: Vec<String>,
}

impl PrivateCluster {
    /// Makes the cluster where there is none, and starts it. Call it from the main thread: the signal that
    /// ends PostgreSQL with this process follows the thread that started it.
    ///
    /// `settings` are extra `name=value` settings, for tests.
    pub fn start(folder: &Path, settings: &[&str]) -> Result<Self> {
        let programs = find_programs()?;
        let user = unprivileged_user()?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        own(&folder, user.as_ref())?;
        let data = folder.join("cluster");
        if !data.exists() {
            initialise(&programs, &folder, &data, user.as_ref())?;
        }
        let socket = socket_folder(&folder)?;
        own(&socket, user.as_ref())?;
        wait_for_predecessor(&data)?;
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let child = spawn(&programs, user.as_ref(), &folder, &socket, &settings)?;
        let mut cluster = Self { child, programs, user, folder, socket, settings };
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// How its owner reaches a cluster that another process runs; none where nobody does.
    pub fn running(folder: &Path) -> Option<PgConnectOptions> {
        let data = folder.canonicalize().ok()?.join("cluster");
        running_postmaster(&data)?;
        let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
        // PostgreSQL's own lines: the fifth is the socket's folder. It is asked itself, since one that stops because its
        // server has just ended says so later than it refuses connections.
        let socket = text.lines().nth(4)?.trim();
        let asked = Command::new(find_program("pg_isready").ok()?).args(["-q", "-h", socket]).status();
        asked
            .is_ok_and(|status| status.success())
            .then(|| PgConnectOptions::new().socket(socket).username(OWNER).database("postgres"))
    }

    /// Starts it again where it has died; nothing where it runs. From the thread that started it.
    pub fn revive(&mut self) -> Result<()> {
        let Some(status) = self.child.try_wait()? else { return Ok(()) };
        tracing::error!(%status, "PostgreSQL has ended; starting it again");
        wait_for_predecessor(&self.folder.join("cluster"))?;
        self.child = spawn(&self.programs, self.user.as_ref(), &self.folder, &self.socket, &self.settings)?;
        self.wait_until_ready()?;
        tracing::info!("PostgreSQL is back");
        Ok(())
    }

    /// The process of PostgreSQL.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How to reach a database of the cluster, as its owner.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new().socket(&self.socket).username(OWNER).database(database)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let data = self.folder.join("cluster");
        let began = Instant::now();
        while began.elapsed() < START_LIMIT {
            if let Some(status) = self.child.try_wait()? {
                bail!("postgres ended at once ({status}); see the file `log` beside {}", data.display());
            }
            // The last line of the pid file tells when connections are taken.
            let own = self.child.id().to_string();
            let ready = fs::read_to_string(data.join("postmaster.pid")).is_ok_and(|text| {
                text.lines().next() == Some(&own)
                    && text.lines().nth(7).is_some_and(|line| line.trim() == "ready")
            });
            if ready {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("postgres did not become ready within {START_LIMIT:?}")
    }
}

impl Drop for PrivateCluster {
    fn drop(&mut self) {
        if let Ok(Some(_)) = self.child.try_wait() {
            return;
        }
        // SIGINT: fast shutdown, which ends connections and keeps everything committed.
        let _ = kill(Pid::from_raw(self.child.id() as i32), Signal::SIGINT);
        let _ = self.child.wait();
    }
}

fn spawn(
    programs: &Path,
    user: Option<&User>,
    folder: &Path,
    socket: &Path,
    settings: &[String],
) -> Result<Child> {
    let mut command = Command::new(programs.join("postgres"));
    command.arg("-D").arg(folder.join("cluster")).arg("-k").arg(socket);
    command.args(["-h", "", "-c", "logging_collector=off"]);
    for setting in settings {
        command.args(["-c", setting]);
    }
    let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log"))?;
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
    become_user(&mut command, user);
    die_with_parent(&mut command);
    command.spawn().context("cannot start postgres")
}

/// Where PostgreSQL's programs are: `PG_BIN`, Debian's and Homebrew's places, the path.
pub fn find_programs() -> Result<PathBuf> {
    places()
        .into_iter()
        .find(|place| place.join("initdb").exists() && place.join("postgres").exists())
        .context("PostgreSQL is not installed (Debian: apt-get install postgresql); or set DATABASE_URL")
}

/// One of PostgreSQL's programs, where perhaps only those of a client are installed.
pub fn find_program(name: &str) -> Result<PathBuf> {
    places().into_iter().map(|place| place.join(name)).find(|program| program.exists()).with_context(|| {
        format!("PostgreSQL's {name} is not installed (Debian: apt-get install postgresql-client)")
    })
}

fn places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = std::env::var_os("PG_BIN").map(PathBuf::from).into_iter().collect();
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    places.extend(versions.into_iter().rev());
    places.push("/opt/homebrew/opt/postgresql/bin".into());
    places.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    places
}

/// PostgreSQL refuses to run as root; as root it runs as `postgres`, else as `nobody`.
fn unprivileged_user() -> Result<Option<User>> {
    if !nix::unistd::geteuid().is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(user));
        }
    }
    bail!("no unprivileged user to run PostgreSQL as")
}

/// Makes the cluster beside its place and moves it there when it is whole.
fn initialise(programs: &Path, folder: &Path, data: &Path, user: Option<&User>) -> Result<()> {
    let unfinished = folder.join("cluster.unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let mut command = Command::new(programs.join("initdb"));
    command
        .arg("-D")
        .arg(&unfinished)
        .args([
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--data-checksums",
            "--no-instructions",
        ])
        .current_dir("/")
        .stdout(Stdio::null());
    become_user(&mut command, user);
    let output = command.stderr(Stdio::piped()).output().context("cannot run initdb")?;
    if !output.status.success() {
        bail!(
            "initdb failed in {}: {} (as root, keep the data folder where the user postgres may go)",
            folder.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    fs::rename(&unfinished, data)?;
    Ok(())
}

/// A socket's path may hold 107 bytes: a deep data folder gets its socket under the temporary folder.
fn socket_folder(folder: &Path) -> Result<PathBuf> {
    let beside = folder.join("socket");
    let socket = if beside.as_os_str().len() < 80 {
        beside
    } else {
        use std::hash::{Hash, Hasher};
        let mut hasher = std::hash::DefaultHasher::new();
        folder.hash(&mut hasher);
        std::env::temp_dir().join(format!("tongzhou-{:016x}", hasher.finish()))
    };
    fs::create_dir_all(&socket)?;
    Ok(socket)
}

fn own(folder: &Path, user: Option<&User>) -> Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    if let Some(user) = user {
        nix::unistd::chown(folder, Some(user.uid), Some(user.gid))?;
    }
    Ok(())
}

fn become_user(command: &mut Command, user: Option<&User>) {
    if let Some(user) = user {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
}

/// A server that was killed leaves PostgreSQL shutting down; its successor waits for the folder.
fn wait_for_predecessor(data: &Path) -> Result<()> {
    let began = Instant::now();
    while let Some(pid) = running_postmaster(data) {
        if began.elapsed() > START_LIMIT {
            bail!("another PostgreSQL (process {pid}) still uses {}", data.display());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn running_postmaster(data: &Path) -> Option<i32> {
    let pid = fs::read_to_string(data.join("postmaster.pid")).ok()?.lines().next()?.trim().parse().ok()?;
    let program = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    program.starts_with("postgres").then_some(pid)
}

/// Asks the kernel to stop PostgreSQL (fast, losing nothing) should this process be killed.
#[expect(unsafe_code, reason = "the closure runs between fork and exec; prctl is safe to call there")]
fn die_with_parent(command: &mut Command) {
    #[cfg(target_os = "linux")]
    unsafe {
        command.pre_exec(|| nix::sys::prctl::set_pdeathsig(Signal::SIGINT).map_err(std::io::Error::from));
    }
}
