//! From a handling sheet (处理单) to pages.

use api::form::{Form, FormFact, FormOpinion, FormPlace, Handwritten};
use serde::Serialize;
use typst_layout::PagedDocument;

use crate::data::{DateTime, instant};
use crate::fonts::{Fonts, Role};
use crate::glyphs::printable;
use crate::layout::compile;
use crate::text::{breakable, clean, lines};
use crate::world::{SheetWorld, Templates};

/// A CSS pixel, millimetres.
const PIXEL: f64 = 25.4 / 96.0;
/// Room for handwriting in a place, millimetres.
const WIDEST: f64 = 110.0;
const HIGHEST: f64 = 32.0;
/// Longer pictures than the pad can make are none of ours.
const LONGEST_SVG: usize = 4 << 20;

/// The code's file. Its rows are few hundred.
const CODE: &str = "/check.svg";
const MOST_ROWS: usize = 200;

/// The file `form.json` of the template.
#[derive(Serialize)]
struct Data {
    heading: String,
    facts: Vec<Fact>,
    places: Vec<Place>,
    proof: String,
    /// File of the code.
    check: Option<&'static str>,
    made_at: DateTime,
    fonts: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Fact {
    label: String,
    text: String,
    wide: bool,
}

#[derive(Serialize)]
struct Place {
    name: String,
    opinions: Vec<Opinion>,
}

#[derive(Serialize)]
struct Opinion {
    department: Option<String>,
    paragraphs: Vec<String>,
    handwriting: Option<Picture>,
    who: String,
    at: String,
}

#[derive(Serialize)]
struct Picture {
    file: String,
    width_mm: f64,
}

/// The pages of a handling sheet. What no font has is printed as 〓: an opinion is on record and cannot be written anew.
pub fn lay_out(templates: &Templates, fonts: &Fonts, form: &Form) -> Result<PagedDocument, String> {
    let mut world = SheetWorld::form(templates, fonts);
    let words = |text: &str| breakable(&printable(fonts, Role::Body, &clean(text)));
    let fact = |fact: &FormFact| Fact { label: clean(&fact.label), text: words(&fact.text), wide: fact.wide };
    let mut pictures = 0;
    let mut opinion = |opinion: &FormOpinion| {
        let handwriting = opinion.handwriting.as_ref();
        let handwriting =
            handwriting.map(|written| picture(&mut world, &mut pictures, written)).transpose()?;
        Ok::<_, String>(Opinion {
            department: opinion.department.as_deref().map(words),
            paragraphs: lines(&opinion.text).map(|line| words(&line)).collect(),
            handwriting,
            who: words(&opinion.who),
            at: clean(&opinion.at),
        })
    };
    let mut place = |place: &FormPlace| {
        let opinions = place.opinions.iter().map(&mut opinion).collect::<Result<_, _>>()?;
        Ok::<_, String>(Place { name: words(&place.name), opinions })
    };
    let places = form.places.iter().map(&mut place).collect::<Result<_, _>>()?;
    if let Some(rows) = &form.check {
        world.put(CODE, square(rows)?.into_bytes());
    }
    let data = Data {
        heading: printable(fonts, Role::Title, &clean(&form.heading)),
        facts: form.facts.iter().map(fact).collect(),
        places,
        proof: clean(&form.proof),
        check: form.check.is_some().then_some(CODE),
        made_at: instant(&form.made_at)?,
        fonts: fonts.by_role(),
    };
    compile(&mut world, "/form.json", &data)
}

/// A code as one shape: sharp at any size.
fn square(rows: &[String]) -> Result<String, String> {
    let size = rows.len();
    if size > MOST_ROWS || rows.iter().any(|row| row.len() != size) {
        return Err(format!("a code of {size} rows"));
    }
    let mut shape = String::new();
    for (y, row) in rows.iter().enumerate() {
        for (x, _) in row.bytes().enumerate().filter(|(_, dark)| *dark == b'1') {
            shape += &format!("M{x} {y}h1v1h-1z");
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\"><path d=\"{shape}\"/></svg>"
    ))
}

fn picture(world: &mut SheetWorld, pictures: &mut usize, written: &Handwritten) -> Result<Picture, String> {
    let (width, height) = (f64::from(written.width) * PIXEL, f64::from(written.height) * PIXEL);
    if width <= 0.0 || height <= 0.0 || written.svg.len() > LONGEST_SVG {
        return Err(format!("handwriting of {} x {} px", written.width, written.height));
    }
    *pictures += 1;
    let file = format!("/handwriting-{pictures}.svg");
    world.put(&file, written.svg.clone().into_bytes());
    let scale = 1.0_f64.min(WIDEST / width).min(HIGHEST / height);
    Ok(Picture { file, width_mm: width * scale })
}
