use api::FileId;
use api::documents::{Block, HeadingLevel};
use api::sheet::{Seal, Sheet, SheetPicture, Stamp};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// A notice of one page, signed and sealed.
pub fn notice() -> Sheet {
    Sheet {
        mark: vec!["舟山市人民政府".into()],
        mark_suffix: true,
        number: Some("舟政发〔2021〕5号".into()),
        title: "舟山市人民政府关于印发舟山市数字政府建设“十四五”规划的通知".into(),
        recipients: Some("各县（区）人民政府，市政府直属各单位".into()),
        body: vec![paragraph(
            "《舟山市数字政府建设“十四五”规划》已经市政府同意，现印发给你们，请结合实际，认真组织实施。",
        )],
        signatures: vec!["舟山市人民政府".into()],
        date: Some("2021年7月1日".into()),
        seals: vec![seal(42.0)],
        note: Some("此件公开发布".into()),
        copies: Some("市委各部门，市人大常委会、市政协办公室，市监委，市法院，市检察院，各人民团体".into()),
        printer: Some("舟山市人民政府办公室".into()),
        printed_on: Some("2021年7月2日".into()),
        made_at: "2021-07-01T08:00:00Z".into(),
        ..Sheet::default()
    }
}

/// A joint notice of the given organs.
pub fn joint(organs: &[&str]) -> Sheet {
    let names: Vec<String> = organs.iter().map(|name| (*name).to_owned()).collect();
    Sheet {
        mark: names.clone(),
        seals: names.iter().map(|_| seal(42.0)).collect(),
        signatures: names,
        title: "关于做好数字合同管理工作的通知".into(),
        ..notice()
    }
}

pub fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: text.into() }
}

pub fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level: HeadingLevel::try_from(level).expect("1 to 4"), text: text.into() }
}

/// Characters without punctuation, so that every line is full.
pub fn long(characters: usize) -> String {
    "舟山市数字政府建设规划实施方案工作任务".chars().cycle().take(characters).collect()
}

pub fn table(rows: &[&[&str]], landscape: bool) -> Block {
    let rows: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
    Block::Table { text: rows.join("\n"), landscape }
}

/// A blue picture of this many pixels, and the block that shows it.
pub fn picture(width: u32, height: u32, caption: &str) -> (SheetPicture, Block) {
    let file = FileId("00000000-0000-0000-0000-000000000001".parse().expect("an id"));
    let pixels = [20, 60, 200, 255].repeat((width * height) as usize);
    let content = BASE64_STANDARD.encode(png(width, height, &pixels));
    (SheetPicture { file, content }, Block::Picture { file, text: caption.into() })
}

/// A red bar as wide as a leader's stamp (签名章).
pub fn stamp(width_mm: f64) -> Stamp {
    Stamp { png: BASE64_STANDARD.encode(png(200, 100, &[220, 0, 20, 255].repeat(200 * 100))), width_mm }
}

/// A round red seal without words.
pub fn seal(diameter_mm: f64) -> Seal {
    const SIDE: i32 = 420;
    let shade = |x: i32, y: i32| {
        let radius =
            f64::from((2 * x - SIDE + 1).pow(2) + (2 * y - SIDE + 1).pow(2)).sqrt() / f64::from(SIDE);
        if (0.94..=1.0).contains(&radius) || radius < 0.1 { [220, 0, 20, 230] } else { [0; 4] }
    };
    let pixels: Vec<u8> = (0..SIDE).flat_map(|y| (0..SIDE).flat_map(move |x| shade(x, y))).collect();
    Seal { png: BASE64_STANDARD.encode(png(SIDE as u32, SIDE as u32, &pixels)), diameter_mm }
}

fn png(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(pixels).expect("pixels");
    writer.finish().expect("an end");
    file
}
