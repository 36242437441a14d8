// The editor of a document's text (正文, 附件): words in, blocks out.

import { closeHistory, history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState, NodeSelection, Plugin, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import { makeRoom, roomAround } from "./editor/among.js";
import { keys } from "./editor/commands.js";
import { handlePaste } from "./editor/paste.js";
import { PictureView } from "./editor/picture.js";
import { positionOfBlock, toBlocks, toDocument } from "./editor/schema.js";
import { TableView } from "./editor/table.js";
import { toolbar } from "./editor/toolbar.js";

// Mounts an editor in `element`. `blocksJson` and what `onChange` is told are JSON of `api::documents::Block`s.
// `options`: {label, placeholder, readOnly, describedBy, words, upload, files}; see `toolbar` for `words` and `upload`;
// `files` is the address of files.
// The handle: get() → JSON, set(json), focus(block from 0, or nothing), destroy().
export function mount(element, blocksJson, onChange, options) {
  let bar = null;
  let told = JSON.stringify(toBlocks(toDocument(JSON.parse(blocksJson))));

  const tell = () => {
    const now = JSON.stringify(toBlocks(view.state.doc));
    if (now === told) return;
    told = now;
    onChange(now);
  };
  const view = new EditorView(element, {
    state: startState(blocksJson, options),
    editable: () => !options.readOnly,
    attributes: attributes(options),
    nodeViews: {
      table: (node, view, getPos) => new TableView(node, view, getPos, options.words.table),
      picture: (node, view, getPos) => new PictureView(node, view, getPos, options.words.picture, options.files),
    },
    handleDrop: (_view, event) => Boolean(event.dataTransfer && event.dataTransfer.files.length),
    handleDOMEvents: {
      paste: handlePaste,
      // Half-composed pinyin is nobody's text.
      compositionend: () => { queueMicrotask(tell); return false; },
      blur: () => { queueMicrotask(tell); return false; },
    },
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      if (bar) bar.show(view.state);
      if (transaction.docChanged && !view.composing) tell();
    },
  });
  if (!options.readOnly) {
    const said = document.createElement("p");
    said.className = "editor-said";
    said.setAttribute("role", "status");
    const say = (words, refused = false) => {
      said.textContent = words;
      said.classList.toggle("refused", refused);
    };
    bar = toolbar(view, options.words, options.upload, say);
    element.prepend(bar.bar, said);
  }

  return {
    get: () => JSON.stringify(toBlocks(view.state.doc)),
    set(json) {
      const there = toDocument(JSON.parse(json));
      told = JSON.stringify(toBlocks(there));
      // A step that undo takes back.
      view.dispatch(closeHistory(view.state.tr).replaceWith(0, view.state.doc.content.size, there.content));
    },
    focus(block) {
      const position = Number.isInteger(block) ? positionOfBlock(view.state.doc, block) : null;
      if (position !== null) {
        const node = view.state.doc.nodeAt(position);
        const whole = node?.isBlock && node.isAtom;
        const selection = (whole ? NodeSelection : TextSelection).create(view.state.doc, position);
        view.dispatch(view.state.tr.setSelection(selection).scrollIntoView());
      }
      view.focus();
    },
    destroy() {
      view.destroy();
      element.replaceChildren();
    },
  };
}

function startState(blocksJson, options) {
  const plugins = [keymap(keys()), history(), roomAround(), placeholder(options.placeholder ?? "")];
  const state = EditorState.create({ doc: toDocument(JSON.parse(blocksJson)), plugins });
  const room = makeRoom(state);
  return room ? state.apply(room.setMeta("addToHistory", false)) : state;
}

function attributes(options) {
  const all = { class: "editor-text", role: "textbox", "aria-multiline": "true", "aria-label": options.label, spellcheck: "false" };
  if (options.readOnly) Object.assign(all, { "aria-readonly": "true", tabindex: "0" });
  if (options.describedBy) all["aria-describedby"] = options.describedBy;
  return all;
}

function placeholder(words) {
  const shown = (doc) => doc.childCount === 1 && doc.firstChild.content.size === 0;
  return new Plugin({
    props: {
      decorations(state) {
        if (!words || !shown(state.doc)) return null;
        const attributes = { class: "empty", "data-placeholder": words };
        return DecorationSet.create(state.doc, [Decoration.node(0, state.doc.firstChild.nodeSize, attributes)]);
      },
    },
  });
}
