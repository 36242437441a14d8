// Tables on the clipboard: from Word, WPS and spreadsheets, as HTML or as plain text.

import { isTabular, rowsOf, rowsOfPlain, textOf, trimmed } from "./rows.js";

// The lines of a paste as paste.js has them, with {table} for a table's text. `kit`: {linesOfHtml, linesOfText, tidy}.
export function linesOf({ linesOfHtml, linesOfText, tidy }, html, text) {
  const tableOf = (table) => {
    const tidied = () => rowsOf(tableText(table)).map((row) => row.map(tidy));
    return isTable(table) ? textOf(trimmed(tidied())) : null;
  };
  const rich = html ? linesOfHtml(html, tableOf, spans) : [];
  if (rich.length) return rich;
  return isTabular(text) ? [{ table: textOf(trimmed(rowsOfPlain(text))) }] : linesOfText(text);
}

// What was copied as a table, as rows of cells; null for words alone.
export function copiedRows(kit, data) {
  const html = data?.getData("text/html");
  const lines = html ? linesOf(kit, html, "") : [];
  if (lines.length === 1 && lines[0].table) return rowsOf(lines[0].table);
  const text = data?.getData("text/plain") ?? "";
  return /[\t\n]/.test(text.trim()) ? rowsOfPlain(text) : null;
}

// Pages lay text out in tables of one column, which are none.
function isTable(table) {
  return [...table.rows].some((row) => row.cells.length > 1) && !table.querySelector("table");
}

// Of cells that were merged the attributes that say so.
function spans(name, attributes) {
  return /^t[dh]$/i.test(name) ? (attributes.match(/\s(?:col|row)span\s*=\s*["']?\d+["']?/gi) ?? []).join("") : "";
}

// The words of an HTML table: a row a line, cells parted by tabs. A merged cell (合并单元格) says its words once.
function tableText(table) {
  const lines = [...table.rows];
  const rows = lines.map(() => []);
  lines.forEach((line, y) => {
    let x = 0;
    for (const cell of line.cells) {
      while (rows[y][x] !== undefined) x++;
      for (const row of rows.slice(y, y + Math.max(cell.rowSpan, 1))) {
        for (let column = x; column < x + cell.colSpan; column++) row[column] = "";
      }
      rows[y][x] = wordsOf(cell);
      x += cell.colSpan;
    }
  });
  return rows.map((row) => Array.from(row, (words) => words ?? "").join("\t")).join("\n");
}

function wordsOf(cell) {
  for (const edge of cell.querySelectorAll("br, p, div, li")) edge.before(" ");
  return cell.textContent.replace(/\s+/g, " ").trim();
}
