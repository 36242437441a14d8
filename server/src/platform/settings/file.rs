//! Settings as files: JSON for programs, CSV for spreadsheets. Both hold an `id` and the values by the keys of the
//! fields, except pictures.

use api::settings::{FieldType, FileFormat, KindInfo, Values};

/// The column of the id.
const ID: &str = "id";

/// A row of a file: its number as a person counts it, its id where it has one, its values.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    pub number: u32,
    pub id: String,
    pub values: Values,
}

/// The keys that stand in files, in their order.
fn keys(info: &KindInfo) -> impl Iterator<Item = &str> {
    let held = info.fields.iter().filter(|field| field.holds != FieldType::Picture);
    held.map(|field| field.key.as_str())
}

/// The file of these rows.
pub fn write(info: &KindInfo, format: FileFormat, rows: &[(String, Values)]) -> String {
    match format {
        FileFormat::Json => {
            let objects: Vec<Values> = rows
                .iter()
                .map(|(id, values)| {
                    let held =
                        keys(info).map(|key| (key.to_owned(), values.get(key).cloned().unwrap_or_default()));
                    std::iter::once((ID.to_owned(), id.clone())).chain(held).collect()
                })
                .collect();
            // Texts by texts: this cannot fail.
            serde_json::to_string_pretty(&objects).unwrap_or_default()
        }
        FileFormat::Csv => {
            let head = std::iter::once(ID).chain(keys(info)).collect::<Vec<_>>().join(",");
            // With a byte order mark, so that spreadsheet programs read it as UTF-8.
            let mut text = format!("\u{feff}{head}\r\n");
            for (id, values) in rows {
                let cells = keys(info).map(|key| quoted(values.get(key).map_or("", String::as_str)));
                text.push_str(&std::iter::once(id.clone()).chain(cells).collect::<Vec<_>>().join(","));
                text.push_str("\r\n");
            }
            text
        }
    }
}

/// One cell. What a spreadsheet would take for a formula is made text; [`read`] takes the mark away again.
fn quoted(cell: &str) -> String {
    let mark = if is_formula(cell) { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The rows of a file; `None` where it cannot be read at all.
pub fn read(format: FileFormat, content: &str) -> Option<Vec<Row>> {
    let content = content.trim_start_matches('\u{feff}');
    match format {
        FileFormat::Json => {
            let objects: Vec<Values> = serde_json::from_str(content).ok()?;
            Some((1..).zip(objects).map(|(number, values)| row(number, values)).collect())
        }
        FileFormat::Csv => {
            let mut lines = cells(content)?.into_iter();
            let head = lines.next()?;
            let lines = (2..).zip(lines).filter(|(_, line)| line.iter().any(|cell| !cell.is_empty()));
            lines
                .map(|(number, line)| {
                    let fits = line.len() == head.len();
                    let unmarked = |cell: String| match cell.strip_prefix('\'') {
                        Some(rest) if is_formula(rest) => rest.to_owned(),
                        _ => cell,
                    };
                    fits.then(|| {
                        row(number, head.iter().cloned().zip(line.into_iter().map(unmarked)).collect())
                    })
                })
                .collect()
        }
    }
}

fn row(number: u32, mut values: Values) -> Row {
    let id = values.remove(ID).unwrap_or_default();
    Row { number, id, values }
}

/// The cells of a CSV file (RFC 4180); `None` where a quotation does not end.
fn cells(content: &str) -> Option<Vec<Vec<String>>> {
    let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quotation = false;
    let mut characters = content.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, quotation) {
            ('"', true) if characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            ('"', _) => quotation = !quotation,
            (',', false) => line.push(std::mem::take(&mut cell)),
            ('\r', false) if characters.peek() == Some(&'\n') => {}
            ('\n', false) => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            (other, _) => cell.push(other),
        }
    }
    if !cell.is_empty() || !line.is_empty() {
        line.push(cell);
        lines.push(line);
    }
    (!quotation).then_some(lines)
}

#[cfg(test)]
mod tests {
    use api::{
        administration::Duty,
        settings::{Field, Words},
    };

    use super::*;

    fn info() -> KindInfo {
        let fields = vec![
            Field::text("name", "名称", "Name", 50),
            Field::lines("text", "文字", "Text", 500),
            Field::picture("png", "", ""),
        ];
        KindInfo::new("things", Words::default(), Words::default(), Duty::Settings, fields)
    }

    #[test]
    fn what_is_written_is_read() {
        let values: Values = [("name", "甲,\"乙\""), ("text", "=1+1\n第二行，完")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        for format in [FileFormat::Json, FileFormat::Csv] {
            let file = write(&info(), format, &[("7".to_owned(), values.clone())]);
            let [row] = &read(format, &file).unwrap()[..] else { panic!("{file}") };
            assert_eq!((row.id.as_str(), &row.values), ("7", &values), "{file}");
            assert!(!file.contains("png"));
        }
        let csv = write(&info(), FileFormat::Csv, &[("7".to_owned(), values)]);
        assert!(csv.contains("\"'=1+1"), "never a formula: {csv}");
    }

    #[test]
    fn rows_are_counted_as_spreadsheets_do() {
        let rows = read(FileFormat::Csv, "id,name\r\n,甲\r\n\r\n,乙").unwrap();
        assert_eq!(
            rows.iter().map(|row| (row.number, row.values["name"].as_str())).collect::<Vec<_>>(),
            [(2, "甲"), (4, "乙")]
        );
        assert_eq!(read(FileFormat::Csv, "id,name\n,\"甲"), None, "a quotation without end");
        assert_eq!(read(FileFormat::Csv, "id,name\n1,2,3"), None, "more cells than headings");
        assert_eq!(read(FileFormat::Json, "{}"), None);
    }
}
