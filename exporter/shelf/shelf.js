// Search over headlines: what is found is read from the page itself, nothing is fetched.
"use strict";
const form = document.getElementById("search");
const words = document.getElementById("words");
const found = document.getElementById("found");
const editions = document.getElementById("editions");
const hits = document.getElementById("hits");
const sum = document.getElementById("sum");

// without marks and in small letters; letter for letter as long as what it is made from
const plain = (text) =>
  Array.from(text.normalize("NFC"), (letter) => {
    const bare = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return bare.length === letter.length ? bare : letter;
  }).join("");

const shelf = Array.from(document.querySelectorAll(".edition"), (edition) => ({
  edition,
  headlines: Array.from(edition.querySelectorAll(".section li"), (item) => {
    const text = item.textContent.normalize("NFC");
    return { item, text, plain: plain(text) };
  }),
}));

const make = (name, parent, text = "") => {
  const element = document.createElement(name);
  element.append(text);
  parent.append(element);
  return element;
};

// where words begin and end in a text, none within another
const places = (text, asked) => {
  const all = asked.flatMap((word) => {
    const at = [];
    for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + word.length))
      at.push([i, i + word.length]);
    return at;
  });
  return all.sort((a, b) => a[0] - b[0] || b[1] - a[1]).filter(
    ([from], n, sorted) => !sorted.slice(0, n).some(([, to]) => from < to),
  );
};

const show = (headline, list, asked) => {
  const item = make("li", list);
  if (headline.item.lang) item.lang = headline.item.lang;
  if (headline.item.dir) item.dir = headline.item.dir;
  let at = 0;
  for (const [from, to] of places(headline.plain, asked)) {
    item.append(headline.text.slice(at, from));
    make("mark", item, headline.text.slice(from, to));
    at = to;
  }
  item.append(headline.text.slice(at));
};

const search = () => {
  const asked = plain(words.value).split(/\s+/).filter(Boolean);
  found.hidden = !asked.length;
  editions.hidden = !found.hidden;
  hits.replaceChildren();
  if (!asked.length) { sum.textContent = ""; return; }
  let headlines = 0;
  for (const { edition, headlines: all } of shelf) {
    const some = all.filter((one) => asked.every((word) => one.plain.includes(word)));
    if (!some.length) continue;
    headlines += some.length;
    const hit = make("li", hits);
    const link = make("a", hit, `${edition.dataset.name} · ${edition.dataset.day}`);
    link.href = `#${edition.id}`;
    const list = make("ul", hit);
    list.setAttribute("role", "list");
    for (const one of some) show(one, list, asked);
  }
  sum.textContent = headlines
    ? form.dataset.found.replace("{headlines}", headlines).replace("{editions}", hits.children.length)
    : form.dataset.none;
};

const clear = () => { words.value = ""; search(); };

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
words.addEventListener("input", search);
words.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { event.preventDefault(); clear(); }
});
hits.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  clear();
  const edition = document.getElementById(link.hash.slice(1));
  history.replaceState(null, "", link.hash);
  edition.querySelector("details").open = true;
  edition.scrollIntoView();
  edition.focus({ preventScroll: true });
});
search();  // what a browser has kept in the field
