//! Organs, departments, people and their posts.

use flow::PostId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{DepartmentId, OrganId, PersonId, label::labelled};

labelled! {
    /// What an organ is; decides who may write to whom (条例 art. 14 to 17).
    pub enum OrganKind {
        Party = "党委", "党委", "Party committee";
        Government = "政府", "政府", "Government";
        Bureau = "部门", "部门", "Department of the government or Party committee";
        Zone = "功能区", "功能区", "Functional zone";
    }
}

labelled! {
    /// What a post may be asked to do.
    pub enum Role {
        /// 分管领导.
        DeputyLeader = "deputy_leader", "分管领导", "Deputy leader";
        /// 主要负责人: signs important and upward documents (条例 art. 22).
        ChiefLeader = "chief_leader", "主要负责人", "Chief leader";
        /// 办公室核稿 (条例 art. 20).
        Reviewer = "reviewer", "核稿人", "Office reviewer";
        /// 文书 / 收发员: registers, numbers, dispatches and receives.
        Registrar = "registrar", "文书", "Registrar";
        /// 印章管理员.
        SealKeeper = "seal_keeper", "印章管理员", "Seal keeper";
        /// 流程管理员: may relocate a case, with a reason.
        FlowAdministrator = "flow_administrator", "流程管理员", "Flow administrator";
        /// 三员: keeps organs, people, settings and the machine; see [`crate::administration`].
        SystemAdministrator = "system_administrator", "系统管理员", "System administrator";
        /// 三员: gives roles, unlocks accounts, ends sessions, sets the rules of signing in.
        SecurityAdministrator = "security_administrator", "安全管理员", "Security administrator";
        /// 三员: reads what everybody did, the other two included, and changes nothing.
        AuditAdministrator = "audit_administrator", "审计管理员", "Audit administrator";
    }
}

/// An organ, as shown in pickers and checked by the rules of correspondence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organ {
    pub id: OrganId,
    /// Full or standard short name (规范化简称).
    pub name: String,
    /// As printed in a 发文机关标志 and a signature, where it differs from `name`.
    pub formal_name: String,
    pub kind: OrganKind,
    pub parent: Option<OrganId>,
    /// 1 for the city, 2 for what stands under it, and so on.
    pub level: i16,
}

/// A department within an organ (内设机构).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Department {
    pub id: DepartmentId,
    pub organ: OrganId,
    pub name: String,
}

/// A person in a post (任职): who acts, and in what capacity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Post {
    pub id: PostId,
    pub person: PersonId,
    pub name: String,
    pub title: String,
    pub department: DepartmentId,
    pub department_name: String,
    pub organ: OrganId,
    pub organ_name: String,
    pub head: bool,
    pub roles: Vec<Role>,
}

/// The part of the directory that the rules of a draft need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Directory {
    pub organs: Vec<Organ>,
    /// Departments of the asker's own organs.
    pub departments: Vec<Department>,
}

/// A post as a picker shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PostEntry {
    pub id: PostId,
    pub person: PersonId,
    pub name: String,
    pub title: String,
    pub department: DepartmentId,
    pub department_name: String,
    pub organ: OrganId,
    pub organ_name: String,
}

/// `GET /api/people/suggestions`: whom a person is likely to choose, before anything was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestions {
    /// Chosen lately, the last one first.
    pub recent: Vec<PostEntry>,
    /// The other posts of the asker's own departments.
    pub colleagues: Vec<PostEntry>,
    pub groups: Vec<PeopleGroup>,
}

/// 常用组: posts somebody chooses together, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeopleGroup {
    pub id: Uuid,
    pub name: String,
    pub posts: Vec<PostEntry>,
}

/// `PUT /api/people/groups/{id}`: makes a group or replaces it; the id is made by the sender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveGroup {
    pub name: String,
    pub posts: Vec<PostId>,
}

/// `GET /api/people/places?organ=`: what lies directly below an organ, or at the top.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Places {
    pub organs: Vec<OrganPlace>,
    pub departments: Vec<DepartmentPlace>,
}

/// An organ in the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganPlace {
    pub id: OrganId,
    pub name: String,
}

/// A department in the tree, with how many posts it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DepartmentPlace {
    pub id: DepartmentId,
    pub name: String,
    pub posts: i64,
}
