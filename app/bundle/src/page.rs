//! `index.html`: the one page, as the server finds it before it adds what belongs to a session.

use std::path::Path;

const PAGE: &str = include_str!("page/index.html");
/// Says how the page is to look, before it is painted. Not inline: the content security policy allows no inline script.
pub const LOOK: &str = include_str!("page/look.js");
/// Starts the app.
const BOOT: &str = include_str!("page/boot.js");
/// Run only by browsers that know no modules.
pub const OUTDATED: &str = include_str!("page/outdated.js");

/// The page for a build. `assets` is the URL of its folder, with a slash at the end; `public` the folder
/// that may hold an icon and a manifest.
pub fn index(assets: &str, public: &Path) -> String {
    let optional = [
        ("icon.svg", r#"<link rel="icon" href="/icon.svg" type="image/svg+xml">"#),
        ("apple-touch-icon.png", r#"<link rel="apple-touch-icon" href="/apple-touch-icon.png">"#),
        ("manifest.webmanifest", r#"<link rel="manifest" href="/manifest.webmanifest">"#),
    ];
    let links: Vec<&str> =
        optional.iter().filter(|(file, _)| public.join(file).exists()).map(|(_, link)| *link).collect();
    PAGE.replace("<!--links-->", &links.join("\n")).replace("{assets}", assets)
}

/// The app's first script.
pub fn boot() -> String {
    [LOOK, BOOT].concat()
}
