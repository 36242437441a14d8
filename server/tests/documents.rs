//! `/api/documents`.

mod drafts;
mod rules;
mod story;
mod typesetting;
