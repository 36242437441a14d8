//! The fields of a form, drawn by their types.

use std::collections::BTreeMap;

use api::settings::{Choice, Field as Described, FieldType, KindInfo, Values};
use leptos::prelude::*;

use super::choose::Reference;
use super::picture::Picture;
use super::save::Saving;
use crate::settings::language;
use crate::t;
use crate::ui::{Checkbox, Field, Input, Select, Textarea};

/// What stands in the fields.
pub struct Filled {
    kind: KindInfo,
    values: Vec<RwSignal<String>>,
    /// Names of references, by id.
    pub names: BTreeMap<String, String>,
    /// Whether the setting is there already.
    exists: bool,
}

impl Filled {
    pub fn new(
        kind: &KindInfo,
        values: &Values,
        names: BTreeMap<String, String>,
        exists: bool,
    ) -> StoredValue<Self> {
        let value = |field: &Described| RwSignal::new(values.get(&field.key).cloned().unwrap_or_default());
        let values = kind.fields.iter().map(value).collect();
        StoredValue::new(Self { kind: kind.clone(), values, names, exists })
    }

    pub fn values(&self) -> Values {
        let pairs = self.kind.fields.iter().zip(&self.values);
        pairs.map(|(field, value)| (field.key.clone(), value.get_untracked())).collect()
    }

    pub fn set(&self, values: &Values) {
        for (field, value) in self.kind.fields.iter().zip(&self.values) {
            value.set(values.get(&field.key).cloned().unwrap_or_default());
        }
    }
}

/// A control for each field.
pub fn controls(filled: &Filled, saving: Saving) -> AnyView {
    let pairs = filled.kind.fields.iter().zip(&filled.values);
    pairs.map(|(field, value)| control(filled, field, *value, saving)).collect_view().into_any()
}

fn control(filled: &Filled, field: &Described, value: RwSignal<String>, saving: Saving) -> AnyView {
    let language = language();
    let label = field.name.pick(language).to_owned();
    let fixed = filled.exists && field.once;
    let hint = match (&field.hint, fixed) {
        (_, true) => Some(t!(office_settings.fixed).to_owned()),
        (hint, _) => hint.as_ref().map(|hint| hint.pick(language).to_owned()),
    };
    let key = field.key.clone();
    let error = Signal::derive(move || saving.wrong_at(&key));
    match &field.holds {
        FieldType::Flag => flag(value, label, hint, error),
        FieldType::Choices { options } => choices(value, label, options, error),
        FieldType::Reference { .. } => {
            let name = filled.names.get(&value.get_untracked()).cloned().unwrap_or_default();
            let (kind, field) = (filled.kind.key.clone(), field.clone());
            view! { <Reference kind field value name fixed error hint /> }.into_any()
        }
        FieldType::Picture => view! { <Picture label value error hint /> }.into_any(),
        holds => {
            let (holds, hint) = (holds.clone(), hint.unwrap_or_default());
            view! { <Field label hint error required=field.required>{line(&holds, value, fixed)}</Field> }
                .into_any()
        }
    }
}

/// A control that takes its name from the field around it; made inside it therefore.
fn line(holds: &FieldType, value: RwSignal<String>, fixed: bool) -> AnyView {
    let disabled = Signal::stored(fixed);
    match holds {
        FieldType::Lines { longest } => {
            view! { <Textarea value rows=8 longest=*longest disabled /> }.into_any()
        }
        FieldType::Text { longest } => view! { <Input value longest=*longest disabled /> }.into_any(),
        FieldType::Number { .. } => view! { <Input value kind="number" disabled /> }.into_any(),
        FieldType::Date => view! { <Input value kind="date" disabled /> }.into_any(),
        FieldType::Choice { options } => {
            let none = std::iter::once((String::new(), t!(office_settings.choose).to_owned()));
            let options = options.iter().map(|it| (it.value.clone(), it.name.pick(language()).to_owned()));
            let options: Vec<_> = none.chain(options).collect();
            view! { <Select value options=Signal::stored(options) disabled /> }.into_any()
        }
        FieldType::Flag | FieldType::Choices { .. } | FieldType::Reference { .. } | FieldType::Picture => {
            ().into_any()
        }
    }
}

fn flag(
    value: RwSignal<String>,
    label: String,
    hint: Option<String>,
    error: Signal<Option<String>>,
) -> AnyView {
    let ticked = RwSignal::new(value.get_untracked() == "true");
    Effect::new(move |_| value.set(ticked.get().to_string()));
    Effect::new(move |_| {
        let now = value.get() == "true";
        if ticked.get_untracked() != now {
            ticked.set(now);
        }
    });
    view! {
        <div class="field">
            <Checkbox checked=ticked label />
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            <p class="error" role="alert">{error}</p>
        </div>
    }
    .into_any()
}

fn choices(
    value: RwSignal<String>,
    label: String,
    options: &[Choice],
    error: Signal<Option<String>>,
) -> AnyView {
    let holds = |value: &str, one: &str| value.split(',').any(|it| it == one);
    let boxes = options.iter().map(|option| {
        let (mine, theirs) = (option.value.clone(), option.value.clone());
        let ticked = RwSignal::new(value.with_untracked(|value| holds(value, &mine)));
        Effect::new(move |_| {
            let on = ticked.get();
            value.update(|value| {
                let others = value.split(',').filter(|it| !it.is_empty() && *it != mine);
                let mut all: Vec<&str> = others.collect();
                if on {
                    all.push(&mine);
                }
                all.sort_unstable();
                *value = all.join(",");
            });
        });
        Effect::new(move |_| {
            let now = value.with(|value| holds(value, &theirs));
            if ticked.get_untracked() != now {
                ticked.set(now);
            }
        });
        view! { <Checkbox checked=ticked label=option.name.pick(language()).to_owned() /> }
    });
    view! {
        <fieldset class="ticks">
            <legend>{label}</legend>
            {boxes.collect_view()}
            <p class="error" role="alert">{error}</p>
        </fieldset>
    }
    .into_any()
}
