//! 表格 and 插图 in the text (GB/T 9704-2012 ch. 8).

use api::documents::Block;
use api::sheet::{Reply, Request, Sheet};

use crate::support::*;

const ROWS: [&[&str]; 3] = [
    &["序号", "任务", "牵头单位"],
    &["1", "建设一体化智能化公共数据平台", "市大数据局"],
    &["2", "推进“一件事”改革", "市委改革办"],
];

#[test]
fn a_table_fills_the_frame_and_its_head_is_black() {
    let paper = print(&Sheet {
        body: vec![paragraph("任务如下："), table(&ROWS, false), paragraph("以上。")],
        ..notice()
    });
    let (head, cell) = (paper.line(1, "序号"), paper.line(1, "市大数据局"));
    assert_eq!((head.font.as_str(), cell.font.as_str()), ("FandolHei", "FandolFang"));
    let row = Area { left: 20.0, top: head.area.top - 2.0, right: 190.0, bottom: cell.area.bottom + 1.0 };
    let ink = paper.ink(1, row, 20, is_black).expect("a table");
    near("its left edge", ink.left, FRAME.left, 0.2);
    near("its right edge", ink.right, FRAME.right, 0.2);
}

#[test]
fn a_turned_table_has_its_head_at_the_left_edge_of_the_upright_sheet_and_its_number_in_its_place() {
    let body = vec![
        paragraph(&long(40)),
        table(&ROWS, true),
        paragraph(&long(28 * 24)),
        table(&ROWS, true),
        paragraph("完。"),
    ];
    let paper = print(&Sheet { body, ..notice() });
    let turned = paper.pages_with("牵头单位");
    assert_eq!(turned.len(), 2, "{turned:?}");
    assert!(turned.iter().any(|page| page % 2 == 0) && turned.iter().any(|page| page % 2 == 1), "{turned:?}");
    for page in turned {
        let number = page.to_string();
        let info = tool("pdfinfo", &["-f", &number, "-l", &number, paper.file()]).stdout;
        let info = String::from_utf8_lossy(&info).into_owned();
        assert!(info.contains("841.89 x 595.276"), "a sheet read from its side: {info}");
        let head = paper.line(page, "序号");
        assert!(
            head.area.top > FRAME.left && head.area.top < FRAME.left + 6.0,
            "28 mm from the edge: {head:?}"
        );
        // The upright sheet's lower edge is on the left: 7 mm below the frame is 28 mm from it.
        let left = Area { left: 10.0, top: 5.0, right: 32.0, bottom: 205.0 };
        let ink = paper.ink(page, left, 20, is_black).expect("a page number");
        // 一字线 is less high than the figures: its own edge is found above them.
        let dash = Area { top: ink.top, bottom: ink.top + 3.0, ..left };
        let dash = paper.ink(page, dash, 50, is_black).expect("a dash");
        near("beside the table, 7 mm from the frame", dash.right, 35.0 - 7.0, 0.1);
        let four = 14.0 / 72.0 * 25.4;
        if page % 2 == 1 {
            near("odd: a character from the upright right", 210.0 - 26.0 - ink.bottom, four, 0.4);
        } else {
            near("even: a character from the upright left", ink.top - 28.0, four, 0.4);
        }
    }
    assert_eq!(paper.pages_with("完。").len(), 1);
}

#[test]
fn a_picture_keeps_its_proportions_inside_the_frame_with_its_caption_below() {
    let (file, block) = picture(2000, 1000, "图1 平台架构");
    let paper = print(&Sheet {
        body: vec![paragraph("架构如图。"), block, paragraph("以上。")],
        pictures: vec![file],
        ..notice()
    });
    let page = paper.pages_with("图1 平台架构")[0];
    let whole = Area { left: 20.0, top: 30.0, right: 190.0, bottom: 265.0 };
    let ink = paper.ink(page, whole, 20, |[r, g, b]| b > 150 && r < 100 && g < 120).expect("a picture");
    near("as wide as the frame", ink.right - ink.left, 156.0, 0.2);
    near("half as high", ink.bottom - ink.top, 78.0, 0.2);
    let caption = paper.line(page, "图1");
    assert!(caption.area.top > ink.bottom && caption.size == 14.0);
    near("centred", (caption.area.left + caption.area.right) / 2.0, 106.0, 0.5);

    let (file, block) = picture(300, 3000, "");
    let paper = print(&Sheet { body: vec![paragraph("高图。"), block], pictures: vec![file], ..notice() });
    let high = (1..=paper.pages)
        .find_map(|page| paper.ink(page, whole, 20, |[r, g, b]| b > 150 && r < 100 && g < 120))
        .expect("a picture");
    near("no higher than leaves room for text", high.bottom - high.top, 180.0, 0.3);
}

#[test]
fn two_thousand_rows_are_set_and_every_page_repeats_the_head() {
    let row = |n: usize| format!("{n}\t舟山市第{n}号任务清单事项\t市大数据局\t2021年12月");
    let rows: Vec<String> =
        std::iter::once("序号\t事项\t单位\t时限".to_owned()).chain((1..=2000).map(row)).collect();
    let body = vec![
        paragraph("清单如下。"),
        Block::Table { text: rows.join("\n"), landscape: false },
        paragraph("以上。"),
    ];
    let paper = print(&Sheet { body, ..notice() });
    let text = paper.text();
    assert!((1..=2000).all(|n| text.contains(&format!("第{n}号任务"))));
    assert!(paper.pages_with("时限").len() > 50);
}

#[test]
fn what_cannot_be_set_is_refused_by_name() {
    let mut worker = Worker::start();
    let (file, shown) = picture(4, 4, "");
    let wide = "甲\t".repeat(41);
    let cases = [
        (vec![Block::Table { text: wide, landscape: true }], vec![], "columns"),
        (vec![Block::Table { text: "行\n".repeat(5001), landscape: false }], vec![], "5001 rows"),
        (vec![shown.clone()], vec![], "missing"),
        (
            vec![shown],
            vec![api::sheet::SheetPicture { content: "R0lGODlh".into(), ..file }],
            "neither PNG nor JPEG",
        ),
    ];
    for (body, pictures, named) in cases {
        let sheet = Box::new(Sheet { body, pictures, ..notice() });
        let Reply::Failed { reason } = worker.ask(&Request::Pdf { sheet }) else {
            panic!("{named}: it was set")
        };
        assert!(reason.contains(named), "{reason}");
    }
}

#[test]
fn cells_are_words_and_ragged_rows_have_empty_ends() {
    let hostile: [&[&str]; 3] = [&["#panic()", "$x$", "[a]"], &["]"], &["*b*", "", "A".repeat(200).leak()]];
    let paper = print(&Sheet { body: vec![table(&hostile, false), paragraph("完")], ..notice() });
    let text = paper.text();
    assert!(text.contains("#panic()") && text.contains("*b*") && text.contains("AAAA"), "{text}");
    for page in 1..=paper.pages {
        let whole = Area { left: 0.0, top: 0.0, right: 210.0, bottom: 264.0 };
        let Some(ink) = paper.ink(page, whole, 10, |rgb| rgb != [255; 3]) else { continue };
        assert!(ink.left >= FRAME.left - 0.3 && ink.right <= FRAME.right + 0.3, "{ink:?}");
    }
}
