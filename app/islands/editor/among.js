// Tables and pictures stand among the paragraphs and hold no caret: how one writes around them and takes them away.

// `kit`: what of ProseMirror and of the editor is needed, see editor.js.
export function among({ NodeSelection, Plugin, TextSelection, closeHistory, schema }) {
  const nothing = () => schema.nodes.paragraph.create();

  // Puts such a block below the one where the caret stands; answers where it is.
  function insertBlock(view, node) {
    const place = view.state.selection.$to.after(1);
    view.dispatch(closeHistory(view.state.tr).insert(place, node).scrollIntoView());
    return place;
  }

  function removeBlock(view, place) {
    view.dispatch(closeHistory(view.state.tr).delete(place, place + view.state.doc.nodeAt(place).nodeSize));
    view.focus();
  }

  // Puts the caret below the block at `place`.
  function leaveBlock(view, place) {
    const below = place + view.state.doc.nodeAt(place).nodeSize + 1;
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, below)).scrollIntoView());
    view.focus();
  }

  // Whoever writes while such a block is selected writes below it.
  function below(transaction) {
    if (!transaction.selection.node) return transaction;
    const place = transaction.selection.to;
    const next = transaction.doc.nodeAt(place);
    if (!next || next.isAtom || next.content.size) transaction.insert(place, nothing());
    return transaction.setSelection(TextSelection.create(transaction.doc, place + 1));
  }

  // Backspace behind such a block and Delete before it select it first; once more takes it away.
  function selectBefore({ state, dispatch }) {
    const { $cursor } = state.selection;
    if (!$cursor || $cursor.parentOffset > 0) return false;
    const edge = $cursor.before(1);
    const before = state.doc.resolve(edge).nodeBefore;
    return Boolean(before?.isAtom) && select(state, dispatch, edge - before.nodeSize);
  }

  function selectBehind({ state, dispatch }) {
    const { $cursor } = state.selection;
    if (!$cursor || $cursor.parentOffset < $cursor.parent.content.size) return false;
    const edge = $cursor.after(1);
    return Boolean(state.doc.resolve(edge).nodeAfter?.isAtom) && select(state, dispatch, edge);
  }

  function select(state, dispatch, place) {
    dispatch(state.tr.setSelection(NodeSelection.create(state.doc, place)).scrollIntoView());
    return true;
  }

  const selecting = {
    Backspace: selectBefore,
    Delete: selectBehind,
    deleteContentBackward: selectBefore,
    deleteContentForward: selectBehind,
  };

  // There is a paragraph to write in before, between and behind such blocks; left empty it is not stored.
  const roomAround = new Plugin({
    appendTransaction: (_transactions, _before, state) => makeRoom(state),
    props: {
      handleKeyDown: (view, event) => Boolean(selecting[event.key]?.(view)),
      handleTextInput(view, _from, _to, text) {
        if (!view.state.selection.node) return false;
        view.dispatch(below(view.state.tr).insertText(text));
        return true;
      },
      handleDOMEvents: {
        // A phone's keyboard names no key, and the browser would take the whole block away.
        beforeinput(view, event) {
          const selected = Boolean(selecting[event.inputType]?.(view));
          if (selected) event.preventDefault();
          return selected;
        },
        compositionstart(view) {
          if (view.state.selection.node) view.dispatch(below(view.state.tr));
          return false;
        },
      },
    },
  });

  // What makes that room where it lacks, or null.
  function makeRoom(state) {
    const places = [];
    let caret = false;
    state.doc.forEach((node, offset) => {
      if (node.isAtom && !caret) places.push(offset);
      caret = !node.isAtom;
    });
    if (!caret) places.push(state.doc.content.size);
    if (!places.length) return null;
    const transaction = state.tr;
    for (const place of places.reverse()) transaction.insert(place, nothing());
    return transaction;
  }

  // Shows these blocks in `view` as `nodeViews` has them, with room around each.
  function join(view, nodeViews) {
    view.setProps({ nodeViews });
    view.updateState(view.state.reconfigure({ plugins: [roomAround, ...view.state.plugins] }));
    const room = makeRoom(view.state);
    if (room) view.dispatch(room.setMeta("addToHistory", false));
  }

  return { insertBlock, removeBlock, leaveBlock, below, join };
}
