// The preview in the browser: waits for the server to tell of other pages, puts them in
// place without moving what is being read, and draws over them what is asked for.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const toggles = ["grid", "area", "boxes", "whole"];

// --- what is shown over the pages: kept from visit to visit -------------------------

function remembered(name) {
  try { return localStorage.getItem(name) === "on"; } catch { return false; }
}

function remember(name, on) {
  try { localStorage.setItem(name, on ? "on" : "off"); } catch { /* then not */ }
}

function show(name, on) {
  document.documentElement.classList.toggle(`show-${name}`, on);
  document.querySelector(`[data-toggle="${name}"]`).setAttribute("aria-pressed", on);
  remember(name, on);
  if (name === "boxes" && on) watchBoxes();
}

function toggle(name) {
  const spread = currentSpread();
  show(name, !document.documentElement.classList.contains(`show-${name}`));
  if (name === "whole" && spread) goTo(spread);
}

// --- boxes: asked for when a page is looked at --------------------------------------

const inView = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) drawBoxes(entry.target);
}, { rootMargin: "50%" });

function watchBoxes() {
  inView.disconnect();
  for (const leaf of document.querySelectorAll("figure.leaf")) inView.observe(leaf);
}

async function drawBoxes(leaf) {
  const digest = leaf.dataset.digest;
  const group = leaf.querySelector(".boxes");
  if (!document.documentElement.classList.contains("show-boxes")) return;
  if (group.dataset.of === digest) return;
  group.dataset.of = digest;
  try {
    const boxes = await (await fetch(`/pages/${digest}.json`)).json();
    const drawn = Object.entries(boxes).flatMap(([kind, some]) => some.map((box) => {
      const rect = document.createElementNS(SVG, "rect");
      rect.setAttribute("class", kind);
      ["x", "y", "width", "height"].forEach((side, n) => rect.setAttribute(side, box[n]));
      return rect;
    }));
    group.replaceChildren(...drawn);
  } catch { delete group.dataset.of; }
}

// --- from spread to spread -----------------------------------------------------------

const spreads = () => [...document.querySelectorAll(".spread")];
const headHeight = () => document.querySelector("header").getBoundingClientRect().bottom;

function currentSpread() {
  const top = headHeight() + 40;
  const all = spreads();
  return all.find((one) => one.getBoundingClientRect().bottom > top) ?? all.at(-1);
}

function goTo(spread) {
  const pages = spread.querySelector(".pages").getBoundingClientRect();
  const top = Math.max(0, pages.top + scrollY - headHeight() - 8);
  const left = Math.max(0, pages.left + scrollX + (pages.width - innerWidth) / 2);
  scrollTo({ top, left, behavior: "instant" });
}

function turn(by) {
  const all = spreads();
  const now = all.indexOf(currentSpread());
  // above the first spread lies what concerns the whole edition
  const atStart = now === 0 && all[0]?.getBoundingClientRect().top > headHeight() + 60;
  const next = all[atStart && by > 0 ? 0 : now + by];
  if (next) goTo(next);
  else if (by < 0) scrollTo({ top: 0, behavior: "instant" });
}

const keys = {
  g: () => toggle("grid"), a: () => toggle("area"), b: () => toggle("boxes"),
  z: () => toggle("whole"), j: () => turn(1), k: () => turn(-1),
  arrowright: () => turn(1), arrowleft: () => turn(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const scrolls = document.documentElement.scrollWidth > innerWidth;
  if (event.key.startsWith("Arrow") && scrolls) return; // the arrows move a wide page
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  act();
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const name = event.target.closest("[data-toggle]")?.dataset.toggle;
  if (name) toggle(name);
});

// --- other pages -----------------------------------------------------------------------

// Pictures that stay, stay as they are; one that changes shows what it was until the
// new one is there (HTML: "update the image data"). `board` is not yet on the page.
function takeOver(board) {
  const byDigest = new Map();
  const byPage = new Map();
  for (const leaf of document.querySelectorAll("figure.leaf")) {
    byDigest.set(leaf.dataset.digest, leaf);
    byPage.set(leaf.id, leaf);
  }
  const others = [];
  for (const leaf of board.querySelectorAll("figure.leaf")) {
    const same = byDigest.get(leaf.dataset.digest);
    if (!same) { others.push(leaf); continue; }
    byDigest.delete(leaf.dataset.digest);
    byPage.delete(same.id);
    leaf.querySelector(".boxes").replaceWith(same.querySelector(".boxes"));
    adopt(leaf, same);
  }
  for (const leaf of others) {
    const former = byPage.get(leaf.id);
    if (former) adopt(leaf, former);
  }
}

function adopt(leaf, former) {
  const picture = leaf.querySelector("img");
  const old = former.querySelector("img");
  picture.replaceWith(old);
  for (const { name, value } of picture.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function swap(next) {
  const top = scrollY;
  const board = document.importNode(next.getElementById("board"), true);
  takeOver(board);
  document.getElementById("board").replaceChildren(...board.childNodes);
  for (const id of ["frames", "names", "links"]) {
    document.getElementById(id).innerHTML = next.getElementById(id).innerHTML;
  }
  const status = document.getElementById("status");
  const told = next.getElementById("status").textContent;
  if (status.textContent !== told) status.textContent = told; // said aloud, once
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  document.body.dataset.state = next.body.dataset.state;
  document.body.dataset.version = next.body.dataset.version;
  scrollTo({ top, behavior: "instant" });
  if (document.documentElement.classList.contains("show-boxes")) watchBoxes();
}

let asking = null;

// One question at a time; what is told meanwhile is asked for afterwards.
async function update(version) {
  if (asking) { asking.again = version; return; }
  asking = { again: "" };
  try {
    const html = await (await fetch("/", { cache: "no-store" })).text();
    swap(new DOMParser().parseFromString(html, "text/html"));
  } catch { /* the server is gone: its events tell */ }
  const { again } = asking;
  asking = null;
  if (again) update(again);
}

const events = new EventSource("/events");
events.onmessage = (event) => {
  if (document.body.dataset.version !== event.data) update(event.data);
};
events.onerror = () => {
  document.body.dataset.state = "gone";
  document.getElementById("status").textContent = document.body.dataset.gone;
  document.body.dataset.version = "";
};

for (const name of toggles) show(name, remembered(name));
