//! Elements and the title: F01 to F04, F07, R15, R18 to R20.

use api::{
    cases::Urgency,
    documents::{Attachment, Draft, Genre, Secrecy, rules::Field},
};

use crate::{
    check, check_request,
    city::{outside, paragraphs},
};

#[test]
fn f01_mandatory_elements_are_there() {
    check(|draft, _| draft.title = " \n".into(), &["F01!"]);
    check(|draft, _| draft.body = paragraphs(&["", "　"]), &["F01!"]);
    check(|draft, _| draft.recipients.clear(), &["F01!"]);
    check(|draft, _| draft.issuers.clear(), &["F01!"]);
    check(|draft, _| draft.recipients.push(outside(" ")), &["F01!"]);
    check(
        |draft, _| {
            draft.recipients.clear();
            draft.genre = Genre::Notice;
            draft.title = "舟山市大数据局关于机房停电的通告".into();
        },
        &[],
    );
}

#[test]
fn f01_attachments_have_title_and_text() {
    let findings = check(
        |draft, _| {
            draft.attachments = vec![
                Attachment {
                    title: "普查表".into(), body: paragraphs(&["一览"]), ..Attachment::default()
                },
                Attachment::default(),
            ]
        },
        &["F01!", "F01!"],
    );
    assert!(findings.iter().all(|finding| finding.field == Field::Attachment { index: 1, block: None }));
}

#[test]
fn f03_a_copy_number_has_six_figures() {
    let with = |number: &str| {
        let number = Some(number.to_owned());
        move |draft: &mut Draft, _: &crate::City| draft.copy_number = number
    };
    check(with("000012"), &[]);
    assert_eq!(check(with("12"), &["F03"])[0].fix.as_deref(), Some("000012"));
    assert_eq!(check(with("第十二"), &["F03"])[0].fix, None);
}

#[test]
fn f04_no_organ_twice() {
    check(|draft, city| draft.recipients.push(city.recipient("市发改委")), &["F04"]);
    check(|draft, _| draft.recipients.push(outside(" 市财政局")), &["F04"]);
    let findings = check(|draft, city| draft.copies.push(city.recipient("市财政局")), &["F04"]);
    assert_eq!(findings[0].field, Field::Copies);
    check(|draft, city| draft.issuers.push(city.id("市大数据局")), &["F04"]);
}

#[test]
fn f07_attachments_agree_with_their_mention() {
    check(|draft, _| draft.body.extend(paragraphs(&["普查表见附件。"])), &["F07"]);
    let attached = |title: &str| {
        vec![Attachment { title: title.into(), body: paragraphs(&["一览"]), ..Attachment::default() }]
    };
    check(
        |draft, _| {
            draft.body.extend(paragraphs(&["普查表见附件。"]));
            draft.attachments = attached("普查表");
        },
        &[],
    );
    assert_eq!(
        check(|draft, _| draft.attachments = attached("普查表。"), &["F07"])[0].fix.as_deref(),
        Some("普查表")
    );
}

#[test]
fn r15_a_title_ends_in_its_genre() {
    let fix = |title: &str, expected: &[&str]| {
        let title = title.to_owned();
        check(|draft, _| draft.title = title, expected)[0].fix.clone()
    };
    assert_eq!(
        fix("舟山市大数据局关于开展普查", &["R15!"]).as_deref(),
        Some("舟山市大数据局关于开展普查的通知")
    );
    assert_eq!(
        fix("舟山市大数据局关于开展普查的通报", &["R15!"]).as_deref(),
        Some("舟山市大数据局关于开展普查的通知")
    );
    assert_eq!(
        fix("舟山市大数据局关于印发工作报告", &["R15!"]).as_deref(),
        Some("舟山市大数据局关于印发工作报告的通知")
    );
    check(|draft, _| draft.title = "舟山市大数据局关于印发普查方案的通知（征求意见稿）".into(), &[]);
    check(|draft, _| draft.title = "舟山市大数据局\n关于开展普查的通\n知".into(), &[]);
    check(|draft, _| draft.title = "舟山市大数据局关于转发《关于做好普查的通知》的紧急通知".into(), &[]);
    check(
        |draft, city| {
            draft.genre = Genre::Order;
            draft.title = "舟山市人民政府令".into();
            draft.issuers = vec![city.id("舟山市人民政府")];
            draft.recipients.clear();
        },
        &[],
    );
}

#[test]
fn r15_a_title_names_the_issuer_and_has_no_stops() {
    let findings = check(|draft, _| draft.title = "关于开展普查的通知".into(), &["R15"]);
    assert_eq!(findings[0].fix.as_deref(), Some("舟山市大数据局关于开展普查的通知"));
    check(|draft, _| draft.title = "市大数据局关于开展普查的通知".into(), &[]);
    let findings = check(|draft, _| draft.title = "舟山市大数据局关于开展普查的通知。".into(), &["R15"]);
    assert_eq!(findings[0].fix.as_deref(), Some("舟山市大数据局关于开展普查的通知"));
    check(|draft, _| draft.title = "舟山市大数据局关于普查，统计的通知".into(), &["R15"]);
    let findings =
        check(|draft, _| draft.title = "舟山市大数据局关于印发《方案(试行)》的通知".into(), &["F06"]);
    assert_eq!(findings[0].fix.as_deref(), Some("舟山市大数据局关于印发《方案（试行）》的通知"));
}

#[test]
fn r18_an_urgent_document_names_a_time_limit() {
    let due = |urgency: Urgency, due_on: Option<&'static str>| {
        move |draft: &mut Draft, _: &crate::City| {
            draft.urgency = urgency;
            draft.due_on = due_on.map(str::to_owned);
        }
    };
    check(due(Urgency::Urgent, None), &["R18!"]);
    check(due(Urgency::Flash, Some(" ")), &["R18!"]);
    check(due(Urgency::Flash, Some("2024-02-29")), &[]);
    check(due(Urgency::Normal, Some("2023-02-29")), &["R18!"]);
    check(due(Urgency::Normal, Some("2023-1-1")), &["R18!"]);
    check(due(Urgency::Normal, None), &[]);
}

#[test]
fn r19_no_state_secrets() {
    check(|draft, _| draft.secrecy = Secrecy::Internal, &[]);
    for secrecy in [Secrecy::Confidential, Secrecy::Secret, Secrecy::TopSecret] {
        check(|draft, _| draft.secrecy = secrecy, &["R19!"]);
    }
    check(|draft, _| draft.body.extend(paragraphs(&["机密 ★1年"])), &["R19!"]);
    check_request(
        |draft, _| draft.body.insert(0, paragraphs(&["涉密文件标注“机密★1年”字样。"]).remove(0)),
        &[],
    );
}

#[test]
fn r20_a_normative_document_is_reviewed() {
    let attached = |title: &str| {
        vec![Attachment { title: title.into(), body: paragraphs(&["总则"]), ..Attachment::default() }]
    };
    check(|draft, _| draft.attachments = attached("舟山市公共数据管理办法（试行）"), &["R20"]);
    check(|draft, _| draft.attachments = attached("舟山市公共数据目录"), &[]);
}
