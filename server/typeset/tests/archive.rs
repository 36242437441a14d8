//! PDF/A-2b: what an archive needs of the file.

use std::process::Command;

use api::sheet::{Sheet, SheetAttachment};

use crate::support::*;

fn everything() -> Sheet {
    let body = vec![heading(1, "一、甲"), heading(2, "（一）乙"), paragraph("内容")];
    Sheet {
        signers: vec!["王海波".into()],
        urgency: Some("特急".into()),
        attachments: vec![SheetAttachment { title: "方案".into(), body, separate: false }],
        ..joint(&["舟山市司法局", "舟山市财政局"])
    }
}

#[test]
fn all_fonts_are_embedded_as_subsets_with_unicode() {
    let paper = print(&everything());
    let output = tool("pdffonts", &[paper.file()]).stdout;
    let output = String::from_utf8_lossy(&output);
    let rows: Vec<&str> = output.lines().skip(2).collect();
    assert_eq!(rows.len(), 5, "仿宋, 小标宋, 黑体, 楷体, 宋体: {output}");
    for row in rows {
        let words: Vec<&str> = row.split_whitespace().rev().collect();
        assert_eq!(words[2..5], ["yes", "yes", "yes"], "{row}");
    }
}

#[test]
fn the_file_is_sound() {
    let paper = print(&everything());
    let output = tool("qpdf", &["--check", paper.file()]);
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(words.contains("No syntax or stream encoding errors found"), "{words}");
}

#[test]
fn the_file_declares_and_keeps_pdf_a() {
    let paper = print(&everything());
    let venv = root().join("target/venv");
    let here = root().join("server/typeset/tests");
    let python = venv.join("bin/python");
    let path = |path: &std::path::Path| path.to_str().expect("a path").to_owned();
    let ready = Command::new(&python)
        .args(["-c", "import pikepdf"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !ready {
        tool("python3", &["-m", "venv", &path(&venv)]);
        tool(&path(&python), &["-m", "pip", "install", "-q", "-r", &path(&here.join("requirements.txt"))]);
    }
    tool(&path(&python), &[&path(&here.join("pdfa.py")), paper.file()]);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (first, second) = (print(&everything()), print(&everything()));
    assert!(first.bytes() == second.bytes());
    let later = print(&Sheet { made_at: "2021-07-02T08:00:00Z".into(), ..everything() });
    assert!(first.bytes() != later.bytes());
    let mut worker = Worker::start();
    worker.print(&notice());
    assert!(worker.print(&everything()).bytes() == first.bytes(), "what was printed before leaves no trace");
}

#[test]
fn text_comes_out_in_reading_order() {
    let paper = print(&everything());
    let text = paper.text();
    let parts = [
        "特急",
        "舟山市司法局",
        "舟山市财政局",
        "文件",
        "签发人：王海波",
        "关于做好数字合同管理工作的通知",
        "各县（区）人民政府",
        "《舟山市数字政府建设“十四五”规划》",
        "附件：方案",
        "2021年7月1日",
        "（此件公开发布）",
        "附件",
        "方案",
        "一、甲",
        "（一）乙",
        "抄送：市委各部门",
        "2021年7月2日印发",
    ];
    let mut rest = text.as_str();
    for part in parts {
        rest =
            rest.split_once(part).unwrap_or_else(|| panic!("{part} is missing or out of order in {text}")).1;
    }
}
