'use strict'

const { readFileSync } = require('fs')
const { createServer } = require('http')
const { join } = require('path')
const { money, total } = require('@harbour/prices')

const board = readFileSync(join(__dirname, 'dist', 'index.html'))
const cents = JSON.parse(readFileSync(join(__dirname, 'dist', 'cents.json'), 'utf8'))

/** Return what `/price?item=rope&count=3` asks for. */
function price(query) {
  const item = query.get('item') ?? ''
  const count = Number(query.get('count') ?? 1)
  if (!Object.hasOwn(cents, item) || !Number.isInteger(count) || count < 1) {
    return [400, 'text/plain', 'ask for /price?item=rope&count=3\n']
  }
  return [200, 'application/json', JSON.stringify({ item, count, price: money(total(cents[item], count)) })]
}

function answer(url) {
  if (url.pathname === '/') return [200, 'text/html', board]
  if (url.pathname === '/price') return price(url.searchParams)
  return [404, 'text/plain', 'there is no such page\n']
}

const server = createServer((request, response) => {
  const [status, type, body] = answer(new URL(request.url, 'http://localhost'))
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body)
})
server.listen(3000, () => console.log('prices on port 3000'))
process.on('SIGTERM', () => server.close())
