//! Where a page ended: the keys of its last row, as an opaque text.

use api::CaseId;
use jiff::Timestamp;

/// The last row's place in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    pub at: Timestamp,
    pub case: CaseId,
    pub item: i32,
    /// Deadline and rank, where the order is by them.
    pub pressing: Option<(Option<Timestamp>, i32)>,
}

/// Stands for no deadline.
const NEVER: &str = "never";

impl Cursor {
    pub fn write(&self) -> String {
        let Self { at, case, item, pressing } = self;
        let plain = format!("{}_{case}_{item}", at.as_microsecond());
        match pressing {
            None => plain,
            Some((None, rank)) => format!("{plain}_{NEVER}_{rank}"),
            Some((Some(due), rank)) => format!("{plain}_{}_{rank}", due.as_microsecond()),
        }
    }

    /// `None` where it is none of ours, or of the other order.
    pub fn read(text: &str, pressing: bool) -> Option<Self> {
        let mut parts = text.split('_');
        let at = instant(parts.next()?)?;
        let case = parts.next()?.parse().ok()?;
        let item = parts.next()?.parse().ok()?;
        let pressing = match pressing {
            false => None,
            true => {
                let due = match parts.next()? {
                    NEVER => None,
                    due => Some(instant(due)?),
                };
                Some((due, parts.next()?.parse().ok()?))
            }
        };
        parts.next().is_none().then_some(Self { at, case, item, pressing })
    }
}

fn instant(micros: &str) -> Option<Timestamp> {
    Timestamp::from_microsecond(micros.parse().ok()?).ok()
}
