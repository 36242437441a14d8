//! 公文格式: every genre on its page, what a format has no place for, tables and pictures.

use api::{
    CaseId, Code,
    documents::{Attendance, Block, Direction, Draft, Format, Genre, Pages},
    files::File,
};

use crate::support::{
    TestApp, city,
    documents::{notice, paragraph, recipient},
};

/// A draft of this genre that breaks no binding rule.
fn draft_of(genre: Genre) -> Draft {
    let ending = if genre == Genre::Order { "令" } else { genre.as_str() };
    let direction = match genre {
        Genre::Report | Genre::Request => Direction::Upward,
        Genre::Letter | Genre::Bill => Direction::Level,
        _ => Direction::Downward,
    };
    let upward = direction == Direction::Upward;
    Draft {
        genre,
        direction,
        title: format!("舟山市大数据局关于数据资源普查的{ending}"),
        recipients: vec![recipient(if upward { "市人民政府" } else { city::EDUCATION })],
        copies: Vec::new(),
        body: vec![
            paragraph("现将数据资源普查工作有关情况说明如下，请予支持。"),
            paragraph("以上内容自发布之日起执行。"),
        ],
        attachments: Vec::new(),
        ..notice()
    }
}

fn minutes() -> Draft {
    Draft {
        recipients: Vec::new(),
        copies: vec![recipient(city::EDUCATION)],
        meeting: Some("舟山市大数据局专题会议".into()),
        attendance: Attendance {
            present: Some("大数据局张明、李军".into()),
            observing: Some("市财政局江平".into()),
            ..Attendance::default()
        },
        ..draft_of(Genre::Minutes)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_15_genres_has_its_page() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    for genre in Genre::ALL {
        let draft = draft_of(*genre);
        let case = zhang.open(&draft).await;
        let pages: Pages = zhang.get(&format!("/api/documents/{case}/pages")).await.ok();
        assert!(pages.pages > 0, "{genre}");
        assert_eq!(zhang.view(case).await.draft, draft, "{genre}");
        zhang.submit(case).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_format_that_the_genre_does_not_take_is_refused_and_cannot_be_stored() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    for (genre, format) in
        [(Genre::Order, Format::Letter), (Genre::Minutes, Format::Document), (Genre::Report, Format::Letter)]
    {
        let draft = Draft { format: Some(format), ..draft_of(genre) };
        let detail = zhang.try_open(&draft).await.refused(Code::InvalidDraft).detail.unwrap();
        assert!(detail.contains("格式"), "{detail}");
    }
    let upward =
        Draft { format: Some(Format::Letter), direction: Direction::Upward, ..draft_of(Genre::Opinion) };
    zhang.try_open(&upward).await.refused(Code::InvalidDraft);

    let case = zhang.open(&Draft { format: Some(Format::Letter), ..draft_of(Genre::Circular) }).await;
    let wrong = "update documents set draft = jsonb_set(draft, '{genre}', '\"命令\"') where case_id = $1";
    let error = sqlx::query(wrong).bind(case.0).execute(&mut app.owner().await).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().constraint(), Some("documents_format"));
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_are_issued_without_a_seal() {
    let app = TestApp::new().await;
    let case = app.draft_at("end", &minutes()).await;
    let view = app.person("zhang").await.view(case).await;
    assert!(view.issue.pdf.is_some() && view.issue.dispatched_on.is_some() && !view.issue.sealed);
    assert_eq!(app.count("select count(*) from seal_uses").await, 0, "no use of a seal is recorded");
    app.assert_sound().await;
}

fn table(text: &str, landscape: bool) -> Block {
    Block::Table { text: text.to_owned(), landscape }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_printed_and_too_large_ones_refused_by_name() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let mut draft = notice();
    draft.body.push(table("单位\t时限\n市财政局\t7月", false));
    draft.body.push(table("单位\t时限\n市财政局\t7月", true));
    draft.body.push(paragraph("以上，请认真落实。"));
    let case = zhang.open(&draft).await;
    let pages: Pages = zhang.get(&format!("/api/documents/{case}/pages")).await.ok();
    assert!(pages.pages >= 4, "the turned table is a sheet of its own: {pages:?}");
    for large in ["行\t一\n".repeat(3_001), "列\t".repeat(41), "字".repeat(300_001)] {
        let draft = Draft { body: vec![table(&large, false)], ..notice() };
        let detail = zhang.try_open(&draft).await.refused(Code::InvalidDraft).detail.unwrap();
        assert!(detail.contains("表格过大"), "{detail}");
    }
}

/// The picture of a seal serves as well as any.
fn with_picture(file: &File) -> Draft {
    let mut draft = notice();
    draft.body.push(Block::Picture { file: file.id, text: "图1 平台架构".to_owned() });
    draft.body.push(paragraph("以上，请认真落实。"));
    draft
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_ones_own_printed_and_handed_over_to_the_recipient() {
    let app = TestApp::new().await;
    let (zhang, jiang) = (app.person("zhang").await, app.person("jiang").await);
    let file: File = zhang.upload("架构.png", city::seal_picture()).await.ok();
    app.person("li").await.try_open(&with_picture(&file)).await.refused(Code::NotFound);
    let case = app.draft_at("end", &with_picture(&file)).await;
    assert!(zhang.view(case).await.issue.sealed);
    jiang.get(&format!("/api/files/{}", file.id)).await.refused(Code::NotFound);

    let incoming = app.count("select count(*) from documents where source_case is not null").await;
    assert!(incoming > 0);
    let sql = "select case_id from documents where source_case is not null limit 1";
    let id: uuid::Uuid = sqlx::query_scalar(sql).fetch_one(&mut app.owner().await).await.unwrap();
    let text: serde_json::Value = sqlx::query_scalar("select draft from documents where case_id = $1")
        .bind(id)
        .fetch_one(&mut app.owner().await)
        .await
        .unwrap();
    let received: Draft = serde_json::from_value(text).unwrap();
    let [own] = received.pictures()[..] else { panic!("one picture") };
    assert_ne!(own, file.id);
    let holder: Option<uuid::Uuid> = sqlx::query_scalar("select case_id from files where id = $1")
        .bind(own.0)
        .fetch_one(&mut app.owner().await)
        .await
        .unwrap();
    assert_eq!(holder.map(CaseId), Some(CaseId(id)));
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_not_printed_as_one() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let file: File = zhang.upload("参考.txt", "文字").await.ok();
    let detail = zhang.try_open(&with_picture(&file)).await.refused(Code::InvalidDraft).detail.unwrap();
    assert!(detail.contains("插图"), "{detail}");
}
