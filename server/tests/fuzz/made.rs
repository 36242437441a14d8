//! Values made from a JSON schema, by dice that fall alike in every run.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::shape::resolve;

/// Words that break what is carelessly written.
const WORDS: &[&str] = &[
    "",
    "关于开展数据共享工作的通知",
    "𠮷野家 👩‍👩‍👧‍👦",
    "a\u{0}b",
    "\u{202e}gnp.exe",
    "\u{feff}",
    "'; drop table events; --",
    "%_\\",
    "../../etc/passwd",
    "2026-02-30",
    "2026-11-23",
    "9999999999999999999",
    "-1",
    "true",
    "null",
    "舟大数据发〔2026〕1号",
    "<script>alert(1)</script>",
];

/// Most characters of a value in an address.
const ADDRESS: usize = 500;

pub struct Dice {
    state: u64,
    /// Ids of what there is.
    known: Vec<String>,
}

impl Dice {
    pub fn new(seed: u64, known: Vec<String>) -> Self {
        Self { state: seed, known }
    }

    /// xorshift64*
    fn throw(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.throw() >> 16) as usize % end
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn word(&mut self) -> String {
        match self.below(24) {
            0 => "长".repeat(20_000),
            _ => WORDS[self.below(WORDS.len())].to_owned(),
        }
    }

    fn id(&mut self) -> String {
        match self.below(self.known.len() + 1) {
            0 => Uuid::from_u64_pair(self.throw(), self.throw()).to_string(),
            known => self.known[known - 1].clone(),
        }
    }

    pub fn bytes(&mut self) -> Vec<u8> {
        let start: &[u8] = [b"%PDF-1.7\n".as_slice(), b"{", b"", b"PK\x03\x04"][self.below(4)];
        let rest = self.below(64);
        start.iter().copied().chain((0..rest).map(|_| self.throw() as u8)).collect()
    }

    /// A parameter's value as text, often a wrong one.
    pub fn text_of(&mut self, document: &Value, schema: &Value) -> String {
        let made = match self.value(document, schema, 0) {
            _ if self.one_in(4) => self.word(),
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        };
        // A longer address is refused before it comes to the routes.
        made.chars().take(ADDRESS).collect()
    }

    /// A body: one of three has something wrong in it, now and then it is no JSON at all.
    pub fn spoiled(&mut self, document: &Value, schema: &Value) -> Vec<u8> {
        let mut value = self.value(document, schema, 0);
        match self.below(12) {
            0 => return self.bytes(),
            1 => return br#"{"title":"\ud800"}"#.to_vec(),
            2 => self.spoil(&mut value),
            3 => value = Value::Array(vec![value]),
            _ => {}
        }
        value.to_string().into_bytes()
    }

    fn spoil(&mut self, value: &mut Value) {
        let Some(fields) = value.as_object_mut().filter(|fields| !fields.is_empty()) else {
            *value = json!(self.word());
            return;
        };
        let index = self.below(fields.len());
        let Some(name) = fields.keys().nth(index).cloned() else { return };
        match self.below(4) {
            0 => drop(fields.remove(&name)),
            1 => drop(fields.insert("unheard_of".to_owned(), json!(1))),
            2 => drop(fields.insert(name, json!([{ "deep": [null, 1e308] }]))),
            _ => {
                if let Some(inner) = fields.get_mut(&name) {
                    self.spoil(inner);
                }
            }
        }
    }

    /// A value of this schema.
    fn value(&mut self, document: &Value, schema: &Value, depth: usize) -> Value {
        let schema = resolve(document, schema);
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        for choices in ["enum", "oneOf", "anyOf"] {
            let Some(choices) = schema.get(choices).and_then(Value::as_array) else { continue };
            // The last of several is often the smallest: null.
            let index = if depth > 6 { choices.len() - 1 } else { self.below(choices.len()) };
            let chosen = &choices[index];
            return if schema.get("enum").is_some() {
                chosen.clone()
            } else {
                self.value(document, chosen, depth + 1)
            };
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[self.below(kinds.len())].as_str(),
            kind => kind.as_str(),
        };
        match kind {
            Some("object") => self.object(document, schema, depth),
            Some("array") if depth > 6 => json!([]),
            Some("array") => {
                let count = self.below(3);
                (0..count).map(|_| self.value(document, &schema["items"], depth + 1)).collect()
            }
            Some("string") if schema["format"] == "uuid" => json!(self.id()),
            Some("string") => json!(self.word()),
            Some("integer") => json!([0, 1, 2, -1, i64::from(i32::MAX), i64::MAX][self.below(6)]),
            Some("number") => json!([0.0, -1.5, 1e300][self.below(3)]),
            Some("boolean") => json!(self.one_in(2)),
            _ => Value::Null,
        }
    }

    fn object(&mut self, document: &Value, schema: &Value, depth: usize) -> Value {
        let mut made = Map::new();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            if required.iter().any(|required| required == name) || (depth < 6 && self.one_in(2)) {
                made.insert(name.clone(), self.value(document, field, depth + 1));
            }
        }
        Value::Object(made)
    }
}
