// One row of buttons: one stop for Tab, arrows move within (WAI-ARIA toolbar pattern).

import { redo, undo } from "prosemirror-history";
import { levelAt, numberHere, renumberAll, setLevel } from "./commands.js";
import { LEVELS } from "./schema.js";

// `words`: {toolbar, body, levels: [4], number, renumber, table: {table}, picture: {picture}, undo, redo}, each the
// button's name; keys follow in its title. `insert`: {table, picture} do what their buttons say.
export function toolbar(view, words, insert) {
  const bar = document.createElement("div");
  bar.className = "editor-toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.toolbar);

  const levels = [0, ...LEVELS].map((level) => {
    const name = level ? words.levels[level - 1] : words.body;
    const item = button(view, bar, name, `${name} (Ctrl+${level})`, setLevel(level));
    item.setAttribute("aria-pressed", "false");
    return item;
  });
  const others = [
    button(view, bar, words.number, words.number, numberHere),
    button(view, bar, words.renumber, words.renumber, renumberAll),
    button(view, bar, words.table.table, words.table.table, insert.table),
    button(view, bar, words.picture.picture, words.picture.picture, insert.picture),
    button(view, bar, words.undo, `${words.undo} (Ctrl+Z)`, undo),
    button(view, bar, words.redo, `${words.redo} (Ctrl+Y)`, redo),
  ];
  others[0].classList.add("apart");
  others[2].classList.add("apart");
  others[4].classList.add("apart");
  const [undoButton, redoButton] = others.slice(4);
  rove(bar, [...levels, ...others]);

  const show = (state) => {
    const here = levelAt(state);
    levels.forEach((item, level) => item.setAttribute("aria-pressed", String(level === here)));
    undoButton.setAttribute("aria-disabled", String(!undo(state)));
    redoButton.setAttribute("aria-disabled", String(!redo(state)));
  };
  show(view.state);
  return { bar, show };
}

function button(view, bar, name, title, command) {
  const item = document.createElement("button");
  item.type = "button";
  item.textContent = name;
  item.title = title;
  // The caret stays in the text.
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", () => {
    command(view.state, view.dispatch, view);
    const { activeElement } = document;
    if (activeElement !== item && !view.dom.contains(activeElement)) view.focus();
  });
  bar.append(item);
  return item;
}

function rove(bar, items) {
  items.forEach((item, index) => (item.tabIndex = index ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    const here = items.indexOf(document.activeElement);
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: items.length - 1 }[event.key];
    if (there === undefined || !items[there]) return;
    event.preventDefault();
    items[here].tabIndex = -1;
    items[there].tabIndex = 0;
    items[there].focus();
  });
}
