//! The city before it is written: organs of the sample, their departments, invented people in posts.

use api::{OrganId, organization::Role};
use uuid::Uuid;

use super::names::Names;
use crate::platform::id;

pub struct Organ {
    pub id: OrganId,
    pub name: &'static str,
    pub formal_name: &'static str,
    pub kind: &'static str,
    pub parent: Option<usize>,
    pub level: i16,
    /// 机关代字.
    pub word: &'static str,
}

pub struct Department {
    pub id: Uuid,
    pub organ: usize,
    pub name: String,
}

pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub account: String,
}

/// A person in a post. Indices point into the city's lists.
pub struct Post {
    pub id: Uuid,
    pub person: usize,
    pub department: usize,
    pub title: &'static str,
    pub head: bool,
    pub roles: &'static [Role],
    /// Whether it is the person's second post.
    pub second: bool,
}

/// Everyone and where they work.
#[derive(Default)]
pub struct City {
    pub organs: Vec<Organ>,
    pub departments: Vec<Department>,
    pub people: Vec<Person>,
    pub posts: Vec<Post>,
}

/// The people of the story, all of whom are shown on the sign-in page: name, account, where, title, what for.
pub const STORY: &[(&str, &str, &str, &str, &str)] = &[
    ("陈屿", "chenyu", "规划与标准处", "一级科员", "拟稿人"),
    ("林静姝", "linjingshu", "规划与标准处", "处长", "部门负责人"),
    ("周铭", "zhouming", "数据资源处", "处长", "会签"),
    ("吴皓", "wuhao", "政务协同处", "处长", "会签"),
    ("徐雯", "xuwen", "办公室", "主任", "核稿、复核"),
    ("赵海宁", "zhaohaining", "局领导", "副局长", "分管领导"),
    ("孙琦", "sunqi", "局领导", "副局长", "分管领导"),
    ("黄致远", "huangzhiyuan", "局领导", "局长", "主要负责人"),
    ("李昕", "lixin", "办公室", "文书", "登记、分送"),
    ("王亦喆", "wangyizhe", "办公室", "印章管理员", "用印"),
    ("何祎", "heyi", "安全与运维处", "一级科员", "流程管理员"),
];

/// The three administrators (三员), all in one department of the story's organ: name, account, title.
pub const ADMINISTRATORS: &[(&str, &str, &str, Role)] = &[
    ("邵文博", "xitong", "系统管理员", Role::SystemAdministrator),
    ("江安澜", "anquan", "安全管理员", Role::SecurityAdministrator),
    ("沈纪明", "shenji", "审计管理员", Role::AuditAdministrator),
];
/// Where they work.
pub const ADMINISTRATION: &str = "安全与运维处";

/// The organ of the story.
pub const STORY_ORGAN: &str = "市大数据局";
/// Who signs for documents in the story: name, account, organ, title.
pub const RECEIVER: (&str, &str, &str, &str) = ("江楠", "jiangnan", "市财政局", "文书");

/// Offices whose people also serve the committee or government above them.
const SERVED: &[(&str, &str)] = &[("中共舟山市委", "市委办公室"), ("舟山市人民政府", "市府办公室")];

impl City {
    pub fn plan() -> Self {
        let mut city = Self::default();
        let mut names = Names::new();
        STORY.iter().for_each(|(name, account, ..)| names.reserve(name, account));
        names.reserve(RECEIVER.0, RECEIVER.1);
        ADMINISTRATORS.iter().for_each(|(name, account, ..)| names.reserve(name, account));
        for line in include_str!("organs.csv").lines().skip(1) {
            let mut columns = line.split(',');
            let mut column = || columns.next().unwrap_or_default();
            let (name, formal_name, kind, parent, word) = (column(), column(), column(), column(), column());
            let parent = city.organs.iter().position(|organ| organ.name == parent);
            let level = if parent.is_some() { 2 } else { 1 };
            city.organs.push(Organ { id: OrganId(id::new()), name, formal_name, kind, parent, level, word });
            city.staff(city.organs.len() - 1, column(), &mut names);
        }
        for (served, office) in SERVED {
            city.serve(served, office);
        }
        city
    }

    /// The index of an organ by its name.
    pub fn organ(&self, name: &str) -> Option<usize> {
        self.organs.iter().position(|organ| organ.name == name)
    }

    /// The posts of an organ.
    pub fn posts_of(&self, organ: usize) -> impl Iterator<Item = &Post> {
        self.posts.iter().filter(move |post| self.department_of(post).organ == organ)
    }

    pub fn department_of(&self, post: &Post) -> &Department {
        &self.departments[post.department]
    }

