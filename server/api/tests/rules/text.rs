//! Headings, punctuation and document numbers: F05, F06, R17.

use api::documents::{
    Block, HeadingLevel,
    rules::{DocumentNumber, Rule, checklist, number_is_well_formed},
};

use crate::{check, city::paragraphs};

fn headings(texts: &[(u8, &str)]) -> Vec<Block> {
    let heading = |(level, text): &(u8, &str)| Block::Heading {
        level: HeadingLevel::try_from(*level).expect("levels are 1 to 4"),
        text: (*text).to_owned(),
    };
    texts.iter().map(heading).collect()
}

/// Adds headings to the body; compares the fixes of what F05 has to say.
#[track_caller]
fn check_headings(texts: &[(u8, &str)], fixes: &[Option<&str>]) {
    let findings = check(|draft, _| draft.body.extend(headings(texts)), &vec!["F05"; fixes.len()]);
    let found: Vec<Option<&str>> = findings.iter().map(|finding| finding.fix.as_deref()).collect();
    assert_eq!(found, fixes);
}

#[test]
fn f05_headings_count_in_order() {
    check_headings(
        &[
            (1, "一、总体要求"),
            (2, "（一）目标"),
            (3, "1.一体协同"),
            (4, "（1）机制"),
            (4, "（2）水平"),
            (2, "（二）原则"),
            (3, "1.整体"),
            (1, "二、任务"),
        ],
        &[],
    );
    check_headings(&[(1, "一、总体要求"), (1, "三、任务")], &[Some("二、任务")]);
    check_headings(&[(1, "一、总体要求"), (2, "(一)目标")], &[Some("（一）目标")]);
    check_headings(&[(1, "一、总体要求"), (2, "一、目标")], &[Some("（一）目标")]);
    check_headings(&[(1, "一，总体要求")], &[Some("一、总体要求")]);
    check_headings(&[(1, "一、要求"), (3, "1、目标"), (3, "2. 任务")], &[Some("1.目标")]);
    check_headings(&[(1, "专栏 政府运行类应用"), (1, "一、要求"), (3, "2.5亿元以上项目")], &[]);
}

#[test]
fn f05_headings_count_beyond_ten() {
    let numerals =
        "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一".split(' ');
    let texts: Vec<String> = numerals.map(|numeral| format!("{numeral}、要求")).collect();
    check_headings(&texts.iter().map(|text| (1, text.as_str())).collect::<Vec<_>>(), &[]);
    let skipping: Vec<(u8, &str)> =
        texts.iter().enumerate().filter(|(at, _)| *at != 19).map(|(_, text)| (1, text.as_str())).collect();
    check_headings(&skipping, &[Some("二十、要求")]);
}

#[test]
fn f05_a_level_is_skipped_only_throughout() {
    check_headings(&[(1, "一、要求"), (3, "1.目标"), (1, "二、任务"), (3, "1.平台")], &[]);
    check_headings(&[(1, "一、要求"), (3, "1.目标"), (1, "二、任务"), (2, "（一）平台")], &[None]);
}

#[test]
fn f06_punctuation_among_chinese_is_full_width() {
    let mended = |text: &str| {
        check(|draft, _| draft.body.extend(paragraphs(&[text])), &["F06"])[0].fix.clone().expect("a fix")
    };
    assert_eq!(mended("优化流程,提高效率;加强保障."), "优化流程，提高效率；加强保障。");
    assert_eq!(mended("(牵头单位:市司法局)"), "（牵头单位：市司法局）");
    assert_eq!(mended("达80%以上,力争3.5%"), "达80%以上，力争3.5%");
    assert_eq!(mended("建设\"一件事\"场景"), "建设“一件事”场景");
    for kept in [
        "总额1,000.50万元",
        "网址为 https://www.zhoushan.gov.cn/a,b ，请登录",
        "采用WCAG 2.1（AA级）",
        "版本(v1.2)",
    ] {
        let expected: &[&str] = if kept.starts_with('版') { &["F06"] } else { &[] };
        check(|draft, _| draft.body.extend(paragraphs(&[kept])), expected);
    }
}

#[test]
fn r17_numbers_in_the_text_are_written_properly() {
    for (written, proper) in [
        ("根据舟政发[2021]3号", "根据舟政发〔2021〕3号"),
        ("按照浙政办发（2013）第037号要求", "按照浙政办发〔2013〕37号要求"),
        ("舟政发【2021】3号", "舟政发〔2021〕3号"),
    ] {
        let findings = check(|draft, _| draft.body.extend(paragraphs(&[written])), &["R17"]);
        assert_eq!(findings[0].fix.as_deref(), Some(proper));
    }
    for kept in ["舟政发〔2021〕3号", "（2021）浙09民初3号", "工作报告（2021年）共3号文件", "见表[2021]"]
    {
        check(|draft, _| draft.body.extend(paragraphs(&[kept])), &[]);
    }
}

#[test]
fn r17_the_form_of_a_number() {
    for good in ["舟政发〔2021〕3号", "舟大数据〔2023〕120号"] {
        assert!(number_is_well_formed(good), "{good}");
    }
    for bad in [
        "",
        "〔2021〕3号",
        "舟政发[2021]3号",
        "舟政发〔2021〕03号",
        "舟政发〔2021〕第3号",
        "舟政发〔2021〕3",
        "舟政发〔21〕3号",
        "舟政发〔2021〕0号",
        "舟政发〔2021〕3号 ",
        "舟政发〔２０２１〕3号",
        "ZZF〔2021〕3号",
        "舟政发〔2021〕99999999999号",
    ] {
        assert!(!number_is_well_formed(bad), "{bad}");
    }
}

#[test]
fn r17_a_number_is_read_however_it_is_written() {
    let number = |word: &str| Some(DocumentNumber { word: word.into(), year: 2021, serial: 3 });
    for text in [
        "舟政发〔2021〕3号",
        "舟政发[2021]3",
        "舟政发(2021)第003号",
        "舟政发 2021-3",
        "舟政发【２０２１】３号",
    ] {
        assert_eq!(DocumentNumber::parse(text), number("舟政发"), "{text}");
    }
    for text in ["〔2021〕3号", "[2021]3", "2021-3"] {
        assert_eq!(DocumentNumber::parse(text), number(""), "{text}");
    }
    for text in ["", "舟政发", "2021-03-04", "20213", "[2021-3", "2021]3", "〔2021〕号", "〔2021〕0号"]
    {
        assert_eq!(DocumentNumber::parse(text), None, "{text}");
    }
}

#[test]
fn every_rule_feeds_one_point_of_the_checklist() {
    for rule in Rule::ALL.iter() {
        assert_eq!(checklist().iter().filter(|item| item.rules.contains(rule)).count(), 1, "{rule}");
    }
}
