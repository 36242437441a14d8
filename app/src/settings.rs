//! What a person sets for this browser: language, colours, size of type. Kept in local storage, shown on `<html>`
//! (`lang`, `data-theme`, `data-size`), where the style sheet finds it.

use std::sync::OnceLock;

use api::Language;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::text::Text;

static LANGUAGE: OnceLock<ArcRwSignal<Language>> = OnceLock::new();

const LANGUAGE_KEY: &str = "language";
const THEME_KEY: &str = "theme";
const SIZE_KEY: &str = "size";

/// Values of `data-theme`, with their names.
pub const THEMES: [(&str, Text); 3] = [
    ("auto", crate::text::settings::theme_auto),
    ("light", crate::text::settings::theme_light),
    ("dark", crate::text::settings::theme_dark),
];

/// Values of `data-size`, with their names (domain: 标准, 大字, 长辈).
pub const SIZES: [(&str, Text); 3] = [
    ("standard", crate::text::settings::size_standard),
    ("large", crate::text::settings::size_large),
    ("elder", crate::text::settings::size_elder),
];

/// The language, for the one place that draws the app anew when it changes.
pub fn language_signal() -> ArcRwSignal<Language> {
    LANGUAGE.get_or_init(|| ArcRwSignal::new(stored_language())).clone()
}

/// The language now. Not tracked: see [`crate::text`].
pub fn language() -> Language {
    language_signal().get_untracked()
}

pub fn set_language(language: Language) {
    look(LANGUAGE_KEY, tag(language));
    language_signal().set(language);
}

pub fn theme() -> String {
    stored(THEME_KEY).unwrap_or_else(|| THEMES[0].0.to_owned())
}

pub fn set_theme(theme: &str) {
    look(THEME_KEY, theme);
}

pub fn size() -> String {
    stored(SIZE_KEY).unwrap_or_else(|| SIZES[0].0.to_owned())
}

pub fn set_size(size: &str) {
    look(SIZE_KEY, size);
}

#[wasm_bindgen]
extern "C" {
    /// Keeps a choice and shows it. The page's first script (`app/bundle/src/page/look.js`): it has shown the kept
    /// ones before anything was painted.
    fn look(key: &str, value: &str);
}

/// The BCP 47 tag, as `lang`, `Intl` and `Accept-Language` want it.
pub fn tag(language: Language) -> &'static str {
    language.pick("zh-CN", "en")
}

/// What the browser prefers, where nothing was chosen: Chinese unless it asks for English.
fn stored_language() -> Language {
    let preferred = || window().navigator().language().unwrap_or_default();
    Language::from_accept(&stored(LANGUAGE_KEY).unwrap_or_else(preferred))
}

fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}
