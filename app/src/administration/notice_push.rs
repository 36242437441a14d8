//! Pushes (推送) to this browser and to one's others: asked for here, `app/islands/push.js` speaks with the browser.

use api::notices::{NoticeSettings, PushDevice, PushSettings, Subscribe};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::{Doing, sessions::device};
use crate::http::{self, Method};
use crate::island::load;
use crate::ui::{Button, Chip, Tone, Weight, live, use_toasts};
use crate::{format, paths, t};

#[wasm_bindgen]
extern "C" {
    type Module;

    #[wasm_bindgen(method, catch)]
    async fn state(this: &Module) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn subscribe(this: &Module, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn unsubscribe(this: &Module) -> Result<JsValue, JsValue>;
}

/// How this browser stands to pushes.
#[derive(Clone, Debug, PartialEq)]
enum Here {
    Asking,
    Unsupported,
    /// The person has told the browser so.
    Denied,
    /// Its address, where it has one.
    At(Option<String>),
}

#[component]
pub fn Pushes(settings: Signal<NoticeSettings>, reload: Callback<()>) -> impl IntoView {
    let (doing, toasts) = (Doing::new(), use_toasts());
    let here = RwSignal::new(Here::Asking);
    spawn_local(async move {
        let state = asked().await;
        here.try_set(state);
    });
    let push = Memo::new(move |_| settings.with(|settings| settings.push.clone()));
    let known = move |endpoint: &Option<String>| {
        let endpoint = endpoint.clone();
        push.with(|push| {
            push.iter()
                .flat_map(|push| &push.devices)
                .any(|device| Some(&device.endpoint) == endpoint.as_ref())
        })
    };
    let turn_on = move |()| {
        let Some(PushSettings { key, .. }) = push.get_untracked() else { return };
        doing.perform(async move { Ok(subscribed(&key).await) }, move |answer| match answer {
            Ok(endpoint) => {
                here.set(Here::At(Some(endpoint)));
                toasts.say(t!(notice_settings.push_done));
                reload.run(());
            }
            Err(wrong) => doing.wrong.set(Some(wrong)),
        });
    };
    let remove = Callback::new(move |device: PushDevice| {
        let own = here.with_untracked(|here| *here == Here::At(Some(device.endpoint.clone())));
        let path = paths::api::push_device(device.id);
        let work = async move {
            if own && let Ok(module) = load("push").await {
                // The server pushes there no more in any case.
                let _ = module.unchecked_into::<Module>().unsubscribe().await;
            }
            http::delete(&path).await
        };
        doing.perform(work, move |()| {
            if own {
                here.set(Here::At(None));
            }
            toasts.say(t!(notice_settings.push_removed));
            reload.run(());
        });
    });
    let offer = move || {
        match here.get() {
        Here::Asking => ().into_any(),
        Here::Unsupported => view! { <p class="hint">{t!(notice_settings.push_unsupported)}</p> }.into_any(),
        Here::Denied => view! { <p class="hint">{t!(notice_settings.push_denied)}</p> }.into_any(),
        Here::At(endpoint) if known(&endpoint) => ().into_any(),
        Here::At(_) => view! {
            <p class="buttons">
                <Button weight=Weight::Primary busy=doing.busy on_press=turn_on>{t!(notice_settings.push_here)}</Button>
            </p>
        }
        .into_any(),
    }
    };
    let devices = move || {
        let endpoint = match here.get() {
            Here::At(endpoint) => endpoint,
            _ => None,
        };
        let devices = push.with(|push| push.as_ref().map(|push| push.devices.clone()).unwrap_or_default());
        let rows =
            devices.into_iter().map(|device| row(device, endpoint.as_deref(), doing, remove)).collect_view();
        view! { <ul class="rows">{rows}</ul> }
    };
    view! {
        <section class="card">
            <h2>{t!(notice_settings.push)}</h2>
            <p class="hint">{t!(notice_settings.push_hint)}</p>
            {live(devices)}
            {live(offer)}
            {doing.said()}
        </section>
    }
}

fn row(push: PushDevice, here: Option<&str>, doing: Doing, remove: Callback<PushDevice>) -> AnyView {
    let current = here == Some(push.endpoint.as_str());
    let (name, since) = (device(&push.agent).to_owned(), format::date_time(&push.since));
    view! {
        <li>
            <div>
                <strong>{name}</strong>
                " "
                {current.then(|| view! { <Chip tone=Tone::Accent>{t!(security.this_one)}</Chip> })}
                <p class="hint">{t!(notice_settings.push_since, at = since)}</p>
            </div>
            <Button busy=doing.busy on_press=move |()| remove.run(push.clone())>
                {t!(notice_settings.push_remove)}
            </Button>
        </li>
    }
    .into_any()
}

async fn asked() -> Here {
    let state = async {
        let module: Module = load("push").await?.unchecked_into();
        module.state().await
    };
    let state: Result<JsValue, JsValue> = state.await;
    match state.ok().and_then(|state| state.as_string()).as_deref() {
        None | Some("unsupported") => Here::Unsupported,
        Some("denied") => Here::Denied,
        Some("") => Here::At(None),
        Some(endpoint) => Here::At(Some(endpoint.to_owned())),
    }
}

/// The browser's new address, which the server knows; or why not, in words.
async fn subscribed(key: &str) -> Result<String, String> {
    let subscription = async {
        let module: Module = load("push").await?.unchecked_into();
        module.subscribe(key).await
    };
    let refused = || t!(notice_settings.push_failed).to_owned();
    let subscription: Result<JsValue, JsValue> = subscription.await;
    let text = subscription.ok().and_then(|text| text.as_string()).ok_or_else(refused)?;
    let request: Subscribe = http::parse(&text).map_err(|_| refused())?;
    http::tell(Method::Post, paths::api::NOTICE_PUSH, &request).await.map_err(|failure| failure.words())?;
    Ok(request.endpoint)
}
