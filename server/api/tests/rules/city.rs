//! The organs of the sample, and drafts that they might write.

use api::{
    DepartmentId, OrganId,
    documents::{Block, Direction, Draft, Genre, Recipient, Wording, rules::RuleContext},
    organization::{Department, Organ, OrganKind},
};
use uuid::Uuid;

pub struct City {
    pub organs: Vec<Organ>,
    pub departments: Vec<Department>,
    pub wordings: Vec<Wording>,
}

impl City {
    /// The organs of `organs.csv`, a bureau of 定海区 and the departments of 市大数据局.
    pub fn read() -> Self {
        let mut city = Self { organs: Vec::new(), departments: Vec::new(), wordings: Vec::new() };
        for line in include_str!("../samples/organs.csv").lines().skip(1) {
            let columns: Vec<&str> = line.split(',').collect();
            let &[name, kind, parent] = columns.as_slice() else { panic!("three columns: {line}") };
            city.add(name, kind.parse().expect("a kind of organ"), parent);
        }
        city.add("定海区财政局", OrganKind::Bureau, "定海区人民政府");
        let organ = city.id("市大数据局");
        for (number, name) in (1..).zip(["办公室", "数据资源处"]) {
            city.departments.push(Department {
                id: DepartmentId(Uuid::from_u128(number)),
                organ,
                name: name.to_owned(),
            });
        }
        city
    }

    fn add(&mut self, name: &str, kind: OrganKind, parent: &str) {
        let parent = self.organs.iter().find(|organ| organ.name == parent);
        self.organs.push(Organ {
            id: OrganId(Uuid::from_u128(self.organs.len() as u128 + 1)),
            name: name.to_owned(),
            formal_name: name.strip_prefix('市').map_or(name.to_owned(), |rest| format!("舟山市{rest}")),
            kind,
            parent: parent.map(|organ| organ.id),
            level: parent.map_or(1, |organ| organ.level + 1),
        });
    }

    pub fn context(&self) -> RuleContext<'_> {
        RuleContext { organs: &self.organs, departments: &self.departments, wordings: &self.wordings }
    }

    pub fn id(&self, name: &str) -> OrganId {
        self.organs
            .iter()
            .find(|organ| organ.name == name)
            .unwrap_or_else(|| panic!("{name} is in the sample"))
            .id
    }

    pub fn recipient(&self, name: &str) -> Recipient {
        Recipient { organ: Some(self.id(name)), name: name.to_owned() }
    }

    /// A 通知 of 市大数据局 to two bureaus.
    pub fn circular(&self) -> Draft {
        Draft {
            title: "舟山市大数据局关于做好数据资源普查工作的通知".to_owned(),
            recipients: vec![self.recipient("市发改委"), self.recipient("市财政局")],
            copies: vec![self.recipient("市府办公室")],
            body: paragraphs(&[
                "根据舟政发〔2021〕3号文件要求，现就做好数据资源普查工作通知如下。",
                "请各单位于2021年7月1日前完成普查。",
            ]),
            ..Draft::new(self.id("市大数据局"))
        }
    }

    /// A 请示 of 市大数据局 to the city government.
    pub fn request(&self) -> Draft {
        Draft {
            genre: Genre::Request,
            direction: Direction::Upward,
            title: "舟山市大数据局关于建设数据共享平台的请示".to_owned(),
            recipients: vec![self.recipient("舟山市人民政府")],
            copies: Vec::new(),
            body: paragraphs(&["为加快数字政府建设，请求建设全市数据共享平台。", "妥否，请批示。"]),
            note: Some("联系人：张海明，电话：0580-2280000".to_owned()),
            ..self.circular()
        }
    }
}

pub fn outside(name: &str) -> Recipient {
    Recipient { organ: None, name: name.to_owned() }
}

pub fn paragraphs(texts: &[&str]) -> Vec<Block> {
    texts.iter().map(|text| Block::Paragraph { text: (*text).to_owned() }).collect()
}
