// Rows and cells of a table's text. Plain functions over plain words: the tests need no browser.

// Rows of cells, all of one length; at least one cell.
export function rowsOf(text) {
  return even(text.split(/\r\n|\r|\n/).map((row) => row.split("\t")));
}

export function textOf(rows) {
  return rows.map((row) => row.map(plain).join("\t")).join("\n");
}

// What a cell holds: one line.
function plain(words) {
  return words.replace(/[\t\r\n]+/g, " ");
}

function even(rows) {
  const columns = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(columns - row.length).fill("")]);
}

// `rows` with what was copied from a spreadsheet written from a cell on; the table grows where it must.
export function written(rows, top, left, copied) {
  const height = Math.max(rows.length, top + copied.length);
  const width = Math.max(rows[0].length, left + Math.max(...copied.map((row) => row.length)));
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => copied[y - top]?.[x - left] ?? rows[y]?.[x] ?? ""));
}

// The cells of what a spreadsheet put on the clipboard as plain text: a cell with a line break or a tab is in quotes.
export function rowsOfPlain(text) {
  const rows = [[]];
  const cells = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/g;
  for (const [all, quoted, bare, end] of text.matchAll(cells)) {
    rows.at(-1).push(quoted === undefined ? bare : plain(quoted.replace(/""/g, '"')));
    if (!end || !all) break;
    if (end !== "\t") rows.push([]);
  }
  // The line break at the end opens no row.
  if (rows.length > 1 && rows.at(-1).every((cell) => !cell)) rows.pop();
  return even(rows);
}

// Whether plain text is a table: lines of several cells, and not only an indent.
export function isTabular(text) {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter(Boolean);
  return lines.length > 1 && lines.every((line) => line.includes("\t"));
}

// Without empty rows, and without columns that are empty to the right.
export function trimmed(rows) {
  const filled = rows.filter((row) => row.some((cell) => cell.trim()));
  const columns = Math.max(0, ...filled.map((row) => row.join("\t").trimEnd().split("\t").length));
  return filled.map((row) => row.slice(0, columns));
}
