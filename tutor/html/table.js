// The table under the map: what is in the folder, or what was found.
const MOST_ROWS = 100;

function drawTable(box, rows, whole, pathOf, open) {
  const table = element('table', 'rows contents');
  const head = element('tr');
  ['Size', 'Share', 'Name', 'Category', 'Brought by'].forEach((name, n) => {
    const cell = element('th', n < 2 ? 'number' : '', name);
    cell.scope = 'col';
    head.append(cell);
  });
  const body = element('tbody');
  rows.slice(0, MOST_ROWS).forEach((node) => body.append(tableRow(node, whole, rows[0].size, pathOf, open)));
  const top = element('thead');
  top.append(head);
  table.append(top, body);
  box.replaceChildren(table);
  const rest = rows.slice(MOST_ROWS);
  if (rest.length) {
    const size = rest.reduce((sum, node) => sum + node.size, 0);
    box.append(element('p', 'note', `Not listed: ${NUMBER.format(rest.length)} smaller ones, ${bytes(size)} together.`));
  }
}

function tableRow(node, whole, most, pathOf, open) {
  const row = element('tr');
  const size = cell(row, 'Size', 'number', bytes(node.size));
  size.append(barOf(node, most));
  cell(row, 'Share', 'number', percent(node.size, whole));
  const name = cell(row, 'Name', '');
  if (node.kids || pathOf(node) !== node.name) {
    const button = element('button', 'link name', pathOf(node) + (node.kids ? '/' : ''));
    button.type = 'button';
    button.addEventListener('click', () => open(node));
    name.append(button);
  } else name.append(element('span', 'name', pathOf(node)));
  if (node.kids) name.append(element('span', 'note count', filesOf(node)));
  const why = node.kids ? '' : [DATA.marks[node.mark], node.pack, node.why].filter(Boolean).join(' · ');
  if (why) name.append(element('span', 'why', why));
  cell(row, 'Category', '').append(tagOf(node));
  cell(row, 'Brought by', '').append(element('code', '', originOf(node)));
  return row;
}

function cell(row, name, className, text) {
  const made = element('td', className, text);
  made.dataset.label = name;
  row.append(made);
  return made;
}

function barOf(node, most) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', `bar c${node.category}`);
  svg.setAttribute('viewBox', '0 0 100 1');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const rect = document.createElementNS(space, 'rect');
  rect.setAttribute('width', String(Math.max((100 * node.size) / most, 0.4)));
  rect.setAttribute('height', '1');
  svg.append(rect);
  return svg;
}

function tagOf(node) {
  const tag = element('span', 'tag');
  const others = node.sums.filter((sum) => sum > 0).length - 1;
  tag.append(element('i', `swatch c${node.category}`));
  tag.append(DATA.categories[node.category]);
  if (others > 0) tag.append(element('span', 'note', `+ ${others}`));
  return tag;
}
