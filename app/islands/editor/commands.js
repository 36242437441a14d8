// What the toolbar and the keyboard do.

import { chainCommands, baseKeymap, setBlockType } from "prosemirror-commands";
import { closeHistory, redo, undo } from "prosemirror-history";
import { guessLevel, nextNumber, renumber, withoutNumber } from "./numbering.js";
import { LEVELS, schema } from "./schema.js";

// Level 0 is 正文.
export function setLevel(level) {
  return level ? setBlockType(schema.nodes.heading, { level }) : setBlockType(schema.nodes.paragraph);
}

export function levelAt(state) {
  const { parent } = state.selection.$from;
  return parent.type === schema.nodes.heading ? parent.attrs.level : 0;
}

// Writes or mends the number of the heading where the caret stands; a paragraph first becomes a heading of the level before it.
export function numberHere(state, dispatch) {
  const index = state.selection.$from.index(0);
  if (!state.doc.child(index).isTextblock) return false;
  const blocks = plainBlocks(state.doc);
  const level = levelAt(state) || lastLevel(blocks, index);
  const node = state.doc.child(index);
  const text = nextNumber(blocks, index, level) + withoutNumber(node.textContent);
  if (!dispatch) return true;
  const start = state.selection.$from.start(1);
  const transaction = state.tr.setBlockType(start, start + node.content.size, schema.nodes.heading, { level });
  dispatch(replaceWords(transaction, start, node.textContent, text).scrollIntoView());
  return true;
}

// Numbers the whole text anew, in one step that undo takes back.
export function renumberAll(state, dispatch) {
  const texts = renumber(plainBlocks(state.doc));
  const transaction = closeHistory(state.tr);
  state.doc.forEach((node, offset, index) => {
    if (texts[index] !== node.textContent) {
      replaceWords(transaction, transaction.mapping.map(offset + 1), node.textContent, texts[index]);
    }
  });
  if (dispatch && transaction.docChanged) dispatch(transaction);
  return true;
}

// Only what differs at the front is replaced, so that the caret stays where it is.
function replaceWords(transaction, start, before, after) {
  let same = 0;
  while (same < Math.min(before.length, after.length) && before.at(-1 - same) === after.at(-1 - same)) same++;
  return transaction.insertText(after.slice(0, after.length - same), start, start + before.length - same);
}

function plainBlocks(document) {
  const blocks = [];
  document.forEach((node) => blocks.push({ level: node.attrs.level || 0, text: node.textContent }));
  return blocks;
}

function lastLevel(blocks, index) {
  const before = blocks.slice(0, index).reverse().find((block) => block.level);
  return before ? before.level : 1;
}

// Enter after a numbered short line makes it the heading that it is.
function headingOnEnter(state, dispatch) {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  if (!empty || parent.type !== schema.nodes.paragraph || $from.parentOffset !== parent.content.size) return false;
  const level = guessLevel(parent.textContent);
  if (!level) return false;
  const transaction = state.tr.setBlockType($from.start(), $from.end(), schema.nodes.heading, { level });
  transaction.split(transaction.selection.from, 1, [{ type: schema.nodes.paragraph }]);
  if (dispatch) dispatch(transaction.scrollIntoView());
  return true;
}

// Backspace at the start of a heading makes it a paragraph before it joins the one above.
function plainOnBackspace(state, dispatch) {
  const { $from, empty } = state.selection;
  return empty && $from.parentOffset === 0 && levelAt(state) > 0 && setLevel(0)(state, dispatch);
}

export function keys() {
  const bindings = {
    ...baseKeymap,
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    Enter: chainCommands(headingOnEnter, baseKeymap.Enter),
    Backspace: chainCommands(plainOnBackspace, baseKeymap.Backspace),
  };
  for (const level of [0, ...LEVELS]) {
    bindings[`Mod-${level}`] = setLevel(level);
    bindings[`Mod-Alt-${level}`] = setLevel(level);
  }
  return bindings;
}
