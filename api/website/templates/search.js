// Suggests names while somebody types: a combobox with a list, as the ARIA Authoring Practices have it. What was typed
// stays in the field, and a suggestion leads to its page. Without this script the form searches, and so does Enter.
const PAUSE = 150;
const field = document.querySelector(".search input");
const words = field.dataset;
let chosen = -1;
let pause = 0;
let asking = null;

const list = make("ul", { id: "suggestions", role: "listbox", "aria-label": words.label, hidden: "" });
const heard = make("p", { role: "status", class: "heard" });
field.form.append(list, heard);
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id]])
  field.setAttribute(name, value);
close();

function make(tag, attributes, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function choose(number) {
  chosen = number;
  [...list.children].forEach((option, place) => option.setAttribute("aria-selected", place === number));
  const option = list.children[number];
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function show(texts, notes, addresses) {
  list.replaceChildren(...texts.map((text, place) => {
    const option = make("li", { id: `suggestion-${place}`, role: "option", "data-to": addresses[place] });
    option.append(make("b", {}, text), " ", make("span", {}, notes[place]));
    return option;
  }));
  list.hidden = texts.length === 0;
  field.setAttribute("aria-expanded", !list.hidden);
  heard.textContent = texts.length ? words[texts.length > 1 ? "other" : "one"].replace("{}", texts.length) : words.none;
  choose(-1);
}

function close() {
  clearTimeout(pause);
  asking?.abort();
  show([], [], []);
  heard.textContent = "";
}

async function ask() {
  const typed = field.value.trim();
  if (typed.length < 2) return close();
  asking?.abort();
  const { signal } = (asking = new AbortController());
  try {
    const answer = await fetch(`${words.from}?q=${encodeURIComponent(typed)}`, { signal });
    const [, ...suggested] = answer.ok ? await answer.json() : ["", [], [], []];
    if (!signal.aborted) show(...suggested);
  } catch {
    if (!signal.aborted) close();
  }
}

function open(option) {
  close();
  location.assign(option.dataset.to);
}

field.addEventListener("input", ({ isComposing }) => {
  choose(-1);
  clearTimeout(pause);
  asking?.abort();
  if (!isComposing) pause = setTimeout(ask, PAUSE);
});
field.addEventListener("compositionend", ask);
field.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const places = list.children.length + 1; // one more for the field itself, between the last and the first
  if (step && list.hidden) ask();
  else if (step) choose(((chosen + 1 + step + places) % places) - 1);
  else if (event.key === "Enter" && chosen >= 0) open(list.children[chosen]);
  else if (event.key === "Escape" && !list.hidden) close();
  else {
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) choose(-1);
    return; // the field does the rest by itself
  }
  event.preventDefault();
});
field.addEventListener("blur", close);
field.form.addEventListener("submit", close);
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", ({ target }) => {
  const option = target.closest("[data-to]");
  if (option) open(option);
});
