//! 机关常用意见: what the people of an organ are offered to say at an occasion, as long as they keep no list of their own.

use api::{
    Language,
    administration::Duty,
    phrases::{LONGEST, MOST, Occasion, SavePhrases},
    settings::{Choice, Field, KindInfo, Values, Words},
};

use super::super::{Kind, Rule, read_from, written_by};

pub struct OrganPhrases;

impl Kind for OrganPhrases {
    fn info(&self) -> KindInfo {
        let occasions = Occasion::ALL.iter().map(|occasion| Choice {
            value: occasion.to_string(),
            name: Words::new(occasion.label(Language::Chinese), occasion.label(Language::English)),
        });
        let fields = vec![
            Field::reference("organ", "所属机关", "Organ", "organs").required().once(),
            Field::choice("occasion", "场合", "Occasion", occasions.collect()).required().once(),
            Field::lines("phrases", "常用意见", "Phrases", 2000).required().hint(
                "每行一条，不超过 20 条，每条不超过 100 字",
                "A line each: at most 20 of 100 characters",
            ),
            Field::date("ended_on", "停用日期", "Ended on"),
        ];
        KindInfo::new(
            "phrases",
            Words::new("机关常用意见", "Usual phrases"),
            Words::new(
                "未设个人常用意见的人员办理时可选",
                "What people without phrases of their own are offered",
            ),
            Duty::Settings,
            fields,
        )
    }

    fn rules(&self) -> &'static [Rule] {
        const RULES: &[Rule] = &[Rule::new(
            "phrases_of_organs_pkey",
            "occasion",
            "该机关在此场合已有常用意见",
            "The organ has phrases for this occasion",
        )];
        RULES
    }

    fn check(&self, values: &Values) -> Result<(), (&'static str, Words)> {
        let text = values.get("phrases").map_or("", String::as_str);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        match (SavePhrases { phrases: lines.collect() }).tidy() {
            Some(phrases) if !phrases.is_empty() => Ok(()),
            _ => Err((
                "phrases",
                Words::new(
                    &format!("须有 1 至 {MOST} 条，每条不超过 {LONGEST} 字"),
                    &format!("1 to {MOST} phrases of at most {LONGEST} characters"),
                ),
            )),
        }
    }

    read_from!("setting_phrases");

    written_by!(
        "insert into phrases_of_organs (id, organ_id, occasion, phrases, ended_on)
         select $1, r.organ, r.occasion, l.phrases, r.ended_on
         from jsonb_to_record($2) as r (organ uuid, occasion text, phrases text, ended_on date),
              lateral (select array_agg(u.line order by u.place) as phrases
                       from (select btrim(line, E' \\t\\r') as line, min(place) as place
                             from unnest(string_to_array(r.phrases, E'\\n')) with ordinality as t (line, place)
                             where btrim(line, E' \\t\\r') <> '' group by 1) u) l
         on conflict on constraint phrases_of_organs_id do update set phrases = excluded.phrases,
             ended_on = excluded.ended_on"
    );
}
