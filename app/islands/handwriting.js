// The pad for handwriting (手写签批): finger, pen or mouse in, strokes out.

import { all, piece } from "./handwriting/drawing.js";
import { begin, clear, end, full, move, open, reach, text, undo } from "./handwriting/strokes.js";

// Mounts a pad in `element`. `json`: what was written before, or ""; `changed` is told the whole after every stroke, ""
// where nothing is left. `words`: {label, hint, undo, clear, enlarge, done, full}. Gives back a function that takes the
// pad away.
export function mount(element, json, changed, words) {
  const written = open(json);
  const canvas = make("canvas", { role: "img", "aria-label": words.label });
  const hint = make("p", { class: "pad-hint", "aria-hidden": "true" }, words.hint);
  const told = make("p", { class: "hint", role: "status" });
  const paper = make("div", { class: "pad-paper" }, canvas, hint);
  const size = button(words.enlarge, () => (large.open ? large.close() : enlarge()));
  const back = button(words.undo, () => change(undo));
  const away = button(words.clear, () => change(clear));
  const stage = make("div", { class: "pad-stage" }, paper, make("div", { class: "pad-tools" }, back, away, size), told);
  const large = make("dialog", { class: "pad-large", "aria-label": words.label });
  element.append(stage, large);

  const context = canvas.getContext("2d");
  // CSS pixels of the pad for one of the writing: less where a pad that was turned has less room than the writing.
  let scale = 1;
  let drawing = null;

  function lay() {
    const { width, height } = paper.getBoundingClientRect();
    if (!width || !height) return;
    // A pad that changes under the pen ends the stroke; what was written of it stays.
    lift();
    const [right, bottom] = reach(written);
    scale = Math.min(1, (width * 10) / Math.max(right, 1), (height * 10) / Math.max(bottom, 1));
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    redraw();
  }

  function redraw() {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.scale(devicePixelRatio * scale, devicePixelRatio * scale);
    context.lineCap = "round";
    context.lineJoin = "round";
    context.strokeStyle = "#111";
    all(context, written.strokes);
    show();
  }

  function show() {
    const empty = !written.strokes.length;
    hint.hidden = !empty;
    back.disabled = empty;
    away.disabled = empty;
    told.textContent = full(written) ? words.full : "";
  }

  function change(act) {
    lift();
    act(written);
    redraw();
    changed(text(written));
  }

  function put(event) {
    const box = canvas.getBoundingClientRect();
    const place = (at) => (at * 10) / scale;
    // Mice and most fingers are felt as pressed or not.
    const felt = event.pointerType !== "mouse" && event.pressure > 0 && event.pressure < 1;
    return { x: place(event.clientX - box.left), y: place(event.clientY - box.top), at: event.timeStamp, pressure: felt ? event.pressure : 0.5 };
  }

  function down(event) {
    if (event.button !== 0) return;
    // The hand may rest on the pad while the pen writes, and touch it before the pen does.
    if (drawing) {
      if (event.pointerType !== "pen" || drawing.type === "pen") return;
      drawing = null;
      undo(written);
      redraw();
    }
    event.preventDefault();
    if (!begin(written, put(event))) return;
    drawing = { id: event.pointerId, type: event.pointerType };
    canvas.setPointerCapture(event.pointerId);
    hint.hidden = true;
  }

  function moved(event) {
    if (!drawing || event.pointerId !== drawing.id) return;
    const passed = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const each of passed.length ? passed : [event]) {
      if (!move(written, put(each))) continue;
      const stroke = written.strokes[written.strokes.length - 1];
      piece(context, stroke, stroke.length - 1, false);
    }
  }

  function up(event) {
    if (!drawing || event.pointerId !== drawing.id) return;
    if (event.type === "pointerup") move(written, put(event));
    lift();
  }

  function lift() {
    if (!drawing) return;
    drawing = null;
    end(written);
    const stroke = written.strokes[written.strokes.length - 1];
    piece(context, stroke, stroke.length - 1, true);
    show();
    changed(text(written));
  }

  function enlarge() {
    large.append(stage);
    large.showModal();
    size.textContent = words.done;
    lay();
  }

  large.addEventListener("close", () => {
    element.prepend(stage);
    size.textContent = words.enlarge;
    size.focus();
    lay();
  });
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", moved);
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(kind, up);
  const watch = new ResizeObserver(lay);
  watch.observe(paper);
  lay();
  show();

  return () => {
    watch.disconnect();
    if (large.open) large.close();
    element.replaceChildren();
  };
}

function make(name, attributes, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

function button(name, press) {
  const element = make("button", { type: "button", class: "button quiet" }, name);
  element.addEventListener("click", press);
  return element;
}
