'use strict'

// A private npm registry with one package: it gives nothing to those who send no token, as real ones do.
const { createHash } = require('crypto')
const { readFileSync } = require('fs')
const { createServer } = require('http')

const { name, version, description, license, main } = JSON.parse(readFileSync('money/package.json', 'utf8'))
const tarball = readFileSync(`money-${version}.tgz`)
const file = `/${name}/-/money-${version}.tgz`

function about(host) {
  const dist = {
    tarball: `http://${host}${file}`,
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
  }
  const versions = { [version]: { name, version, description, license, main, dist } }
  return { _id: name, name, 'dist-tags': { latest: version }, versions }
}

function answer(request) {
  const path = decodeURIComponent(new URL(request.url, 'http://registry.test').pathname)
  if (path === '/-/ping') return [200, {}]
  if (request.headers.authorization !== `Bearer ${process.env.TOKEN}`) {
    return [401, { error: 'this registry is private: send a token with each request' }]
  }
  if (path === file) return [200, tarball]
  if (path === `/${name}`) return [200, about(request.headers.host)]
  return [404, { error: `there is no ${path} here` }]
}

createServer((request, response) => {
  const [status, body] = answer(request)
  console.log(`${request.method} ${request.url} ${status}`)
  const isFile = Buffer.isBuffer(body)
  response.writeHead(status, { 'content-type': isFile ? 'application/octet-stream' : 'application/json' })
  response.end(isFile ? body : JSON.stringify(body))
}).listen(8080, () => console.log('the registry listens on port 8080'))
