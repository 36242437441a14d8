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
      toDOM: ({ attrs }) => ["table", { "data-landscape": attrs.landscape ? "" : null }, ["tbody", ...attrs.text.split("\n").map(
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

function tableText(table) {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent).join("\t")).join("\n");
}

function levelOf(node) {
  const level = Number(node.getAttribute("data-level"));
  return LEVELS.includes(level) ? level : 1;
}

// Blocks as stored → the editor's document.
export function toDocument(blocks) {
  const nodes = blocks.map((block) => (schema.nodes[block.type].isAtom ? schema.node(block.type, block) : toNode(block.level, block.text)));
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
    // What a block is called here it is called there, and its attributes too.
    const text = node.isAtom ? node.attrs.text : node.textContent.trim();
    blocks.push({ type: node.type.name, ...node.attrs, text });
  });
  return blocks;
}

// Whether a block is stored: one with words, or a picture.
function isKept(node) {
  return Boolean(node.attrs.file || (node.attrs.text || node.textContent).trim());
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
