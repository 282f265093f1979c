// The editor of an issue: the page beside the text, as it would be; sections that are dragged.
import { changed, words } from "./admin.js";

const form = document.getElementById("form");
const pane = document.querySelector(".preview");
const frame = pane.querySelector("iframe");
const WIDE = 1280, PHONE = 390;

// Preview

let running = null, waiting = 0;

async function preview() {
  running?.abort();
  const mine = running = new AbortController();
  try {
    const response = await fetch(form.dataset.previewOf, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: mine.signal });
    showProblems(response.status === 422 ? (await response.json()).problems : {});
    if (response.ok) show(await response.text());
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

/** Put another page's content in the frame's, which stays where it is scrolled to and keeps its style. */
function show(html) {
  const shown = frame.contentDocument;
  const page = new DOMParser().parseFromString(html.slice(html.indexOf("<body")), "text/html");
  shown?.body?.replaceChildren(...page.body.childNodes);
}

function showProblems(problems) {
  for (const old of form.querySelectorAll(".problems.live")) old.remove();
  for (const [path, texts] of Object.entries(problems)) {
    const control = document.getElementById(`f-${path.replaceAll(".", "-")}`);
    const list = Object.assign(document.createElement("ul"), { className: "problems live" });
    list.append(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    control?.closest(".field, .reference")?.append(list);
  }
}

form.addEventListener("input", () => {
  if (pane.hidden) return;
  clearTimeout(waiting);
  waiting = setTimeout(preview, 400);
});

document.querySelector("[data-preview]").addEventListener("click", (event) => {
  event.preventDefault();
  pane.hidden = !pane.hidden;
  event.target.setAttribute("aria-pressed", String(!pane.hidden));
  if (pane.hidden) return;
  if (frame.src) return void preview();
  frame.addEventListener("load", preview, { once: true });
  frame.src = frame.dataset.src;
});

function choice(name, labels) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", words[name]);
  select.append(...Object.entries(labels).map(([value, label]) => new Option(label, value)));
  pane.querySelector("[role=toolbar]").append(select);
  return select;
}

const width = choice("width", { fit: words.fit, phone: words.phone, wide: words.wide });
const theme = choice("theme", { light: words.light, dark: words.dark });

function fit() {
  const asked = { fit: pane.clientWidth, phone: PHONE, wide: WIDE }[width.value];
  const scale = Math.min(1, pane.clientWidth / asked);
  Object.assign(frame.style, { width: `${asked}px`, height: `${100 / scale}%`, transform: `scale(${scale})`, transformOrigin: "0 0", colorScheme: theme.value });
}
theme.value = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
for (const select of [width, theme]) select.addEventListener("change", fit);
new ResizeObserver(fit).observe(pane);

// Dragging: by a handle, with the pointer; keys do the same (Alt and an arrow)

function handle(item) {
  if (item.querySelector(":scope > .handle")) return;
  const grip = Object.assign(document.createElement("span"), { className: "handle", textContent: "⠿", title: words.drag });
  grip.setAttribute("aria-hidden", "true");
  item.prepend(grip);
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    item.classList.add("dragged");
    const follow = ({ clientY }) => {
      const others = [...item.parentElement.children].filter((each) => each !== item);
      const next = others.find((each) => { const box = each.getBoundingClientRect(); return clientY < box.top + box.height / 2; });
      if (next !== item.nextElementSibling) item.parentElement.insertBefore(item, next ?? null);
    };
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("lostpointercapture", () => {
      grip.removeEventListener("pointermove", follow);
      item.classList.remove("dragged");
      changed(item);
    }, { once: true });
  });
}

function start(root) {
  for (const item of root.querySelectorAll("[data-list=sections] > ol > [data-item]")) handle(item);
  if (root.matches?.("[data-list=sections] > ol > [data-item]")) handle(root);
}
document.addEventListener("begun", (event) => start(event.target));
start(document);
