//! 手写签批: an opinion written by hand, kept as what the pen did. Its picture is drawn from this and from nothing else.

use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::{Code, chain};

/// Strokes in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Handwriting {
    pub strokes: Vec<Vec<Point>>,
}

/// Where the pen was: x and y in tenths of a CSS pixel, milliseconds since the first touch, pressure (0 to 255; 128
/// where the device feels none).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point(pub u16, pub u16, pub u32, pub u8);

/// What is printed instead of words where somebody only wrote by hand.
pub const WORDS: &str = "（手写签批）";

impl Handwriting {
    /// Most points: a page full of writing. The pad (`app/islands/handwriting.js`) stops there too.
    pub const MOST_POINTS: usize = 8000;
    /// Widest and highest pad, in the points' units.
    pub const SIDE: u16 = 20_000;
    /// Smaller than this is a slip of the finger, not writing.
    const LEAST: u16 = 40;

    /// Whether it can be taken as an opinion.
    ///
    /// # Errors
    /// `handwriting_empty`, `handwriting_too_long`, or `invalid_value` where no pad can have made it.
    pub fn check(&self) -> Result<(), Code> {
        let points = || self.strokes.iter().flatten();
        if points().count() > Self::MOST_POINTS || self.strokes.len() > Self::MOST_POINTS {
            return Err(Code::HandwritingTooLong);
        }
        let (left, top, right, bottom) = self.extent().ok_or(Code::HandwritingEmpty)?;
        if (right - left).max(bottom - top) < Self::LEAST {
            return Err(Code::HandwritingEmpty);
        }
        let off_the_pad = right > Self::SIDE || bottom > Self::SIDE;
        let backwards = points().zip(points().skip(1)).any(|(before, after)| after.2 < before.2);
        if off_the_pad || backwards || self.strokes.iter().any(Vec::is_empty) {
            return Err(Code::InvalidValue);
        }
        Ok(())
    }

    /// Left, top, right and bottom of what was written; `None` where nothing was.
    pub fn extent(&self) -> Option<(u16, u16, u16, u16)> {
        let points = self.strokes.iter().flatten();
        points.fold(None, |extent, &Point(x, y, ..)| {
            let (left, top, right, bottom) = extent.unwrap_or((x, y, x, y));
            Some((left.min(x), top.min(y), right.max(x), bottom.max(y)))
        })
    }
}

/// SM3 over handwriting as it is stored, hex: what the event of its act carries.
pub fn hash(stored: &str) -> String {
    chain::hex(&Sm3::digest(stored.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: usize) -> Handwriting {
        let point = |index: usize| Point(100 + (index % 500) as u16, 200, index as u32, 128);
        Handwriting { strokes: vec![(0..points).map(point).collect()] }
    }

    #[test]
    fn what_was_written_is_taken() {
        assert_eq!(line(200).check(), Ok(()));
        assert_eq!(line(Handwriting::MOST_POINTS).check(), Ok(()));
        assert_eq!(line(200).extent(), Some((100, 200, 299, 200)));
    }

    #[test]
    fn what_no_hand_wrote_is_not() {
        let refused = |handwriting: Handwriting| handwriting.check().unwrap_err();
        assert_eq!(refused(Handwriting::default()), Code::HandwritingEmpty);
        assert_eq!(refused(Handwriting { strokes: vec![vec![], vec![]] }), Code::HandwritingEmpty);
        assert_eq!(refused(line(1)), Code::HandwritingEmpty);
        assert_eq!(refused(line(Handwriting::MOST_POINTS + 1)), Code::HandwritingTooLong);
        let hollow = Handwriting { strokes: vec![vec![]; Handwriting::MOST_POINTS + 1] };
        assert_eq!(refused(hollow), Code::HandwritingTooLong);
        let mut off = line(200);
        off.strokes[0][3].1 = Handwriting::SIDE + 1;
        assert_eq!(refused(off), Code::InvalidValue);
        let mut backwards = line(200);
        backwards.strokes[0][9].2 = 0;
        assert_eq!(refused(backwards), Code::InvalidValue);
        let mut hollow = line(200);
        hollow.strokes.push(vec![]);
        assert_eq!(refused(hollow), Code::InvalidValue);
    }
}
