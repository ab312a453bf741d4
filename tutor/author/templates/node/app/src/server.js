const { createServer } = require("node:http");

const page = PAGE;
const port = Number(process.env.PORT || 3000);

const server = createServer((request, response) => {
  response.writeHead(request.url === "/" ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
  response.end(request.url === "/" ? page : "not found");
});

server.listen(port, () => console.log(`listening on port ${port}`));
process.on("SIGTERM", () => process.exit(0));
