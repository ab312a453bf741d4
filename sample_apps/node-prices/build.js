'use strict'

// Writes the price board once, so that the server only has to hand it out.
const { mkdirSync, readFileSync, writeFileSync } = require('fs')
const { money, total } = require('@harbour/prices')

const COUNTS = [1, 3, 10, 50]

function row({ title, cents }) {
  const prices = COUNTS.map((count) => `<td>${money(total(cents, count))}</td>`)
  return `<tr><th>${title}</th>${prices.join('')}</tr>`
}

const goods = JSON.parse(readFileSync('goods.json', 'utf8'))
const head = COUNTS.map((count) => `<th>${count}</th>`).join('')
const page = `<!doctype html>
<meta charset="utf-8">
<title>Harbour Goods: prices</title>
<h1>What it costs at Harbour Goods</h1>
<table>
<tr><th></th>${head}</tr>
${Object.values(goods).map(row).join('\n')}
</table>
`
const cents = Object.fromEntries(Object.entries(goods).map(([name, { cents }]) => [name, cents]))
mkdirSync('dist', { recursive: true })
writeFileSync('dist/index.html', page)
writeFileSync('dist/cents.json', JSON.stringify(cents))
console.log(`wrote the price board: ${Object.keys(goods).length} things`)
