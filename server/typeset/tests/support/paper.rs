use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::tool;

const MM: f64 = 25.4 / 72.0;

/// A rectangle in millimetres from the upper left corner of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// A line of text as poppler reads it: the box of its characters, in millimetres.
#[derive(Clone, Debug)]
pub struct Line {
    pub area: Area,
    pub text: String,
    /// Without the subset's prefix.
    pub font: String,
    /// Points.
    pub size: f64,
    pub color: String,
}

pub fn is_red([r, g, b]: [u8; 3]) -> bool {
    r > 150 && g < 120 && b < 120
}

pub fn is_black(rgb: [u8; 3]) -> bool {
    rgb.iter().all(|shade| *shade < 128)
}

/// A PDF file that other tools read back.
pub struct Paper {
    pub path: PathBuf,
    pub pages: usize,
}

impl Paper {
    pub fn new(base64: &str, pages: usize) -> Paper {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{}-{}.pdf", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, BASE64_STANDARD.decode(base64).expect("base64")).expect("a file");
        Paper { path, pages }
    }

    pub fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).expect("the file is there")
    }

    pub fn file(&self) -> &str {
        self.path.to_str().expect("a path of ours")
    }

    /// The whole text in reading order, without white space.
    pub fn text(&self) -> String {
        let output = tool("pdftotext", &["-raw", self.file(), "-"]).stdout;
        String::from_utf8_lossy(&output).chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// The lines of a page (from 1), from top to bottom.
    pub fn lines(&self, page: usize) -> Vec<Line> {
        let number = page.to_string();
        let boxes =
            tool("pdftotext", &["-bbox-layout", "-f", &number, "-l", &number, self.file(), "-"]).stdout;
        let fonts =
            tool("pdftohtml", &["-xml", "-i", "-f", &number, "-l", &number, "-stdout", self.file()]).stdout;
        let (boxes, fonts) = (String::from_utf8_lossy(&boxes), String::from_utf8_lossy(&fonts));
        let mut lines: Vec<Line> =
            boxes.split("<line ").skip(1).map(|line| read_line(line, &fonts)).collect();
        lines.sort_by(|a, b| a.area.top.total_cmp(&b.area.top).then(a.area.left.total_cmp(&b.area.left)));
        lines
    }

    /// The first line of a page whose text starts with `start`.
    #[track_caller]
    pub fn line(&self, page: usize, start: &str) -> Line {
        let lines = self.lines(page);
        let found = lines.iter().find(|line| line.text.starts_with(start));
        found.unwrap_or_else(|| panic!("page {page} has no line {start:?} but {lines:#?}")).clone()
    }

    /// The pages (from 1) on which some line holds `text`.
    pub fn pages_with(&self, text: &str) -> Vec<usize> {
        (1..=self.pages)
            .filter(|page| self.lines(*page).iter().any(|line| line.text.contains(text)))
            .collect()
    }

    /// The box of all ink of a colour within `area`, in steps of 1/`fine` mm.
    pub fn ink(&self, page: usize, area: Area, fine: u32, is_ink: fn([u8; 3]) -> bool) -> Option<Area> {
        let picture = self.picture(page, area, fine);
        let inked: Vec<(usize, usize)> = (0..picture.height)
            .flat_map(|y| (0..picture.width).map(move |x| (x, y)))
            .filter(|(x, y)| is_ink(picture.pixel(*x, *y)))
            .collect();
        let mm = |pixels: usize| pixels as f64 / f64::from(fine);
        Some(Area {
            left: area.left + mm(inked.iter().map(|p| p.0).min()?),
            top: area.top + mm(inked.iter().map(|p| p.1).min()?),
            right: area.left + mm(inked.iter().map(|p| p.0).max()? + 1),
            bottom: area.top + mm(inked.iter().map(|p| p.1).max()? + 1),
        })
    }

    /// Upper edge and thickness of each rule crossing the page at `x`, from top to bottom, in millimetres.
    pub fn rules(&self, page: usize, x: f64, is_ink: fn([u8; 3]) -> bool) -> Vec<(f64, f64)> {
        const FINE: u32 = 100;
        let area = Area { left: x, top: 0.0, right: x + 0.05, bottom: 297.0 };
        let picture = self.picture(page, area, FINE);
        let mut rules: Vec<(usize, usize)> = Vec::new();
        for y in (0..picture.height).filter(|y| is_ink(picture.pixel(1, *y))) {
            match rules.last_mut() {
                Some((start, length)) if *start + *length == y => *length += 1,
                _ => rules.push((y, 1)),
            }
        }
        let mm = |pixels: usize| pixels as f64 / f64::from(FINE);
        rules.into_iter().map(|(start, length)| (mm(start), mm(length))).collect()
    }

    fn picture(&self, page: usize, area: Area, fine: u32) -> Picture {
        let scale = f64::from(fine);
        let pixels = |mm: f64| ((mm * scale).round() as u32).to_string();
        let (number, resolution) = (page.to_string(), (scale * 25.4).to_string());
        let (x, y) = (pixels(area.left), pixels(area.top));
        let (width, height) = (pixels(area.right - area.left), pixels(area.bottom - area.top));
        let arguments = [
            "-r",
            &resolution,
            "-f",
            &number,
            "-l",
            &number,
            "-x",
            &x,
            "-y",
            &y,
            "-W",
            &width,
            "-H",
            &height,
            self.file(),
        ];
        Picture::read(&tool("pdftoppm", &arguments).stdout)
    }
}

