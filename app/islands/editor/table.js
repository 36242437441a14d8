// A table in the text (表格): rows and columns of fields. Stored as a row a line, its cells parted by tabs, which is
// also how spreadsheets put a table on the clipboard.

import { copiedRows } from "./clipboard.js";
import { rowsOf, textOf, written } from "./rows.js";

// Rows on the screen at once: a field a cell is much for a phone where there are thousands.
const SHOWN = 50;

// Puts an empty table below the block where the caret stands.
export function insertTable(kit, view) {
  const empty = textOf(Array.from({ length: 3 }, () => ["", "", ""]));
  const place = kit.insertBlock(view, kit.schema.nodes.table.create({ text: empty }));
  view.nodeDOM(place)?.querySelector("textarea")?.focus();
}

// The table on the page (a ProseMirror node view). `words`: {table, rowAdd, columnAdd, rowRemove, columnRemove,
// landscape, remove, cell, earlier, later, shown}; `cell` with {row} and {column} in it, `shown` with {from}, {to}, {count}.
export class TableView {
  constructor(node, view, getPos, words, kit) {
    Object.assign(this, { node, view, getPos, words, kit, at: [0, 0], from: 0, rows: rowsOf(node.attrs.text) });
    this.dom = element("div", "editor-table");
    this.dom.contentEditable = "false";
    this.tools = element("div", "editor-table-tools");
    this.tools.setAttribute("role", "group");
    this.tools.setAttribute("aria-label", words.table);
    this.pager = element("div", "editor-table-tools");
    this.place = element("div", "editor-table-rows");
    this.dom.append(this.tools, this.pager, this.place);
    this.button(words.rowAdd, () => this.change((rows, [y]) => rows.splice(y + 1, 0, rows[0].map(() => ""))));
    this.button(words.columnAdd, () => this.change((rows, [, x]) => rows.forEach((row) => row.splice(x + 1, 0, ""))));
    this.button(words.rowRemove, () => this.change((rows, [y]) => rows.length > 1 && rows.splice(y, 1)));
    this.button(words.columnRemove, () => this.change((rows, [, x]) => rows.forEach((row) => row.length > 1 && row.splice(x, 1))));
    this.turn = this.button(words.landscape, () => this.set({ landscape: !this.node.attrs.landscape }));
    this.button(words.remove, () => kit.removeBlock(this.view, this.getPos()));
    this.earlier = this.button(words.earlier, () => this.page(-SHOWN), this.pager);
    this.later = this.button(words.later, () => this.page(SHOWN), this.pager);
    this.shown = element("span", "editor-table-shown");
    this.shown.setAttribute("role", "status");
    this.pager.append(this.shown);
    this.draw();
  }

  button(name, press, place = this.tools) {
    const item = document.createElement("button");
    item.type = "button";
    item.textContent = name;
    item.addEventListener("click", press);
    place.append(item);
    return item;
  }

  draw() {
    const { rows } = this;
    this.from = Math.min(this.from, Math.floor((rows.length - 1) / SHOWN) * SHOWN);
    const to = Math.min(this.from + SHOWN, rows.length);
    this.at = [Math.min(this.at[0], rows.length - 1), Math.min(this.at[1], rows[0].length - 1)];
    const table = document.createElement("table");
    rows.slice(this.from, to).forEach((row, y) => {
      const line = table.insertRow();
      row.forEach((words, x) => line.insertCell().append(this.field(words, this.from + y, x)));
    });
    this.place.replaceChildren(table);
    this.turn.setAttribute("aria-pressed", String(this.node.attrs.landscape));
    this.pager.hidden = rows.length <= SHOWN;
    this.earlier.disabled = this.from === 0;
    this.later.disabled = to === rows.length;
    this.shown.textContent = this.pager.hidden ? "" : fill(this.words.shown, { from: this.from + 1, to, count: rows.length });
  }

  field(words, y, x) {
    const field = document.createElement("textarea");
    field.rows = 1;
    field.value = words;
    field.setAttribute("aria-label", fill(this.words.cell, { row: y + 1, column: x + 1 }));
    const write = () => {
      this.rows[y][x] = field.value;
      this.write();
    };
    field.addEventListener("focus", () => { this.at = [y, x]; });
    field.addEventListener("input", (event) => { if (!event.isComposing) write(); });
    field.addEventListener("compositionend", write);
    field.addEventListener("keydown", (event) => this.key(event, y, x));
    field.addEventListener("paste", (event) => {
      const copied = copiedRows(this.kit, event.clipboardData);
      if (!copied) return;
      event.preventDefault();
      this.rows = written(this.rows, y, x, copied);
      this.draw();
      this.write();
      this.focus(y, x);
    });
    return field;
  }

  // A cell is one line: Enter goes to the row below. Escape leads back into the text.
  key(event, y, x) {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") this.kit.leaveBlock(this.view, this.getPos());
    else this.focus(y + 1, x);
  }

  focus(y, x) {
    if (y === this.from + SHOWN && y < this.rows.length) this.page(SHOWN);
    this.place.querySelectorAll("tr")[y - this.from]?.querySelectorAll("textarea")[x]?.focus();
  }

  page(rows) {
    this.from += rows;
    this.at = [this.from, 0];
    this.draw();
  }

  change(how) {
    how(this.rows, this.at);
    this.draw();
    this.write();
  }

  write() {
    this.set({ text: textOf(this.rows) });
  }

  set(attributes) {
    this.view.dispatch(this.view.state.tr.setNodeMarkup(this.getPos(), null, { ...this.node.attrs, ...attributes }));
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.turn.setAttribute("aria-pressed", String(node.attrs.landscape));
    const rows = rowsOf(node.attrs.text);
    // What was typed is there already; drawing it anew would take the caret away.
    if (textOf(rows) === textOf(this.rows)) return true;
    this.rows = rows;
    this.draw();
    return true;
  }

  selectNode() {
    this.dom.classList.add("chosen");
  }

  deselectNode() {
    this.dom.classList.remove("chosen");
  }

  stopEvent() {
    return true;
  }

  ignoreMutation() {
    return true;
  }
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}
