//! Which format each genre takes, and what each format needs (F08); R04 and R08.

use api::documents::{Attachment, Attendance, Block, Direction, Draft, Format, Genre, table_rows};

use crate::{check, check_request, city::paragraphs};

#[test]
fn every_genre_has_a_usual_format_and_no_other_than_it_permits() {
    for genre in Genre::ALL {
        let usual = match genre {
            Genre::Order => Format::Order,
            Genre::Minutes => Format::Minutes,
            Genre::Letter => Format::Letter,
            _ => Format::Document,
        };
        let of = |format, direction| Draft { genre: *genre, format, direction, ..city_draft() }.format();
        assert_eq!(of(None, Direction::Downward), usual, "{genre}");
        for chosen in Format::ALL {
            let permitted = genre.formats().contains(chosen);
            assert_eq!(of(Some(*chosen), Direction::Level) == *chosen, permitted, "{genre} {chosen}");
        }
        let upward = of(Some(Format::Letter), Direction::Upward);
        assert!(upward != Format::Letter, "{genre}: a letter has no place for 签发人");
    }
}

fn city_draft() -> Draft {
    crate::city::City::read().circular()
}

#[test]
fn f08_minutes_name_who_was_present() {
    let minutes = |draft: &mut Draft| {
        draft.genre = Genre::Minutes;
        draft.title = "舟山市大数据局数据资源普查工作专题会议纪要".to_owned();
    };
    check(|draft, _| minutes(draft), &["F08"]);
    check(
        |draft, _| {
            minutes(draft);
            draft.attendance =
                Attendance { present: Some("市财政局李舟".into()), ..Attendance::default() };
        },
        &[],
    );
}

#[test]
fn f08_a_text_does_not_end_in_a_turned_table() {
    let table = |landscape| Block::Table { text: "单位\t时限\n市财政局\t7月".into(), landscape };
    check(|draft, _| draft.body.push(table(true)), &["F08"]);
    check(|draft, _| draft.body.push(table(false)), &[]);
    check(
        |draft, _| {
            draft.body.push(table(true));
            draft.body.extend(paragraphs(&["特此通知。"]));
        },
        &[],
    );
}

#[test]
fn r04_a_lower_organs_request_is_not_passed_on_without_an_opinion() {
    let attached = |draft: &mut Draft| {
        draft.attachments = vec![Attachment {
            title: "定海区财政局关于追加经费的请示".into(),
            body: paragraphs(&["请予支持。"]),
            ..Attachment::default()
        }];
    };
    check_request(|draft, _| attached(draft), &["R04"]);
    check_request(
        |draft, _| {
            attached(draft);
            draft.body.insert(0, Block::Paragraph { text: "经研究，我局认为确有必要。".into() });
        },
        &[],
    );
}

#[test]
fn r08_an_organ_of_two_superiors_is_reminded_of_the_other() {
    check_request(
        |draft, city| {
            draft.issuers = vec![city.id("市审计局")];
            draft.title = "舟山市审计局关于建设数据共享平台的请示".into();
        },
        &["R08"],
    );
}

#[test]
fn a_tables_rows_are_of_one_length() {
    assert_eq!(table_rows("甲\t乙\n\n丙"), [["甲", "乙"], ["丙", ""]]);
    assert!(table_rows(" \n\t").is_empty());
}
