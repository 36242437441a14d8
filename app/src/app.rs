//! Every route of the app. They lie flat inside the one shell.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::administration::{Own, Room};
use crate::documents::{Printed, Record, Registering};
use crate::lazy::{
    Place, administration, delegation, documents, documents_edit, documents_new, documents_pages,
    documents_record, documents_register, documents_registration, inbox, office_settings, own, place, search,
};
use crate::office_settings::Page as Setting;
use crate::platform::{Home, NotFound, Shell};
use crate::settings;

/// The whole app. Drawn anew when the language changes: all state is in the address and on the server.
#[component]
pub fn App() -> impl IntoView {
    let language = settings::language_signal();
    view! {
        <Router>
            {move || {
                language.track();
                view! {
                    <Shell>
                        <Pages />
                    </Shell>
                }
            }}
        </Router>
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/") view=Home />
            <Route path=path!("/inbox") view=inbox />
            <Route path=path!("/new") view=|| place(Place::New) />
            <Route path=path!("/apps") view=|| place(Place::Apps) />
            <Route path=path!("/me") view=|| place(Place::Me) />
            <Route path=path!("/me/phrases") view=|| place(Place::Phrases) />
            <Route path=path!("/me/notices") view=|| place(Place::Notices) />
            <Route path=path!("/me/notices/settings") view=|| own(Own::Notices) />
            <Route path=path!("/me/mobile") view=|| place(Place::Mobile) />
            <Route path=path!("/search") view=search />
            <Route path=path!("/me/security") view=|| own(Own::Security) />
            <Route path=path!("/me/delegation") view=delegation />
            <Route path=path!("/administration/accounts") view=|| administration(Room::Accounts) />
            <Route path=path!("/administration/emergency") view=|| administration(Room::Emergency) />
            <Route path=path!("/settings/jobs") view=|| administration(Room::Jobs) />
            <Route path=path!("/audit") view=|| administration(Room::Audit) />
            <Route path=path!("/settings") view=|| office_settings(Setting::Index) />
            <Route path=path!("/settings/:kind") view=|| office_settings(Setting::List) />
            <Route path=path!("/settings/:kind/new") view=|| office_settings(Setting::New) />
            <Route path=path!("/settings/:kind/:id") view=|| office_settings(Setting::One) />
            <Route path=path!("/documents/new") view=documents_new />
            <Route path=path!("/documents/incoming") view=documents_register />
            <Route path=path!("/documents/incoming/new") view=|| documents_registration(Registering::New) />
            <Route path=path!("/documents/:case") view=documents />
            <Route path=path!("/documents/:case/edit") view=documents_edit />
            <Route path=path!("/documents/:case/pages") view=|| documents_pages(Printed::Page) />
            <Route path=path!("/documents/:case/versions") view=|| documents_record(Record::Versions) />
            <Route path=path!("/documents/:case/history") view=|| documents_record(Record::History) />
        </FlatRoutes>
    }
}
