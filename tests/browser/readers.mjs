// A server on loopback that hands out an EPUB and two reading systems to open it in:
// foliate-js (Foliate, Readest) and epub.js. Nothing else is reached.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const modules = path.join(here, "node_modules");
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".epub": "application/epub+zip",
};

function fileOf(url, book) {
  if (url === "/book.epub") return book;
  if (/^\/[a-z]+\.(html|js)$/.test(url)) return path.join(here, url);
  const file = path.normalize(path.join(modules, url));
  return file.startsWith(path.join(modules, "foliate-js")) || /dist\/(epub|jszip)\.min\.js$/.test(file) ? file : null;
}

// Serve the book; answer the server's address.
export async function serve(book) {
  const server = http.createServer((request, response) => {
    const file = fileOf(new URL(request.url, "http://127.0.0.1").pathname, book);
    if (!file || !fs.existsSync(file)) return response.writeHead(file === null ? 204 : 404).end();
    response.setHeader("Content-Type", types[path.extname(file)] ?? "application/octet-stream");
    response.end(fs.readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}
