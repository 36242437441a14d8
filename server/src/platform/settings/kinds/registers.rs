//! Registers of numbers: 发文字号 and 收文号.

use api::{
    administration::Duty,
    settings::{Choice, Field, KindInfo, Values, Words},
};

use super::super::{Kind, Rule, read_from, values::ENDED_ON, written_by};

pub struct Registers;

impl Kind for Registers {
    fn info(&self) -> KindInfo {
        let fields = vec![
            Field::reference("organ", "所属机关", "Organ", "organs").required().once(),
            Field::text("name", "名称", "Name", 100).required(),
            Field::choice(
                "series",
                "用途",
                "Numbers",
                vec![
                    Choice { value: "outgoing".to_owned(), name: Words::new("发文字号", "What is sent") },
                    Choice { value: "incoming".to_owned(), name: Words::new("收文号", "What came in") },
                ],
            )
            .required()
            .hint("编过号的不能改", "Not to be changed once numbers were given"),
            Field::text("word", "机关代字", "Word", 20).required().hint(
                "如“舟大数据发”；编过号的不能改",
                "Such as 舟大数据发; not to be changed once numbers were given",
            ),
            Field::number("carried_year", "启用年度", "Year taken over", 1949, 9999),
            Field::number("carried_last", "启用前已用至", "Last number given on paper", 0, 999_999).hint(
                "该年度首个号为此数加一；编过号后不能改",
                "The first number is the next; fixed once numbers were given",
            ),
            Field::date(ENDED_ON, "停用日期", "Ended on"),
        ];
        KindInfo::new(
            "registers",
            Words::new("文号与收文号", "Registers of numbers"),
            Words::new("机关代字与年度起始号", "The words of numbers and where a year begins"),
            Duty::Settings,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    fn check(&self, values: &Values) -> Result<(), (&'static str, Words)> {
        let empty = |key: &str| values.get(key).is_none_or(|text| text.trim().is_empty());
        match (empty("carried_year"), empty("carried_last")) {
            (true, false) => Err(("carried_year", Words::new("请填写年度", "Say the year"))),
            (false, true) => Err(("carried_last", Words::new("请填写已用至的号", "Say the last number"))),
            _ => Ok(()),
        }
    }

    read_from!("setting_registers");

    written_by!(
        "insert into registers (id, organ_id, name, series, word, carried_year, carried_last, ended_on)
         select $1, r.organ, r.name, r.series, r.word, r.carried_year, r.carried_last, r.ended_on
         from jsonb_to_record($2)
             as r (organ uuid, name text, series text, word text, carried_year int, carried_last int, ended_on date)
         on conflict (id) do update set name = excluded.name, series = excluded.series, word = excluded.word,
             carried_year = excluded.carried_year, carried_last = excluded.carried_last,
             ended_on = excluded.ended_on"
    );
}

static RULES: &[Rule] = &[
    Rule::new("registers_word_unique", "word", "机关代字已被使用", "The word is in use"),
    Rule::new("registers_word", "word", "机关代字应为 1 至 20 个汉字", "1 to 20 Chinese characters"),
    Rule::new(
        "registers_word_unchanged_after_use",
        "word",
        "已用此代字编过号，不能更改；请停用后新建",
        "Numbers were given with this word; end the register and make another",
    ),
    Rule::new(
        "registers_series_unchanged_after_use",
        "series",
        "已编过号，不能更改用途；请停用后新建",
        "Numbers were given; end the register and make another",
    ),
    Rule::new(
        "register_years_only_onwards",
        "carried_last",
        "该年度已编过号，序号只能依次递增",
        "Numbers of this year were given; the sequence only goes on",
    ),
];
