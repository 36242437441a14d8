//! `GET /api/cases/{id}/form`: the handling sheet (处理单) on paper, as far as the case has come.

use std::collections::BTreeMap;

use api::{
    CaseId, Code, Language,
    cases::{CaseSummary, Opinion, OpinionSlot},
    chain::Record,
    form::{Form, FormFact, FormOpinion, FormPlace, Handwritten},
    handwriting::WORDS,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use sqlx::PgConnection;

use super::{Case, Module, handwriting, load, opinions, verify, view};
use crate::{
    App, Result,
    clock::{china, chinese_date},
    error::internal,
    extract::Path,
    platform::{
        session::{Actor, public_origin},
        square_code::square_code,
    },
};

/// # Errors
/// `not_found` also where the case's flow has no handling sheet; `typesetting_failed`.
pub async fn form(actor: Actor, State(app): State<App>, Path(id): Path<CaseId>) -> Result<Response> {
    let mut connection = app.database.read(&actor).await?;
    let case = load(&mut connection, &actor, id).await?;
    let form = sheet(&app, &mut connection, &case).await?;
    drop(connection);
    let set = app.typesetter.form(form).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], set.bytes).into_response())
}

async fn sheet(app: &App, connection: &mut PgConnection, case: &Case) -> Result<Form> {
    let definition = app.definitions.get(connection, &case.flow_key, case.flow_version).await?;
    if definition.slots.is_empty() {
        return Err(Code::NotFound.into());
    }
    let module = app.module(&case.module)?;
    let records = verify::records(connection, case.id).await?;
    let given = opinions::given(connection, case.id, records.iter()).await?;
    let places = opinions::slots(&definition, &given, &[]);
    let written = handwriting::drawn(connection, case.id).await?;
    let said: BTreeMap<i32, &Opinion> =
        given.iter().map(|given| (given.opinion.sequence, &given.opinion)).collect();
    let summary = view::summary(connection, case.id).await?;
    let mut facts = vec![
        FormFact::wide("标题", &summary.title),
        FormFact::new("文号", summary.number.clone().unwrap_or_default()),
        FormFact::new("紧急程度", summary.urgency.label(Language::Chinese)),
    ];
    facts.extend(module.form_facts(connection, case).await?);
    facts.extend(drafted(&summary)?);
    Ok(Form {
        heading: heading(connection, module, case).await?,
        facts,
        places: places.iter().map(|place| printed(place, &said, &written)).collect::<Result<_>>()?,
        proof: proof(&records),
        check: check(app, connection, module, case).await?,
        made_at: last(&records)?.to_string(),
    })
}

/// `舟山市大数据局发文处理单`.
async fn heading(connection: &mut PgConnection, module: &dyn Module, case: &Case) -> Result<String> {
    let organ = sqlx::query_scalar!("select formal_name from organs where id = $1", case.organ.0)
        .fetch_one(connection)
        .await?;
    let kind = module.kinds().iter().find(|kind| kind.name == case.kind).map_or("", |kind| kind.chinese);
    Ok(format!("{organ}{kind}处理单"))
}

/// Nothing where nobody has said at which address people find this installation.
async fn check(
    app: &App,
    connection: &mut PgConnection,
    module: &dyn Module,
    case: &Case,
) -> Result<Option<Vec<String>>> {
    let Some(origin) = public_origin(&app.config) else { return Ok(None) };
    let Some(path) = module.check_path(connection, case).await? else { return Ok(None) };
    let address = origin.join(&path).map_err(|error| internal(&error))?;
    square_code(address.as_str()).map(Some)
}

fn drafted(summary: &CaseSummary) -> Result<[FormFact; 4]> {
    let at: Timestamp = summary.created_at.parse().map_err(|error: jiff::Error| internal(&error))?;
    Ok([
        FormFact::new("拟稿部门", &summary.drafter_department),
        FormFact::new("拟稿人", &summary.drafter),
        FormFact::new("拟稿时间", time(at)),
        FormFact::new("办理状态", summary.status.label(Language::Chinese)),
    ])
}

/// What is printed in a place: what was taken back (收回) is not.
fn printed(
    place: &OpinionSlot,
    said: &BTreeMap<i32, &Opinion>,
    written: &BTreeMap<i32, Handwritten>,
) -> Result<FormPlace> {
    let mut printed = Vec::new();
    for group in &place.groups {
        let standing = group.opinions.iter().filter_map(|sequence| said.get(sequence));
        for (index, opinion) in standing.filter(|opinion| !opinion.withdrawn).enumerate() {
            let department = group.department.clone().filter(|_| index == 0);
            printed.push(entry(opinion, department, written.get(&opinion.sequence))?);
        }
    }
    Ok(FormPlace { name: place.name.chinese.clone(), opinions: printed })
}

fn entry(
    opinion: &Opinion,
    department: Option<String>,
    written: Option<&Handwritten>,
) -> Result<FormOpinion> {
    let at: Timestamp = opinion.at.parse().map_err(|error: jiff::Error| internal(&error))?;
    // Whoever agrees says so in words; what is done otherwise has to be told.
    let verb = match opinion.action.as_str() {
        "return" => "（退回）",
        "reject" => "（不同意）",
        "decline" => "（拒签）",
        _ => "",
    };
    let words = if written.is_some() && opinion.text == WORDS { "" } else { &opinion.text };
    let principal = opinion.on_behalf_of.as_ref().map(|name| format!("（代{name}）")).unwrap_or_default();
    Ok(FormOpinion {
        department,
        text: format!("{verb}{words}"),
        handwriting: written.cloned(),
        who: format!("{} {} {}{principal}", opinion.department, opinion.title, opinion.name),
        at: if opinion.late { format!("{}（逾期）", time(at)) } else { time(at) },
    })
}

/// `2026年11月23日 15:41`, Beijing time.
fn time(at: Timestamp) -> String {
    let at = at.to_zoned(china());
    format!("{} {}", chinese_date(at.date()), at.strftime("%H:%M"))
}

fn proof(records: &[Record]) -> String {
    let head = records.last().map_or("", |record| record.hash.as_str());
    format!("据办理记录 {} 条生成，末条校验值 {head}", records.len())
}

fn last(records: &[Record]) -> Result<Timestamp> {
    let at = records.last().map_or(0, |record| record.at);
    Timestamp::from_microsecond(at).map_err(|error| internal(&error))
}
