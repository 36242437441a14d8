//! 我的: posts, language, colours, size of type, signing out.

use api::Language;
use api::organization::Post;
use api::session::Session;
use leptos::prelude::*;

use super::session::sign_out;
use super::{PageFrame, use_session};
use crate::http::loaded;
use crate::settings::{self, SIZES, THEMES};
use crate::text::{Text, language};
use crate::ui::{Avatar, Button, Chip, Icon, Segmented, icon, live};
use crate::{paths, t};

#[component]
pub fn Me() -> impl IntoView {
    let session = use_session();
    view! {
        <PageFrame title=Signal::derive(|| t!(shell.me).to_owned())>
            {loaded(session, |session| view! { <Person session /> }.into_any())}
            <p>
                <a class="button" href=paths::SECURITY>
                    {icon(Icon::Shield)}
                    <span>{t!(security.title)}</span>
                </a>
            </p>
            <section class="card">
                <h2>{t!(me.display)}</h2>
                <Setting name=t!(me.size) options=named(&SIZES) value=settings::size() set=settings::set_size />
                <Setting name=t!(me.theme) options=named(&THEMES) value=settings::theme() set=settings::set_theme />
                <Setting name=t!(me.language) options=languages() value=settings::tag(language()).to_owned() set=speak />
                <p class="hint keys">{t!(me.keys)}</p>
            </section>
            <p>
                <a class="button" href=paths::DELEGATION>{t!(me.delegation)}</a> " "
                <a class="button" href=paths::PHRASES>{t!(case.usual_opinions)}</a>
            </p>
            <p>
                <Button symbol=Icon::Exit on_press=move |()| sign_out()>
                    {t!(session.sign_out)}
                </Button>
            </p>
            <p class="hint">{t!(common.app)} " " {t!(me.version, version = env!("CARGO_PKG_VERSION"))}</p>
        </PageFrame>
    }
}

#[component]
fn Person(session: Signal<Session>) -> impl IntoView {
    live(move || {
        let Session { name, account, posts, .. } = session.get();
        let post = |(place, post): (usize, Post)| {
            view! {
                <li>
                    <strong>{post.title}</strong> " " {post.organ_name} " · " {post.department_name}
                    {(place == 0).then(|| view! { " " <Chip>{t!(me.main_post)}</Chip> })}
                </li>
            }
        };
        view! {
            <section class="card">
                <div class="who">
                    <Avatar name=name.clone() />
                    <div>
                        <strong>{name}</strong>
                        <p class="hint">{account}</p>
                    </div>
                </div>
                <h2>{t!(me.posts)}</h2>
                <ul class="posts">{posts.into_iter().enumerate().map(post).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Setting(
    name: &'static str,
    options: Vec<(String, String)>,
    value: String,
    set: fn(&str),
) -> impl IntoView {
    let value = RwSignal::new(value);
    Effect::new(move |before: Option<()>| {
        let value = value.get();
        if before.is_some() {
            set(&value);
        }
    });
    view! {
        <div class="setting">
            <span aria-hidden="true">{name}</span>
            <Segmented value options label=name />
        </div>
    }
}

fn named(options: &[(&str, Text)]) -> Vec<(String, String)> {
    options.iter().map(|(value, text)| ((*value).to_owned(), text.words().to_owned())).collect()
}

/// Each language by its own name.
fn languages() -> Vec<(String, String)> {
    let named = [(Language::Chinese, "简体中文"), (Language::English, "English")];
    named.map(|(language, name)| (settings::tag(language).to_owned(), name.to_owned())).to_vec()
}

fn speak(tag: &str) {
    settings::set_language(Language::from_accept(tag));
}
