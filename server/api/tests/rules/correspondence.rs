//! R01 to R14: who may write what to whom.

use api::documents::{Direction, Genre};

use crate::{
    check, check_request,
    city::{outside, paragraphs},
};

#[test]
fn r01_no_level_is_passed_over() {
    let from_district = |draft: &mut api::documents::Draft, city: &crate::City| {
        draft.issuers = vec![city.id("定海区财政局")];
        draft.title = "定海区财政局关于追加预算的请示".into();
    };
    check_request(from_district, &["R01"]);
    check_request(
        |draft, city| {
            from_district(draft, city);
            draft.copies = vec![city.recipient("定海区人民政府")];
        },
        &[],
    );
}

#[test]
fn r02_an_upward_document_has_one_superior() {
    check_request(|draft, city| draft.recipients.push(city.recipient("中共舟山市委")), &["R02!"]);
    check_request(
        |draft, city| {
            draft.recipients.push(city.recipient("中共舟山市委"));
            draft.issuers.push(city.id("市发改委"));
        },
        &["R02"],
    );
    check(|draft, city| draft.recipients.push(city.recipient("市审计局")), &[]);
}

#[test]
fn r02_an_upward_document_is_not_copied_below() {
    let from_district = |draft: &mut api::documents::Draft, city: &crate::City| {
        draft.issuers = vec![city.id("定海区人民政府")];
        draft.title = "定海区人民政府关于追加预算的请示".into();
    };
    check_request(
        |draft, city| {
            from_district(draft, city);
            draft.copies = vec![city.recipient("定海区财政局"), city.recipient("市财政局")];
        },
        &["R02!"],
    );
    check_request(
        |draft, city| {
            from_district(draft, city);
            draft.recipients = vec![city.recipient("定海区财政局")];
        },
        &["R02!"],
    );
    check_request(|draft, _| draft.copies = vec![outside("各县（区）人民政府")], &["R02"]);
}

#[test]
fn r03_a_department_asks_with_consent() {
    check_request(|draft, _| draft.recipients = vec![outside("省大数据局")], &["R03"]);
    check_request(
        |draft, _| {
            draft.recipients = vec![outside("省大数据局")];
            draft.body.extend(paragraphs(&["本事项已经市政府同意。"]));
        },
        &[],
    );
}

#[test]
fn r05_a_request_asks_for_one_matter() {
    let findings = check_request(
        |draft, _| draft.body.insert(1, paragraphs(&["同时，恳请增加编制三名。"]).remove(0)),
        &["R05"],
    );
    assert_eq!(findings[0].field, api::documents::rules::Field::Body { block: Some(1) });
}

#[test]
fn r06_a_report_carries_no_request() {
    let report = |texts: &'static [&'static str]| {
        move |draft: &mut api::documents::Draft, _: &crate::City| {
            draft.genre = Genre::Report;
            draft.title = "舟山市大数据局关于数字政府建设情况的报告".into();
            draft.body = paragraphs(texts);
        }
    };
    check_request(report(&["现将有关情况报告如下。", "特此报告。"]), &[]);
    check_request(report(&["以上报告，请审阅。"]), &[]);
    check_request(report(&["现将有关情况报告如下。", "妥否，请批示。"]), &["R06!"]);
    check_request(report(&["以上报告，请批准。"]), &["R06!"]);
    check_request(report(&["基层单位报请批准的项目共有三个。"]), &["R06"]);
    check_request(report(&["各单位的请示以“妥否，请批示”结尾。"]), &["R06"]);
}

#[test]
fn r07_documents_go_to_organs() {
    check_request(|draft, _| draft.recipients = vec![outside("张海明副市长")], &["R07!"]);
    check_request(|draft, _| draft.copies = vec![outside("李伟 同志")], &["R07!"]);
    check_request(
        |draft, _| {
            draft.recipients = vec![outside("张海明副市长")];
            draft.body.extend(paragraphs(&["现按您交办的事项报送如下。"]));
        },
        &["R07"],
    );
    check(|draft, _| draft.recipients.push(outside("各处室主任")), &[]);
}

#[test]
fn r09_an_important_document_is_copied_above() {
    let decision = |draft: &mut api::documents::Draft| {
        draft.genre = Genre::Decision;
        draft.title = "舟山市大数据局关于表彰先进集体的决定".into();
    };
    check(|draft, _| decision(draft), &["R09"]);
    check(
        |draft, city| {
            decision(draft);
            draft.copies.push(city.recipient("舟山市人民政府"));
        },
        &[],
    );
}

#[test]
fn r10_departments_do_not_instruct_governments() {
    check(|draft, city| draft.recipients.push(city.recipient("普陀区人民政府")), &["R10"]);
    check(|draft, _| draft.recipients.push(outside("各县（区）人民政府")), &["R10"]);
    check(
        |draft, city| {
            draft.recipients.push(city.recipient("普陀区人民政府"));
            draft.body.extend(paragraphs(&["经市政府同意，现就有关事项明确如下。"]));
        },
        &[],
    );
    check(
        |draft, city| {
            draft.issuers = vec![city.id("市府办公室")];
            draft.title = "舟山市府办公室关于做好普查的通知".into();
            draft.copies.clear();
            draft.recipients.push(city.recipient("普陀区人民政府"));
        },
        &[],
    );
}

#[test]
fn r12_joint_issuers_are_of_one_level() {
    check(|draft, city| draft.issuers.push(city.id("市财政局")), &[]);
    check(|draft, city| draft.issuers.push(city.id("舟山市人民政府")), &["R12!"]);
    check(
        |draft, city| {
            draft.issuers = vec![city.id("中共舟山市委"), city.id("舟山市人民政府")];
            draft.title = "中共舟山市委 舟山市人民政府关于加快数字化改革的意见".into();
            draft.genre = Genre::Opinion;
        },
        &["R12"],
    );
}

#[test]
fn r13_departments_within_an_organ_do_not_issue() {
    check(|draft, _| draft.title = "舟山市大数据局数据资源处关于开展普查的通知".into(), &["R13!"]);
    check(|draft, _| draft.title = "舟山市大数据局办公室关于开展普查的通知".into(), &[]);
    check(|draft, _| draft.title = "舟山市大数据局关于数据资源处更名的通知".into(), &[]);
}

#[test]
fn r14_upward_genres_go_up_and_requests_name_a_contact() {
    check_request(|draft, _| draft.direction = Direction::Level, &["R14!"]);
    check_request(|draft, _| draft.note = Some("联系人：张海明".into()), &["R14"]);
}

#[test]
fn f02_genre_and_direction_agree() {
    check(
        |draft, _| {
            draft.genre = Genre::Letter;
            draft.title = "舟山市大数据局关于商请提供数据的函".into();
        },
        &["F02"],
    );
    check(|draft, _| draft.direction = Direction::Level, &[]);
}
