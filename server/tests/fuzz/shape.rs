//! Whether a value fits a JSON schema: the part of the language that our descriptions use.

use serde_json::Value;

/// The schema that a reference names.
pub fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#')) {
        Some(place) => document.pointer(place).unwrap_or(&Value::Null),
        None => schema,
    }
}

/// What does not fit, and where; none where all does.
pub fn misfit(document: &Value, schema: &Value, value: &Value, place: &str) -> Option<String> {
    let schema = resolve(document, schema);
    let wrong = |what: &str| Some(format!("{place} {what}"));
    if schema.get("const").is_some_and(|constant| constant != value) {
        return wrong("is another constant");
    }
    if schema.get("enum").and_then(Value::as_array).is_some_and(|values| !values.contains(value)) {
        return wrong("is none of the enumeration");
    }
    for choices in ["oneOf", "anyOf"] {
        let Some(choices) = schema.get(choices).and_then(Value::as_array) else { continue };
        if !choices.iter().any(|choice| misfit(document, choice, value, place).is_none()) {
            return wrong("is none of the choices");
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::String(kind) => vec![kind],
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value)) {
        return wrong(&format!("is not {}", kinds.join(" or ")));
    }
    match value {
        Value::Object(fields) => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
                return wrong(&format!("lacks {missing}"));
            }
            fields.iter().find_map(|(name, field)| match schema["properties"].get(name) {
                Some(schema) => misfit(document, schema, field, &format!("{place}.{name}")),
                None => match &schema["additionalProperties"] {
                    Value::Bool(false) => wrong(&format!("has {name}, which is not described")),
                    Value::Object(_) => {
                        misfit(document, &schema["additionalProperties"], field, &format!("{place}.{name}"))
                    }
                    _ => None,
                },
            })
        }
        Value::Array(items) => {
            let schema = schema.get("items")?;
            items.iter().find_map(|item| misfit(document, schema, item, &format!("{place}[]")))
        }
        _ => None,
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => true,
    }
}
