//! Writing the city. The server's own role may not change organs and people, so the owner does it, in one transaction
//! with the mark that this is a demonstration.

use api::session::{Demonstration, DemonstrationAccount};
use jiff::{Timestamp, ToSpan};
use jiff_sqlx::ToSqlx;
use sqlx::{Connection, PgConnection};

use super::city::{ADMINISTRATION, ADMINISTRATORS, City, RECEIVER, STORY, STORY_ORGAN};
use crate::{
    App, clock,
    platform::{id, organization::spelling::spell_names, session::hash_password},
};

/// The one password of all demonstration accounts.
const PASSWORD: &str = "tongzhou-demo";
/// Diameter of the seal of a municipal department, millimetres (国发〔1999〕25号).
const SEAL_DIAMETER: f64 = 42.0;

/// The accounts that are shown on the sign-in page.
pub fn demonstration() -> Demonstration {
    let account = |account: &str, name: &str, organ: &str, title: &str, part: &str| DemonstrationAccount {
        account: account.to_owned(),
        name: name.to_owned(),
        title: format!("{part} · {organ}{title}"),
    };
    let mut accounts: Vec<DemonstrationAccount> = STORY
        .iter()
        .map(|(name, id, department, title, part)| {
            let place = if department.ends_with("领导") {
                STORY_ORGAN.to_owned()
            } else {
                format!("{STORY_ORGAN}{department}")
            };
            account(id, name, &place, title, part)
        })
        .collect();
    accounts.push(account(RECEIVER.1, RECEIVER.0, RECEIVER.2, RECEIVER.3, "签收"));
    let place = format!("{STORY_ORGAN}{ADMINISTRATION}");
    accounts.extend(ADMINISTRATORS.iter().map(|(name, id, title, _)| account(id, name, &place, "", title)));
    Demonstration { password: PASSWORD.to_owned(), accounts }
}

