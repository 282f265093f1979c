// The sections of an issue are folded and unfolded, one or all, which is remembered for the visit. What is folded says what
// it is called, how many works it recommends, and whether something in it is to be corrected.
import { reveal, words } from "./admin.js";

const list = document.querySelector("[data-list=sections]");
const LINK = "link=";
const kept = `folded:${location.pathname}`;
const sections = () => [...list.querySelectorAll(":scope > ol > [data-item]")];
const box = (section) => section.querySelector(":scope > details");
const count = (number) => number === 1 ? words.one_work : number ? words.works.replace("{count}", number) : "";

/** Say of a section what it is, while it is folded too. */
function head(section, index) {
  const summary = box(section).querySelector(":scope > summary");
  const heading = section.querySelector("[name='sections.heading']").value.trim();
  const works = [...section.querySelectorAll("[name='sections.recommendations.work']")].filter((each) => each.value);
  const texts = { headed: heading || words.section.replace("{number}", index + 1), works: count(works.length) };
  for (const [name, text] of Object.entries(texts)) {
    const part = summary.querySelector(`.${name}`);
    if (part.textContent !== text) part.textContent = text;
  }
  summary.querySelector(".faulty").hidden = !section.querySelector(".problems li");
}

const headAll = () => sections().forEach(head);

/** Find a link by its address, and point at it. */
function pointAt(address) {
  const holds = (field) => field.type !== "hidden" && field.value.includes(address);
  const field = [...list.querySelectorAll("textarea, input")].find(holds);
  if (!field) return;
  reveal(field);
  const at = field.value.indexOf(address);
  field.focus();
  field.setSelectionRange(at, at + address.length);
  field.scrollIntoView({ block: "center" });
}

function revealNamed() {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (hash.startsWith(LINK)) return pointAt(hash.slice(LINK.length));
  const named = hash && document.getElementById(hash);
  if (!named) return;
  if (named.matches("[data-item]")) box(named).open = true;
  reveal(named);
  named.scrollIntoView();
}

function remember() {
  const folded = sections().filter((section) => section.id && !box(section).open).map(({ id }) => id);
  try { sessionStorage.setItem(kept, JSON.stringify(folded)); } catch { /* a browser may refuse to keep anything */ }
}

function recall() {
  let folded = [];
  try { folded = JSON.parse(sessionStorage.getItem(kept)) ?? []; } catch { /* none */ }
  for (const section of sections()) if (folded.includes(section.id) && !section.querySelector(".problems li")) box(section).open = false;
}

/** Offer to fold all, where there is more than one. */
function offerAll() {
  const bar = document.createElement("p");
  bar.className = "folds";
  for (const [text, open] of [[words.fold_all, false], [words.unfold_all, true]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", () => { for (const section of sections()) box(section).open = open; });
    bar.append(button);
  }
  list.querySelector(":scope > ol").before(bar);
}

if (list) {
  offerAll();
  recall();
  headAll();
  revealNamed();
  list.addEventListener("toggle", (event) => { if (event.target.matches("[data-item] > details")) remember(); }, true);
  list.addEventListener("input", headAll);
  document.addEventListener("begun", headAll);
  document.addEventListener("judged", headAll);
  // What is asked for may be folded away, and so may what a link of the page leads to.
  document.addEventListener("invalid", (event) => reveal(event.target), true);
  addEventListener("hashchange", revealNamed);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(document.getElementById(link.hash.slice(1)));
  });
}
