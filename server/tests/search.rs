//! `/api/search`: what is found, what is not, and that nothing is lost against reading every text.

use std::collections::BTreeSet;

use api::{CaseId, Code, Page, PersonId, documents::Draft, search::Found, session::Channel};
use flow::Command;
use server::{
    App,
    platform::{
        search::{self, Filter},
        session::Actor,
    },
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::support::{
    Client, TestApp, city,
    documents::{notice_about, paragraph},
};

async fn page(client: &Client, question: &str) -> Page<Found> {
    client.get(&format!("/api/search?q={}", question.replace(' ', "%20"))).await.ok()
}

async fn found(client: &Client, question: &str) -> Vec<CaseId> {
    page(client, question).await.rows.into_iter().map(|row| row.case.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_one_to_four_characters_are_found_in_title_and_text() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let with = |text: &str| Draft { body: vec![paragraph(text)], ..notice_about("报送材料") };
    let first = zhang.open(&with("请各单位梳理“双随机、一公开”工作，ＡＩ应用情况一并报送。")).await;
    app.later(jiff::SignedDuration::from_secs(60));
    let second = zhang.open(&notice_about("双随机检查")).await;
    for (question, cases) in [
        ("梳", vec![first]),
        ("梳理", vec![first]),
        ("各单位", vec![first]),
        ("一公开工", vec![]),
        ("公开 梳理", vec![first]),
        // The title before the text, though it is not newer.
        ("双随机", vec![second, first]),
        ("双随机 检查", vec![second]),
        ("ai", vec![first]),
        ("ＡＩ应用", vec![first]),
        ("理梳", vec![]),
        ("张明", vec![second, first]),
        ("zhangming", vec![second, first]),
        ("zm 梳理", vec![first]),
        ("数据资源处", vec![second, first]),
        ("100%", vec![]),
        ("'; drop table case_search; --", vec![]),
    ] {
        assert_eq!(found(&zhang, question).await, cases, "{question}");
    }
    assert!(page(&zhang, "  ，").await.rows.is_empty());
    let row = page(&zhang, "梳理").await.rows.remove(0);
    assert!(row.excerpt.unwrap().contains("各单位梳理"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_found_in_any_notation() {
    let app = TestApp::new().await;
    let numbered = app.notice_at("seal").await;
    let zhang = app.person("zhang").await;
    for question in [
        "舟大数据发〔2026〕1号",
        "〔2026〕1号",
        "[2026]1",
        "2026-1",
        "(2026)1",
        "（2026）1号",
        "舟大数据发[2026]1",
        "大数据发 2026-1",
    ] {
        assert_eq!(found(&zhang, question).await, [numbered], "{question}");
    }
    for question in ["2026-11", "〔2025〕1号", "舟财发〔2026〕1号"] {
        assert!(found(&zhang, question).await.is_empty(), "{question}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_takes_part_finds_it_and_from_that_moment() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice_about("专项工作")).await;
    for account in ["li", "wang", "chen", "jiang", "he"] {
        assert!(found(&app.person(account).await, "专项工作").await.is_empty(), "{account}");
    }
    assert_eq!(found(&app.person("feng").await, "专项工作").await, [case], "whoever administers the flows");
    zhang.submit(case).await;
    let li = app.person("li").await;
    assert_eq!(found(&li, "专项工作").await, [case]);
    let post = city::post("wang");
    li.act(case, Command::Circulate { posts: vec![post], note: None }).await;
    assert_eq!(found(&app.person("wang").await, "专项工作").await, [case]);
    assert_eq!(found(&zhang, "王静 专项工作").await, [case], "by whoever has had it");
    assert!(found(&app.person("jiang").await, "专项工作").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_last_is_what_is_found() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice_about("旧的事项")).await;
    let mut draft = notice_about("新的事项");
    draft.body = vec![paragraph("换过的正文。")];
    zhang.try_save(case, 1, &draft).await.ok::<api::documents::Saved>();
    assert!(found(&zhang, "旧的事项").await.is_empty());
    assert_eq!(found(&zhang, "新的事项").await, [case]);
    assert_eq!(found(&zhang, "换过的").await, [case]);
    assert!(found(&zhang, "现将").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_down_and_pages_follow() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let mut all = BTreeSet::new();
    for index in 0..45 {
        let draft = match index % 2 {
            0 => notice_about("分页工作"),
            _ => {
                Draft { body: vec![paragraph("正文里的分页工作。")], ..notice_about("其他工作") }
            }
        };
        all.insert(zhang.open(&draft).await);
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page: Page<Found> = zhang.get(&format!("/api/search?q=分页工作{after}")).await.ok();
        seen.extend(page.rows.into_iter().map(|row| row.case.id));
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen.len(), 45);
    assert_eq!(seen.iter().copied().collect::<BTreeSet<_>>(), all);
    let count = async |filter: &str| {
        zhang.get(&format!("/api/search?q=分页工作&{filter}")).await.ok::<Page<Found>>().rows.len()
    };
    assert_eq!(count("module=documents").await, 20);
    assert_eq!(count("module=meetings").await, 0);
    assert_eq!(count("status=draft").await, 20);
    assert_eq!(count("status=finished").await, 0);
    assert_eq!(count(&format!("organ={}", city::organ(city::BUREAU))).await, 20);
    assert_eq!(count(&format!("organ={}", city::organ(city::HEALTH))).await, 0);
    assert_eq!(count("from=2026-11-23&to=2026-11-23").await, 20);
    assert_eq!(count("from=2026-11-24").await, 0);
    assert_eq!(count("to=2026-11-22").await, 0);
    for query in
        ["q=a&after=x", "q=a&after=head.1", "q=a&status=open", "q=a&from=yesterday", "", "q=a&limit=1"]
    {
        zhang.get(&format!("/api/search?{query}")).await.refused(Code::MalformedRequest);
    }
}

/// Words cut out of every text of the demonstration, one to four characters long, as every person of it may see them,
/// against LIKE over everything. Called where the demonstration is filled in anyway.
pub async fn nothing_is_lost_against_reading_every_text(app: &App, owner: &mut PgConnection) {
    let texts: Vec<String> = sqlx::query_scalar("select head || chr(10) || body from case_search")
        .fetch_all(&mut *owner)
        .await
        .unwrap();
    let mut words = BTreeSet::new();
    for part in texts.iter().flat_map(|text| text.split(|letter: char| !api::search::is_letter(letter))) {
        let letters: Vec<char> = part.chars().collect();
        for size in 1..=4 {
            words.extend(letters.windows(size).step_by(7).map(|word| word.iter().collect::<String>()));
        }
    }
    let words: Vec<&String> =
        words.iter().filter(|word| api::search::words(word) == [word.as_str()]).collect();
    let holders: Vec<Uuid> = sqlx::query_scalar(
        "select holder from participations join people on id = holder group by holder order by count(*) desc, holder limit 8",
    )
    .fetch_all(&mut *owner)
    .await
    .unwrap();
    let mut compared = 0;
    for (holder, word) in holders.iter().cycle().zip(words.iter().step_by(words.len() / 400 + 1)) {
        let wanted: Vec<Uuid> = sqlx::query_scalar(
            "select distinct s.case_id from case_search s join participations a on a.case_id = s.case_id and a.holder = $2
             where s.head like '%' || $1 || '%' or s.body like '%' || $1 || '%'",
        )
        .bind(word)
        .bind(holder)
        .fetch_all(&mut *owner)
        .await
        .unwrap();
        let wanted: BTreeSet<CaseId> = wanted.into_iter().map(CaseId).collect();
        assert_eq!(all_found(app, *holder, word).await, wanted, "{word}");
        compared += wanted.len();
    }
    assert!(compared > 300, "{compared}");
}

/// Everything that is found, over all pages, by one who is nobody's registrar.
async fn all_found(app: &App, holder: Uuid, word: &str) -> BTreeSet<CaseId> {
    let actor = Actor {
        person: PersonId(holder),
        name: String::new(),
        account: String::new(),
        posts: Vec::new(),
        holders: vec![holder],
        channel: Channel::Api,
        session: Uuid::nil(),
        proven_until: app.clock.now(),
        due: None,
        emergency: None,
        today: app.clock.today(),
        stands_in: false,
    };
    let mut filter = Filter { q: word.to_owned(), ..Filter::default() };
    let mut found = BTreeSet::new();
    loop {
        let page = search::list(app, &actor, &filter).await.unwrap();
        let count = found.len() + page.rows.len();
        found.extend(page.rows.into_iter().map(|row| row.case.id));
        assert_eq!(found.len(), count, "{word}: nothing comes twice");
        filter.after = page.next;
        if filter.after.is_none() {
            return found;
        }
    }
}
