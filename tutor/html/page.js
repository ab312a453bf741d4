// Puts the parts together: which view, which folder, what is searched for, what has the focus.
const at = (id) => document.getElementById(id);
const ROOTS = DATA.views.map(rootOf);
const WHOLE = Math.max(...DATA.images.map((image) => image.size));
const state = { view: 0, folder: ROOTS[0], words: [], category: -1, focus: 0, tiles: [], chosen: null };

function show(focusOn) {
  const searching = state.words.length > 0 || state.category >= 0;
  const root = ROOTS[state.view];
  if (searching) search(root, state.words, state.category);
  const atTop = !state.folder.parent;
  const ghost = atTop && DATA.views[state.view].id === 'after' ? WHOLE - root.size : 0;
  state.tiles = drawMap(at('map'), state.folder, ghost, searching);
  const wanted = state.tiles.findIndex((tile) => NODES.get(tile) === focusOn);
  state.focus = Math.max(wanted, 0);
  if (state.tiles.length) state.tiles[state.focus].tabIndex = 0;
  drawCrumbs();
  drawLegend(root);
  drawStripes(root);
  drawContents(root, searching);
  tell(focusOn || state.folder);
}

function drawCrumbs() {
  const chain = [];
  for (let node = state.folder; node; node = node.parent) chain.unshift(node);
  at('crumbs').replaceChildren(...chain.map((node, n) => {
    const item = element('li');
    const last = n === chain.length - 1;
    const part = element(last ? 'span' : 'button', last ? '' : 'link', node.parent ? node.name : DATA.images[node.image].name);
    if (last) part.setAttribute('aria-current', 'location');
    else {
      part.type = 'button';
      part.addEventListener('click', () => open(node, chain[n + 1]));
    }
    item.append(part);
    return item;
  }));
}

function drawLegend(root) {
  at('legend').replaceChildren(...DATA.categories.flatMap((name, n) => {
    if (!root.sums[n]) return [];
    const button = element('button', 'chip');
    button.type = 'button';
    button.setAttribute('aria-pressed', String(state.category === n));
    button.append(element('i', `swatch c${n}`), element('span', '', name), element('b', '', bytes(root.sums[n])));
    button.addEventListener('click', () => {
      state.category = state.category === n ? -1 : n;
      show();
      at('legend').querySelector('[aria-pressed=true]')?.focus();
    });
    return [button];
  }));
}

// What stripes mean in this view; nothing if it has none.
function drawStripes(root) {
  const marks = new Set();
  eachFile(root, (file) => marks.add(STRIPED.includes(file.mark) ? DATA.marks[file.mark] : ''));
  marks.delete('');
  at('stripes').hidden = !marks.size;
  at('stripes').lastElementChild.textContent = [...marks].join(', ');
}

function drawContents(root, searching) {
  const found = searching ? matches(root).sort((a, b) => b.size - a.size) : state.folder.kids;
  const base = searching ? '' : state.folder.path;
  at('found').textContent = searching
    ? `${NUMBER.format(found.length)} found, ${bytes(root.hit)}, ${percent(root.hit, root.size)}` : '';
  at('contents-title').textContent = searching ? 'Found' : `In ${state.folder.path || 'the whole image'}`;
  const pathOf = (node) => (node.kids ? node.path.slice(base.length, -1) : node.path.slice(base.length));
  drawTable(at('contents'), found, root.size, pathOf, (node) => {
    open(node.kids ? node : node.parent, node.kids ? undefined : node);
    at('explore').scrollIntoView({ block: 'start' });
  });
}

