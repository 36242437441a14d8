//! The desk (工作台) as plain HTML, drawn before the app has come: on a phone with a slow line one reads and opens what
//! waits a second earlier. The app takes it away when it draws the same. In Chinese only; who reads English waits for the
//! app. Elements, classes and words are those of `app/src/platform/home.rs` and `inbox_row.rs`; a browser test holds both
//! against each other.

use api::{
    Language::Chinese,
    cases::{CaseStatus, InboxBox, InboxRow, Urgency},
    inbox::NEAR_MINUTES,
    session::Session,
};
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use crate::clock;

/// What the desk shows. `boxes`: their rows in the order of the page.
pub fn desk(session: &Session, boxes: &[(InboxBox, Vec<InboxRow>)], now: Timestamp) -> String {
    html! {
        div #first .shell lang="zh-CN" {
            nav .navigation {}
            aside .beside {}
            main {
                div .page {
                    header .page-head {
                        h1 { (session.name) "，您好" }
                        // The places of the bell and of the search.
                        div .page-actions { span .icon-button {} span .icon-button {} }
                    }
                    nav .counts {
                        a href="/inbox?box=todo" { b { (session.todo) } span { "待办" } }
                        a href="/inbox?box=to_read" { b { (session.unread) } span { "待阅" } }
                        a .start href="/documents/new" { svg .icon {} span { "起草公文" } }
                    }
                    @for (of, rows) in boxes { (section(*of, rows, now)) }
                }
            }
        }
    }
    .into_string()
}

fn section(of: InboxBox, rows: &[InboxRow], now: Timestamp) -> Markup {
    let (title, nothing) = match of {
        InboxBox::Mine => ("我发起的", "您还没有发起过事项"),
        _ => ("最近待办", "没有待办，手头清爽"),
    };
    html! {
        section .card {
            header .card-head {
                h2 { (title) }
                a .button.quiet href={ "/inbox?box=" (of) } { span { "查看全部" } }
            }
            @if rows.is_empty() {
                div .empty { svg .icon {} p { (nothing) } }
            } @else {
                ul .list { @for each in rows { li { (row(of, each, now)) } } }
            }
        }
    }
}

fn row(of: InboxBox, row: &InboxRow, now: Timestamp) -> Markup {
    let case = &row.case;
    let from = match &row.from {
        Some(from) => format!("{from} 交来"),
        None => format!("{} 拟稿", case.drafter),
    };
    html! {
        a .row href={ "/" (case.module) "/" (case.id) "?from=" (of) } {
            span .row-title { @if case.title.is_empty() { "（未拟标题）" } @else { (case.title) } }
            span .row-marks {
                @if let Some(principal) = &row.on_behalf_of { (chip("", &format!("代{principal}"))) }
                @match &row.asked {
                    Some(asked) => (chip(" accent", &asked.chinese)),
                    None => (status(case.status)),
                }
                @match case.urgency {
                    Urgency::Normal => {}
                    Urgency::Urgent => (chip(" caution", case.urgency.label(Chinese))),
                    Urgency::Flash => (chip(" alarm", case.urgency.label(Chinese))),
                }
                @match row.urged {
                    0 => {}
                    1 => (chip(" caution", "催办")),
                    times => (chip(" caution", &format!("催办 {times} 次"))),
                }
                @if let Some(lamp) = row.due_at.as_deref().and_then(|due| lamp(due, now)) { (lamp) }
            }
            span .row-facts {
                @if let Some(number) = &case.number { span .number { (number) } }
                span { (from) }
                @if let Some(since) = since(of, row, now) { time { "已停留 " (since) } }
            }
        }
    }
}

fn status(status: CaseStatus) -> Markup {
    let tone = match status {
        CaseStatus::Draft | CaseStatus::Finished => "",
        CaseStatus::Running => " accent",
        CaseStatus::Suspended => " caution",
        CaseStatus::Rejected => " alarm",
    };
    chip(tone, status.label(Chinese))
}

/// `tone`: as `app/src/ui/mark.rs` writes it after the class.
fn chip(tone: &str, words: &str) -> Markup {
    html! { span class={ "chip" (tone) } { (words) } }
}

/// The light of a deadline.
fn lamp(due: &str, now: Timestamp) -> Option<Markup> {
    let due = due.parse::<Timestamp>().ok()?;
    let left = minutes(due.duration_since(now));
    let (tone, shape, words) = match left {
        ..0 => ("alarm", "▲", format!("已超期 {}", span(left))),
        0..NEAR_MINUTES => ("caution", "◆", format!("还剩 {}", span(left))),
        _ => ("good", "●", format!("限 {}", day(due, now))),
    };
    Some(html! { span class={ "lamp " (tone) } { span { (shape) } (words) } })
}

/// With its year where that is another.
fn day(of: Timestamp, now: Timestamp) -> String {
    let [day, today] = [of, now].map(|instant| instant.to_zoned(clock::china()).date());
    match day.year() == today.year() {
        true => format!("{}月{}日", day.month(), day.day()),
        false => clock::chinese_date(day),
    }
}

/// How long it has stood: with me, or where it is.
fn since(of: InboxBox, row: &InboxRow, now: Timestamp) -> Option<String> {
    let from = if of.asked_of_me() { Some(&row.since) } else { row.standing.as_ref() }?;
    Some(span(minutes(now.duration_since(from.parse().ok()?))))
}

/// Whole minutes, towards nothing.
fn minutes(of: SignedDuration) -> i64 {
    of.as_mins()
}

/// `3 天` for a span in minutes, in its largest unit.
fn span(minutes: i64) -> String {
    match minutes.abs() {
        0 => "刚刚".to_owned(),
        minutes @ 1..60 => format!("{minutes} 分钟"),
        minutes @ 60..1440 => format!("{} 小时", minutes / 60),
        minutes => format!("{} 天", minutes / 1440),
    }
}
