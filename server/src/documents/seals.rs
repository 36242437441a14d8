//! 印章 as a setting: the picture, its size, and how long it is valid. Who keeps the seals is a role of theirs.

use api::{
    administration::Duty,
    settings::{Field, KindInfo, Values, Words},
};

use crate::platform::settings::{Kind, Rule, read_from, written_by};

pub struct Seals;

impl Kind for Seals {
    fn info(&self) -> KindInfo {
        let fields = vec![
            Field::reference("organ", "所属机关", "Organ", "organs").required().once(),
            Field::text("name", "名称", "Name", 100).required(),
            Field::picture("png", "印模", "Picture").required().hint(
                "透明底 PNG；用过的印章不能换印模，请停用后新建",
                "A PNG without ground; fixed once it was used",
            ),
            Field::number("diameter_mm", "直径（毫米）", "Diameter (mm)", 20, 60)
                .required()
                .hint("国发〔1999〕25号：市级 45，部门 42", "国发〔1999〕25号"),
            Field::date("valid_from", "启用日期", "Valid from").required(),
            Field::date("valid_until", "有效期至", "Valid until")
                .hint("停用填最后有效日", "The last day on which it may be set"),
        ];
        let info = KindInfo::new(
            "seals",
            Words::new("印章", "Seals"),
            Words::new(
                "印模、尺寸、有效期；印章管理员在角色授权中指定",
                "Pictures, sizes and validity; their keepers are a role",
            ),
            Duty::Settings,
            fields,
        );
        KindInfo { guarded: true, ..info }
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    fn check(&self, values: &Values) -> Result<(), (&'static str, Words)> {
        let day = |key: &str| values.get(key).map_or("", |text| text.trim());
        // Days of one form: their texts are in their order.
        if !day("valid_until").is_empty() && day("valid_until") < day("valid_from") {
            return Err((
                "valid_until",
                Words::new("不能早于启用日期", "It cannot lie before the first day"),
            ));
        }
        Ok(())
    }

    read_from!("setting_seals");

    written_by!(
        "insert into seals (id, organ_id, name, png, diameter_mm, valid_from, valid_until)
         select $1, r.organ, r.name, decode(r.png, 'base64'), r.diameter_mm, r.valid_from, r.valid_until
         from jsonb_to_record($2) as r
             (organ uuid, name text, png text, diameter_mm double precision, valid_from date, valid_until date)
         on conflict (id) do update set name = excluded.name, png = excluded.png,
             diameter_mm = excluded.diameter_mm, valid_from = excluded.valid_from,
             valid_until = excluded.valid_until"
    );
}

static RULES: &[Rule] = &[
    Rule::new(
        "seals_unchanged_after_use",
        "png",
        "印章已用过，印模和尺寸不能更改；请停用后新建",
        "The seal was used; end it and make another",
    ),
    Rule::new("seals_validity", "valid_until", "不能早于启用日期", "It cannot lie before the first day"),
];
