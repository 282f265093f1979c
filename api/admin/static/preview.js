// The preview of an issue beside its text: its page, its card, its share image; narrow and wide, light and dark.
import { words } from "./admin.js";
import { fetchSignedIn } from "./signing_in.js";

const form = document.getElementById("form");
const pane = document.querySelector(".preview");
const frame = pane.querySelector("iframe");
const bar = pane.querySelector("[role=toolbar]");
const opener = document.querySelector("[data-preview]");
const SIZES = { page: { phone: 390, wide: 1280 }, card: { phone: 320, wide: 640, height: 280 }, share: { phone: 390, wide: 640 } };
const BESIDE = matchMedia("(min-width: 70rem)");

let running = null, waiting = 0;

async function preview() {
  running?.abort();
  const mine = running = new AbortController();
  try {
    const options = () => ({ method: "POST", body: new URLSearchParams(new FormData(form)), signal: mine.signal });
    const response = await fetchSignedIn(address(form.dataset.previewOf), options);
    showProblems(response.status === 422 ? (await response.json()).problems : {});
    if (response.ok) show(await response.text());
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

const address = (path) => `${path}?as=${chosen()}`;

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
  form.dispatchEvent(new Event("judged", { bubbles: true }));
}

form.addEventListener("input", () => {
  if (pane.hidden) return;
  clearTimeout(waiting);
  waiting = setTimeout(preview, 400);
});

// What is shown, and how

function button(text, action) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", action);
  return made;
}

const modes = Object.keys(SIZES).map((mode) => {
  const made = button(words[`as_${mode}`], () => choose(mode));
  made.dataset.mode = mode;
  made.setAttribute("aria-pressed", "false");
  return made;
});
const group = Object.assign(document.createElement("div"), { className: "modes" });
group.setAttribute("role", "group");
group.setAttribute("aria-label", words.seen_as);
group.append(...modes);
bar.append(group);

function choice(name, labels) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", words[name]);
  select.append(...Object.entries(labels).map(([value, label]) => new Option(label, value)));
  select.addEventListener("change", fit);
  bar.append(select);
  return select;
}
const width = choice("width", { fit: words.fit, phone: words.phone, wide: words.wide });
const theme = choice("theme", { light: words.light, dark: words.dark });
theme.value = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
bar.append(button(words.close, close));

const chosen = () => modes.find((each) => each.getAttribute("aria-pressed") === "true").dataset.mode;

function choose(mode, top = 0) {
  for (const each of modes) each.setAttribute("aria-pressed", String(each.dataset.mode === mode));
  frame.addEventListener("load", () => {
    frame.contentWindow.scrollTo({ top, behavior: "instant" });
    preview();
  }, { once: true });
  frame.src = address(frame.dataset.src);
  fit();
}

function fit() {
  const sizes = SIZES[chosen()], room = pane.clientWidth - 2 * parseFloat(getComputedStyle(pane).paddingLeft);
  const asked = sizes[width.value] ?? room, scale = Math.min(1, room / asked);
  const height = sizes.height ? `${sizes.height}px` : `${100 / scale}%`;
  Object.assign(frame.style, { width: `${asked}px`, height, transform: `scale(${scale})`, justifySelf: scale < 1 ? "start" : "center", colorScheme: theme.value });
}

// Opening: beside the text where there is room, else over it

function open(mode = "page", top = 0) {
  pane.hidden = false;
  opener.setAttribute("aria-pressed", "true");
  if (frame.src) { fit(); preview(); }
  else choose(mode, top);
  if (!BESIDE.matches) modes[0].focus();
}

function close() {
  pane.hidden = true;
  opener.setAttribute("aria-pressed", "false");
  opener.focus();
}

modes[0].setAttribute("aria-pressed", "true");
opener.addEventListener("click", (event) => { event.preventDefault(); pane.hidden ? open() : close(); });
pane.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
// After saving it is open again, at the same place and as it was; over the text only where that has no problems.

const KEPT = `${form.dataset.keptAs} preview`;

function keep() {
  const seen = { mode: chosen(), top: frame.contentWindow.scrollY, width: width.value, theme: theme.value };
  if (pane.hidden) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, JSON.stringify(seen));
}

function openAgain() {
  const seen = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (!seen || (!BESIDE.matches && document.getElementById("problems"))) return;
  [width.value, theme.value] = [seen.width, seen.theme];
  open(seen.mode, seen.top);
}

form.addEventListener("submit", keep);
openAgain();
new ResizeObserver(() => { if (!pane.hidden) fit(); }).observe(pane);
