//! `server user`: the people who may sign in, from the command line of the machine. This is how an installation gets its
//! first administrators, since no account comes with it; and the way in when nobody can sign in any more.

use std::{io::Read, path::PathBuf};

use anyhow::{Context, bail, ensure};
use api::{
    OrganId, PersonId,
    organization::{OrganKind, Role},
};
use clap::Subcommand;
use jiff_sqlx::ToSqlx;
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

use crate::{
    clock::Clock,
    platform::{id, session},
};

#[derive(Subcommand)]
pub enum Command {
    /// Adds a person with a post. Prints a first password unless one is given.
    Create {
        account: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// 机关: one that exists, or the first of the installation.
        #[arg(long)]
        organ: String,
        /// 部门: made where the organ has none of this name.
        #[arg(long, default_value = "办公室")]
        department: String,
        /// 职务
        #[arg(long, default_value = "管理员")]
        title: String,
        /// What the post may be asked to do, such as `system_administrator`; may be given several times.
        #[arg(long = "role")]
        roles: Vec<Role>,
        /// A file whose first line is the password; `-` for standard input.
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// Sets a password, ends the person's sessions and opens the account where it was locked.
    Password {
        account: String,
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// Shuts an account and ends its sessions. What the person did stays.
    Disable { account: String },
    /// Opens an account again.
    Enable { account: String },
    /// Everybody, with organ, post and roles.
    List,
}

/// Does it as the owner of the database.
///
/// # Errors
/// With words for the operator.
pub async fn run(command: Command, options: &PgConnectOptions) -> anyhow::Result<()> {
    let mut owner = options.connect().await.context("cannot connect to PostgreSQL")?;
    match command {
        Command::Create { account, name, organ, department, title, roles, password_file } => {
            let seat = Seat { organ, department, title, roles };
            create(&mut owner, &account, &name, &seat, password_file).await
        }
        Command::Password { account, password_file } => {
            set_password(&mut owner, &account, password_file).await
        }
        Command::Disable { account } => set_active(&mut owner, &account, false).await,
        Command::Enable { account } => set_active(&mut owner, &account, true).await,
        Command::List => list(&mut owner).await,
    }
}

struct Seat {
    organ: String,
    department: String,
    title: String,
    roles: Vec<Role>,
}

async fn create(
    owner: &mut PgConnection,
    account: &str,
    name: &str,
    seat: &Seat,
    file: Option<PathBuf>,
) -> anyhow::Result<()> {
    ensure!(
        (1..=100).contains(&account.len()) && !account.contains(char::is_whitespace),
        "an account is one word of at most 100 bytes"
    );
    let (password, invented) = password(file)?;
    let mut transaction = owner.begin().await?;
    if !invented {
        refuse_weak(&mut transaction, &password, account, name).await?;
    }
    let taken =
        sqlx::query_scalar!("select exists (select from people where account = $1) as \"it!\"", account)
            .fetch_one(&mut *transaction)
            .await?;
    ensure!(
        !taken,
        "the account {account} exists already; `server user password {account}` sets its password"
    );
    let organ = organ(&mut transaction, &seat.organ).await?;
    let department = department(&mut transaction, organ, &seat.department).await?;
    let (person, post) = (id::new(), id::new());
    sqlx::query!(
        "insert into people (id, name, account, password_hash) values ($1, $2, $3, $4)",
        person,
        name,
        account,
        hash(&password)?
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into posts (id, person_id, department_id, organ_id, title, sort)
         values ($1, $2, $3, $4, $5, (select coalesce(max(sort), 0) + 1 from posts where department_id = $3))",
        post,
        person,
        department,
        organ.0,
        seat.title
    )
    .execute(&mut *transaction)
    .await?;
    let roles: Vec<String> = seat.roles.iter().map(ToString::to_string).collect();
    sqlx::query!("insert into post_roles (post_id, role) select $1, unnest($2::text[])", post, &roles)
        .execute(&mut *transaction)
        .await
        .context("these roles cannot be held together by one person (三员分立)")?;
    transaction.commit().await?;
    println!("{account} ({name}) may sign in");
    say_invented(&password, invented);
    Ok(())
}

/// The organ of this name; in an empty installation it is made.
async fn organ(connection: &mut PgConnection, name: &str) -> anyhow::Result<OrganId> {
    let known = sqlx::query!("select id, name from organs order by sort").fetch_all(&mut *connection).await?;
    if let Some(found) = known.iter().find(|organ| organ.name == name) {
        return Ok(OrganId(found.id));
    }
    if !known.is_empty() {
        let names: Vec<&str> = known.iter().take(20).map(|organ| organ.name.as_str()).collect();
        bail!("there is no organ {name}; there are: {}", names.join("、"));
    }
    let organ = OrganId(id::new());
    sqlx::query!(
        "insert into organs (id, name, formal_name, kind, level, sort) values ($1, $2, $2, $3, 1, 1)",
        organ.0,
        name,
        OrganKind::Bureau.as_str()
    )
    .execute(connection)
    .await?;
    println!("{name} is the first organ of this installation");
    Ok(organ)
}

async fn department(connection: &mut PgConnection, organ: OrganId, name: &str) -> anyhow::Result<Uuid> {
    sqlx::query!(
        "insert into departments (id, organ_id, name, sort)
         values ($1, $2, $3, (select coalesce(max(sort), 0) + 1 from departments where organ_id = $2))
         on conflict on constraint departments_name_unique do nothing",
        id::new(),
        organ.0,
        name
    )
    .execute(&mut *connection)
    .await?;
    let found =
        sqlx::query_scalar!("select id from departments where organ_id = $1 and name = $2", organ.0, name);
    Ok(found.fetch_one(connection).await?)
}

async fn set_password(owner: &mut PgConnection, account: &str, file: Option<PathBuf>) -> anyhow::Result<()> {
    let (password, invented) = password(file)?;
    let mut transaction = owner.begin().await?;
    let person = person(&mut transaction, account).await?;
    if !invented {
        let name = sqlx::query_scalar!("select name from people where id = $1", person.0);
        let name = name.fetch_one(&mut *transaction).await?;
        refuse_weak(&mut transaction, &password, account, &name).await?;
    }
    sqlx::query!("update people set password_hash = $2 where id = $1", person.0, hash(&password)?)
        .execute(&mut *transaction)
        .await?;
    sqlx::query!("delete from sign_in_failures where subject = $1", account)
        .execute(&mut *transaction)
        .await?;
    end_sessions(&mut transaction, person).await?;
    transaction.commit().await?;
    println!("the password of {account} is set; open sessions have ended");
    say_invented(&password, invented);
    Ok(())
}

async fn set_active(owner: &mut PgConnection, account: &str, active: bool) -> anyhow::Result<()> {
    let mut transaction = owner.begin().await?;
    let person = person(&mut transaction, account).await?;
    sqlx::query!("update people set active = $2 where id = $1", person.0, active)
        .execute(&mut *transaction)
        .await?;
    if !active {
        end_sessions(&mut transaction, person).await?;
    }
    transaction.commit().await?;
    println!("{account} is {}", if active { "enabled" } else { "disabled; open sessions have ended" });
    Ok(())
}

async fn person(connection: &mut PgConnection, account: &str) -> anyhow::Result<PersonId> {
    let found = sqlx::query_scalar!("select id from people where account = $1", account)
        .fetch_optional(connection)
        .await?;
    found.map(PersonId).with_context(|| format!("there is no account {account}"))
}

async fn end_sessions(connection: &mut PgConnection, person: PersonId) -> anyhow::Result<()> {
    sqlx::query!(
        "update sessions set revoked_at = $2 where person_id = $1 and revoked_at is null",
        person.0,
        Clock::default().now().to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn list(owner: &mut PgConnection) -> anyhow::Result<()> {
    let rows = sqlx::query!(
        r#"select n.account, n.name, n.active, o.name as "organ?", d.name as "department?", p.title as "title?",
                  array(select role from post_roles r where r.post_id = p.id order by role) as "roles!"
           from people n left join posts p on p.person_id = n.id
           left join departments d on d.id = p.department_id left join organs o on o.id = p.organ_id
           order by n.account, p.sort"#
    )
    .fetch_all(owner)
    .await?;
    for row in rows {
        let place =
            [row.organ, row.department, row.title].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let state = if row.active { "" } else { "  (disabled)" };
        println!("{}  {}  {place}  {}{state}", row.account, row.name, row.roles.join(","));
    }
    Ok(())
}

/// The password of the file, else an invented one; and whether it was invented.
fn password(file: Option<PathBuf>) -> anyhow::Result<(String, bool)> {
    let Some(file) = file else { return Ok((invent(), true)) };
    let text = if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?
    };
    let password = text.lines().next().unwrap_or_default().to_owned();
    Ok((password, false))
}

/// The rules that hold for whoever chooses a password in the app.
async fn refuse_weak(
    connection: &mut PgConnection,
    password: &str,
    account: &str,
    name: &str,
) -> anyhow::Result<()> {
    let policy = session::policy::policy(connection).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    session::policy::check(password, account, name, &policy).map_err(|error| {
        let why = error.detail.unwrap_or_default();
        anyhow::anyhow!(
            "the password is too weak ({why}): long enough, in no list of common ones, not the account's name"
        )
    })
}

/// A hundred random bits in four groups; without letters that look alike.
fn invent() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters: Vec<char> =
        rand::random::<[u8; 20]>().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).to_vec();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn say_invented(password: &str, invented: bool) {
    if invented {
        println!("first password, shown once: {password}");
    }
}

fn hash(password: &str) -> anyhow::Result<String> {
    session::hash_password(password).map_err(|error| anyhow::anyhow!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::invent;

    #[test]
    fn invented_passwords_differ_and_can_be_read_aloud() {
        let (one, other) = (invent(), invent());
        assert_eq!(one.len(), 23);
        assert_ne!(one, other);
        assert!(one.chars().all(|c| c == '-' || c.is_ascii_digit() || c.is_ascii_lowercase()));
        assert!(!one.contains(['l', 'o', '0', '1']));
    }
}
