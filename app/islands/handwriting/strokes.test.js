import { test } from "node:test";
import assert from "node:assert/strict";
import { MOST_POINTS, begin, clear, end, full, move, open, reach, text, undo } from "./strokes.js";

const point = (x, y, at, pressure = 0.5) => ({ x, y, at, pressure });

test("strokes are kept from the first touch to where the pen was lifted", () => {
  const written = open("");
  begin(written, point(100.4, 200, 5000));
  move(written, point(140, 200, 5008, 1));
  move(written, point(142, 200, 5016));
  end(written);
  begin(written, point(90, 300, 6000));
  end(written);
  assert.deepEqual(JSON.parse(text(written)), {
    strokes: [[[100, 200, 0, 128], [140, 200, 8, 255], [142, 200, 16, 128]], [[90, 300, 1000, 128]]],
  });
  assert.deepEqual(reach(written), [142, 300]);
});

test("what was written before is gone on with, and time never runs backwards", () => {
  const written = open('{"strokes":[[[1,2,40,9]]]}');
  begin(written, point(10, 10, 90));
  move(written, point(90, 10, 80));
  end(written);
  assert.deepEqual(written.strokes[1].map((one) => one[2]), [1040, 1040]);
});

test("strokes are taken back one by one, or all", () => {
  const written = open("");
  for (const x of [10, 20, 30]) {
    begin(written, point(x, 0, x));
    end(written);
  }
  undo(written);
  assert.equal(written.strokes.length, 2);
  clear(written);
  undo(written);
  assert.equal(text(written), "");
  assert.equal(written.count, 0);
});

test("a full pad takes no more, and what is on it stays", () => {
  const written = open("");
  begin(written, point(0, 0, 0));
  for (let step = 1; step < MOST_POINTS + 50; step += 1) move(written, point((step % 2) * 100, 0, step));
  end(written);
  assert.ok(full(written));
  assert.equal(written.strokes[0].length, MOST_POINTS);
  assert.equal(begin(written, point(0, 0, 9e6)), false);
  assert.equal(written.strokes.length, 1);
});
