// Squarified treemap: rectangles whose areas are as the values, as near to squares as can be.
// `values` are positive and the largest comes first; returns one {x, y, w, h} for each.
function squarify(values, x, y, w, h) {
  const total = values.reduce((sum, value) => sum + value, 0);
  const found = [];
  if (!(total > 0) || !(w > 0) || !(h > 0)) return values.map(() => ({ x, y, w: 0, h: 0 }));
  const scale = (w * h) / total;
  let at = 0;
  while (at < values.length) {
    const side = Math.min(w, h);
    let end = at, sum = 0, worst = Infinity;
    while (end < values.length) {
      const next = sum + values[end] * scale;
      const ratio = worstRatio(values[at] * scale, values[end] * scale, next, side);
      if (ratio > worst) break;
      worst = ratio;
      sum = next;
      end += 1;
    }
    const depth = side > 0 ? sum / side : 0;
    let along = 0;
    for (; at < end; at += 1) {
      const length = depth > 0 ? (values[at] * scale) / depth : 0;
      found.push(w >= h ? { x, y: y + along, w: depth, h: length } : { x: x + along, y, w: length, h: depth });
      along += length;
    }
    if (w >= h) { x += depth; w = Math.max(w - depth, 0); } else { y += depth; h = Math.max(h - depth, 0); }
  }
  return found;
}

function worstRatio(largest, smallest, sum, side) {
  const square = side * side;
  return Math.max((square * largest) / (sum * sum), (sum * sum) / (square * smallest));
}
