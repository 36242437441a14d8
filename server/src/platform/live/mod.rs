//! Live (实时): every change is written to the outbox in its own transaction; after commits a tailer reads it and
//! tells the connected browsers. What is sent are hints, kept to those whom they concern.

mod hub;
mod outbox;
mod stream;
mod tail;

pub use hub::Hub;
pub use outbox::{Sweep, touch_notices};
pub use stream::{live, present};
pub use tail::run;

/// What the tailer found for somebody.
#[derive(Clone, Debug)]
struct Hint {
    holders: Vec<uuid::Uuid>,
    handlers: Vec<uuid::Uuid>,
    touched: api::live::Touched,
}

impl Hint {
    /// As it is said to one person.
    fn said_to(&self, person: api::PersonId) -> api::live::Touched {
        api::live::Touched { mine: self.handlers.contains(&person.0), ..self.touched }
    }
}
