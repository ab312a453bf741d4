// Draws one folder as nested rectangles. The folder's own parts are buttons, one of which takes the Tab key; what is
// inside of them is for the eye and the pointer.
const NODES = new WeakMap();
const LEAST = 9, HEAD = 19, PAD = 2;
const STRIPED = [1, 2, 3]; // marks of files that no container of the newer image sees
const HEADS = 3; // levels of folders that have a line for their name; what is deeper keeps its room for its parts
const NEARLY_ALL = 0.985;
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

function drawTile(kind, node, rect, searching, depth = 0) {
  const { names, parts } = node.kids ? openable(node) : { names: node.name, parts: null };
  const labelled = depth < HEADS && rect.w >= LABEL;
  const edge = depth < HEADS ? PAD : 1;
  const inner = { x: edge, y: labelled ? HEAD : edge, w: rect.w - 2 * edge, h: rect.h - (labelled ? HEAD : edge) - edge };
  const opened = parts && inner.w >= 16 && inner.h >= 16;
  const tile = element(kind, `tile ${opened ? 'folder' : `c${node.category}`}`);
  if (depth === 0) tile.classList.add('top');
  if (!opened && STRIPED.includes(node.mark)) tile.classList.add('striped');
  if (searching) tile.classList.add(node.hit ? (opened ? 'some' : 'hit') : (opened ? 'dim-head' : 'dim'));
  place(tile, rect);
  NODES.set(tile, node);
  if (!opened || labelled) label(tile, node, names, rect, opened);
  if (opened) drawInside(tile, parts, inner, searching, depth + 1);
  return tile;
}

// A folder that is nearly all of its own parent says nothing new: its name joins the parent's, its parts are drawn in it.
function openable(node) {
  let names = node.name, parts = node.kids;
  for (let first; (first = parts[0]) && first.kids && first.size >= NEARLY_ALL * node.size;) {
    names += `/${first.name}`;
    parts = [...first.kids, ...parts.slice(1)].sort((a, b) => b.size - a.size);
  }
  return { names: `${names}/`, parts };
}

function drawInside(tile, parts, inner, searching, depth) {
  const rects = squarify(parts.map((part) => part.size), inner.x, inner.y, inner.w, inner.h);
  rects.forEach((rect, n) => {
    if (rect.w >= LEAST / 3 && rect.h >= LEAST / 3 && rect.w * rect.h >= LEAST) {
      tile.append(drawTile('div', parts[n], rect, searching, depth));
    }
  });
}

function label(tile, node, name, rect, opened) {
  if (rect.w < LABEL || rect.h < 17) return;
  const head = element('span', 'label');
  head.append(element('span', 'name', name));
  if (opened ? rect.w > 120 : rect.h >= 34 && rect.w >= 62) head.append(element('span', 'size', bytes(node.size)));
  const told = DATA.marks[node.mark] || DATA.categories[node.category];
  if (!opened && rect.h >= 52 && rect.w >= 7 * told.length + 12) head.append(element('span', 'kind', told));
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
