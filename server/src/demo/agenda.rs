//! What is going to happen: three hundred documents, who drafts them, when, and how far each one gets.

use std::collections::HashSet;

use api::{
    DepartmentId,
    cases::Urgency,
    documents::{Direction, Draft, Genre, Recipient, Secrecy},
    organization::Role,
};
use flow::AfterReturn;
use jiff::{Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

use super::{
    calendar,
    city::{City, Post, STORY, STORY_ORGAN},
    dice::Dice,
    fate::{Aside, Fate, aside, fate},
    texts::{AROUND, Matter, Pattern, UPWARD, paragraph, plan, topics},
};
use crate::clock::date_in_china;

/// One document to be.
pub struct Plan {
    pub organ: usize,
    pub drafter: Uuid,
    pub begins: Timestamp,
    pub draft: Draft,
    pub fate: Fate,
    pub aside: Aside,
}

/// So many documents, in no order.
pub fn make(city: &City, now: Timestamp, documents: usize) -> Vec<Plan> {
    let mut planner = Planner { city, now, titles: HashSet::new() };
    let story = city.organ(STORY_ORGAN).unwrap_or_default();
    let office = city.organ("市府办公室").unwrap_or_default();
    let mut plans = planner.the_plan(story);
    for index in plans.len()..documents {
        let organ = match index % 12 {
            0 | 4 | 8 => story,
            2 => office,
            _ => index * 7 % city.organs.len(),
        };
        plans.extend(planner.document(index, organ));
    }
    plans
}

struct Planner<'a> {
    city: &'a City,
    now: Timestamp,
    titles: HashSet<String>,
}

impl<'a> Planner<'a> {
    /// The city's plan: left as a draft for whoever tells the story, and sent for comments long ago.
    fn the_plan(&mut self, organ: usize) -> Vec<Plan> {
        let city = self.city;
        let chenyu = STORY.first().map_or("", |first| first.1);
        let Some(drafter) = city.posts_of(organ).find(|post| city.people[post.person].account == chenyu)
        else {
            return Vec::new();
        };
        let heads = |names: [&str; 2]| -> Vec<DepartmentId> {
            let own = city.departments.iter().filter(|department| department.organ == organ);
            own.filter(|department| names.contains(&department.name.as_str()))
                .map(|d| DepartmentId(d.id))
                .collect()
        };
        let countersigners = heads(["数据资源处", "政务协同处"]);
        let issue = Draft {
            title: "舟山市大数据局关于印发舟山市数字政府建设“十四五”规划的通知".into(),
            recipients: self.named(&["市发改委", "市财政局"]),
            copies: self.named(&["市府办公室"]),
            body: vec![paragraph(
                "《舟山市数字政府建设“十四五”规划》已经市政府同意，现印发给你们，请结合实际，认真组织实施。",
            )],
            attachments: vec![plan("舟山市数字政府建设“十四五”规划")],
            note: Some("此件公开发布".into()),
            countersigners: countersigners.clone(),
            ..Draft::new(city.organs[organ].id)
        };
        let comments = Draft {
            genre: Genre::Letter,
            direction: Direction::Level,
            mark_suffix: false,
            title: "舟山市大数据局关于征求《舟山市数字政府建设“十四五”规划（征求意见稿）》意见的函".into(),
            recipients: self.named(&["市发改委", "市财政局", "市司法局", "市档案局"]),
            copies: self.named(&["市委改革办"]),
            body: vec![
                paragraph("我局起草了《舟山市数字政府建设“十四五”规划（征求意见稿）》，现征求贵单位意见。"),
                paragraph("请结合职责认真研究，于十个工作日内将书面意见反馈我局；无意见也请函告。"),
            ],
            attachments: vec![plan("舟山市数字政府建设“十四五”规划（征求意见稿）")],
            note: None,
            ..issue.clone()
        };
        let day = |days| calendar::days_before(self.now, days);
        let made = |days: i64, draft: Draft, fate, aside| {
            let begins = calendar::later(day(days), 47);
            Plan { organ, drafter: drafter.id, begins, draft, fate, aside }
        };
        let returned = Aside::Return("department", AfterReturn::Again);
        vec![made(1, issue, Fate::Draft, Aside::Nothing), made(62, comments, Fate::Runs, returned)]
    }

