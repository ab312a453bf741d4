import { readFile } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'

import { page } from './page'
import { ports } from './timetable'

const port = Number(process.env.PORT ?? 3000)

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/style.css') {
    readFile('public/style.css', (error, css) => (error ? missing(response) : send(response, 'text/css', css)))
  } else if (url.pathname === '/') {
    send(response, 'text/html; charset=utf-8', '<!doctype html>' + page(url.searchParams.get('port') ?? ports[0]))
  } else {
    missing(response)
  }
})

function send(response: ServerResponse, type: string, body: string | Buffer) {
  response.writeHead(200, { 'content-type': type }).end(body)
}

function missing(response: ServerResponse) {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing at this address.')
}

process.on('SIGTERM', () => server.close())
server.listen(port, () => console.log(`Departures on port ${port}`))
