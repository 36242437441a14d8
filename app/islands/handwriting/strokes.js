// What the pen did, as api::handwriting::Handwriting: strokes of points [x, y, t, pressure], x and y in tenths of a CSS
// pixel, t in milliseconds since the first touch, pressure from 0 to 255.

// The server refuses more (Handwriting::MOST_POINTS, Handwriting::SIDE).
export const MOST_POINTS = 8000;
const SIDE = 20000;
// Nearer than this to the point before says nothing new.
const GRAIN = 6;
// Between what was there before and what is added after a pause that nobody measured.
const PAUSE = 1000;

// `json`: what was written before, or "".
export function open(json) {
  const strokes = json ? JSON.parse(json).strokes : [];
  const last = strokes.length ? strokes[strokes.length - 1] : null;
  return { strokes, count: strokes.reduce((sum, stroke) => sum + stroke.length, 0), since: last ? last[last.length - 1][2] + PAUSE : 0, zero: null, rest: null };
}

export const full = (written) => written.count >= MOST_POINTS;

export function begin(written, point) {
  if (full(written)) return false;
  if (written.zero === null) written.zero = point.at - written.since;
  written.strokes.push([]);
  written.rest = null;
  put(written, measured(written, point));
  return true;
}

// Whether the point was taken.
export function move(written, point) {
  const stroke = written.strokes[written.strokes.length - 1];
  const next = measured(written, point);
  const before = stroke[stroke.length - 1];
  if (Math.abs(next[0] - before[0]) + Math.abs(next[1] - before[1]) < GRAIN) {
    written.rest = next;
    return false;
  }
  return put(written, next);
}

// A stroke ends where the pen was lifted.
export function end(written) {
  if (written.rest) put(written, written.rest);
}

export function undo(written) {
  const stroke = written.strokes.pop();
  if (stroke) written.count -= stroke.length;
}

export function clear(written) {
  written.strokes.length = 0;
  written.count = 0;
}

export const text = (written) => (written.strokes.length ? JSON.stringify({ strokes: written.strokes }) : "");

// How far the writing reaches, in its own units.
export function reach(written) {
  let [right, bottom] = [0, 0];
  for (const stroke of written.strokes) {
    for (const [x, y] of stroke) [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return [right, bottom];
}

function put(written, point) {
  if (full(written)) return false;
  written.strokes[written.strokes.length - 1].push(point);
  written.count += 1;
  written.rest = null;
  return true;
}

function measured(written, { x, y, at, pressure }) {
  const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
  const stroke = written.strokes[written.strokes.length - 1];
  const before = stroke.length ? stroke : (written.strokes[written.strokes.length - 2] ?? []);
  const earliest = before.length ? before[before.length - 1][2] : 0;
  return [within(x, SIDE), within(y, SIDE), Math.max(earliest, Math.round(at - written.zero)), within(pressure * 255, 255)];
}
