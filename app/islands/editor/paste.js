// What is pasted becomes paragraphs, headings and, by what clipboard.js reads, tables; pictures, colours and links are
// dropped.

import { Fragment, Slice } from "prosemirror-model";
import { closeHistory } from "prosemirror-history";
import { guessLevel } from "./numbering.js";
import { schema, toNode } from "./schema.js";

const BREAKING = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BR CAPTION DD DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR " +
    "LI MAIN NAV OL P PRE SECTION TABLE TBODY TFOOT THEAD TR UL").split(" "),
);
const SILENT = new Set(["HEAD", "META", "NOSCRIPT", "SCRIPT", "STYLE", "TEMPLATE", "TITLE"]);

// A line of words and the heading level its markup named, 0 where it named none.
export function linesOfText(text) {
  return text.split(/\r\n|\r|\n|\u2028|\u2029/).map((words) => ({ words: tidy(words), level: 0 })).filter((line) => line.words);
}

// `tableOf` answers the text of an HTML table that is one; `kept` the attributes to keep of a tag and its attributes.
export function linesOfHtml(html, tableOf = () => null, kept = () => "") {
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
    const table = node.nodeName === "TABLE" && tableOf(node);
    if (table) {
      lines.push({ table });
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
  walk(new DOMParser().parseFromString(bare(html, kept), "text/html").body);
  end();
  return lines;
}

// Tags without their attributes and without style sheets: the page's security policy would report each of them.
function bare(html, kept) {
  return html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<([a-z][a-z0-9]*)(\s(?:"[^"]*"|'[^']*'|[^>"'])*)>/gi, (_all, name, attributes) => `<${name}${kept(name, attributes)}>`);
}

// Space at the ends, zero-width characters and the ideographic spaces of an indent say nothing.
export function tidy(words) {
  return words.replace(/[\u200b-\u200d\u2060\ufeff\u0000-\u0008\u000b-\u001f]/g, "").replace(/[\u00a0\t]/g, " ").trim();
}

// Takes a paste before ProseMirror reads it; false leaves what was copied from an editor of ours to ProseMirror.
// `withBlocks` as in editor.js: what may hold a table waits for it.
export function handlePaste(view, event, withBlocks) {
  const data = event.clipboardData;
  if (!data || !view.editable) return false;
  const html = data.getData("text/html");
  const text = data.getData("text/plain");
  if (html.includes("data-pm-slice")) return false;
  event.preventDefault();
  const insert = (lines, below = (transaction) => transaction) => {
    if (lines.length) view.dispatch(insertLines(below(closeHistory(view.state.tr)), lines).scrollIntoView());
  };
  const plainly = () => {
    const rich = html ? linesOfHtml(html) : [];
    insert(rich.length ? rich : linesOfText(text));
  };
  const blocks = view.state.selection.node || /<table|\t/i.test(html + text);
  if (blocks) withBlocks(({ linesOf, below }) => insert(linesOf(html, text), below), plainly);
  else plainly();
  return true;
}

function insertLines(transaction, lines) {
  const empty = transaction.selection.$from.parent.content.size === 0;
  if (lines.length === 1 && !empty && !lines[0].table) return transaction.insertText(lines[0].words);
  const nodes = lines.map((line) => line.table
    ? schema.node("table", { text: line.table })
    : toNode(line.level || guessLevel(line.words), line.words));
  const open = (node) => (empty || node.isAtom ? 0 : 1);
  return transaction.replaceSelection(new Slice(Fragment.from(nodes), open(nodes[0]), open(nodes[nodes.length - 1])));
}
