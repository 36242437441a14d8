// What is pasted becomes paragraphs, headings and tables; pictures, colours and links are dropped.

import { Fragment, Slice } from "prosemirror-model";
import { closeHistory } from "prosemirror-history";
import { below } from "./among.js";
import { guessLevel } from "./numbering.js";
import { isTabular, rowsOf, rowsOfPlain, textOf, trimmed } from "./rows.js";
import { schema, tableText, toNode } from "./schema.js";

const BREAKING = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BR CAPTION DD DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR " +
    "LI MAIN NAV OL P PRE SECTION TABLE TBODY TFOOT THEAD TR UL").split(" "),
);
const SILENT = new Set(["HEAD", "META", "NOSCRIPT", "SCRIPT", "STYLE", "TEMPLATE", "TITLE"]);

// A line of words and the heading level its markup named, 0 where it named none; or a table's text.
export function linesOfText(text) {
  if (isTabular(text)) return [{ table: textOf(trimmed(rowsOfPlain(text))) }];
  return text.split(/\r\n|\r|\n|\u2028|\u2029/).map((words) => ({ words: tidy(words), level: 0 })).filter((line) => line.words);
}

export function linesOfHtml(html) {
  const lines = [];
  let words = "";
  let level = 0;
  const end = () => {
    const line = tidy(words);
    if (line) lines.push({ words: line, level });
    words = "";
  };
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) words += node.data.replace(/[\t\n\r ]+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.nodeName)) return;
    const breaks = BREAKING.has(node.nodeName);
    if (breaks) end();
    if (node.nodeName === "TABLE" && isTable(node)) {
      const table = tidyTable(tableText(node));
      if (table) lines.push({ table });
      return;
    }
    const outer = level;
    const heading = /^H([1-6])$/.exec(node.nodeName);
    if (heading) level = Math.min(Number(heading[1]), 4);
    node.childNodes.forEach(walk);
    if (node.nodeName === "TD" || node.nodeName === "TH") words += " ";
    if (breaks) end();
    level = outer;
  };
  // A document of its own: nothing in it is fetched or run.
  walk(new DOMParser().parseFromString(bare(html), "text/html").body);
  end();
  return lines;
}

// Pages lay text out in tables of one column, which are none.
function isTable(node) {
  return [...node.rows].some((row) => row.cells.length > 1) && !node.querySelector("table");
}

function tidyTable(text) {
  return textOf(trimmed(rowsOf(text).map((row) => row.map(tidy))));
}

// What was copied as a table, as rows of cells; null for words alone.
export function copiedRows(data) {
  const html = data?.getData("text/html");
  const lines = html ? linesOfHtml(html) : [];
  if (lines.length === 1 && lines[0].table) return rowsOf(lines[0].table);
  const text = data?.getData("text/plain") ?? "";
  return /[\t\n]/.test(text.trim()) ? rowsOfPlain(text) : null;
}

// Tags without their attributes, but for those of merged cells, and without style sheets: the page's security policy
// would report each of them.
function bare(html) {
  return html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<([a-z][a-z0-9]*)(\s(?:"[^"]*"|'[^']*'|[^>"'])*)>/gi, (_all, name, attributes) => `<${name}${spans(name, attributes)}>`);
}

function spans(name, attributes) {
  return /^t[dh]$/i.test(name) ? (attributes.match(/\s(?:col|row)span\s*=\s*["']?\d+["']?/gi) ?? []).join("") : "";
}

// Space at the ends, zero-width characters and the ideographic spaces of an indent say nothing.
function tidy(words) {
  return words.replace(/[\u200b-\u200d\u2060\ufeff\u0000-\u0008\u000b-\u001f]/g, "").replace(/[\u00a0\t]/g, " ").trim();
}

// Takes a paste before ProseMirror reads it; false leaves what was copied from an editor of ours to ProseMirror.
export function handlePaste(view, event) {
  const data = event.clipboardData;
  if (!data || !view.editable) return false;
  const html = data.getData("text/html");
  if (html.includes("data-pm-slice")) return false;
  const plain = linesOfText(data.getData("text/plain"));
  const rich = html ? linesOfHtml(html) : [];
  const lines = rich.length ? rich : plain;
  event.preventDefault();
  if (lines.length) view.dispatch(insertLines(closeHistory(view.state.tr), lines).scrollIntoView());
  return true;
}

function insertLines(transaction, lines) {
  const empty = below(transaction).selection.$from.parent.content.size === 0;
  if (lines.length === 1 && !empty && !lines[0].table) return transaction.insertText(lines[0].words);
  const nodes = lines.map((line) => line.table
    ? schema.node("table", { text: line.table })
    : toNode(line.level || guessLevel(line.words), line.words));
  const open = (node) => (empty || node.isAtom ? 0 : 1);
  return transaction.replaceSelection(new Slice(Fragment.from(nodes), open(nodes[0]), open(nodes[nodes.length - 1])));
}
