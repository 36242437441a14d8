//! Organs, departments and posts: asked for once, kept for the whole visit.

use api::organization::Directory;
use leptos::prelude::*;

use crate::http::{Load, use_load};
use crate::paths;

/// Where the one directory is kept, once somebody has asked for it.
#[derive(Clone)]
struct Kept {
    owner: Owner,
    load: StoredValue<Option<Load<Directory>>>,
}

/// Makes room for the directory. In the body of the outermost component.
pub fn provide() {
    // A component always runs under an owner.
    if let Some(owner) = Owner::current() {
        provide_context(Kept { owner, load: StoredValue::new(None) });
    }
}

/// The directory; asks for it when first used. In a component's body.
pub fn use_directory() -> Load<Directory> {
    let kept: Kept = expect_context();
    if let Some(load) = kept.load.get_value() {
        return load;
    }
    let load = kept.owner.with(|| use_load(|| paths::api::DIRECTORY.to_owned()));
    kept.load.set_value(Some(load));
    load
}