/// Writes organs, people, registers and seals, all or nothing.
pub async fn write(app: &App, owner: &mut PgConnection, city: &City) -> anyhow::Result<()> {
    let mut pictures = Vec::new();
    for organ in &city.organs {
        pictures.push(app.typesetter.seal_picture(organ.formal_name, SEAL_DIAMETER).await?.to_vec());
    }
    let mut transaction = owner.begin().await?;
    organs(&mut transaction, city).await?;
    departments(&mut transaction, city).await?;
    people(&mut transaction, city).await?;
    posts(&mut transaction, city).await?;
    spell_names(&mut transaction).await?;
    registers(&mut transaction, city).await?;
    seals(&mut transaction, city, app.clock.now(), &pictures).await?;
    let mark = serde_json::to_value(demonstration())?;
    sqlx::query!("insert into installation (key, value) values ('demonstration', $1)", mark)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Notes that every case is there, and makes sure that all of it has reached the disk: this commit waits for it.
pub async fn finish(owner: &mut PgConnection) -> anyhow::Result<()> {
    sqlx::query!("insert into installation (key, value) values ('demonstration_filled', 'true')")
        .execute(&mut *owner)
        .await?;
    dead_letters(owner).await?;
    sqlx::query!("analyze").execute(owner).await?;
    Ok(())
}

/// Two jobs that failed (死信), for whoever looks after the machine to retry or to give up.
async fn dead_letters(owner: &mut PgConnection) -> anyhow::Result<()> {
    sqlx::query!(
        "insert into jobs (id, kind, payload, run_at, attempts, last_error, created_at, died_at)
         select gen_random_uuid(), kind, 'null', now(), 8, 'PostgreSQL was restarting: connection refused',
                now() - interval '26 hours', now() - interval '25 hours'
         from unnest(array['jobs.sweep', 'live.sweep']) as kind"
    )
    .execute(owner)
    .await?;
    Ok(())
}

async fn organs(owner: &mut PgConnection, city: &City) -> anyhow::Result<()> {
    for (sort, organ) in (1..).zip(&city.organs) {
        sqlx::query!(
            "insert into organs (id, name, formal_name, kind, parent_id, level, sort) values ($1, $2, $3, $4, $5, $6, $7)",
            organ.id.0,
            organ.name,
            organ.formal_name,
            organ.kind,
            organ.parent.map(|parent| city.organs[parent].id.0),
            organ.level,
            sort
        )
        .execute(&mut *owner)
        .await?;
    }
    Ok(())
}

async fn departments(owner: &mut PgConnection, city: &City) -> anyhow::Result<()> {
    for (sort, department) in (1..).zip(&city.departments) {
        sqlx::query!(
            "insert into departments (id, organ_id, name, sort) values ($1, $2, $3, $4)",
            department.id,
            city.organs[department.organ].id.0,
            department.name,
            sort
        )
        .execute(&mut *owner)
        .await?;
    }
    Ok(())
}

async fn people(owner: &mut PgConnection, city: &City) -> anyhow::Result<()> {
    // Hashing takes its time by intention; one password, one hash.
    let hash = hash_password(PASSWORD)?;
    for person in &city.people {
        sqlx::query!(
            "insert into people (id, name, account, password_hash) values ($1, $2, $3, $4)",
            person.id,
            person.name,
            person.account,
            hash
        )
        .execute(&mut *owner)
        .await?;
    }
    Ok(())
}

async fn posts(owner: &mut PgConnection, city: &City) -> anyhow::Result<()> {
    for (sort, post) in (1..).zip(&city.posts) {
        let department = city.department_of(post);
        sqlx::query!(
            "insert into posts (id, person_id, department_id, organ_id, title, head, sort) values ($1, $2, $3, $4, $5, $6, $7)",
            post.id,
            city.people[post.person].id,
            department.id,
            city.organs[department.organ].id.0,
            post.title,
            post.head,
            if post.second { sort + 10_000 } else { sort }
        )
        .execute(&mut *owner)
        .await?;
        let roles: Vec<String> = post.roles.iter().map(|role| role.as_str().to_owned()).collect();
        sqlx::query!("insert into post_roles (post_id, role) select $1, unnest($2::text[])", post.id, &roles)
            .execute(&mut *owner)
            .await?;
    }
    Ok(())
}

async fn registers(owner: &mut PgConnection, city: &City) -> anyhow::Result<()> {
    for organ in &city.organs {
        sqlx::query!(
            "insert into registers (id, organ_id, name, word) values ($1, $2, $3, $4)",
            id::new(),
            organ.id.0,
            format!("{}发文字号登记簿", organ.name),
            organ.word
        )
        .execute(&mut *owner)
        .await?;
        sqlx::query!(
            "insert into registers (id, organ_id, name, series, word) values ($1, $2, $3, 'incoming', $4)",
            id::new(),
            organ.id.0,
            format!("{}收文登记簿", organ.name),
            incoming_word(&organ.word)
        )
        .execute(&mut *owner)
        .await?;
    }
    Ok(())
}

/// `舟大数据发` numbers what is sent, `舟大数据收` what came in.
fn incoming_word(word: &str) -> String {
    format!("{}收", word.trim_end_matches('发'))
}

async fn seals(
    owner: &mut PgConnection,
    city: &City,
    now: Timestamp,
    pictures: &[Vec<u8>],
) -> anyhow::Result<()> {
    let from = clock::date_in_china(now).saturating_sub(2.years());
    for (organ, png) in city.organs.iter().zip(pictures) {
        sqlx::query!(
            "insert into seals (id, organ_id, name, png, diameter_mm, valid_from) values ($1, $2, $3, $4, $5, $6)",
            id::new(),
            organ.id.0,
            format!("{}印章", organ.formal_name),
            png,
            SEAL_DIAMETER,
            from.to_sqlx() as _
        )
        .execute(&mut *owner)
        .await?;
    }
    Ok(())
}
