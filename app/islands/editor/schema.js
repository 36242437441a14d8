// The text of an official document: headings of four levels and paragraphs, words only; tables and pictures between them.
// The same form as `api::documents::Block`; HTML is never stored.

import { Schema } from "prosemirror-model";

export const LEVELS = [1, 2, 3, 4];

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      group: "block",
      content: "text*",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", 0],
    },
    // A <p> on screen too: the page around the editor has the one outline of headings that assistive technology reads.
    heading: {
      group: "block",
      content: "text*",
      attrs: { level: { default: 1 } },
      defining: true,
      parseDOM: [{ tag: "p[data-level]", priority: 60, getAttrs: (node) => ({ level: levelOf(node) }) }],
      toDOM: (node) => ["p", { "data-level": String(node.attrs.level) }, 0],
    },
    // Copied within an editor they are themselves; what comes from elsewhere goes through paste.js.
    table: {
      group: "block",
      atom: true,
      attrs: { text: { default: "" }, landscape: { default: false } },
      parseDOM: [{ tag: "table", getAttrs: (node) => ({ text: tableText(node), landscape: node.hasAttribute("data-landscape") }) }],
      toDOM: ({ attrs }) => ["table", attrs.landscape ? { "data-landscape": "" } : {}, ["tbody", ...attrs.text.split("\n").map(
        (row) => ["tr", ...row.split("\t").map((cell) => ["td", cell])],
      )]],
    },
    picture: {
      group: "block",
      atom: true,
      attrs: { file: {}, text: { default: "" } },
      parseDOM: [{ tag: "figure[data-file]", getAttrs: (node) => ({ file: node.getAttribute("data-file"), text: node.textContent.trim() }) }],
      toDOM: ({ attrs }) => ["figure", { "data-file": attrs.file }, ["figcaption", attrs.text]],
    },
    text: {},
  },
});

// The words of an HTML table: a row a line, cells parted by tabs. A merged cell (合并单元格) says its words once.
export function tableText(table) {
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

function levelOf(node) {
  const level = Number(node.getAttribute("data-level"));
  return LEVELS.includes(level) ? level : 1;
}

// Blocks as stored → the editor's document.
export function toDocument(blocks) {
  const nodes = blocks.map((block) => {
    if (block.type === "table") return schema.node("table", { text: block.text, landscape: Boolean(block.landscape) });
    if (block.type === "picture") return schema.node("picture", { file: block.file, text: block.text });
    return toNode(block.type === "heading" ? block.level : 0, block.text);
  });
  return schema.node("doc", null, nodes.length ? nodes : [toNode(0, "")]);
}

// One block; level 0 is a paragraph.
export function toNode(level, text) {
  const content = text ? schema.text(text) : null;
  return level ? schema.node("heading", { level }, content) : schema.node("paragraph", null, content);
}

// The editor's document → blocks as stored; empty ones are the editor's, not the document's.
export function toBlocks(document) {
  const blocks = [];
  document.forEach((node) => {
    if (!isKept(node)) return;
    const text = node.textContent.trim();
    if (node.type.name === "table") blocks.push({ type: "table", text: node.attrs.text, landscape: node.attrs.landscape });
    else if (node.type.name === "picture") blocks.push({ type: "picture", file: node.attrs.file, text: node.attrs.text.trim() });
    else if (node.type.name === "heading") blocks.push({ type: "heading", level: node.attrs.level, text });
    else blocks.push({ type: "paragraph", text });
  });
  return blocks;
}

// Whether a block is stored: one with words, or a picture.
function isKept(node) {
  return node.type.name === "picture" || Boolean((node.attrs.text ?? node.textContent).trim());
}

// Where the n-th stored block stands in the document, or null.
export function positionOfBlock(document, index) {
  let left = index;
  let found = null;
  document.forEach((node, offset) => {
    if (found === null && isKept(node) && left-- === 0) found = node.isAtom ? offset : offset + 1;
  });
  return found;
}
