//! What the worker prints, read back with other people's tools (poppler, qpdf, pikepdf) and measured in millimetres.

mod support;

mod archive;
mod attachments;
mod body;
mod form;
mod formats;
mod head;
mod hostile;
mod imprint;
mod page;
mod signature;
mod tables;
mod worker;