impl Drop for Paper {
    fn drop(&mut self) {
        fs::remove_file(&self.path).ok();
    }
}

/// A portable pixmap (P6).
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn read(ppm: &[u8]) -> Picture {
        let mut parts = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut word = || parts.next().expect("a whole pixmap");
        assert_eq!(word(), b"P6");
        let number = |word: &[u8]| {
            std::str::from_utf8(word).ok().and_then(|word| word.parse().ok()).expect("a number")
        };
        let (width, height) = (number(word()), number(word()));
        let pixels = word().strip_prefix(b"255\n").expect("eight bits a colour").to_vec();
        Picture { width, height, pixels }
    }

    fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let start = (y * self.width + x) * 3;
        [self.pixels[start], self.pixels[start + 1], self.pixels[start + 2]]
    }
}

fn read_line(line: &str, fonts: &str) -> Line {
    let number = |name| attribute(line, name).parse::<f64>().expect("a number") * MM;
    let area =
        Area { left: number("xMin"), top: number("yMin"), right: number("xMax"), bottom: number("yMax") };
    let words = line.split("<word ").skip(1).map(|word| {
        let text = word.split_once('>').and_then(|(_, rest)| rest.split_once("</word>")).expect("a word").0;
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    });
    let text = words.collect::<Vec<_>>().join(" ");
    let (font, size, color) = font_at(fonts, area);
    Line { area, text, font, size, color }
}

/// Font, size in points and colour of the text at a place; pdftohtml counts 108 to the inch.
fn font_at(fonts: &str, area: Area) -> (String, f64, String) {
    const MM: f64 = 25.4 / 108.0;
    let distance = |text: &str| {
        let place = |name| attribute(text, name).parse::<f64>().unwrap_or(f64::MAX) * MM;
        (place("top") - area.top).abs() + (place("left") - area.left).abs()
    };
    let nearest =
        fonts.split("<text ").skip(1).min_by(|a, b| distance(a).total_cmp(&distance(b))).expect("some text");
    let id = format!("<fontspec id=\"{}\"", attribute(nearest, "font"));
    let spec = fonts.split_once(&id).expect("its font").1;
    let family = attribute(spec, "family");
    let family = family.split_once('+').map_or(family, |(_, family)| family);
    (
        family.to_owned(),
        attribute(spec, "size").parse::<f64>().expect("a size") / 1.5,
        attribute(spec, "color").to_owned(),
    )
}

fn attribute<'a>(element: &'a str, name: &str) -> &'a str {
    let start = format!("{name}=\"");
    let value = element.split_once(&start).unwrap_or_else(|| panic!("no {name} in {element}")).1;
    value.split_once('"').expect("a quoted value").0
}
