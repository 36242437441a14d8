//! A picture: what there is, and another in its place.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::ui::{live, new_id};

#[component]
pub fn Picture(
    label: String,
    /// The PNG in base64.
    value: RwSignal<String>,
    error: Signal<Option<String>>,
    hint: Option<String>,
) -> impl IntoView {
    let (input, alt) = (new_id(), label.clone());
    let shown = move || {
        let picture = value.get();
        let alt = alt.clone();
        (!picture.is_empty()).then(|| {
            let source = format!("data:image/png;base64,{picture}");
            view! { <img class="setting-picture" src=source alt=alt /> }
        })
    };
    let choose = move |event: leptos::ev::Event| {
        let chosen = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(file) = chosen.and_then(|it| it.files()).and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            if let Some(text) = base64(&file).await {
                value.try_set(text);
            }
        });
    };
    view! {
        <div class="field" class:wrong=move || error.with(Option::is_some)>
            <label for=input.clone()>{label}</label>
            {live(shown)}
            <input id=input class="control" type="file" accept="image/png" on:change=choose />
            <div class="field-notes">
                {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
                <p class="error" role="alert">{error}</p>
            </div>
        </div>
    }
}

async fn base64(file: &web_sys::File) -> Option<String> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let binary: String = bytes.into_iter().map(char::from).collect();
    window().btoa(&binary).ok()
}
