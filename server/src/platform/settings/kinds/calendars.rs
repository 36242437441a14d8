//! 工作日历: a year each, as the notice of the State Council orders it.

use api::{
    administration::Duty,
    settings::{Field, KindInfo, Values, Words},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::super::{Kind, Rule, read_from, written_by};
use crate::{
    App, Result,
    platform::{
        calendar::{first_of, read_days},
        cases::{BoxFuture, RECOUNT},
        jobs,
    },
};

/// So long after the change every server has forgotten the calendar of before.
const FORGOTTEN: jiff::SignedDuration = jiff::SignedDuration::from_secs(2);

pub struct Calendars;

impl Kind for Calendars {
    fn info(&self) -> KindInfo {
        let fields = vec![
            Field::number("year", "年度", "Year", 2000, 2999).required().once(),
            Field::text("source", "依据", "Source", 200)
                .required()
                .hint("如国办发明电〔2025〕7号", "The notice that orders the days"),
            Field::flag("ordered", "国务院办公厅已公布", "The State Council has ordered it")
                .hint("未勾选的年度按“暂按”计算并注明", "Otherwise its days count as provisional"),
            Field::lines("days", "节假日与调休上班", "Days off and days worked", 4000).hint(
                "每行一段：10-01 至 10-08 放假 国庆节；10-10 上班 国庆节。周末不必填写",
                "One line a stretch: 10-01 至 10-08 放假 国庆节; 10-10 上班 国庆节. Weekends need no line",
            ),
        ];
        KindInfo::new(
            "calendars",
            Words::new("工作日历", "Calendars"),
            Words::new(
                "节假日、调休，办理时限据此计算",
                "Holidays and days worked for them; deadlines count by them",
            ),
            Duty::Settings,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        &[Rule {
            constraint: "calendar_years_year_unique",
            field: "year",
            chinese: "该年度已有日历",
            english: "There is a calendar of this year",
        }]
    }

    fn check(&self, values: &Values) -> Result<(), (&'static str, Words)> {
        let text = |key: &str| values.get(key).map_or("", String::as_str);
        let Ok(year) = text("year").trim().parse::<i16>() else { return Ok(()) };
        read_days(year, text("days")).map(drop).map_err(|line| {
            let words = Words {
                chinese: format!("第 {line} 行无法识别，或日期重复、不在本年度"),
                english: format!("Line {line} cannot be read, names a day twice, or one of another year"),
            };
            ("days", words)
        })
    }

    read_from!("setting_calendars");

    written_by!(
        "insert into calendar_years (id, year, ordered, source, days)
         select $1, r.year, r.ordered, r.source, coalesce(r.days, '')
         from jsonb_to_record($2) as r (year int, ordered boolean, source text, days text)
         on conflict (id) do update set ordered = excluded.ordered, source = excluded.source, days = excluded.days"
    );

    /// Deadlines that run are counted anew.
    fn follow<'a>(
        &'a self,
        app: &'a App,
        connection: &'a mut PgConnection,
        _: Option<&'a Value>,
        after: &'a Value,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let year = after["year"].as_i64().and_then(|year| i16::try_from(year).ok()).unwrap_or_default();
            let from = first_of(year).unwrap_or(Timestamp::MAX).to_string();
            let at = app.clock.now() + FORGOTTEN;
            jobs::enqueue(connection, RECOUNT, &json!({ "from": from }), at).await
        })
    }

    fn forget(&self, app: &App) {
        app.calendar.forget();
    }
}
