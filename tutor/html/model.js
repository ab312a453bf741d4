// The files of each view as nodes: {name, parent, kids, size, files, sums, ...}. Names are untrusted: they are only
// ever shown through textContent.
const DATA = JSON.parse(document.getElementById('data').textContent);
const NUMBER = new Intl.NumberFormat('en');

function rootOf(view) {
  const root = { name: '/', parent: null, path: '', image: view.image };
  fill(root, view.tree);
  return root;
}

function fill(folder, list) {
  const all = list.map((raw) => (Array.isArray(raw[1]) ? folderNode(folder, raw) : fileNode(folder, raw)));
  folder.files = all.reduce((sum, kid) => sum + kid.files, 0); // empty ones count, though no map can show them
  folder.kids = all.filter((kid) => kid.size > 0).sort((a, b) => b.size - a.size);
  folder.size = folder.kids.reduce((sum, kid) => sum + kid.size, 0);
  folder.sums = DATA.categories.map((_, n) => folder.kids.reduce((sum, kid) => sum + kid.sums[n], 0));
  folder.mark = folder.kids.every((kid) => kid.mark === folder.kids[0].mark) && folder.kids.length ? folder.kids[0].mark : 0;
  folder.category = folder.sums.indexOf(Math.max(...folder.sums));
}

function folderNode(parent, [name, list]) {
  const node = { name, parent, image: parent.image, path: parent.path + name + '/' };
  fill(node, list);
  return node;
}

function fileNode(parent, [name, size, category = 0, layer = 0, why = 0, pack = 0, mark = 0, files = 0]) {
  const shown = name || `(${NUMBER.format(files)} small file${files === 1 ? '' : 's'})`;
  return {
    name: shown, parent, image: parent.image, path: parent.path + shown, size, category, layer, mark,
    why: DATA.words[why], pack: DATA.words[pack], files: files || 1, small: !name, kids: null,
    sums: DATA.categories.map((_, n) => (n === category ? size : 0)),
  };
}

// What brought most bytes of a node, and whether something else brought the rest.
function originOf(node) {
  const sums = new Map();
  eachFile(node, (file) => sums.set(file.layer, (sums.get(file.layer) || 0) + file.size));
  const [layer] = [...sums].sort((a, b) => b[1] - a[1])[0] || [0];
  const text = DATA.images[node.image].layers[layer] || '';
  return sums.size > 1 ? `${text}  (and ${sums.size - 1} more)` : text;
}

function eachFile(node, visit) {
  if (!node.kids) visit(node);
  else for (const kid of node.kids) eachFile(kid, visit);
}

// Marks how many bytes of each node match what is searched for; returns those of the whole.
function search(node, words, category) {
  if (node.kids) node.hit = node.kids.reduce((sum, kid) => sum + search(kid, words, category), 0);
  else {
    const layer = DATA.images[node.image].layers[node.layer] || '';
    const told = [node.path, node.pack, node.why, DATA.categories[node.category], DATA.marks[node.mark], layer].join('\n').toLowerCase();
    const matches = (category < 0 || node.category === category) && words.every((word) => told.includes(word));
    node.hit = matches ? node.size : 0;
  }
  return node.hit;
}

// The largest nodes that match as a whole, none of them inside another.
function matches(node) {
  if (!node.hit) return [];
  if (node.hit === node.size && node.parent) return [node];
  return node.kids ? node.kids.flatMap(matches) : [];
}

function filesOf(node) {
  return node.files === 1 ? '1 file' : `${NUMBER.format(node.files)} files`;
}

// Decimal units, as the tutor prints them everywhere.
function bytes(size) {
  if (size < 1000) return `${size} B`;
  const power = size < 999950 ? 1 : size < 999500000 ? 2 : 3;
  const value = size / 1000 ** power;
  return `${value.toFixed(value >= 100 ? 0 : 1)} ${['kB', 'MB', 'GB'][power - 1]}`;
}

function percent(part, whole) {
  const share = whole ? (100 * part) / whole : 0;
  return share > 0 && share < 0.1 ? '< 0.1 %' : `${share.toFixed(1)} %`;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
