//! `/api/documents`.

mod drafts;
mod formats;
mod rules;
mod story;
mod typesetting;
