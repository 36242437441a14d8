//! A worker to ask, documents to lay out, and tools that read pages back.

mod documents;
mod paper;
mod process;

pub use documents::{heading, joint, long, notice, paragraph, picture, seal, stamp, table};
pub use paper::{Area, Line, Paper, is_black, is_red};
pub use process::{Worker, print, root, tool};

/// Fails unless the two lengths differ by at most `tolerance` millimetres.
#[track_caller]
pub fn near(what: &str, measured: f64, expected: f64, tolerance: f64) {
    assert!(
        (measured - expected).abs() <= tolerance,
        "{what}: {measured:.3} mm, expected {expected:.3} ± {tolerance}"
    );
}

/// 版心 (GB/T 9704 5.2.1), in millimetres from the paper's upper left corner.
pub const FRAME: Area = Area { left: 28.0, top: 37.0, right: 184.0, bottom: 262.0 };
/// A line and a character of the grid of 22 × 28.
pub const PITCH: f64 = 225.0 / 22.0;
pub const CELL: f64 = 156.0 / 28.0;
/// A character of 三号.
pub const CHARACTER: f64 = 16.0 / 72.0 * 25.4;
