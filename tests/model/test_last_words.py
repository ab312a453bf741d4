"""The line that tells why a program ended, among all that it printed."""

import pytest

from tutor.model.last_words import telling_line

NPM = """npm error code ENOENT
npm error syscall open
npm error path /app/package.json
npm error errno -2
npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/app/package.json'
npm error enoent
npm error A complete log of this run can be found in: /root/.npm/_logs/2026-11-28T00_07_16_402Z-debug-0.log"""
NODE = """node:internal/modules/cjs/loader:1143
  throw err;
  ^

Error: Cannot find module '/app/npm run start'
    at Module._resolveFilename (node:internal/modules/cjs/loader:1140:15)
    at node:internal/main/run_main_module:28:49 {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v18.20.8"""
NEXT = """> nextjs-shop@1.0.0 start
> NEXT_TELEMETRY_DISABLED=1 next start

Error: Could not find a production build in the '.next' directory. Try building your app with 'next build' first.
    at setupFsCheck (/app/node_modules/next/dist/server/lib/router-utils/filesystem.js:151:19)
    at async initialize (/app/node_modules/next/dist/server/lib/router-server.js:64:23)"""


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (NPM, "npm error enoent Could not read package.json"),
        (NODE, "Error: Cannot find module '/app/npm run start'"),
        (NEXT, "Error: Could not find a production build"),
        ("sh: next: not found", "sh: next: not found"),
        ("> shop@1 start\nFailed to compile.\n\n./app/page.tsx", "Failed to compile."),
        ("building\nall is well", "all is well"),
        ("    at a (b:1:2)\n}", "}"),
        ("", ""),
    ],
)
def test_the_line_with_the_reason_is_told(printed, told):
    found = telling_line(printed.split("\n"))
    assert found.startswith(told)
    assert bool(found) is bool(told)
