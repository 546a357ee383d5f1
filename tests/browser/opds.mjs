// What reading apps and the schema make of the catalogues of a shelf, as JSON.
//
//   node opds.mjs BROWSER SHELF SCHEMA
//
// catalog.xml is read by foliate-js, the engine of Readest and Foliate, in headless
// Chromium; catalog.json and each publication.json are checked against the schema.
import fs from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { chromium } from "playwright-core";

const [browserPath, shelf, schema] = process.argv.slice(2);
const read = (...names) => fs.readFileSync(path.join(shelf, ...names), "utf8");

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
ajv.addSchema(JSON.parse(fs.readFileSync(schema, "utf8")), "opds");
const check = (part, text) => {
  const validate = ajv.getSchema(`opds#/definitions/${part}`);
  return validate(JSON.parse(text)) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`);
};
const folders = fs.readdirSync(shelf).filter((name) => fs.existsSync(path.join(shelf, name, "publication.json")));
const wrong = [
  ...check("feed", read("catalog.json")),
  ...folders.flatMap((name) => check("publication", read(name, "publication.json"))),
];

const modules = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "node_modules");
const reader = fs.readFileSync(path.join(modules, "foliate-js/opds.js"), "utf8");
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
const page = await browser.newPage();
const feed = await page.evaluate(async ([code, xml]) => {
  const { getFeed, isOPDSCatalog } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const document = new DOMParser().parseFromString(xml, "application/xml");
  const { metadata, links, publications } = getFeed(document);
  return {
    title: metadata.title,
    catalogues: links.filter((link) => isOPDSCatalog(link.type)).map((link) => link.href),
    publications: publications.map((one) => ({
      metadata: { ...one.metadata },
      links: one.links.map(({ rel, href, type }) => ({ rel, href, type })),
      images: one.images.map(({ href }) => href),
    })),
  };
}, [reader, read("catalog.xml")]);
await browser.close();
console.log(JSON.stringify({ wrong, feed }));
