// Draws one folder as nested rectangles. The folder's own parts are buttons, one of which takes the Tab key; what is
// inside of them is for the eye and the pointer.
const NODES = new WeakMap();
const LEAST = 9, HEAD = 19, PAD = 2;
const STRIPED = [1, 2, 3]; // marks of files that no container of the newer image sees
const LABEL = 46; // the width from which on a name is worth its place

function drawMap(box, folder, ghost, searching) {
  const [ours, gone] = split(box.clientWidth, box.clientHeight, folder.size, ghost);
  const rects = squarify(folder.kids.map((kid) => kid.size), 0, 0, ours.w, ours.h);
  const tiles = [];
  const drawn = document.createDocumentFragment();
  rects.forEach((rect, n) => {
    if (rect.w < 1.5 || rect.h < 1.5) return;
    const node = folder.kids[n];
    const tile = drawTile('button', node, rect, searching);
    tile.type = 'button';
    tile.tabIndex = -1;
    tile.setAttribute('aria-label', spoken(node, folder.size));
    tiles.push(tile);
    drawn.append(tile);
  });
  if (ghost > 0) drawn.append(ghostTile(gone, ghost));
  if (!folder.kids.length) drawn.append(element('p', 'nothing', 'Nothing here takes any space.'));
  box.replaceChildren(drawn);
  return tiles;
}

// The part of the map for what is there, and the part for what is gone, so that both images are on one scale.
function split(w, h, size, ghost) {
  const share = ghost > 0 ? size / (size + ghost) : 1;
  return w >= h ? [{ w: w * share, h }, { x: w * share, y: 0, w: w * (1 - share), h }]
    : [{ w, h: h * share }, { x: 0, y: h * share, w, h: h * (1 - share) }];
}

function drawTile(kind, node, rect, searching) {
  const head = rect.w < LABEL ? PAD : HEAD;
  const inner = { y: head, w: rect.w - 2 * PAD, h: rect.h - head - PAD };
  const opened = node.kids && inner.w >= 16 && inner.h >= 22;
  const hidden = STRIPED.includes(node.mark);
  const top = kind === 'button' ? ' top' : '';
  const tile = element(kind, `tile${top} ${opened ? 'folder' : `c${node.category}`}${hidden ? ' striped' : ''}`);
  if (searching && !opened && !node.hit) tile.classList.add('dim');
  if (searching && opened && !node.hit) tile.classList.add('dim-head');
  if (searching && node.hit && !opened) tile.classList.add('hit');
  place(tile, rect);
  NODES.set(tile, node);
  label(tile, node, rect, opened);
  if (opened) drawInside(tile, node, inner, searching);
  return tile;
}

function drawInside(tile, node, inner, searching) {
  const rects = squarify(node.kids.map((kid) => kid.size), PAD, inner.y, inner.w, inner.h);
  rects.forEach((rect, n) => {
    if (rect.w >= LEAST / 3 && rect.h >= LEAST / 3 && rect.w * rect.h >= LEAST) {
      tile.append(drawTile('div', node.kids[n], rect, searching));
    }
  });
}

function label(tile, node, rect, opened) {
  if (rect.w < LABEL || rect.h < 17) return;
  const head = element('span', 'label');
  const name = node.kids ? node.name + '/' : node.name;
  head.append(element('span', 'name', name));
  if (opened ? rect.w > 120 : rect.h >= 34 && rect.w >= 58) head.append(element('span', 'size', bytes(node.size)));
  if (!opened && rect.h >= 52 && rect.w >= (DATA.marks[node.mark || 0] ? 90 : 136)) {
    head.append(element('span', 'kind', DATA.marks[node.mark || 0] || DATA.categories[node.category]));
  }
  tile.append(head);
}

function ghostTile(rect, ghost) {
  const tile = element('div', 'tile ghost');
  place(tile, rect);
  if (rect.w > 70 && rect.h > 36) {
    const head = element('span', 'label');
    head.append(element('span', 'name', `${bytes(ghost)} less`), element('span', '', 'than before'));
    tile.append(head);
  }
  return tile;
}

function place(tile, { x, y, w, h }) {
  const style = tile.style;
  style.left = `${x}px`;
  style.top = `${y}px`;
  style.width = `${Math.max(w - 1, 1)}px`;
  style.height = `${Math.max(h - 1, 1)}px`;
}

function spoken(node, whole) {
  const kind = node.kids ? `folder, ${filesOf(node)}` : DATA.marks[node.mark] || 'file';
  return `${node.name}, ${kind}, ${bytes(node.size)}, ${percent(node.size, whole)}, ${DATA.categories[node.category]}`;
}

// The tile that lies nearest in a direction, or the same one.
function neighbour(tiles, from, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const here = tiles[from].getBoundingClientRect();
  let best = from, least = Infinity;
  tiles.forEach((tile, n) => {
    const there = tile.getBoundingClientRect();
    const ahead = dx ? (dx > 0 ? there.left - here.right : here.left - there.right)
      : (dy > 0 ? there.top - here.bottom : here.top - there.bottom);
    if (n === from || ahead < -2) return;
    const aside = dx ? apart(here.top, here.bottom, there.top, there.bottom)
      : apart(here.left, here.right, there.left, there.right);
    const far = ahead + 4 * aside + (dx ? Math.abs(there.top - here.top) : Math.abs(there.left - here.left)) / 1000;
    if (far < least) { least = far; best = n; }
  });
  return best;
}

function apart(a, b, c, d) {
  return Math.max(c - b, a - d, 0);
}
