//! Drafts, and documents brought to any step.

use api::{
    CaseId,
    cases::{Act, Acted},
    documents::{Attachment, Block, Direction, Draft, HeadingLevel, Recipient},
};
use flow::{Command, ItemId};
use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::{TestApp, city};

/// A 通知 that breaks no rule: covering text, the plan as attachment with headings of four levels, two main recipients
/// and a copy.
pub fn notice() -> Draft {
    Draft {
        direction: Direction::Level,
        title: "舟山市大数据局关于印发《数字政府建设“十四五”规划》的通知".to_owned(),
        recipients: vec![recipient(city::EDUCATION), recipient(city::HEALTH)],
        copies: vec![recipient(city::DINGHAI)],
        body: vec![paragraph("现将《数字政府建设“十四五”规划》印发给你们，请结合实际认真贯彻落实。")],
        attachments: vec![Attachment {
            title: "数字政府建设“十四五”规划".to_owned(),
            body: vec![
                heading(HeadingLevel::ONE, "一、总体要求"),
                heading(HeadingLevel::TWO, "（一）指导思想"),
                paragraph("推动数字政府建设理念由以政府权力职能为中心向以人民需求为中心转变。"),
                heading(HeadingLevel::THREE, "1.基本原则"),
                heading(HeadingLevel::FOUR, "（1）坚持整体协同"),
                paragraph("强化顶层设计，坚持全市一盘棋，加大整合、注重协同、统筹协调。"),
            ],
            ..Attachment::default()
        }],
        ..Draft::new(city::organ(city::BUREAU))
    }
}

/// The same under another title, to be told apart in a list.
pub fn notice_about(matter: &str) -> Draft {
    Draft { title: format!("舟山市大数据局关于{matter}的通知"), ..notice() }
}

pub fn recipient(organ: &str) -> Recipient {
    Recipient { organ: Some(city::organ(organ)), name: organ.to_owned() }
}

pub fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: text.to_owned() }
}

fn heading(level: HeadingLevel, text: &str) -> Block {
    Block::Heading { level, text: text.to_owned() }
}

/// The way of a notice without countersigning: where it stands, who moves it on, and by which item.
pub const WAY: &[(&str, &str, u32)] = &[
    ("draft", "zhang", 0),
    ("department", "li", 1),
    ("review", "chen", 2),
    ("sign", "wu", 4),
    ("recheck", "qian", 6),
    ("number", "sun", 7),
    ("seal", "zhou", 8),
    ("dispatch", "sun", 9),
];

/// The command that moves a notice on from its `position` on the [`WAY`], with a key of its own.
pub fn forward(position: usize) -> Act {
    let item = ItemId(WAY[position].2);
    let (opinion, choices) = (None, Default::default());
    let command = match position {
        0 => Command::Submit { item, opinion, choices },
        _ => Command::Approve { item, opinion: Some("同意".to_owned()), choices },
    };
    Act::new(Uuid::new_v4(), position as i32 + 1, command)
}

impl TestApp {
    /// A notice of zhang's that stands at this step; `end` for one that has been dispatched.
    pub async fn notice_at(&self, step: &str) -> CaseId {
        self.draft_at(step, &notice()).await
    }

    /// A draft of zhang's, without countersigners, brought to this step.
    pub async fn draft_at(&self, step: &str, draft: &Draft) -> CaseId {
        let case = self.person("zhang").await.open(draft).await;
        for (position, (_, account, _)) in WAY.iter().enumerate().take_while(|(_, (at, ..))| *at != step) {
            let acted: Acted = self.person(account).await.send_act(case, &forward(position)).await.ok();
            assert_eq!(acted.version, position as i32 + 2);
        }
        case
    }

    /// So many notices at a step, prepared side by side.
    pub async fn notices_at(&self, step: &str, count: usize) -> Vec<CaseId> {
        stream::iter(0..count).map(|_| self.notice_at(step)).buffer_unordered(8).collect().await
    }
}
