// Open an EPUB in epub.js in headless Chromium and say, as JSON, what a reader sees.
//
//   node open_epub.mjs BROWSER BOOK.epub SCREENSHOT_FOLDER
//
// A server on loopback hands out the book and the reader; nothing else is reached.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { chromium } from "playwright-core";

const [browserPath, book, shots] = process.argv.slice(2);
const modules = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "node_modules");
const files = {
  "/jszip.js": path.join(modules, "jszip/dist/jszip.min.js"),
  "/epub.js": path.join(modules, "epubjs/dist/epub.min.js"),
  "/book.epub": book,
};
const reader =
  '<!doctype html><body style="margin:0"><div id="view"></div>' +
  '<script src="/jszip.js"></script><script src="/epub.js"></script>';
const server = http.createServer((request, response) => {
  const file = files[request.url];
  if (!file) response.setHeader("Content-Type", "text/html");
  response.end(file ? fs.readFileSync(file) : reader);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

const browser = await chromium.launch({
  executablePath: browserPath,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const errors = [];
const page = await browser.newPage({ viewport: { width: 600, height: 900 } });
page.on("pageerror", (error) => errors.push(error.message));
await page.goto(`http://127.0.0.1:${server.address().port}/`);

const seen = await page.evaluate(async () => {
  const bytes = await (await fetch("/book.epub")).arrayBuffer();
  window.book = ePub(bytes);
  await book.ready;
  const navigation = await book.loaded.navigation;
  window.view = book.renderTo("view", { width: 600, height: 900, flow: "paginated", spread: "none" });
  return {
    sections: navigation.toc.map((s) => [s.label.trim(), s.subitems.map((a) => a.label.trim())]),
    articles: navigation.toc.flatMap((s) => s.subitems.map((a) => a.href)),
    landmarks: navigation.landmarks.length,
    pages: (book.pageList.pageList ?? []).map((p) => [String(p.page), p.href]),
    cover: Boolean(await book.loaded.cover),
  };
});

// Every article is opened by its link in the contents.
seen.opened = [];
for (const href of seen.articles) {
  const found = await page.evaluate(async (target) => {
    await view.display(target);
    const document = view.getContents()[0].document;
    await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
    return {
      headline: document.querySelector("h1")?.textContent.trim(),
      photos: [...document.images].map((image) => [image.naturalWidth, image.clientWidth]),
      credits: [...document.querySelectorAll("figure .credit")].map((c) => c.textContent.trim()),
    };
  }, href);
  await page.waitForTimeout(200);
  await page.screenshot({ path: path.join(shots, `article-${seen.opened.length + 1}.png`) });
  seen.opened.push(found);
}
seen.errors = errors;
console.log(JSON.stringify(seen));
await browser.close();
server.close();
