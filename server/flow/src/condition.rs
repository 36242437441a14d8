//! Conditions over the fields of a case: what an exclusive branch and the arms of a split decide by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The fields of a case that its flow may look at, by name.
pub type Fields = BTreeMap<String, Value>;

/// A typed expression over [`Fields`]. A field that the case does not have counts as null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The field is exactly this value.
    Equals { field: String, value: Value },
    /// The field is neither absent, null, false, a blank text nor an empty list or object.
    NotEmpty { field: String },
    /// The field is one of these values.
    OneOf { field: String, values: Vec<Value> },
    /// The field is a list that holds this value.
    Contains { field: String, value: Value },
    /// Every condition holds (true of none).
    And(Vec<Condition>),
    /// At least one condition holds (false of none).
    Or(Vec<Condition>),
    /// The condition does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// Whether the condition holds of these fields.
    pub fn holds(&self, fields: &Fields) -> bool {
        let value_of = |field: &str| fields.get(field).unwrap_or(&Value::Null);
        match self {
            Self::Equals { field, value } => value_of(field) == value,
            Self::NotEmpty { field } => !is_empty(value_of(field)),
            Self::OneOf { field, values } => values.contains(value_of(field)),
            Self::Contains { field, value } => {
                value_of(field).as_array().is_some_and(|list| list.contains(value))
            }
            Self::And(conditions) => conditions.iter().all(|c| c.holds(fields)),
            Self::Or(conditions) => conditions.iter().any(|c| c.holds(fields)),
            Self::Not(condition) => !condition.holds(fields),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(yes) => !yes,
        Value::Number(_) => false,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
    }
}
