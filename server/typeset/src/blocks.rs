//! Blocks of text as the templates read them: a paragraph a line, tables with their measures, pictures with their files.

use api::documents::{Block, table_rows};
use api::sheet::Sheet;
use serde::Serialize;

use crate::images;
use crate::text::{breakable, clean, ems, lines};

#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum BlockData {
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: String,
    },
    Table {
        rows: Vec<Vec<String>>,
        /// Of the columns, relative to each other.
        widths: Vec<f64>,
        size_pt: f64,
        landscape: bool,
    },
    Picture {
        file: String,
        width_mm: f64,
        caption: Option<String>,
    },
}

/// Most rows and columns of a table.
const MAX_ROWS: usize = 5_000;
const MAX_COLUMNS: usize = 40;

/// What the blocks of one text become. Fails where a table is too large or a picture cannot be used.
pub fn blocks(sheet: &Sheet, blocks: &[Block]) -> Result<Vec<BlockData>, String> {
    let mut data = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Heading { level, text } => {
                let heading =
                    |text: String| BlockData::Heading { level: level.number(), text: breakable(&text) };
                data.extend(lines(text).map(heading));
            }
            Block::Paragraph { text } => {
                data.extend(lines(text).map(|text| BlockData::Paragraph { text: breakable(&text) }));
            }
            Block::Table { text, landscape } => data.extend(table(text, *landscape)?),
            Block::Picture { file, text } => {
                let (file, width_mm) = images::picture(sheet, *file)?;
                let caption = Some(clean(text)).filter(|text| !text.is_empty()).map(|text| breakable(&text));
                data.push(BlockData::Picture { file, width_mm, caption });
            }
        }
    }
    Ok(data)
}

/// Sizes a table may be set in, points, the most wanted first: 四号, 小四, 五号, 小五.
const SIZES: [f64; 4] = [14.0, 12.0, 10.5, 9.0];
/// Width of the frame, and of a turned sheet's, in points.
const WIDTH: f64 = 156.0 / 25.4 * 72.0;
const TURNED: f64 = 225.0 / 25.4 * 72.0;
/// What lies between the words of two columns, points.
const GUTTER: f64 = 7.0;
/// Widths a column may take, ems: a longer cell wraps.
const COLUMN: (f64, f64) = (2.0, 16.0);
/// Ems a long cell wants at least, before the type gets smaller.
const WANTED: f64 = 5.0;

/// `None` where it has no words.
fn table(text: &str, landscape: bool) -> Result<Option<BlockData>, String> {
    let rows = table_rows(text);
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 {
        return Ok(None);
    }
    if rows.len() > MAX_ROWS || columns > MAX_COLUMNS {
        return Err(format!(
            "a table of {} rows and {columns} columns, at most {MAX_ROWS} and {MAX_COLUMNS}",
            rows.len()
        ));
    }
    let width_of = |cell: &str| cell.chars().map(ems).sum::<f64>();
    let widths: Vec<f64> = (0..columns)
        .map(|column| {
            rows.iter().map(|row| width_of(row[column])).fold(0.0, f64::max).clamp(COLUMN.0, COLUMN.1)
        })
        .collect();
    let wanted: f64 = widths.iter().map(|width| width.min(WANTED)).sum();
    let room = if landscape { TURNED } else { WIDTH } - GUTTER * columns as f64;
    let size_pt = SIZES.into_iter().find(|size| wanted * size <= room).unwrap_or(SIZES[SIZES.len() - 1]);
    let rows =
        rows.into_iter().map(|row| row.into_iter().map(|cell| breakable(&clean(cell))).collect()).collect();
    Ok(Some(BlockData::Table { rows, widths, size_pt, landscape }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(text: &str, landscape: bool) -> (usize, Vec<f64>, f64) {
        match table(text, landscape).expect("a table").expect("words") {
            BlockData::Table { rows, widths, size_pt, .. } => (rows.len(), widths, size_pt),
            _ => unreachable!("a table"),
        }
    }

    #[test]
    fn a_column_is_as_wide_as_its_words_and_many_columns_are_set_smaller() {
        assert_eq!(measures("序号\t单位\n\n1\t舟山市财政局", false), (2, vec![2.0, 6.0], 14.0));
        let many = ["单位名称"; 12].join("\t");
        assert_eq!((measures(&many, false).2, measures(&many, true).2), (9.0, 10.5));
        assert!(table(" \n\t", false).expect("no table").is_none());
        assert!(table(&vec!["甲"; MAX_COLUMNS].join("\t"), false).is_ok());
        assert!(table(&vec!["甲"; MAX_COLUMNS + 1].join("\t"), false).is_err());
    }
}
