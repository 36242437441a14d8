//! From the texts of a form or a file to the content that is kept, and back.

use api::settings::{Field, FieldType, KindInfo, Values, Words};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jiff::civil::Date;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Largest picture, bytes.
const PICTURE: usize = 512 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What is wrong in which field.
pub type Wrong = (String, Words);

/// The content of these values, every field in its type.
///
/// # Errors
/// The first field that is wrong, and a key that is no field.
pub fn content_of(info: &KindInfo, values: &Values, today: Date) -> Result<Value, Wrong> {
    if let Some(key) = values.keys().find(|key| info.field(key).is_none()) {
        return Err((key.clone(), Words::new("没有这个字段", "There is no such field")));
    }
    let mut content = Map::new();
    for field in &info.fields {
        let text = values.get(&field.key).map_or("", |text| text.trim());
        let value = typed(field, text, today).map_err(|words| (field.key.clone(), words))?;
        content.insert(field.key.clone(), value);
    }
    Ok(Value::Object(content))
}

fn typed(field: &Field, text: &str, today: Date) -> Result<Value, Words> {
    if text.is_empty() {
        return match (&field.holds, field.required) {
            (_, true) => Err(Words::new("必须填写", "This is required")),
            (FieldType::Flag, _) => Ok(Value::Bool(false)),
            (FieldType::Choices { .. }, _) => Ok(Value::Array(Vec::new())),
            _ => Ok(Value::Null),
        };
    }
    let wrong = |chinese: String, english: String| Words { chinese, english };
    match &field.holds {
        FieldType::Text { longest } | FieldType::Lines { longest } => {
            let lines = matches!(field.holds, FieldType::Lines { .. });
            let text = text.replace("\r\n", "\n");
            if text.chars().count() > *longest as usize {
                return Err(wrong(format!("最多 {longest} 字"), format!("At most {longest} characters")));
            }
            if text.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
                return Err(Words::new("含有不可见的控制字符", "There are control characters in it"));
            }
            Ok(Value::from(text))
        }
        FieldType::Number { least, most } => match text.parse::<i32>() {
            Ok(number) if (*least..=*most).contains(&number) => Ok(Value::from(number)),
            _ => Err(wrong(
                format!("应为 {least} 到 {most} 的整数"),
                format!("A whole number from {least} to {most}"),
            )),
        },
        FieldType::Flag => match text {
            "true" | "是" => Ok(Value::Bool(true)),
            "false" | "否" => Ok(Value::Bool(false)),
            _ => Err(Words::new("应为“是”或“否”", "It must be true or false")),
        },
        FieldType::Date => match text.parse::<Date>() {
            Ok(day) if field.key == ENDED_ON && day > today => {
                Err(Words::new("停用日期不能晚于今天", "It cannot end on a day to come"))
            }
            Ok(day) => Ok(Value::from(day.to_string())),
            Err(_) => Err(Words::new("日期应如 2026-11-23", "A day such as 2026-11-23")),
        },
        FieldType::Choice { options } => match options.iter().find(|option| is(option, text)) {
            Some(option) => Ok(Value::from(option.value.clone())),
            None => Err(Words::new("不在可选范围内", "It is none of the choices")),
        },
        FieldType::Choices { options } => {
            let words = text.split([',', '，', '、']).map(str::trim).filter(|word| !word.is_empty());
            let mut chosen: Vec<&str> = Vec::new();
            for word in words {
                let option = options.iter().find(|option| is(option, word));
                let option = option.ok_or_else(|| {
                    wrong(format!("“{word}”不在可选范围内"), format!("“{word}” is none of the choices"))
                })?;
                chosen.push(&option.value);
            }
            chosen.sort_unstable();
            chosen.dedup();
            Ok(Value::from(chosen))
        }
        FieldType::Reference { .. } => match text.parse::<Uuid>() {
            Ok(id) => Ok(Value::from(id.to_string())),
            Err(_) => Err(Words::new("没有找到所指的对象", "What it refers to was not found")),
        },
        FieldType::Picture => match BASE64.decode(text) {
            Ok(bytes) if bytes.len() <= PICTURE && bytes.starts_with(PNG) => Ok(Value::from(text)),
            _ => Err(Words::new("应为不超过 512 KB 的 PNG 图片", "It must be a PNG of at most 512 KB")),
        },
    }
}

/// The field that ends a setting; no kind calls another so.
pub const ENDED_ON: &str = "ended_on";

/// A choice is known by its value and by its Chinese name, as it stands in files.
fn is(option: &api::settings::Choice, text: &str) -> bool {
    option.value == text || option.name.chinese == text
}

/// The texts of a content.
pub fn values_of(info: &KindInfo, content: &Value) -> Values {
    let text = |field: &Field| text_of(content.get(&field.key).unwrap_or(&Value::Null));
    info.fields.iter().map(|field| (field.key.clone(), text(field))).collect()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use api::{administration::Duty, settings::Choice};

    use super::*;

    fn info() -> KindInfo {
        let choice =
            |value: &str, name: &str| Choice { value: value.to_owned(), name: Words::new(name, value) };
        let fields = vec![
            Field::text("name", "名称", "Name", 4).required(),
            Field::number("sort", "排序", "Order", 0, 9),
            Field::flag("head", "负责人", "Head"),
            Field::date(ENDED_ON, "停用日期", "Ended on"),
            Field::choices(
                "roles",
                "角色",
                "Roles",
                vec![choice("reviewer", "核稿人"), choice("registrar", "文书")],
            ),
            Field::picture("png", "印模", "Picture"),
        ];
        KindInfo::new("things", Words::new("物", "Things"), Words::default(), Duty::Settings, fields)
    }

    #[track_caller]
    fn check(key: &str, text: &str, expected: Result<&str, &str>) {
        let today = jiff::civil::date(2026, 11, 23);
        let mut values: Values = [("name".to_owned(), "甲".to_owned())].into();
        values.insert(key.to_owned(), text.to_owned());
        let found = content_of(&info(), &values, today);
        match (found, expected) {
            (Ok(content), Ok(text)) => assert_eq!(values_of(&info(), &content)[key], text),
            (Err((field, words)), Err(wrong)) => {
                assert_eq!((field.as_str(), words.chinese.contains(wrong)), (key, true), "{words:?}");
            }
            (found, expected) => panic!("{key}={text}: {found:?}, not {expected:?}"),
        }
    }

    #[test]
    fn texts_become_values_and_texts_again() {
        check("name", " 大数据局 ", Ok("大数据局"));
        check("name", "市大数据局", Err("最多 4 字"));
        check("name", " ", Err("必须填写"));
        check("name", "甲\n乙", Err("控制字符"));
        check("sort", "7", Ok("7"));
        check("sort", "10", Err("0 到 9"));
        check("sort", "", Ok(""));
        check("head", "是", Ok("true"));
        check("head", "", Ok("false"));
        check("head", "也许", Err("是"));
        check(ENDED_ON, "2026-11-23", Ok("2026-11-23"));
        check(ENDED_ON, "2026-11-24", Err("不能晚于今天"));
        check(ENDED_ON, "2026-02-30", Err("日期应如"));
        check("roles", "文书、reviewer，文书", Ok("registrar,reviewer"));
        check("roles", "super_user", Err("不在可选范围内"));
        check("png", "aGVsbG8=", Err("PNG"));
        check("owner", "他", Err("没有这个字段"));
    }
}
