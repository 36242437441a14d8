//! What comes to the city on paper, from the province and from elsewhere.

use api::{
    CaseId, FileId,
    cases::Urgency,
    documents::{Block, Handling, Origin, RegisterIncoming, Registration, Secrecy},
    organization::Role,
    sheet::Sheet,
};
use futures_util::stream;
use jiff::{Timestamp, ToSpan, civil::Date};
use sqlx::PgConnection;

use super::{
    calendar,
    city::{City, STORY_ORGAN},
    dice::Dice,
    stage::Stage,
};
use crate::{
    Error,
    clock::{chinese_date, date_in_china},
    documents,
    platform::{files, id},
};

/// Working days that the city looks back.
const DAYS: i64 = 60;
/// Papers of the organ whose people are shown; others get a few.
const OF_THE_STORY: usize = 22;
/// Largest file, bytes.
const LIMIT: u64 = 8 * 1024 * 1024;

/// Sender, 机关代字, what it is about, and whether it is only to be read.
const KNOWN: &[(&str, &str, &str, bool)] = &[
    ("浙江省数据局", "浙数局", "关于开展公共数据质量专项检查的通知", false),
    ("浙江省数据局", "浙数局", "关于报送政务信息系统运行情况的通知", false),
    ("浙江省人民政府办公厅", "浙政办发", "关于推进政务服务增值化改革的意见", true),
    ("浙江省档案局", "浙档", "关于加强电子文件归档管理的通知", false),
    ("浙江省财政厅", "浙财", "关于编报下一年度信息化项目支出预算的通知", false),
    ("国家数据局综合司", "国数综", "关于公共数据资源登记工作情况的通报", true),
    ("宁波市大数据发展管理局", "甬数", "关于商请共享海洋气象数据的函", false),
    ("浙江海洋大学", "浙海大", "关于商请支持开展数据人才联合培养的函", false),
    ("中国电信股份有限公司舟山分公司", "舟电信", "关于政务外网骨干链路割接的函", true),
    ("浙江省委网络安全和信息化委员会办公室", "浙网办", "关于开展网络安全检查的通知", false),
    ("浙江省人力资源和社会保障厅", "浙人社", "关于做好专业技术人员继续教育工作的通知", true),
];

/// One paper on its way into an organ.
pub struct Paper {
    pub organ: usize,
    pub at: Timestamp,
    sender: &'static str,
    reference: String,
    title: String,
    written_on: Date,
    urgency: Urgency,
    reading: bool,
    copies: i32,
    scanned: bool,
}

/// All of them.
pub fn all(city: &City, now: Timestamp, dice: &mut Dice) -> Vec<Paper> {
    let mut papers = Vec::new();
    for (organ, known) in city.organs.iter().enumerate() {
        let count = if known.name == STORY_ORGAN { OF_THE_STORY } else { 2 };
        for index in 0..count {
            // The last ones came these days, so that some stand at every step.
            let days = if index < count / 2 { dice.between(0, 4) } else { dice.between(5, DAYS) };
            papers.push(paper(organ, known.name == STORY_ORGAN, now, days, papers.len(), dice));
        }
    }
    papers
}

fn paper(organ: usize, story: bool, now: Timestamp, days: i64, number: usize, dice: &mut Dice) -> Paper {
    let (sender, word, about, reading) = KNOWN[number % KNOWN.len()];
    let at = calendar::later(calendar::days_before(now, days), dice.between(0, 400));
    let day = date_in_china(at);
    let year = day.year();
    Paper {
        organ,
        at,
        sender,
        reference: format!("{word}〔{year}〕{}号", 3 + number as i64 * 2 + dice.between(0, 1)),
        title: format!("{sender}{about}"),
        written_on: day.saturating_sub(dice.between(1, 6).days()),
        urgency: if dice.percent(15) { Urgency::Urgent } else { Urgency::Normal },
        reading,
        copies: dice.between(1, 3) as i32,
        scanned: story,
    }
}

/// The registrar registers it. The case, where the organ has a registrar.
pub async fn arrive(stage: &Stage, paper: &Paper, dice: &mut Dice) -> anyhow::Result<Option<CaseId>> {
    let Some(registrar) = stage.city.with_role(paper.organ, Role::Registrar).first().map(|post| post.id)
    else {
        return Ok(None);
    };
    let actor = stage.actor(registrar)?;
    let by = stage.by(registrar, "number", dice)?;
    let mut transaction = stage.app.database.begin().await?;
    let files = match paper.scanned {
        true => vec![scan(stage, &mut transaction, paper, by.person).await?],
        false => Vec::new(),
    };
    let registration = Registration {
        sender: paper.sender.to_owned(),
        sender_organ: None,
        reference: Some(paper.reference.clone()),
        title: paper.title.clone(),
        written_on: Some(paper.written_on.to_string()),
        received_on: stage.app.clock.today().to_string(),
        secrecy: Secrecy::Open,
        urgency: paper.urgency,
        copies: paper.copies,
        handling: if paper.reading { Handling::Reading } else { Handling::Matter },
        files,
        duplicate_reason: None,
    };
    let request = RegisterIncoming { key: id::new(), post: by.post, origin: Origin::Paper, registration };
    let case = documents::register_paper(&stage.app, &mut transaction, actor, &by, &request).await?;
    transaction.commit().await?;
    Ok(Some(case.id))
}

/// The scan, as the sender would have printed it.
async fn scan(
    stage: &Stage,
    connection: &mut PgConnection,
    paper: &Paper,
    by: api::PersonId,
) -> anyhow::Result<FileId> {
    let about = paper.title.trim_start_matches(paper.sender);
    let text = format!(
        "为贯彻落实省委、省政府有关工作部署，现就{}有关事项通知如下，请结合实际认真办理，并于规定时间前反馈情况。",
        about
            .trim_start_matches("关于")
            .trim_end_matches("的通知")
            .trim_end_matches("的函")
            .trim_end_matches("的通报")
            .trim_end_matches("的意见")
    );
    let sheet = Sheet {
        mark: vec![paper.sender.to_owned()],
        mark_suffix: true,
        number: Some(paper.reference.clone()),
        title: paper.title.clone(),
        recipients: Some("各有关单位".to_owned()),
        body: vec![
            Block::Paragraph { text },
            Block::Paragraph {
                text: "联系人及联系方式见附件，材料请通过政务外网报送。".to_owned()
            },
        ],
        signatures: vec![paper.sender.to_owned()],
        date: Some(chinese_date(paper.written_on)),
        unsealed: true,
        made_at: stage.app.clock.now().to_string(),
        ..Sheet::default()
    };
    let pdf = stage.app.typesetter.pdf(sheet).await?;
    let content = stream::iter([Ok::<_, Error>(pdf.bytes)]);
    let (stored, ()) = stage.app.files.put(content, LIMIT, |_| Ok(())).await?;
    let name = format!("{}.pdf", paper.reference);
    let file = files::record(&stage.app, connection, &stored, &name, "application/pdf", None, by).await?;
    Ok(file.id)
}
