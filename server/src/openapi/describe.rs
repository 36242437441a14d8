//! What the types of a handler say of its request and of its answer.

use axum::{
    body::Body,
    extract::{ConnectInfo, Extension, Multipart, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, Uri},
    response::{Response, Sse},
};
use bytes::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::extract::{Json, Path, Query};

/// An operation while it is being described.
pub struct Description {
    pub(super) generator: SchemaGenerator,
    /// The names in braces of the path, in their order.
    names: Vec<String>,
    pub(super) parameters: Vec<Value>,
    pub(super) body: Option<Value>,
    pub(super) answers: Map<String, Value>,
    pub(super) session: bool,
}

impl Description {
    pub(super) fn new(path: &str) -> Self {
        let settings = SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = "/components/schemas".into());
        Self::with(settings.into_generator(), path)
    }

    /// With a generator that remembers the schemas of other operations.
    pub(super) fn with(generator: SchemaGenerator, path: &str) -> Self {
        let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        Self {
            generator,
            names: names.map(str::to_owned).collect(),
            parameters: Vec::new(),
            body: None,
            answers: Map::new(),
            session: false,
        }
    }

    /// One must be signed in.
    pub fn needs_session(&mut self) {
        self.session = true;
    }

    /// The body is of this kind.
    pub fn takes(&mut self, kind: &str, schema: Value) {
        self.body = Some(json!({ "required": true, "content": { kind: { "schema": schema } } }));
    }

    /// The answer with this status is of this kind; it replaces what was said of answers before.
    pub fn answers(&mut self, status: u16, kind: &str, schema: Option<Schema>) {
        let content = schema.map_or_else(|| json!({}), |schema| json!({ "schema": schema }));
        self.answers.clear();
        self.answers
            .insert(status.to_string(), json!({ "description": "Done", "content": { kind: content } }));
    }

    pub fn answers_json<T: JsonSchema>(&mut self, status: u16) {
        let schema = self.generator.subschema_for::<T>();
        self.answers(status, "application/json", Some(schema));
    }

    pub fn answers_nothing(&mut self) {
        self.answers.clear();
        self.answers.insert("204".to_owned(), json!({ "description": "Done" }));
    }

    fn parameter(&mut self, place: &str, name: &str, required: bool, schema: Value) {
        let parameter = json!({ "name": name, "in": place, "required": required, "schema": schema });
        self.parameters.push(parameter);
    }
}

/// A part of a request, as a handler takes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what it takes from a request",
    note = "implement `openapi::Input` for it, beside its `FromRequest` or `FromRequestParts`"
)]
pub trait Input {
    fn describe(description: &mut Description);
}

/// An answer, as a handler gives it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what it answers: implement `openapi::Output` for it"
)]
pub trait Output {
    fn describe(description: &mut Description);
}

/// A handler whose types say what it does; `T` is axum's mark of a handler.
#[diagnostic::on_unimplemented(
    message = "the handler `{Self}` cannot be described",
    note = "each argument must be an `openapi::Input`, the answer an `openapi::Output`, and types on the wire derive `schemars::JsonSchema` (in `api` behind the feature `schema`)"
)]
pub trait Described<T> {
    fn describe(description: &mut Description);
}

impl<F, A> Described<((),)> for F
where
    F: Fn() -> A,
    A: Future<Output: Output>,
{
    fn describe(description: &mut Description) {
        A::Output::describe(description);
    }
}

macro_rules! described {
    ($($input:ident)+) => {
        impl<F, A, M, $($input),+> Described<(M, $($input,)+)> for F
        where
            F: Fn($($input),+) -> A,
            A: Future<Output: Output>,
            $($input: Input,)+
        {
            fn describe(description: &mut Description) {
                $($input::describe(description);)+
                A::Output::describe(description);
            }
        }
    };
}

described!(T1);
described!(T1 T2);
described!(T1 T2 T3);
described!(T1 T2 T3 T4);
described!(T1 T2 T3 T4 T5);
described!(T1 T2 T3 T4 T5 T6);
described!(T1 T2 T3 T4 T5 T6 T7);

macro_rules! says_nothing {
    ($($type:ty),+) => {$(
        impl Input for $type {
            fn describe(_: &mut Description) {}
        }
    )+};
}

says_nothing!(HeaderMap, Method, Uri);

impl<T> Input for State<T> {
    fn describe(_: &mut Description) {}
}

impl<T> Input for Extension<T> {
    fn describe(_: &mut Description) {}
}

impl<T> Input for ConnectInfo<T> {
    fn describe(_: &mut Description) {}
}

impl<T: Input> Input for Option<T> {
    fn describe(description: &mut Description) {
        let session = description.session;
        T::describe(description);
        description.session = session;
    }
}

impl<T: JsonSchema> Input for Json<T> {
    fn describe(description: &mut Description) {
        let schema = description.generator.subschema_for::<T>();
        description.takes("application/json", schema.to_value());
    }
}

macro_rules! raw_body {
    ($($type:ty),+) => {$(
        impl Input for $type {
            fn describe(description: &mut Description) {
                description.takes("application/octet-stream", json!({}));
            }
        }
    )+};
}

raw_body!(Body, Bytes, Request);

impl Input for Multipart {
    fn describe(description: &mut Description) {
        description.takes("multipart/form-data", json!({ "type": "object" }));
    }
}

impl<T: JsonSchema> Input for Path<T> {
    fn describe(description: &mut Description) {
        let schema = T::json_schema(&mut description.generator).to_value();
        let names = description.names.clone();
        let fields = schema.get("properties").cloned();
        for (index, name) in names.iter().enumerate() {
            // A tuple names its parts in their order, a struct by name; a single value is itself.
            let part = schema.get("prefixItems").and_then(|items| items.get(index));
            let field = fields.as_ref().and_then(|fields| fields.get(name));
            let schema = part.or(field).cloned().unwrap_or_else(|| schema.clone());
            description.parameter("path", name, true, schema);
        }
    }
}

impl<T: JsonSchema> Input for Query<T> {
    fn describe(description: &mut Description) {
        let schema = T::json_schema(&mut description.generator).to_value();
        let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let Some(fields) = schema.get("properties").and_then(Value::as_object) else { return };
        for (name, field) in fields {
            let wanted = required.iter().any(|required| required == name.as_str());
            description.parameter("query", name, wanted, field.clone());
        }
    }
}

impl<T: Output, E> Output for Result<T, E> {
    fn describe(description: &mut Description) {
        T::describe(description);
    }
}

impl<T: JsonSchema> Output for Json<T> {
    fn describe(description: &mut Description) {
        description.answers_json::<T>(200);
    }
}

impl Output for StatusCode {
    fn describe(description: &mut Description) {
        description.answers_nothing();
    }
}

impl Output for () {
    fn describe(description: &mut Description) {
        description.answers(200, "*/*", None);
    }
}

/// Of such an answer only the route can say more: `answering`, `answering_file`, `answering_nothing`.
impl Output for Response {
    fn describe(description: &mut Description) {
        description.answers(200, "*/*", None);
    }
}

impl Output for &'static str {
    fn describe(description: &mut Description) {
        description.answers(200, "text/plain", None);
    }
}

impl<S> Output for Sse<S> {
    fn describe(description: &mut Description) {
        description.answers(200, "text/event-stream", None);
    }
}

impl<const N: usize, B> Output for ([(HeaderName, &'static str); N], B) {
    fn describe(description: &mut Description) {
        description.answers(200, "*/*", None);
    }
}