    fn document(&mut self, index: usize, organ: usize) -> Option<Plan> {
        let mut dice = Dice::new(index as u64 + 1);
        let (fate, days) = fate(index, &mut dice);
        let minutes = dice.between(5, calendar::DAY - 60);
        let begins = calendar::later(calendar::days_before(self.now, days), minutes);
        // Of today only what has passed.
        let late = begins > self.now;
        let begins =
            if late { calendar::later(calendar::days_before(self.now, days + 1), minutes) } else { begins };
        let drafter = self.drafter(organ, &mut dice)?;
        let upward = match fate {
            Fate::Waits("deputy" | "chief_sign") => true,
            Fate::Waits("sign") => false,
            _ => dice.percent(24),
        };
        let draft = self.draft(organ, drafter, upward, fate, date_in_china(begins), &mut dice)?;
        let aside = aside(&mut dice);
        Some(Plan { organ, drafter: drafter.id, begins, draft, fate, aside })
    }

    /// A clerk of a department; in the story's organ often the story's own.
    fn drafter(&self, organ: usize, dice: &mut Dice) -> Option<&'a Post> {
        let city = self.city;
        let clerks: Vec<&Post> = city
            .posts_of(organ)
            .filter(|post| post.roles.is_empty() && !post.head && self.has_head(post.department))
            .collect();
        let first = clerks.first().copied().filter(|_| dice.percent(25));
        first.or_else(|| dice.pick(&clerks).copied())
    }

    fn has_head(&self, department: usize) -> bool {
        self.city.posts.iter().any(|post| post.department == department && post.head)
    }

    fn draft(
        &mut self,
        organ: usize,
        drafter: &Post,
        upward: bool,
        fate: Fate,
        on: Date,
        dice: &mut Dice,
    ) -> Option<Draft> {
        let issuer = &self.city.organs[organ];
        let name = if issuer.kind == "党委" { "中共舟山市委" } else { issuer.formal_name };
        let (pattern, matter, title) = self.subject(organ, name, upward, on, dice)?;
        let recipients = self.recipients(organ, pattern, dice);
        let copies = self.copies(organ, &recipients, upward, dice);
        let urgency = match dice.between(1, 100) {
            1..=3 => Urgency::Flash,
            4..=14 => Urgency::Urgent,
            _ => Urgency::Normal,
        };
        let due = on.saturating_add(dice.between(7, 20).days()).to_string();
        let open = dice.percent(85);
        let contact = format!(
            "联系人：{}，电话：0580-228{:04}",
            self.city.people[drafter.person].name,
            dice.between(1000, 9999)
        );
        let note = match (pattern.genre, open) {
            (Genre::Request, _) => Some(contact),
            (Genre::Circular | Genre::Opinion, true) => Some("此件公开发布".to_owned()),
            _ => None,
        };
        let wanted = matches!(fate, Fate::Waits("countersign")) || dice.percent(50);
        Some(Draft {
            genre: pattern.genre,
            direction: pattern.direction,
            secrecy: if open { Secrecy::Open } else { Secrecy::Internal },
            urgency,
            due_on: (urgency != Urgency::Normal).then_some(due),
            mark_suffix: pattern.genre != Genre::Letter,
            title,
            recipients,
            copies,
            body: pattern.body(&matter, dice),
            note,
            countersigners: if wanted { self.countersigners(organ, drafter, dice) } else { Vec::new() },
            ..Draft::new(issuer.id)
        })
    }

    /// A pattern and a topic that make a title nobody has used.
    fn subject(
        &mut self,
        organ: usize,
        issuer: &'static str,
        upward: bool,
        on: Date,
        dice: &mut Dice,
    ) -> Option<(&'static Pattern, Matter<'static>, String)> {
        let topics = topics(self.city.organs[organ].name);
        let patterns = if upward { UPWARD } else { AROUND };
        // Whoever stands above does not ask by letter.
        let top = self.city.organs[organ].parent.is_none();
        let proper = patterns.iter().filter(|pattern| !top || pattern.genre != Genre::Letter);
        let mut pairs: Vec<(&Pattern, &'static str)> =
            proper.flat_map(|pattern| topics.iter().map(move |topic| (pattern, *topic))).collect();
        dice.shuffle(&mut pairs);
        pairs.into_iter().find_map(|(pattern, topic)| {
            let matter = Matter { issuer, topic, on };
            let title = pattern.title(&matter);
            self.titles.insert(title.clone()).then_some((pattern, matter, title))
        })
    }

    fn recipients(&self, organ: usize, pattern: &Pattern, dice: &mut Dice) -> Vec<Recipient> {
        let issuer = &self.city.organs[organ];
        let outside = |name: &str| Recipient { organ: None, name: name.to_owned() };
        if pattern.direction == Direction::Upward {
            let province =
                if issuer.kind == "党委" { "中共浙江省委" } else { "浙江省人民政府" };
            return vec![issuer.parent.map_or_else(|| outside(province), |parent| self.recipient(parent))];
        }
        let district = issuer.level == 2 && issuer.kind != "部门";
        if district && pattern.direction == Direction::Downward {
            return vec![outside("各镇人民政府、街道办事处"), outside("各有关单位")];
        }
        let mut others: Vec<usize> = (0..self.city.organs.len())
            .filter(|other| *other != organ && self.city.organs[*other].level == 2)
            .filter(|other| self.city.organs[*other].kind == "部门" || issuer.level == 1)
            .collect();
        dice.shuffle(&mut others);
        others.truncate(dice.between(1, 4) as usize);
        others.sort_unstable();
        others.into_iter().map(|other| self.recipient(other)).collect()
    }

    fn copies(
        &self,
        organ: usize,
        recipients: &[Recipient],
        upward: bool,
        dice: &mut Dice,
    ) -> Vec<Recipient> {
        let names: &[&str] = if upward {
            &["市财政局", "市发改委"]
        } else {
            &["市府办公室", "市档案局", "市委办公室"]
        };
        let issuer = self.city.organs[organ].name;
        let name = dice.word(names);
        let superfluous = name == issuer || recipients.iter().any(|recipient| recipient.name == name);
        let below = upward && self.city.organs[organ].level == 1;
        if superfluous || below || !dice.percent(40) { Vec::new() } else { self.named(&[name]) }
    }

    fn countersigners(&self, organ: usize, drafter: &Post, dice: &mut Dice) -> Vec<DepartmentId> {
        let leaders: Vec<usize> =
            self.city.with_role(organ, Role::ChiefLeader).iter().map(|post| post.department).collect();
        let mut others: Vec<usize> = (0..self.city.departments.len())
            .filter(|department| self.city.departments[*department].organ == organ)
            .filter(|department| *department != drafter.department && !leaders.contains(department))
            .filter(|department| self.has_head(*department))
            .collect();
        dice.shuffle(&mut others);
        others.truncate(dice.between(1, 3) as usize);
        others.into_iter().map(|department| DepartmentId(self.city.departments[department].id)).collect()
    }

    fn named(&self, names: &[&str]) -> Vec<Recipient> {
        names.iter().filter_map(|name| self.city.organ(name)).map(|organ| self.recipient(organ)).collect()
    }

    fn recipient(&self, organ: usize) -> Recipient {
        let organ = &self.city.organs[organ];
        Recipient { organ: Some(organ.id), name: organ.name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use api::{
        OrganId,
        documents::rules::{RuleContext, check},
        organization::{Department, Organ},
    };

    use super::*;

    #[test]
    fn every_document_may_be_signed_and_has_a_title_of_its_own() {
        let city = City::plan();
        let organs: Vec<Organ> = city
            .organs
            .iter()
            .map(|organ| Organ {
                id: organ.id,
                name: organ.name.into(),
                formal_name: organ.formal_name.into(),
                kind: organ.kind.parse().unwrap(),
                parent: organ.parent.map(|parent| city.organs[parent].id),
                level: organ.level,
            })
            .collect();
        let departments: Vec<Department> = city
            .departments
            .iter()
            .map(|department| Department {
                id: DepartmentId(department.id),
                organ: OrganId(city.organs[department.organ].id.0),
                name: department.name.clone(),
            })
            .collect();
        let context = RuleContext { organs: &organs, departments: &departments, wordings: &[] };
        let now = "2026-11-23T06:00:00Z".parse().unwrap();
        let plans = make(&city, now, 300);
        assert_eq!(plans.len(), 300);
        assert!(plans.iter().all(|plan| plan.begins <= now));
        let mut titles = HashSet::new();
        for plan in &plans {
            let binding: Vec<_> =
                check(&plan.draft, &context).into_iter().filter(|finding| finding.binds()).collect();
            assert!(binding.is_empty(), "{}: {binding:#?}", plan.draft.title);
            assert!(titles.insert(&plan.draft.title), "{} comes twice", plan.draft.title);
        }
        for step in super::super::fate::WAITING {
            assert!(plans.iter().any(|plan| plan.fate == Fate::Waits(step)), "nothing waits at {step}");
        }
    }
}
