// What forms do without being sent: lists change in place, references are found as one types, nothing is left by mistake.
export const words = JSON.parse(document.getElementById("words").textContent);
export const adminRoot = document.documentElement.dataset.admin;

/** Tell screen readers and everybody what happened; an action may take it back. */
export function tell(text, label, action) {
  const status = document.getElementById("status");
  status.replaceChildren(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { status.replaceChildren(); action(); });
    status.append(" ", button);
  }
}

/** Say that a form is another than it was. */
export function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Unfold all that something stands in. */
export function reveal(element) {
  for (let box = element?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

// Lists

const FIRST = ":is(input:not([type=hidden]), select, textarea):not(.moves *)";
let made = 0;

function add(list) {
  const template = document.querySelector(`template[data-new="${list.dataset.list}"]`);
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__new__", `new${made++}`);
  const item = holder.content.firstElementChild;
  list.querySelector(":scope > [data-items], :scope > .rows > [data-items]").append(item);
  start(item);
  item.querySelector(FIRST)?.focus();
  changed(list);
}

/** The item after one, or before it; the head of a table is none. */
function beside(item, down) {
  const there = down ? item.nextElementSibling : item.previousElementSibling;
  return there?.matches("[data-item]") ? there : null;
}

function remove(item) {
  const [list, next] = [item.parentElement, beside(item, true)];
  const neighbour = next ?? beside(item, false);
  item.remove();
  changed(list);
  (neighbour?.querySelector(".moves button") ?? list.closest("[data-list]").querySelector(":scope > p .add")).focus();
  tell(words.removed, words.undo, () => {
    list.insertBefore(item, next?.parentElement === list ? next : null);
    changed(item);
    item.querySelector(FIRST)?.focus();
  });
}

export function move(item, down) {
  const there = beside(item, down);
  if (!there) return;
  there[down ? "after" : "before"](item);
  changed(item);
  const items = [...item.parentElement.querySelectorAll(":scope > [data-item]")];
  tell(words.moved.replace("{place}", items.indexOf(item) + 1).replace("{count}", items.length));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=change]");
  if (!button) return;
  const action = button.value.split(":")[0];
  if (!["add", "remove", "up", "down"].includes(action)) return; // the server does it
  event.preventDefault();
  if (action === "add") return add(button.closest("[data-list]"));
  const item = button.closest("[data-item]");
  if (action === "remove") return remove(item);
  move(item, action === "down");
  button.focus();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const item = event.target.closest("[data-item]");
  if (!item) return;
  event.preventDefault();
  move(item, event.key === "ArrowDown");
  event.target.focus();
});

// References: an ARIA combobox with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/)

const NEW = { Work: "works/new?title=", Person: "people/new?name=", Organization: "organizations/new?name=", Column: "columns/new?name=" };
const ADDRESS = /^(?:(?:https?|mailto|work):|\/|#|www\.)/i;
let combos = 0;

export function combobox(reference) {
  const [slug, label] = reference.querySelectorAll("input");
  const isFree = "free" in reference.dataset; // what is typed and not chosen may be meant: an address
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const said = document.createElement("span");
  reference.querySelector(".label")?.remove();
  input.id = slug.id;
  slug.removeAttribute("id");
  slug.type = "hidden";
  input.value = label.value || slug.value;
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (slug.hasAttribute(name)) input.setAttribute(name, slug.getAttribute(name));
  }
  list.id = `options${combos++}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off", placeholder: words.search };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  if (!document.querySelector(`label[for="${input.id}"]`)) input.setAttribute("aria-label", reference.closest("fieldset").querySelector("legend").textContent);
  said.className = "said";
  said.setAttribute("role", "status");
  reference.append(input, list, said);

  let asked = 0, timer = 0, chosen = input.value, created = "";
  const options = () => [...list.children];
  const active = () => list.querySelector("[aria-selected=true]");

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function select(option) {
    for (const each of options()) each.setAttribute("aria-selected", each === option);
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** What there is not yet is made in another tab; back here, it is searched for again. */
  function create(option) {
    created = input.value;
    close();
    open(option.dataset.create, "_blank", "noopener");
  }

  function choose(option) {
    if (option.dataset.create) return create(option);
    slug.value = option.dataset.slug;
    label.value = chosen = input.value = option.dataset.label;
    close();
    changed(slug);
  }

  function offered(text, data) {
    const option = Object.assign(document.createElement("li"), { textContent: text });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    Object.assign(option.dataset, data);
    return option;
  }

  async function search() {
    const mine = ++asked;
    const query = new URLSearchParams({ target: reference.dataset.target, text: input.value });
    const response = await fetch(`${adminRoot}/options?${query}`);
    if (!response.ok || mine !== asked) return;
    const found = await response.json();
    list.replaceChildren(...found.map(({ slug, label, note }) => {
      const option = offered(label, { slug, label });
      if (note) option.append(" ", Object.assign(document.createElement("small"), { textContent: note }));
      return option;
    }));
    const text = input.value.trim();
    if (text && NEW[reference.dataset.target]) list.append(offered(words.create.replace("{text}", text), { create: `${adminRoot}/${NEW[reference.dataset.target]}${encodeURIComponent(text)}` }));
    options().forEach((option, index) => { option.id = `${list.id}-${index}`; });
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = words.found.replace("{count}", found.length);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (isFree) [slug.value, label.value] = [input.value, ""];
    if (!input.value) { slug.value = label.value = chosen = ""; return close(); }
    if (isFree && ADDRESS.test(input.value)) { asked++; return close(); }
    timer = setTimeout(search, 150);
  });
  input.addEventListener("keydown", (event) => {
    const all = options(), place = all.indexOf(active());
    if (event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void search();
      select(all.at((place + (event.key === "ArrowDown" ? 1 : place < 0 ? 0 : -1)) % all.length));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      // Something new is only made of what was chosen to be.
      if (active() || !all[0].dataset.create) choose(active() ?? all[0]);
      else select(all[0]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // a dialog stays
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    choose(event.target.closest("[role=option]"));
  });
  // What was typed and not chosen names nothing: what was chosen before stands again.
  input.addEventListener("blur", () => { clearTimeout(timer); asked++; close(); if (!created && !isFree) input.value = chosen; });
  input.addEventListener("focus", () => { if (created) { created = ""; search(); } });
}

/** Begin what scripts do with a part of the page that has just come. */
export function start(root) {
  for (const reference of root.querySelectorAll(".reference")) combobox(reference);
  root.dispatchEvent(new CustomEvent("begun", { bubbles: true }));
}

// Leaving

let isLeaving = false;
for (const form of document.querySelectorAll("form[data-guarded]")) {
  form.addEventListener("input", () => { form.dataset.isChanged = ""; });
}
document.addEventListener("submit", (event) => {
  isLeaving = !event.defaultPrevented && event.submitter?.formTarget !== "_blank";
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
  const form = document.querySelector("form[data-guarded]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
addEventListener("beforeunload", (event) => {
  if (!isLeaving && document.querySelector("form[data-is-changed]")) event.preventDefault();
});

document.getElementById("problems")?.focus();
start(document);
