// Labels of pins that lie near each other: each above or below its disc, wherever it covers nothing.
const DISC_PX = 15, LABEL_GAP_PX = 19; // a disc's radius with its rim; from a place to the near edge of its label

const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * For each mark, on which side its label stands, or null where both sides are taken: the disc alone remains.
 * Marks are { x, y, w, h, below }: place and label's size in pixels, w = 0 for none; the last ones choose first,
 * as they lie on top.
 */
function labelSides(marks) {
  const discs = marks.map(({ x, y }) => [x - DISC_PX, y - DISC_PX, x + DISC_PX, y + DISC_PX]);
  const taken = [], sides = marks.map(() => null);
  for (let i = marks.length - 1; i >= 0; i--) {
    const { x, y, w, h, below } = marks[i];
    if (!w) continue;
    for (const side of below ? ['below', 'above'] : ['above', 'below']) {
      const top = side === 'below' ? y + LABEL_GAP_PX : y - LABEL_GAP_PX - h, box = [x - w / 2, top, x + w / 2, top + h];
      // A disc in the same place as one's own is no obstacle: every label would meet it.
      if (taken.some((other) => meet(box, other)) || discs.some((disc) => meet(box, disc))) continue;
      taken.push(box);
      sides[i] = side;
      break;
    }
  }
  return sides;
}
