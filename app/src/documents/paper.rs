//! The document as structured text that flows to the width of the screen: the reading form on a phone. The words are
//! the document's own, whatever the language of the interface; the exact page is the PDF.

use api::OrganId;
use api::cases::Urgency;
use api::documents::{Block, Draft, Format, Issue, Secrecy, joined, table_rows};
use api::organization::Organ;
use leptos::prelude::*;

use crate::{paths, t};

/// Draws the elements in their order on the page (GB/T 9704-2012 7.2 to 7.4).
pub fn paper(draft: &Draft, issue: &Issue, organs: &[Organ]) -> AnyView {
    view! {
        <article class="paper" lang="zh-CN" aria-label=t!(documents.text)>
            {head(draft, issue, organs)}
            <h3 class="paper-title">{draft.title.clone()}</h3>
            {(!draft.recipients.is_empty()).then(|| view! {
                <p class="paper-to">{joined(&draft.recipients, organs)}"："</p>
            })}
            {blocks(&draft.body)}
            {attachment_list(draft)}
            {attendance(draft)}
            {signature(draft, issue, organs)}
            {draft.note.clone().filter(|note| !note.is_empty()).map(|note| view! { <p class="paper-note">"（"{note}"）"</p> })}
            {attachments(draft)}
            {foot(draft, issue, organs)}
        </article>
    }
    .into_any()
}

/// Body text: headings of four levels and paragraphs.
pub fn blocks(body: &[Block]) -> AnyView {
    let block = |block: &Block| match block {
        Block::Heading { level, text } => heading(level.number(), text.clone()),
        Block::Paragraph { text } => view! { <p>{text.clone()}</p> }.into_any(),
        Block::Table { text, .. } => table(text),
        Block::Picture { file, text } => view! {
            <figure class="paper-picture">
                <img src=paths::api::file(*file) alt=text.clone() loading="lazy" />
                <figcaption>{text.clone()}</figcaption>
            </figure>
        }
        .into_any(),
    };
    body.iter().map(block).collect_view().into_any()
}

