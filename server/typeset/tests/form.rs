//! The handling sheet (处理单): a form with every place, words, hand and time, over as many pages as it needs.

use api::form::{Form, FormFact, FormOpinion, FormPlace, Handwritten};
use api::sheet::{Reply, Request};

use crate::support::*;

fn place(name: &str, opinions: Vec<FormOpinion>) -> FormPlace {
    FormPlace { name: name.into(), opinions }
}

fn opinion(text: &str, who: &str) -> FormOpinion {
    FormOpinion {
        text: text.into(),
        who: who.into(),
        at: "2026年11月23日 15:41".into(),
        ..FormOpinion::default()
    }
}

fn form() -> Form {
    let red = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"60\" viewBox=\"0 0 200 60\" fill=\"none\" \
        stroke=\"#111\" stroke-linecap=\"round\"><path stroke-width=\"3\" d=\"M10 10Q60 50 190 30\"/></svg>";
    let written = Handwritten { svg: red.into(), width: 200, height: 60 };
    Form {
        heading: "舟山市大数据局发文处理单".into(),
        facts: vec![
            FormFact::wide("标题", "舟山市大数据局关于报送数据共享情况的通知"),
            FormFact::new("文号", ""),
            FormFact::new("紧急程度", "加急"),
            FormFact::new("文种", "通知"),
            FormFact::wide("主送", "市教育局、市卫生健康委"),
        ],
        places: vec![
            place("部门意见", vec![opinion("同意，请核稿。", "数据资源处 处长 李华")]),
            place(
                "会签意见",
                vec![
                    FormOpinion {
                        department: Some("政务服务处".into()),
                        ..opinion("无不同意见。", "政务服务处 处长 王静（代李华）")
                    },
                    FormOpinion {
                        department: Some("安全处".into()),
                        ..opinion("注意数据安全。", "安全处 处长 赵磊")
                    },
                ],
            ),
            place(
                "签发意见",
                vec![FormOpinion { handwriting: Some(written), ..opinion("", "办公室 副局长 吴刚") }],
            ),
            place("复核意见", vec![]),
        ],
        proof: "据办理记录 6 条生成，末条校验值 0123456789abcdef".into(),
        check: None,
        made_at: "2026-11-23T07:41:00Z".into(),
    }
}

fn print(worker: &mut Worker, form: Form) -> Paper {
    match worker.ask(&Request::Form { form: Box::new(form) }) {
        Reply::Pdf { pdf, pages } => Paper::new(&pdf, pages),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_page_says_who_what_and_when() {
    let mut worker = Worker::start();
    let paper = print(&mut worker, form());
    assert_eq!(paper.pages, 1);
    let words = paper.text();
    for expected in [
        "舟山市大数据局发文处理单",
        "部门意见",
        "同意，请核稿。",
        "政务服务处处长王静（代李华）",
        "2026年11月23日15:41",
        "复核意见",
        "末条校验值0123456789abcdef",
        "第1页，共1页",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
}

#[test]
fn a_code_stands_beside_the_heading_and_the_heading_keeps_its_middle() {
    let mut worker = Worker::start();
    let row = |y: usize| (0..29_usize).map(|x| if (x + y).is_multiple_of(2) { '1' } else { '0' }).collect();
    let paper = print(&mut worker, Form { check: Some((0..29).map(row).collect()), ..form() });
    assert_eq!(paper.pages, 1);
    let heading = paper.line(1, "舟山市大数据局发文处理单").area;
    assert!(((heading.left + heading.right) / 2.0 - 107.5).abs() < 0.5, "{heading:?}");
    let corner = Area { left: 160.0, top: 5.0, right: 195.0, bottom: 40.0 };
    let ink = paper.ink(1, corner, 10, is_black).expect("the code is there");
    assert!((ink.right - 190.0).abs() < 1.0 && (ink.right - ink.left) > 17.0, "{ink:?}");
    assert!(heading.right < ink.left, "{heading:?} {ink:?}");
    assert!(paper.text().contains("扫码核验文件"));
}

#[test]
fn a_code_that_is_not_square_is_refused() {
    let mut worker = Worker::start();
    let form = Form { check: Some(vec!["101".into(), "1".into()]), ..form() };
    assert!(matches!(worker.ask(&Request::Form { form: Box::new(form) }), Reply::Failed { .. }));
}

#[test]
fn handwriting_is_ink_and_not_a_picture_of_points() {
    let mut worker = Worker::start();
    let (with, mut without) = (form(), form());
    without.places[2].opinions[0].handwriting = None;
    let (with, without) = (print(&mut worker, with), print(&mut worker, without));
    let place = with.line(1, "签发意见").area;
    let beside = Area { left: 55.0, top: place.top - 12.0, right: 105.0, bottom: place.bottom + 4.0 };
    let ink = with.ink(1, beside, 10, is_black).expect("the stroke is there");
    assert!(ink.right - ink.left > 40.0, "200 px are 53 mm: {ink:?}");
    assert_eq!(without.ink(1, beside, 10, is_black), None);
    let images = tool("pdfimages", &["-list", with.file()]).stdout;
    assert_eq!(String::from_utf8_lossy(&images).lines().count(), 2, "as lines, sharp at any size");
}

#[test]
fn a_long_opinion_goes_on_over_the_page_and_loses_nothing() {
    let mut worker = Worker::start();
    let mut longer = form();
    longer.places[0].opinions[0].text = format!("{}结束。", long(1500));
    let paper = print(&mut worker, longer);
    assert!(paper.pages >= 2);
    let all = paper.text();
    assert!(all.contains("结束。") && all.contains("复核意见"), "{all}");
    assert_eq!(paper.pages_with("结束。"), [2]);
    // 79 of the opinion's, one of the heading's, one of the title's.
    assert_eq!(all.matches('舟').count(), 81, "no character is lost");
}

#[test]
fn what_no_font_has_is_a_sign_and_the_sheet_is_printed() {
    let mut worker = Worker::start();
    let mut rare = form();
    rare.places[0].opinions[0].text = "由\u{f0001}同志负责。".into();
    let words = print(&mut worker, rare).text();
    assert!(words.contains("由〓同志负责"), "{words}");
}
