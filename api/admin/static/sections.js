// A section is divided where the caret is, or joined with the next one: the server does it, and the rest of the form stays.
import { changed, start, tell, words } from "./admin.js";
import { fetchSignedIn } from "./signing_in.js";

const SECTIONS = "[data-list=sections] > ol > [data-item]";
const form = document.getElementById("form");
const touched = new WeakSet();
let made = 0;

const text = (section) => section.querySelector("textarea[name='sections.body']");
const all = () => [...document.querySelectorAll(SECTIONS)];

/** Return the sections that stand from a place on in a page that the server has made, with ids of their own. */
function answered(html, place, count) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const found = [...page.querySelectorAll(SECTIONS)];
  const sections = found.slice(place, place + count).map((section, index) => {
    section.innerHTML = section.innerHTML.replaceAll(`f-sections-${place + index}-`, `f-sections-cut${made++}-`);
    return document.adoptNode(section);
  });
  return { sections, total: found.length };
}

/** Have the server change some sections that stand together; let others take their place, and undo it when asked to. */
async function reshape(old, wanted, becoming, done) {
  const place = all().indexOf(old[0]);
  const before = all().length;
  const body = () => {
    const sent = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    sent.append("change", wanted(place));
    return { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/html" }, body: sent };
  };
  let response;
  try {
    response = await fetchSignedIn(form.action, body, true);
  } catch { response = null; }
  if (!response?.ok) return tell(words.not_reshaped);
  const { sections, total } = answered(await response.text(), place, becoming);
  if (total === before || total !== before - old.length + becoming) return tell(words.split_where);
  old[0].before(...sections);
  for (const each of old) each.remove();
  for (const each of sections) start(each);
  changed(sections[0]);
  sections.at(-1).querySelector("input:not([type=hidden]), textarea")?.focus();
  tell(done, words.undo, () => {
    sections[0].before(...old);
    for (const each of sections) each.remove();
    changed(old[0]);
    text(old[0]).focus();
  });
}

function split(section) {
  const field = text(section);
  if (!touched.has(field)) {
    field.focus();
    return tell(words.split_where);
  }
  const caret = [...field.value.slice(0, field.selectionStart)].length;
  return reshape([section], (place) => `split:sections.${place}:${caret}`, 2, words.split_done);
}

function merge(section) {
  const next = section.nextElementSibling;
  if (next) return reshape([section, next], (place) => `merge:sections.${place}`, 1, words.merge_done);
}

function begin(section) {
  const joins = section.querySelector(":scope > details > .joins");
  if (!joins || joins.querySelector("[value^=split]")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", name: "change", value: "split:", textContent: words.split });
  joins.prepend(button);
}

document.addEventListener("focusin", ({ target }) => { if (target.matches("textarea")) touched.add(target); });
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=change]");
  const action = button?.value.split(":")[0];
  if (action !== "split" && action !== "merge") return;
  event.preventDefault();
  const section = button.closest("[data-item]");
  (action === "split" ? split : merge)(section);
});
document.addEventListener("begun", ({ target }) => {
  if (target.matches?.(SECTIONS)) begin(target);
});
for (const section of all()) begin(section);
