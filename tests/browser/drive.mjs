// A page in headless Chromium, driven line by line: each line on stdin is a command as
// JSON, each line on stdout what came of it.
//
//   node drive.mjs BROWSER [light|dark]
//
//   ["goto", URL]  ["eval", EXPRESSION]  ["press", KEY]  ["axe"]  ["shot", FILE]
//   ["wait", EXPRESSION, SECONDS]   answers when it was true, in ms since 1970
//   ["size", WIDTH, HEIGHT]         of the window
//   ["serve", BOOK]                 answers where foliate.html and epubjs.html open it
//   ["type", TEXT]  ["requests"]    answers what was asked for since it was asked last
//   ["download", SELECTOR, FILE]    clicks, and keeps what comes of it
//   ["scripts", false]              a new page, in which no script runs
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { chromium } from "playwright-core";
import { serve } from "./readers.mjs";

const [browserPath, scheme = "light"] = process.argv.slice(2);
const axe = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "node_modules/axe-core/axe.min.js");
const browser = await chromium.launch({
  executablePath: browserPath,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const errors = [], requests = [];
const open = async (javaScriptEnabled) => {
  const opened = await browser.newPage({
    viewport: { width: 1440, height: 900 }, colorScheme: scheme, javaScriptEnabled,
  });
  opened.on("pageerror", (error) => errors.push(error.message));
  opened.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
  opened.on("request", (request) => requests.push(request.url()));
  return opened;
};
let page = await open(true);

const commands = {
  goto: async (url) => { await page.goto(url, { waitUntil: "load" }); },
  eval: (expression) => page.evaluate(expression),
  press: (key) => page.keyboard.press(key),
  type: (text) => page.keyboard.type(text),
  requests: () => requests.splice(0),
  scripts: async (run) => { await page.close(); page = await open(run); },
  download: async (selector, file) => {
    const coming = page.waitForEvent("download");
    await page.click(selector);
    const download = await coming;
    await download.saveAs(file);
    return download.suggestedFilename();
  },
  size: (width, height) => page.setViewportSize({ width, height }),
  serve,
  shot: (file) => page.screenshot({ path: file }),
  errors: () => errors.splice(0),
  wait: async (expression, seconds = 20) => {
    // not waitForFunction: what a page's own policy forbids (eval), it cannot do
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      const found = await page.evaluate(`(${expression}) ? Date.now() : 0`);
      if (found) return found;
      await new Promise((again) => setTimeout(again, 10));
    }
    throw new Error(`not within ${seconds} s`);
  },
  axe: async () => {
    await page.evaluate(fs.readFileSync(axe, "utf8"));
    const { violations, passes } = await page.evaluate("axe.run(document)");
    return {
      passes: passes.length,
      violations: violations.map((one) => [one.id, ...one.nodes.map((n) => n.target.join(" "))]),
    };
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  let told;
  try {
    told = { value: (await commands[name](...given)) ?? null };
  } catch (error) {
    told = { error: String(error.message ?? error) };
  }
  console.log(JSON.stringify(told));
}
await browser.close();
