//! The workspace in the browser. Knows HTTP and pixels; decides nothing that the server must decide.

mod administration;
mod app;
mod documents;
mod format;
mod http;
mod island;
mod lazy;
mod office_settings;
mod paths;
mod platform;
mod settings;
mod text;
mod ui;

use leptos::prelude::*;

/// Draws the app into the page, or leaves for the sign-in page where nobody is signed in.
pub fn start() {
    if !http::signed_in() {
        platform::session::leave();
        return;
    }
    mount_to_body(app::App);
}
