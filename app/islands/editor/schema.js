// The text of an official document: headings of four levels and paragraphs, words only.
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
    text: {},
  },
});

function levelOf(node) {
  const level = Number(node.getAttribute("data-level"));
  return LEVELS.includes(level) ? level : 1;
}

// Blocks as stored → the editor's document.
export function toDocument(blocks) {
  const nodes = blocks.map((block) => toNode(block.type === "heading" ? block.level : 0, block.text));
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
    const text = node.textContent.trim();
    if (!text) return;
    if (node.type.name === "heading") blocks.push({ type: "heading", level: node.attrs.level, text });
    else blocks.push({ type: "paragraph", text });
  });
  return blocks;
}

// Where the n-th stored block stands in the document, or null.
export function positionOfBlock(document, index) {
  let left = index;
  let found = null;
  document.forEach((node, offset) => {
    if (found === null && node.textContent.trim() && left-- === 0) found = offset + 1;
  });
  return found;
}
