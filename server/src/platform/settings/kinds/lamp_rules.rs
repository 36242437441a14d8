//! 时限预警: from which part of its time on a deadline counts as near.

use api::{
    administration::Duty,
    settings::{Field, KindInfo, Words},
};

use super::super::{Kind, read_from, written_by};

pub struct LampRules;

impl Kind for LampRules {
    fn info(&self) -> KindInfo {
        let fields =
            vec![Field::number("yellow_from", "黄灯起点（%）", "Yellow from (%)", 1, 99).required().hint(
                "用去时限的百分之多少起亮黄灯并提醒",
                "The part of its time after which it is called near",
            )];
        let info = KindInfo::new(
            "lamp_rules",
            Words::new("时限预警", "Deadlines that come near"),
            Words::new("黄灯从何时亮起", "When the lamp turns yellow"),
            Duty::Settings,
            fields,
        );
        KindInfo { creatable: false, ..info }
    }

    read_from!("setting_lamp_rules");

    written_by!(
        "update lamp_rules set yellow_from = r.yellow_from from jsonb_to_record($2) as r (yellow_from smallint) where id = $1"
    );
}
