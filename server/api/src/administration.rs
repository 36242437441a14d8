//! Who may do what of administration: the one table, asked by the server and by the app.
//!
//! 三员分立 (GB/T 22239-2019 8.1.4.2): three offices that no person can hold two of, none of which sees or handles
//! cases. Deliberately absent: a role that may do everything.

use crate::{
    label::labelled,
    organization::{Post, Role},
};

labelled! {
    /// What is administered.
    pub enum Duty {
        /// Organs, departments, people and the posts they hold.
        Organization = "organization", "机构和人员", "Organs and people";
        /// Flows, registers, seals, templates, phrases, calendars.
        Settings = "settings", "业务设置", "Settings";
        /// Jobs, notices, backups: the machine.
        Operations = "operations", "运行维护", "Operations";
        /// Who holds which role.
        Roles = "roles", "角色授权", "Roles";
        /// Locked accounts, lost factors, open sessions, first passwords.
        Accounts = "accounts", "账号安全", "Accounts";
        /// The rules of passwords, factors and sessions.
        SecurityPolicy = "security_policy", "安全策略", "Security policy";
        /// Reading, exporting and verifying what everybody did.
        Audit = "audit", "审计", "Audit";
        /// Approving another's temporary rights.
        EmergencyApproval = "emergency_approval", "紧急授权审批", "Approval of emergency rights";
    }
}

/// The three offices.
pub const OFFICES: &[Role] =
    &[Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];

/// Whether a holder of the role may do it.
pub fn may(role: Role, duty: Duty) -> bool {
    match duty {
        Duty::Organization | Duty::Settings | Duty::Operations => role == Role::SystemAdministrator,
        Duty::Roles | Duty::Accounts | Duty::SecurityPolicy => role == Role::SecurityAdministrator,
        Duty::Audit => role == Role::AuditAdministrator,
        Duty::EmergencyApproval => OFFICES.contains(&role),
    }
}

/// The post from which a person may do it, if any.
pub fn post_for(posts: &[Post], duty: Duty) -> Option<&Post> {
    posts.iter().find(|post| post.roles.iter().any(|role| may(*role, duty)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_duty_is_one_office_and_business_roles_have_none() {
        for duty in Duty::ALL {
            let holders = Role::ALL.iter().filter(|role| may(**role, *duty)).count();
            let expected = if *duty == Duty::EmergencyApproval { OFFICES.len() } else { 1 };
            assert_eq!(holders, expected, "{duty}");
        }
        for role in Role::ALL.iter().filter(|role| !OFFICES.contains(role)) {
            assert!(Duty::ALL.iter().all(|duty| !may(*role, *duty)), "{role}");
        }
    }
}
