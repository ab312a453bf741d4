"""Two small servers with their Dockerfiles, one as it should be and one that does all of it wrong, and labs to judge them by."""

import json

from tests.labs import a_lab
from tutor.model.course import CheckSpec, Limits

SECRET = "hunter2-hunter2"
SERVER = """
const fs = require('fs')
if (process.env.WRITES) fs.writeFileSync('/app/state', 'x')
process.on('SIGTERM', () => process.env.DEAF || process.exit(0))
require('http').createServer((request, response) => {
  response.writeHead(request.url === '/' ? 200 : 404, {'Content-Type': 'text/html; charset=utf-8', 'X-Shop': 'open'})
  response.end('<h1>Shop</h1>')
}).listen(3000)
"""
GOOD = """\
FROM node:18-alpine AS deps
WORKDIR /src
COPY package.json ./
RUN echo install > installed
COPY . .
FROM deps AS test
RUN exit 3
FROM node:18-alpine
WORKDIR /app
COPY --from=deps --chown=1000:1000 /src/server.js ./
COPY --from=deps --chmod=755 /src/installed ./
LABEL shop.version=1.2
ENV MODE=production
EXPOSE 3000
HEALTHCHECK --interval=1s CMD ["node", "-e", "process.exit(0)"]
USER 1000
CMD ["node", "server.js"]
"""
BAD = f"""\
FROM node:18-alpine AS unused
FROM node:18-alpine
ARG TOKEN={SECRET}
WORKDIR /app
COPY . .
RUN echo $TOKEN > token && echo install > installed
RUN rm token
ENV WRITES=1 DEAF=1
HEALTHCHECK --interval=1s --retries=1 CMD ["node", "-e", "process.exit(1)"]
CMD node server.js
"""


def check(kind, check_id="", advice=False, **options):
    return CheckSpec(check_id or kind, kind, f"It is {kind}", options, advice=advice)


def app(folder, **files):
    """Write the application into a folder; return the folder."""
    folder.mkdir(exist_ok=True)
    for name, text in {
        "server.js": SERVER,
        "package.json": json.dumps({"name": "shop"}),
        "notes.txt": "notes\n",
        **files,
    }.items():
        (folder / name).write_text(text)
    return folder


def shop(tmp_path, *checks, advice=(), **other):
    """Return a lab with these checks."""
    fields = {"traditional": "FROM node:18-alpine\n", "limits": Limits(start_seconds=20), **other}
    return a_lab("FROM node:18-alpine\n", app(tmp_path / "app"), checks, advice=advice, **fields)
