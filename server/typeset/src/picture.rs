//! One page of a PDF as a small WebP picture.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image_webp::{ColorType, EncoderParams, WebPEncoder};

/// Widest picture anyone may ask for; an A4 page of it takes 50 MB while it is drawn.
const MAX_WIDTH: u32 = 3000;

/// A page (from 0) drawn `width` pixels wide: the picture, and how many pages there are.
/// Fails where the PDF cannot be read or has no such page.
pub fn draw(pdf: Vec<u8>, page: usize, width: u32) -> Result<(Vec<u8>, usize), String> {
    if width == 0 || width > MAX_WIDTH {
        return Err(format!("a picture is 1 to {MAX_WIDTH} pixels wide, not {width}"));
    }
    let pdf = Pdf::new(pdf).map_err(|error| format!("unreadable PDF: {error:?}"))?;
    let pages = pdf.pages();
    let Some(chosen) = pages.get(page) else {
        return Err(format!("no page {page} of {}", pages.len()));
    };
    let (natural, _) = chosen.render_dimensions();
    let scale = width as f32 / natural;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    // Hinting and cached glyphs pay off on screens only, not in a picture drawn once.
    let drawn = render(
        chosen,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (drawn.width().into(), drawn.height().into());
    let pixels: Vec<u8> =
        drawn.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b].map(coarse)).collect();
    Ok((encode(&pixels, width, height)?, pages.len()))
}

/// One of sixteen shades: the eye sees no difference in text, the file is half as large.
fn coarse(shade: u8) -> u8 {
    (shade / 17 + u8::from(shade % 17 > 8)) * 17
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, String> {
    let mut webp = Vec::new();
    let mut encoder = WebPEncoder::new(&mut webp);
    let mut parameters = EncoderParams::default();
    parameters.use_predictor_transform = false;
    encoder.set_params(parameters);
    encoder.encode(pixels, width, height, ColorType::Rgb8).map_err(|error| error.to_string())?;
    Ok(webp)
}
