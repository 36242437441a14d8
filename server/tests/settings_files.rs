//! Settings out of the house and back: exported and imported, all or nothing.

use api::{
    Code,
    settings::{FileFormat, ImportSettings, Imported},
};

use crate::support::{TestApp, city, settings::setting};

fn file(format: FileFormat, content: &str) -> ImportSettings {
    ImportSettings { format, content: content.to_owned(), reason: "机构调整文件".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_imported_again() {
    let app = TestApp::new().await;
    for (account, kind) in [
        ("xitong", "organs"),
        ("xitong", "departments"),
        ("xitong", "posts"),
        ("xitong", "registers"),
        ("xitong", "calendars"),
        ("xitong", "lamp_rules"),
        ("xitong", "seals"),
        ("anquan", "roles"),
    ] {
        let xitong = app.person(account).await;
        for format in [FileFormat::Json, FileFormat::Csv] {
            let content = xitong.get(&format!("/api/settings/{kind}/export?format={format}")).await;
            assert!(
                content.is_ok() && content.header("content-disposition").contains(kind),
                "{}",
                content.text()
            );
            let path = format!("/api/settings/{kind}/import");
            let imported: Imported = xitong.post(&path, &file(format, &content.text())).await.ok();
            assert!(
                imported.rows.is_empty() && imported.bad == 0 && imported.unchanged > 0,
                "{kind}: {imported:?}"
            );
        }
    }
    assert_eq!(app.count("select count(*) from setting_versions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_all_or_nothing_and_names_the_bad_rows() {
    let app = TestApp::new().await;
    let xitong = app.person("xitong").await;
    let (import, preview) = ("/api/settings/departments/import", "/api/settings/departments/import/preview");
    let data = city::department("数据资源处").0;
    let good =
        format!("id,organ,name,sort\n{data},{},数据要素处,5\n,{},督查处,6\n", city::BUREAU, city::EDUCATION);
    let bad =
        format!("{good},{},综合处,7\n,没有的局,综合处,7\n,{},综合处,第八\n", city::HEALTH, city::HEALTH);

    let shown: Imported = xitong.post(preview, &file(FileFormat::Csv, &bad)).await.ok();
    let told: Vec<_> = shown.rows.iter().map(|row| (row.row, row.new, row.wrong.as_deref())).collect();
    assert_eq!(
        told,
        [
            (2, false, None),
            (3, true, None),
            (4, true, None),
            (5, false, Some("所在机关：没有找到所指的对象")),
            (6, false, Some("排序：应为 0 到 999999 的整数")),
        ]
    );
    assert_eq!((shown.bad, shown.rows[0].changes.len()), (2, 2), "{shown:?}");
    let problem = xitong.post(import, &file(FileFormat::Csv, &bad)).await.refused(Code::SettingRefused);
    assert_eq!(
        problem.findings,
        ["第 5 行：所在机关：没有找到所指的对象", "第 6 行：排序：应为 0 到 999999 的整数"]
    );
    assert_eq!(app.count("select count(*) from setting_versions").await, 0, "nothing was changed");
    assert_eq!(app.count("select count(*) from departments where name = '督查处'").await, 0);

    let done: Imported = xitong.post(import, &file(FileFormat::Csv, &good)).await.ok();
    assert_eq!((done.rows.len(), done.bad), (2, 0));
    assert_eq!(setting(&xitong, "departments", data).await.values["name"], "数据要素处");
    assert_eq!(app.count("select count(*) from departments where name = '督查处'").await, 1);
    // The database's own refusals end no other row.
    let twice = format!("organ,name,sort\n{0},督查处,1\n{0},纪检处,2\n", city::EDUCATION);
    let shown: Imported = xitong.post(preview, &file(FileFormat::Csv, &twice)).await.ok();
    assert_eq!((shown.bad, shown.rows[0].wrong.as_deref()), (1, Some("名称：该机关已有同名内设机构")));
    assert!(shown.rows[1].new);
    xitong.post(import, &file(FileFormat::Json, "{")).await.refused(Code::UnreadableFile);
    xitong.post(import, &file(FileFormat::Csv, "id,name")).await.refused(Code::TooMany);
    let unknown: Imported = xitong.post(preview, &file(FileFormat::Csv, "owner,name\n他,纪检处")).await.ok();
    assert_eq!(unknown.rows[0].wrong.as_deref(), Some("owner：没有这个字段"));
}
