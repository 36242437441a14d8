// Tables and pictures stand among the paragraphs and hold no caret: how one writes around them and takes them away.

import { closeHistory } from "prosemirror-history";
import { NodeSelection, Plugin, TextSelection } from "prosemirror-state";
import { schema } from "./schema.js";

// Puts such a block below the one where the caret stands; answers where it is.
export function insertBlock(view, node) {
  const { state } = view;
  const place = state.selection.$to.after(1);
  view.dispatch(closeHistory(state.tr).insert(place, node).scrollIntoView());
  return place;
}

export function removeBlock(view, place) {
  view.dispatch(closeHistory(view.state.tr).delete(place, place + view.state.doc.nodeAt(place).nodeSize));
  view.focus();
}

// Puts the caret below the block at `place`.
export function leaveBlock(view, place) {
  const below = place + view.state.doc.nodeAt(place).nodeSize + 1;
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, below)).scrollIntoView());
  view.focus();
}

// Whoever writes while such a block is selected writes below it.
export function below(transaction) {
  if (!transaction.selection.node) return transaction;
  const place = transaction.selection.to;
  const next = transaction.doc.nodeAt(place);
  if (!next || next.isAtom || next.content.size) transaction.insert(place, schema.nodes.paragraph.create());
  return transaction.setSelection(TextSelection.create(transaction.doc, place + 1));
}

// Backspace behind such a block and Delete before it select it; once more takes it away.
export function selectBefore(state, dispatch) {
  const { $cursor } = state.selection;
  if (!$cursor || $cursor.parentOffset > 0) return false;
  const edge = $cursor.before(1);
  const before = state.doc.resolve(edge).nodeBefore;
  return Boolean(before?.isAtom) && select(state, dispatch, edge - before.nodeSize);
}

export function selectBehind(state, dispatch) {
  const { $cursor } = state.selection;
  if (!$cursor || $cursor.parentOffset < $cursor.parent.content.size) return false;
  const edge = $cursor.after(1);
  return Boolean(state.doc.resolve(edge).nodeAfter?.isAtom) && select(state, dispatch, edge);
}

function select(state, dispatch, place) {
  if (dispatch) dispatch(state.tr.setSelection(NodeSelection.create(state.doc, place)).scrollIntoView());
  return true;
}

const SELECTING = { deleteContentBackward: selectBefore, deleteContentForward: selectBehind };

// There is a paragraph to write in before, between and behind such blocks; left empty it is not stored.
export function roomAround() {
  return new Plugin({
    appendTransaction: (_transactions, _before, state) => makeRoom(state),
    props: {
      handleTextInput(view, _from, _to, text) {
        if (!view.state.selection.node) return false;
        view.dispatch(below(view.state.tr).insertText(text));
        return true;
      },
      handleDOMEvents: {
        // A phone's keyboard names no key, and the browser would take the whole block away.
        beforeinput(view, event) {
          const taken = SELECTING[event.inputType]?.(view.state, view.dispatch);
          if (taken) event.preventDefault();
          return Boolean(taken);
        },
        compositionstart(view) {
          if (view.state.selection.node) view.dispatch(below(view.state.tr));
          return false;
        },
      },
    },
  });
}

// What makes that room where it lacks, or null.
export function makeRoom(state) {
  const places = [];
  let caret = false;
  state.doc.forEach((node, offset) => {
    if (node.isAtom && !caret) places.push(offset);
    caret = !node.isAtom;
  });
  if (!caret) places.push(state.doc.content.size);
  if (!places.length) return null;
  const transaction = state.tr;
  for (const place of places.reverse()) transaction.insert(place, schema.nodes.paragraph.create());
  return transaction;
}
