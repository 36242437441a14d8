//! Registers of numbers (登记簿): gapless, never reused.
//!
//! The counter row is locked until the transaction ends, so take the number last. A transaction that fails
//! gives its number back because the counter never moved. A sequence would leave gaps after a crash.

use api::{CaseId, Code, OrganId, RegisterId};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{App, Result};

/// What a register numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// 发文字号.
    Outgoing,
    /// 收文号.
    Incoming,
}

impl Series {
    /// As in `registers.series`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outgoing => "outgoing",
            Self::Incoming => "incoming",
        }
    }
}

/// A number taken from a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    pub register: RegisterId,
    /// 机关代字.
    pub word: String,
    pub year: i32,
    pub number: i32,
}

impl Number {
    /// `舟大数据发〔2026〕3号` (GB/T 9704 7.2.5: hexagonal brackets, no leading zero, no 第).
    pub fn printed(&self) -> String {
        format!("{}〔{}〕{}号", self.word, self.year, self.number)
    }
}

/// Takes the next number of the organ's register of the series for a case; the one it holds already, if any.
///
/// # Errors
/// `no_register` where the organ has none.
pub async fn take(
    app: &App,
    connection: &mut PgConnection,
    organ: OrganId,
    case: CaseId,
    series: Series,
) -> Result<Number> {
    let register = sqlx::query!(
        "select id, word from registers where organ_id = $1 and series = $2 and ended_on is null order by word limit 1",
        organ.0,
        series.as_str()
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::NoRegister)?;
    let held = sqlx::query!(
        "select year, number from register_numbers where case_id = $1 and register_id = $2 and voided_at is null",
        case.0,
        register.id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(held) = held {
        return Ok(Number {
            register: RegisterId(register.id),
            word: register.word,
            year: held.year,
            number: held.number,
        });
    }
    let year = i32::from(app.clock.today().year());
    let number = sqlx::query_scalar!(
        "insert into register_years (register_id, year, last) values ($1, $2, 1)
         on conflict (register_id, year) do update set last = register_years.last + 1
         returning last",
        register.id,
        year
    )
    .fetch_one(&mut *connection)
    .await?;
    let now = app.clock.now();
    sqlx::query!(
        "insert into register_numbers (register_id, year, number, case_id, at) values ($1, $2, $3, $4, $5)",
        register.id,
        year,
        number,
        case.0,
        now.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(Number { register: RegisterId(register.id), word: register.word, year, number })
}
