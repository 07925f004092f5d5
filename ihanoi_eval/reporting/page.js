// Search, filter and sort on the page itself: nothing is asked of anybody, nothing is kept.
// Without it every word of the page is there; its hash stands in the page's policy.
(() => {
"use strict";
const LEAST_TO_SORT = 3, LEAST_TO_FILTER = 20; // rows of a table
const make = (tag, parts) => Object.assign(document.createElement(tag), parts);
const collator = new Intl.Collator("vi", {numeric: true});
// A tone moves to the end of its syllable, so that hoà and hòa are one word.
const plain = words => words.toLowerCase().normalize("NFD")
  .replace(/([\u0300\u0301\u0303\u0309\u0323])([\p{L}\p{M}]+)/gu, "$2$1")
  .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
const bare = words => plain(words).replace(/\p{M}/gu, "").replace(/đ/g, "d");
const holds = (words, part) => ` ${words}`.includes(` ${part}`);

// Those with the words as they are typed; else without their signs; else with every one of them.
function matching(items, typed) {
  const signs = plain(typed), letters = bare(typed), parts = letters.split(" ");
  for (const fits of [one => holds(one.plain, signs), one => holds(one.bare, letters),
                      one => parts.every(part => holds(one.bare, part))]) {
    const found = items.filter(fits);
    if (found.length) return found;
  }
  return [];
}

function addFinder(before, label, about, elements, wordsOf, after) {
  const field = make("input", {type: "search", autocomplete: "off", spellcheck: false});
  field.setAttribute("aria-label", `${label}${about}`);
  const told = make("span", {});
  told.setAttribute("role", "status");
  const frame = make("label", {textContent: label});
  const box = make("p", {className: "find"});
  frame.append(field);
  box.append(frame, told);
  before.before(box);
  let items;
  field.addEventListener("input", () => {
    items ||= elements.map(element => {
      const words = wordsOf(element);
      return {element, plain: plain(words), bare: bare(words)};
    });
    const asked = plain(field.value) !== "";
    const found = new Set((asked ? matching(items, field.value) : items).map(one => one.element));
    for (const element of elements) element.hidden = !found.has(element);
    told.textContent = !asked ? "" : found.size ? `${found.size} kết quả` : "Không tìm thấy";
    after(asked);
  });
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    elements.find(element => !element.hidden && element.querySelector("a"))?.querySelector("a").focus();
  });
}

// A unit's code stands in its name's id: typed, it finds the unit, or all below it.
const named = element => `${element?.textContent} ${element?.querySelector("[id]")?.id || ""}`;

for (const place of document.querySelectorAll("[data-find]")) {
  const groups = [...place.querySelectorAll(".group, section")].reverse();
  const above = new Map(groups.map(group => [group, named(group.querySelector("strong"))]));
  for (const how of place.querySelectorAll("[data-told]")) how.textContent = how.dataset.told;
  addFinder(place, place.dataset.find, "", [...place.querySelectorAll("li")], item =>
    `${named(item)} ${above.get(item.closest(".group")) || ""}`,
  () => {
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
  });
}

function worth(cell) {
  const words = cell.textContent.trim();
  const day = words.length < 24 && words.match(/(\d\d)\/(\d\d)\/(\d{4})/);
  if (day) return Number(day[3] + day[2] + day[1]);
  if (!cell.classList.contains("n")) return words === "–" ? NaN : words;
  const number = words.match(/[-−]?\d[\d.]*(?:,\d+)?/);
  if (!number) return NaN;
  return Number(number[0].replace(/\./g, "").replace(",", ".").replace("−", "-"));
}

// What is not known stays last, whichever way the others go.
function sorted(rows, place, sign) {
  const worths = new Map(rows.map(row => [row, worth(row.cells[place])]));
  return [...rows].sort((a, b) => {
    const [x, y] = [worths.get(a), worths.get(b)];
    if (x !== x || y !== y) return (x !== x) - (y !== y);
    return sign * (typeof x === "number" && typeof y === "number" ? x - y : collator.compare(x, y));
  });
}

const NEXT = {none: "ascending", ascending: "descending", descending: "none"};
for (const table of document.querySelectorAll(".scroll > table")) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows].filter(row => !row.classList.contains("total"));
  if (rows.length >= LEAST_TO_FILTER)
    addFinder(table.parentNode, "Lọc bảng", `: ${table.caption.textContent}`, rows, row => row.textContent, () => {});
  if (rows.length >= LEAST_TO_SORT) heads.forEach((head, place) => {
    const button = make("button", {type: "button", title: "Xếp lại bảng theo cột này"});
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const order = NEXT[head.getAttribute("aria-sort") || "none"];
      for (const other of heads) other.removeAttribute("aria-sort");
      if (order !== "none") head.setAttribute("aria-sort", order);
      const wanted = order === "none" ? rows : sorted(rows, place, order === "ascending" ? 1 : -1);
      body.prepend(...wanted);
    });
  });
}
})();
