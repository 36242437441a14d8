//! The page: its frame, its grid, its number.

use api::sheet::Sheet;

use crate::support::*;

/// Paper without mark and title matters only from its second page on.
fn full_pages() -> Sheet {
    Sheet { body: vec![paragraph(&long(28 * 60))], printer: None, printed_on: None, copies: None, ..notice() }
}

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let paper = print(&full_pages());
    let lines: Vec<Line> = paper.lines(2).into_iter().filter(|line| line.area.top < FRAME.bottom).collect();
    assert_eq!(lines.len(), 22);
    for line in &lines {
        assert_eq!(line.text.chars().count(), 28, "{line:?}");
    }
    for (index, line) in lines.iter().enumerate() {
        near("a line of the grid", line.area.top, FRAME.top + index as f64 * PITCH, 0.1);
        near("its start", line.area.left, FRAME.left, 0.1);
        near("its end", line.area.right, FRAME.right, 0.1);
    }
}

#[test]
fn the_paper_is_a4_and_ink_stays_in_the_frame() {
    let paper = print(&full_pages());
    let info = String::from_utf8_lossy(&tool("pdfinfo", &[paper.file()]).stdout).into_owned();
    assert!(info.contains("595.276 x 841.89 pts (A4)"), "{info}");
    for page in 1..=paper.pages {
        let whole = Area { left: 0.0, top: 0.0, right: 210.0, bottom: 264.0 };
        let ink = paper.ink(page, whole, 10, |rgb| rgb != [255; 3]).expect("ink");
        assert!(ink.left >= FRAME.left - 0.11 && ink.right <= FRAME.right + 0.11, "{ink:?}");
        assert!(ink.top >= FRAME.top - 0.11 && ink.bottom <= FRAME.bottom + 0.11, "{ink:?}");
    }
}

#[test]
fn the_number_stands_7_mm_below_the_frame_outside() {
    let paper = print(&full_pages());
    for page in 1..=2 {
        let line = paper.line(page, "— ");
        assert_eq!(line.text.replace(' ', ""), format!("—{page}—"));
        assert_eq!((line.font.as_str(), line.size), ("FandolSong", 14.0));
        let below = Area { left: 20.0, top: 263.0, right: 190.0, bottom: 290.0 };
        let ink = paper.ink(page, below, 20, |rgb| rgb != [255; 3]).expect("a number");
        // 一字线 lies in the middle of the figures' height: its own edge is found left of them.
        let dash = Area { left: ink.left, top: 263.0, right: ink.left + 3.0, bottom: 290.0 };
        let dash = paper.ink(page, dash, 50, |rgb| rgb != [255; 3]).expect("a dash");
        near("the dash below the frame", dash.top - FRAME.bottom, 7.0, 0.1);
        let four = 14.0 / 72.0 * 25.4;
        if page % 2 == 1 {
            near("odd, from the right", FRAME.right - line.area.right, four, 0.2);
        } else {
            near("even, from the left", line.area.left - FRAME.left, four, 0.2);
        }
    }
}