/// The first row is the head; a wide one is moved sideways by itself, with the keyboard too.
fn table(text: &str) -> AnyView {
    let mut rows =
        table_rows(text).into_iter().map(|row| row.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let head = rows.next().unwrap_or_default();
    let cell = |text: String| view! { <td>{text}</td> };
    view! {
        <div class="paper-table" role="region" tabindex="0" aria-label=t!(documents.table)>
            <table>
                <thead><tr>{head.into_iter().map(|text| view! { <th scope="col">{text}</th> }).collect_view()}</tr></thead>
                <tbody>
                    {rows.map(|row| view! { <tr>{row.into_iter().map(cell).collect_view()}</tr> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Levels below the title of the document, which is the third of the page.
fn heading(level: u8, text: String) -> AnyView {
    match level {
        1 => view! { <h4 data-level="1">{text}</h4> }.into_any(),
        2 => view! { <h5 data-level="2">{text}</h5> }.into_any(),
        _ => view! { <h6 data-level=level.to_string()>{text}</h6> }.into_any(),
    }
}

/// `2021-07-01` as printed: `2021年7月1日`.
pub fn printed_date(date: &str) -> String {
    let mut parts = date.splitn(3, '-').map(|part| part.trim_start_matches('0'));
    match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) => format!("{year}年{month}月{day}日"),
        _ => date.to_owned(),
    }
}

/// 发文机关标志, 份号, 密级, 紧急程度, 发文字号, 签发人.
fn head(draft: &Draft, issue: &Issue, organs: &[Organ]) -> impl IntoView {
    let secrecy = (draft.secrecy == Secrecy::Internal).then(|| draft.secrecy.as_str());
    let urgency = (draft.urgency != Urgency::Normal).then(|| draft.urgency.label(api::Language::Chinese));
    let corner: Vec<String> =
        [draft.copy_number.clone(), secrecy.map(str::to_owned), urgency.map(str::to_owned)]
            .into_iter()
            .flatten()
            .collect();
    let names = mark(draft, names(&draft.issuers, organs));
    let suffix = match draft.format() {
        Format::Document if draft.mark_suffix => "文件",
        Format::Document | Format::Letter => "",
        Format::Order => "令",
        Format::Minutes => "纪要",
    };
    let last = names.len().saturating_sub(1);
    view! {
        <header class="paper-head">
            {corner.into_iter().map(|mark| view! { <p class="paper-corner">{mark}</p> }).collect_view()}
            <p class="paper-mark">
                {names.into_iter().enumerate().map(|(index, name)| {
                    view! { <span>{name}{(index == last).then(|| view! { <span class="paper-suffix">{suffix}</span> })}</span> }
                }).collect_view()}
            </p>
            <p class="paper-number">
                <span>{issue.number.clone()}</span>
                {issue.signed_by.clone().filter(|_| draft.direction == api::documents::Direction::Upward).map(|name| view! {
                    <span class="paper-signer">"签发人："{name}</span>
                })}
            </p>
        </header>
    }
}

/// What the red head names: one organ on a letter, the meeting on 纪要.
fn mark(draft: &Draft, mut names: Vec<String>) -> Vec<String> {
    match draft.format() {
        Format::Letter => names.truncate(1),
        Format::Minutes => {
            let organ = names.first().map_or("", String::as_str);
            let meeting = draft.meeting.as_deref().map(|name| name.trim().trim_end_matches("纪要"));
            return vec![
                meeting.filter(|name| !name.is_empty()).map_or_else(|| format!("{organ}会议"), str::to_owned),
            ];
        }
        Format::Document | Format::Order => {}
    }
    names
}

/// 出席, 请假, 列席 of 纪要.
fn attendance(draft: &Draft) -> Option<impl IntoView + use<>> {
    (draft.format() == Format::Minutes).then(|| {
        let line = |(label, names): (&'static str, &str)| {
            view! { <p class="paper-attendance"><b>{label}"："</b>{names.to_owned()}</p> }
        };
        draft.attendance.lines().map(line).collect_view()
    })
}

/// 附件说明 (GB/T 9704-2012 7.3.4).
fn attachment_list(draft: &Draft) -> Option<impl IntoView + use<>> {
    let titles: Vec<String> = draft.attachments.iter().map(|attachment| attachment.title.clone()).collect();
    let numbered = titles.len() > 1;
    (!titles.is_empty()).then(move || {
        let lines = titles.into_iter().enumerate().map(|(index, title)| {
            let lead = if index == 0 { "附件：" } else { "" };
            let number = if numbered { format!("{}.", index + 1) } else { String::new() };
            view! { <li><span class="paper-lead">{lead}</span>{number}{title}</li> }
        });
        view! { <ul class="paper-attachments" role="list">{lines.collect_view()}</ul> }
    })
}

/// 发文机关署名, 成文日期, 印章.
fn signature(draft: &Draft, issue: &Issue, organs: &[Organ]) -> impl IntoView {
    let names = names(&draft.issuers, organs);
    let date = issue.signed_on.as_deref().map(printed_date);
    view! {
        <div class="paper-signature">
            {names.into_iter().map(|name| view! { <p>{name}</p> }).collect_view()}
            {date.map(|date| view! { <p>{date}</p> })}
            {issue.sealed.then(|| view! { <p class="paper-sealed">"（印章）"</p> })}
        </div>
    }
}

fn attachments(draft: &Draft) -> impl IntoView {
    let numbered = draft.attachments.len() > 1;
    let attachments = draft.attachments.iter().enumerate().map(|(index, attachment)| {
        let number = if numbered { (index + 1).to_string() } else { String::new() };
        view! {
            <section class="paper-attachment">
                <p class="paper-lead">"附件"{number}</p>
                <h4 class="paper-title">{attachment.title.clone()}</h4>
                {blocks(&attachment.body)}
            </section>
        }
    });
    attachments.collect_view()
}

/// 版记: 抄送机关, 印发日期.
fn foot(draft: &Draft, issue: &Issue, organs: &[Organ]) -> Option<impl IntoView + use<>> {
    let copies = (!draft.copies.is_empty()).then(|| joined(&draft.copies, organs));
    let printed = issue.dispatched_on.as_deref().map(printed_date);
    (copies.is_some() || printed.is_some()).then(|| {
        view! {
            <footer class="paper-foot">
                {copies.map(|copies| view! { <p>"抄送："{copies}"。"</p> })}
                {printed.map(|printed| view! { <p class="paper-printed">{printed}"印发"</p> })}
            </footer>
        }
    })
}

/// Names of organs as printed.
fn names(issuers: &[OrganId], organs: &[Organ]) -> Vec<String> {
    let name =
        |id: &OrganId| organs.iter().find(|organ| organ.id == *id).map(|organ| organ.formal_name.clone());
    issuers.iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::printed_date;

    #[test]
    fn a_printed_date_has_no_leading_zeros() {
        assert_eq!(printed_date("2021-07-01"), "2021年7月1日");
        assert_eq!(printed_date("2026-11-23"), "2026年11月23日");
    }
}
