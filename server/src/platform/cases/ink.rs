//! Handwriting (手写签批) as a picture: an SVG of the strokes, nothing else.

use std::fmt::Write;

use api::handwriting::{Handwriting, Point};

/// Room around the writing, CSS pixels; half of the widest line needs it.
const MARGIN: f64 = 4.0;
/// A line without pressure and what full pressure adds, CSS pixels.
const THIN: f64 = 1.0;
const THICKER: f64 = 3.4;
/// Neighbouring pieces of a stroke whose widths differ by less are drawn in one.
const GRAIN: f64 = 0.3;

/// Width and height of the picture, CSS pixels.
pub fn size(handwriting: &Handwriting) -> (i32, i32) {
    let (left, top, right, bottom) = handwriting.extent().unwrap_or_default();
    let side = |from: u16, to: u16| (f64::from(to - from) / 10.0 + 2.0 * MARGIN).ceil() as i32;
    (side(left, right), side(top, bottom))
}

/// The picture, cut to what was written.
pub fn svg(handwriting: &Handwriting) -> String {
    let (left, top, ..) = handwriting.extent().unwrap_or_default();
    let (width, height) = size(handwriting);
    let (x, y) = (f64::from(left) / 10.0 - MARGIN, f64::from(top) / 10.0 - MARGIN);
    let mut picture = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{x:.1} {y:.1} {width} {height}" fill="none" stroke="#111" stroke-linecap="round" stroke-linejoin="round">"##
    );
    for stroke in &handwriting.strokes {
        draw(&mut picture, stroke);
    }
    picture.push_str("</svg>\n");
    picture
}

/// A stroke: curves from middle to middle of its points, as wide as it was pressed.
fn draw(picture: &mut String, stroke: &[Point]) {
    let Some(first) = stroke.first() else { return };
    let mut from = place(first);
    let mut pieces = Pieces { picture, width: None };
    if stroke.len() == 1 {
        pieces.begin(first.3, from);
        // A line of no length is drawn by no means everywhere.
        let _ = write!(pieces.picture, "h.1");
    }
    let mut pressed = f64::from(first.3);
    for (index, point) in stroke.iter().enumerate().skip(1) {
        let before = place(&stroke[index - 1]);
        let here = place(point);
        let last = index + 1 == stroke.len();
        let to = if last { here } else { ((before.0 + here.0) / 2.0, (before.1 + here.1) / 2.0) };
        // Devices report pressure in jumps.
        pressed = pressed * 0.6 + f64::from(point.3) * 0.4;
        pieces.begin(pressed.round() as u8, from);
        let _ = write!(pieces.picture, "Q{:.1} {:.1} {:.1} {:.1}", before.0, before.1, to.0, to.1);
        from = to;
    }
    pieces.end();
}

fn place(point: &Point) -> (f64, f64) {
    (f64::from(point.0) / 10.0, f64::from(point.1) / 10.0)
}

/// The path that is being written.
struct Pieces<'a> {
    picture: &'a mut String,
    width: Option<i32>,
}

impl Pieces<'_> {
    /// Goes on from there, in a path of its own where the width is another.
    fn begin(&mut self, pressure: u8, from: (f64, f64)) {
        let width = ((THIN + THICKER * f64::from(pressure) / 255.0) / GRAIN).round() as i32;
        if self.width == Some(width) {
            return;
        }
        self.end();
        self.width = Some(width);
        let wide = f64::from(width) * GRAIN;
        let _ = write!(self.picture, r#"<path stroke-width="{wide:.1}" d="M{:.1} {:.1}"#, from.0, from.1);
    }

    fn end(&mut self) {
        if self.width.take().is_some() {
            self.picture.push_str("\"/>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_cut_to_the_writing_and_follows_the_pressure() {
        let stroke = vec![Point(1000, 500, 0, 128), Point(1400, 500, 8, 128), Point(1800, 900, 16, 255)];
        let handwriting = Handwriting { strokes: vec![stroke, vec![Point(1000, 900, 90, 128)]] };
        let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"88\" height=\"48\" viewBox=\"96.0 46.0 88 48\" \
            fill=\"none\" stroke=\"#111\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\
            <path stroke-width=\"2.7\" d=\"M100.0 50.0Q100.0 50.0 120.0 50.0\"/>\
            <path stroke-width=\"3.3\" d=\"M120.0 50.0Q140.0 50.0 180.0 90.0\"/>\
            <path stroke-width=\"2.7\" d=\"M100.0 90.0h.1\"/></svg>\n";
        assert_eq!(svg(&handwriting), expected);
    }
}
