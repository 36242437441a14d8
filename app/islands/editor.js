// The editor of a document's text (正文, 附件): words in, blocks out.

import { closeHistory, history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState, NodeSelection, Plugin, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import { keys } from "./editor/commands.js";
import { handlePaste, linesOfHtml, linesOfText, tidy } from "./editor/paste.js";
import { positionOfBlock, schema, toBlocks, toDocument } from "./editor/schema.js";
import { toolbar } from "./editor/toolbar.js";

// What the file of tables and pictures needs of this one.
const kit = { NodeSelection, Plugin, TextSelection, closeHistory, schema, linesOfHtml, linesOfText, tidy };

// Mounts an editor in `element`. `blocksJson` and what `onChange` is told are JSON of `api::documents::Block`s.
// `options`: {label, placeholder, readOnly, describedBy, words, upload, files}; see `toolbar` for `words`, picture.js for
// `upload`; `files` is the address of files.
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
  // Until their file is there, tables and pictures are shown as they are, and cannot be written in.
  let blocks = null;
  const withBlocks = async (then, otherwise) => {
    try {
      if (!blocks) {
        const loaded = await import("./editor-blocks.js");
        if (view.isDestroyed) return;
        blocks = blocks || loaded.join(view, kit, options, say);
      }
    } catch {
      say(options.words.failed, true);
      if (otherwise) otherwise();
      return;
    }
    if (then) then(blocks);
  };
  const view = new EditorView(element, {
    state: startState(blocksJson, options),
    editable: () => !options.readOnly,
    attributes: attributes(options),
    handleDrop: (_view, event) => Boolean(event.dataTransfer && event.dataTransfer.files.length),
    handleDOMEvents: {
      paste: (view, event) => handlePaste(view, event, withBlocks),
      // Half-composed pinyin is nobody's text.
      compositionend: () => { queueMicrotask(tell); return false; },
      blur: () => { queueMicrotask(tell); return false; },
    },
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      if (bar) bar.show(view.state);
      if (!blocks && transaction.docChanged && hasBlocks(view.state.doc)) withBlocks();
      if (transaction.docChanged && !view.composing) tell();
    },
  });
  const say = (words, refused = false) => {
    said.textContent = words;
    said.className = refused ? "editor-said refused" : "editor-said";
  };
  const said = document.createElement("output");
  say("");
  element.prepend(said);
  if (!options.readOnly) {
    bar = toolbar(view, options.words, {
      table: () => withBlocks(() => blocks.insertTable()),
      picture: () => withBlocks(() => blocks.insertPicture(element)),
    });
    element.prepend(bar.bar);
  }
  if (hasBlocks(view.state.doc)) withBlocks();

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
  const plugins = [keymap(keys()), history(), placeholder(options.placeholder || "")];
  return EditorState.create({ doc: toDocument(JSON.parse(blocksJson)), plugins });
}

// Whether there are tables or pictures.
function hasBlocks(doc) {
  return doc.content.content.some((node) => node.isAtom);
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