function tell(node) {
  const box = at('details');
  const rows = [['Size', node.parent ? `${bytes(node.size)}, ${percent(node.size, ROOTS[state.view].size)}` : bytes(node.size)]];
  if (node.kids) {
    rows.push(['Files', NUMBER.format(node.files)]);
    const sums = node.sums.map((size, n) => [size, n]).filter(([size]) => size).sort((a, b) => b[0] - a[0]);
    rows.push(['State', DATA.marks[node.mark]]);
    rows.push(['Categories', sums.slice(0, 4).map(([size, n]) => `${DATA.categories[n]} ${bytes(size)}`).join(', ')]);
  } else {
    rows.push(['Category', DATA.categories[node.category]], ['Why', node.why], ['Package', node.pack]);
    rows.push(['State', DATA.marks[node.mark]]);
  }
  rows.push(['Brought by', originOf(node)]);
  const list = element('dl');
  rows.filter(([, text]) => text).forEach(([name, text]) => list.append(element('dt', '', name), element('dd', '', text)));
  const title = element('p', 'path', node.parent ? node.path : DATA.images[node.image].name);
  box.replaceChildren(title, list);
}

function open(folder, focusOn) {
  const inMap = at('map').contains(document.activeElement);
  state.folder = folder;
  show(focusOn);
  if (inMap && state.tiles.length) state.tiles[state.focus].focus();
}

function up() {
  if (state.folder.parent) open(state.folder.parent, state.folder);
}

function moveTo(n) {
  state.tiles[state.focus].tabIndex = -1;
  state.focus = n;
  state.tiles[n].tabIndex = 0;
  state.tiles[n].focus();
}

function drawViews() {
  if (DATA.views.length < 2) return;
  at('views').replaceChildren(...DATA.views.map((view, n) => {
    const button = element('button', '', view.title);
    button.type = 'button';
    button.setAttribute('aria-pressed', String(n === state.view));
    button.append(element('b', '', bytes(view.size)));
    button.addEventListener('click', () => choose(n));
    return button;
  }));
}

// Another view of the same folder, if it is there too.
function choose(n) {
  const path = state.folder.path;
  state.view = n;
  state.folder = ROOTS[n];
  for (let next; (next = state.folder.kids.find((kid) => kid.kids && path.startsWith(kid.path)));) state.folder = next;
  drawViews();
  at('views').children[n].focus();
  show();
}

at('map').addEventListener('click', (event) => {
  const tile = event.target.closest('.tile');
  const node = tile && NODES.get(tile);
  if (!node) return;
  const folder = node.kids ? node : node.parent;
  if (folder !== state.folder) open(folder, node.kids ? undefined : node);
  else choosePart(node, tile);
});
function choosePart(node, tile) {
  state.chosen?.classList.remove('chosen');
  state.chosen = tile;
  tile.classList.add('chosen');
  tell(node);
}
at('map').addEventListener('pointerover', (event) => {
  const node = NODES.get(event.target.closest('.tile'));
  if (node) tell(node);
});
at('map').addEventListener('focusin', (event) => {
  const n = state.tiles.indexOf(event.target);
  if (n < 0) return;
  state.tiles[state.focus].tabIndex = -1;
  state.focus = n;
  event.target.tabIndex = 0;
  tell(NODES.get(event.target));
});
at('map').addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !state.tiles.length) return;
  if (event.key.startsWith('Arrow')) moveTo(neighbour(state.tiles, state.focus, event.key));
  else if (event.key === 'Home') moveTo(0);
  else if (event.key === 'End') moveTo(state.tiles.length - 1);
  else if (event.key === 'Escape' || event.key === 'Backspace') up();
  else return;
  event.preventDefault();
});
at('search').addEventListener('input', () => {
  state.words = at('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  show();
});
at('search').addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && at('search').value) {
    at('search').value = '';
    state.words = [];
    show();
    event.preventDefault();
  }
});

at('explore').hidden = false;
drawViews();
show();
let width = at('map').clientWidth;
new ResizeObserver(() => {
  if (at('map').clientWidth === width) return;
  width = at('map').clientWidth;
  show(state.tiles.length ? NODES.get(state.tiles[state.focus]) : undefined);
}).observe(at('map'));
