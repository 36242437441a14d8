// Strokes on a canvas, as the server draws them (server/src/platform/cases/ink.rs): curves from middle to middle of
// their points, as wide as they were pressed.

const THIN = 1;
const THICKER = 3.4;

// Draws the piece of a stroke that ends at its point of that number; `last`: the stroke ends there.
export function piece(context, stroke, index, last) {
  const at = (number) => [stroke[number][0] / 10, stroke[number][1] / 10];
  const middle = (number) => {
    const [[x, y], [u, v]] = [at(number - 1), at(number)];
    return [(x + u) / 2, (y + v) / 2];
  };
  context.beginPath();
  context.lineWidth = THIN + (THICKER * pressed(stroke, index)) / 255;
  if (index === 0) {
    const [x, y] = at(0);
    context.moveTo(x, y);
    context.lineTo(x + 0.1, y);
  } else {
    context.moveTo(...(index === 1 ? at(0) : middle(index - 1)));
    context.quadraticCurveTo(...at(index - 1), ...(last ? at(index) : middle(index)));
  }
  context.stroke();
}

export function all(context, strokes) {
  for (const stroke of strokes) {
    if (stroke.length === 1) piece(context, stroke, 0, true);
    for (let index = 1; index < stroke.length; index += 1) piece(context, stroke, index, index === stroke.length - 1);
  }
}

// Devices report pressure in jumps: the last few points together say how hard it was.
function pressed(stroke, index) {
  const few = stroke.slice(Math.max(0, index - 3), index + 1);
  return few.reduce((sum, point) => sum + point[3], 0) / few.length;
}