    /// The posts of an organ that hold a role, in the order of the directory.
    pub fn with_role(&self, organ: usize, role: Role) -> Vec<&Post> {
        self.posts_of(organ).filter(|post| post.roles.contains(&role)).collect()
    }

    fn staff(&mut self, organ: usize, departments: &str, names: &mut Names) {
        let titles = Titles::of(self.organs[organ].kind, self.organs[organ].name);
        let leaders = self.department(organ, titles.leaders);
        self.hire(names, leaders, titles.chief, true, &[Role::ChiefLeader]);
        self.hire(names, leaders, titles.deputy, false, &[Role::DeputyLeader]);
        if self.organs[organ].name == STORY_ORGAN {
            self.hire(names, leaders, titles.deputy, false, &[Role::DeputyLeader]);
        }
        if SERVED.iter().any(|(served, _)| *served == self.organs[organ].name) {
            self.department(organ, departments);
            return;
        }
        let office = self.department(organ, "办公室");
        self.hire(names, office, "主任", true, &[Role::Reviewer]);
        self.hire(names, office, "文书", false, &[Role::Registrar]);
        self.hire(names, office, "印章管理员", false, &[Role::SealKeeper]);
        for (index, name) in departments.split(' ').enumerate() {
            let department = self.department(organ, name);
            self.hire(names, department, titles.head, true, &[]);
            let titles = ["一级科员", "四级主任科员", "二级主任科员"];
            let members = if self.organs[organ].name == STORY_ORGAN { 3 } else { usize::from(index < 2) };
            for title in titles.iter().take(members) {
                self.hire(names, department, title, false, &[]);
            }
        }
        if self.organs[organ].name == STORY_ORGAN {
            self.cast();
            self.administer(organ);
        }
    }

    /// 秘书长 and the office's people in their second posts: they review, register and seal for the organ above.
    fn serve(&mut self, served: &str, office: &str) {
        let (Some(served), Some(office)) = (self.organ(served), self.organ(office)) else { return };
        let Some(secretariat) = self.departments.iter().rposition(|department| department.organ == served)
        else {
            return;
        };
        let person = |city: &Self, role| city.with_role(office, role).first().map(|post| post.person);
        let roles: [(Role, &'static str, &'static [Role]); 3] = [
            (Role::Reviewer, "秘书长", &[Role::Reviewer]),
            (Role::Registrar, "机要文书", &[Role::Registrar]),
            (Role::SealKeeper, "印章管理员", &[Role::SealKeeper]),
        ];
        for (role, title, roles) in roles {
            if let Some(person) = person(self, role) {
                self.post(person, secretariat, title, role == Role::Reviewer, roles, true);
            }
        }
        let clerk =
            self.posts_of(office).find(|post| post.roles.is_empty() && !post.head).map(|post| post.person);
        if let Some(person) = clerk {
            self.post(person, secretariat, "秘书", false, &[], true);
        }
    }

    /// Gives the people of the story their parts: the first with the title in the department.
    fn cast(&mut self) {
        let Some(organ) = self.organ(STORY_ORGAN) else { return };
        let mut taken = Vec::new();
        for (name, account, department, title, _) in STORY {
            let part = self.posts.iter().position(|post| {
                let place = &self.departments[post.department];
                place.organ == organ
                    && place.name == *department
                    && post.title == *title
                    && !taken.contains(&post.person)
            });
            let Some(part) = part else { continue };
            let person = self.posts[part].person;
            taken.push(person);
            self.people[person] =
                Person { id: self.people[person].id, name: (*name).into(), account: (*account).into() };
            if *account == "heyi" {
                self.posts[part].roles = &[Role::FlowAdministrator];
            }
        }
    }

    /// 三员分立: a person each, who do nothing else.
    fn administer(&mut self, organ: usize) {
        let place = |department: &Department| department.organ == organ && department.name == ADMINISTRATION;
        let Some(department) = self.departments.iter().position(place) else { return };
        for (name, account, title, role) in ADMINISTRATORS {
            self.people.push(Person { id: id::new(), name: (*name).into(), account: (*account).into() });
            self.post(self.people.len() - 1, department, title, false, std::slice::from_ref(role), false);
        }
    }

    fn department(&mut self, organ: usize, name: &str) -> usize {
        self.departments.push(Department { id: id::new(), organ, name: name.to_owned() });
        self.departments.len() - 1
    }

