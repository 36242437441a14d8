//! Words that want to be more than words.

use api::sheet::{Reply, Request, Sheet};

use crate::support::*;

#[test]
fn markup_is_only_text() {
    let words = [
        "#while true {}",
        "$x^2$",
        "\\ backslash",
        "`raw`",
        "*bold* _italic_",
        "= heading",
        "@reference <label>",
        "// comment",
        "/* c */",
        "#import \"/measures.typ\": *",
        "#read(\"/etc/passwd\")",
        "#{panic()}",
        "]]] [[[",
        "\"quoted\" 'single'",
        "--- ...",
        "https://example.cn",
    ];
    let body = words.iter().map(|word| paragraph(&format!("甲{word}乙"))).collect();
    let title = words[0].to_owned();
    let paper = print(&Sheet {
        body,
        title,
        signatures: vec![words[6].into()],
        note: Some(words[4].into()),
        ..notice()
    });
    let text = paper.text();
    for word in words {
        let word: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(text.contains(&format!("甲{word}乙")), "{word} in {text}");
    }
}

#[test]
fn rare_characters_are_printed_where_a_font_has_them() {
    let rare = "喆镕祎昇頔翀璟堃䶮玥𠮷";
    let paper = print(&Sheet { body: vec![paragraph(rare)], signers: vec!["王喆".into()], ..notice() });
    assert!(paper.text().contains(rare));
}

#[test]
fn what_no_font_has_is_named_and_not_printed() {
    let body = vec![paragraph("请于今天😀之前\u{0}报送"), paragraph("金额\u{202e}001元")];
    let sheet = Box::new(Sheet { body, ..notice() });
    let mut worker = Worker::start();
    let Reply::Glyphs { missing } = worker.ask(&Request::Glyphs { sheet: sheet.clone() }) else {
        panic!("no list")
    };
    let points: Vec<&str> = missing.iter().map(|glyph| glyph.code_point.as_str()).collect();
    assert_eq!(points, ["U+1F600", "U+0000", "U+202E"]);
    assert_eq!(missing[0].near, "请于今天😀之前\u{0}报送");
    let Reply::Failed { reason } = worker.ask(&Request::Pdf { sheet }) else { panic!("it was printed") };
    assert!(reason.contains("U+1F600") && reason.contains("U+202E"), "{reason}");
    assert!(
        matches!(worker.ask(&Request::Glyphs { sheet: Box::new(notice()) }), Reply::Glyphs { missing } if missing.is_empty())
    );
}

#[test]
fn nothing_leaves_the_frame() {
    let latin = "A".repeat(300);
    let paper = print(&Sheet {
        mark: vec!["舟山市普陀区人力资源和社会保障局定海区卫生健康局联合办公室".into()],
        number: Some(format!("{}〔2021〕5号", "舟".repeat(60))),
        secrecy: Some("内".repeat(60)),
        signers: vec!["买买提·阿不都热合曼·吐尔逊江".into(), "x".repeat(90)],
        title: format!("{latin}\n{}", "通知".repeat(60)),
        recipients: Some(latin.clone()),
        body: vec![paragraph(&latin), paragraph(&"—".repeat(200)), heading(1, &latin)],
        signatures: vec!["舟山".repeat(40)],
        date: Some("2021年7月1日".repeat(5)),
        note: Some(latin.clone()),
        copies: Some(latin.clone()),
        printer: Some(latin.clone()),
        printed_on: Some("2".repeat(90)),
        attachments: vec![api::sheet::SheetAttachment {
            title: latin,
            body: vec![paragraph("内容")],
            separate: false,
        }],
        ..notice()
    });
    for page in 1..=paper.pages {
        let whole = Area { left: 0.0, top: 0.0, right: 210.0, bottom: 297.0 };
        let Some(ink) = paper.ink(page, whole, 10, |rgb| rgb != [255; 3]) else { continue };
        assert!(ink.left >= FRAME.left - 0.3 && ink.right <= FRAME.right + 0.3, "page {page}: {ink:?}");
        // A title's characters are higher than the line they stand in.
        assert!(ink.top >= FRAME.top - 1.1 && ink.bottom <= FRAME.bottom + 12.0, "page {page}: {ink:?}");
    }
}

#[test]
fn an_empty_document_is_a_page() {
    let paper = print(&Sheet { made_at: "2021-07-01T08:00:00Z".into(), ..Sheet::default() });
    assert_eq!(paper.pages, 1);
}

#[test]
fn a_title_of_200_characters_leaves_text_on_the_first_page() {
    let title = "关于".to_owned() + &"进一步加强数字政府建设".repeat(18) + "的通知";
    let shorter: String = title.chars().skip(60).collect();
    let organs = ["舟山市大数据发展管理局", "舟山市司法局", "舟山市财政局", "舟山市教育局"];
    for sheet in [Sheet { title, ..notice() }, Sheet { title: shorter, ..joint(&organs) }] {
        let paper = print(&sheet);
        assert!(paper.pages_with("《舟山市数字政府建设“十四五”规划》已经").contains(&1), "{}", sheet.title);
    }
}

#[test]
fn a_paragraph_of_40_000_characters_is_set_whole() {
    let paper = print(&Sheet { body: vec![paragraph(&long(40_000))], ..notice() });
    let text: String =
        paper.text().chars().filter(|c| "舟山市数字政府建设规划实施方案工作任务".contains(*c)).collect();
    assert!(text.chars().count() >= 40_000 && paper.pages > 60);
}