    fn hire(
        &mut self,
        names: &mut Names,
        department: usize,
        title: &'static str,
        head: bool,
        roles: &'static [Role],
    ) {
        let organ = self.organs[self.departments[department].organ].name;
        let (name, account) = if (organ, title) == (RECEIVER.2, RECEIVER.3) {
            (RECEIVER.0.to_owned(), RECEIVER.1.to_owned())
        } else {
            // 签发人 is printed in 楷体, for which free fonts lack the rarest characters.
            names.next(!head && !roles.contains(&Role::DeputyLeader))
        };
        self.people.push(Person { id: id::new(), name, account });
        self.post(self.people.len() - 1, department, title, head, roles, false);
    }

    fn post(
        &mut self,
        person: usize,
        department: usize,
        title: &'static str,
        head: bool,
        roles: &'static [Role],
        second: bool,
    ) {
        self.posts.push(Post { id: id::new(), person, department, title, head, roles, second });
    }
}

/// What people are called in one kind of organ.
struct Titles {
    leaders: &'static str,
    chief: &'static str,
    deputy: &'static str,
    head: &'static str,
}

impl Titles {
    fn of(kind: &str, name: &str) -> Self {
        let titles = |leaders, chief, deputy, head| Self { leaders, chief, deputy, head };
        match (kind, name.chars().last()) {
            ("党委", _) => titles("市委领导", "书记", "副书记", "处长"),
            ("政府", _) if name.ends_with("市人民政府") => {
                titles("市政府领导", "市长", "副市长", "处长")
            }
            ("政府", _) if name.ends_with("县人民政府") => {
                titles("县政府领导", "县长", "副县长", "科长")
            }
            ("政府", _) => titles("区政府领导", "区长", "副区长", "科长"),
            ("功能区", _) => titles("管委会领导", "主任", "副主任", "科长"),
            (_, Some('部')) => titles("部领导", "部长", "副部长", "处长"),
            (_, Some('局')) => titles("局领导", "局长", "副局长", "处长"),
            _ => titles("委办领导", "主任", "副主任", "处长"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_organ_can_carry_a_document_from_draft_to_receipt() {
        let city = City::plan();
        assert_eq!(city.organs.len(), 22);
        for (index, organ) in city.organs.iter().enumerate() {
            for role in
                [Role::ChiefLeader, Role::DeputyLeader, Role::Reviewer, Role::Registrar, Role::SealKeeper]
            {
                assert!(!city.with_role(index, role).is_empty(), "{} lacks {role:?}", organ.name);
            }
            assert_eq!(organ.parent.is_none(), organ.level == 1, "{}", organ.name);
            let drafter = city.posts_of(index).find(|post| post.roles.is_empty() && !post.head);
            let drafter = drafter.unwrap_or_else(|| panic!("nobody drafts in {}", organ.name));
            assert!(
                city.posts.iter().any(|post| post.department == drafter.department && post.head),
                "{}: nobody reads what {} drafts",
                organ.name,
                city.people[drafter.person].name
            );
        }
    }

    #[test]
    fn people_are_about_two_hundred_and_each_has_an_account() {
        let city = City::plan();
        assert!((180..=240).contains(&city.people.len()), "{}", city.people.len());
        let accounts: HashSet<&str> = city.people.iter().map(|person| person.account.as_str()).collect();
        assert_eq!(accounts.len(), city.people.len());
        assert!(city.people.iter().all(|person| person.account.bytes().all(|b| b.is_ascii_alphanumeric())));
        assert!(city.posts.iter().any(|post| post.second), "somebody holds two posts");
        for department in 0..city.departments.len() {
            assert!(city.posts.iter().filter(|post| post.department == department && post.head).count() <= 1);
        }
    }

    #[test]
    fn the_people_of_the_story_have_their_parts() {
        let city = City::plan();
        let organ = city.organ(STORY_ORGAN).unwrap();
        for (name, account, department, title, _) in STORY {
            let post = city.posts_of(organ).find(|post| city.people[post.person].account == *account);
            let post = post.unwrap_or_else(|| panic!("{account} has no post"));
            assert_eq!(city.people[post.person].name, *name);
            assert_eq!((city.department_of(post).name.as_str(), post.title), (*department, *title));
        }
        assert_eq!(city.with_role(organ, Role::DeputyLeader).len(), 2, "the one before must choose");
        assert_eq!(city.with_role(organ, Role::FlowAdministrator).len(), 1);
        assert!(city.people.iter().any(|person| person.account == RECEIVER.1));
        for (_, account, _, role) in ADMINISTRATORS {
            let [post] = city.with_role(organ, *role)[..] else { panic!("not one {role}") };
            assert_eq!(city.people[post.person].account, *account);
        }
    }
}
