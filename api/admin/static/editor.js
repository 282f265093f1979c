// The editor of an issue: sections that are dragged, or sent to a place.
import { changed, tell, words } from "./admin.js";

const SECTIONS = "[data-list=sections] > ol > [data-item]";
const EDGE = 90;
const siblings = (item) => [...item.parentElement.querySelectorAll(":scope > [data-item]")];

function tellPlace(item) {
  const all = siblings(item);
  tell(words.moved.replace("{place}", all.indexOf(item) + 1).replace("{count}", all.length));
}

// Dragging: by a handle, with the pointer; keys do the same (Alt and an arrow). While one is dragged all are as short as
// their heads, and the page moves on where the pointer is near its edge.

const middle = (item) => { const { top, height } = item.getBoundingClientRect(); return top + height / 2; };

/** Change what stands above something, which stays where one sees it. */
function holding(item, change) {
  const before = item.getBoundingClientRect().top;
  change();
  scrollBy({ top: item.getBoundingClientRect().top - before, behavior: "instant" });
}

function drag(item, grip, start) {
  const list = item.parentElement, place = siblings(item).indexOf(item);
  let at = start.clientY, frame = 0;
  // The others make room: what has caught the pointer loses it where it is put elsewhere itself.
  const follow = () => {
    for (let other; (other = item.previousElementSibling) && at < middle(other);) item.after(other);
    for (let other; (other = item.nextElementSibling) && at > middle(other);) item.before(other);
  };
  const roll = () => {
    const beyond = Math.min(0, at - EDGE) + Math.max(0, at - innerHeight + EDGE);
    if (beyond) {
      scrollBy({ top: beyond / 4, behavior: "instant" });
      follow();
    }
    frame = requestAnimationFrame(roll);
  };
  const moved = (event) => { at = event.clientY; follow(); };
  grip.setPointerCapture(start.pointerId);
  holding(item, () => list.classList.add("dragging"));
  item.classList.add("dragged");
  frame = requestAnimationFrame(roll);
  grip.addEventListener("pointermove", moved);
  grip.addEventListener("lostpointercapture", () => {
    cancelAnimationFrame(frame);
    grip.removeEventListener("pointermove", moved);
    item.classList.remove("dragged");
    holding(item, () => list.classList.remove("dragging"));
    if (siblings(item).indexOf(item) === place) return;
    changed(item);
    tellPlace(item);
  }, { once: true });
}

function handle(item) {
  if (item.querySelector(":scope > .handle")) return;
  const grip = Object.assign(document.createElement("span"), { className: "handle", textContent: "⠿", title: words.drag });
  grip.setAttribute("aria-hidden", "true");
  item.prepend(grip);
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    drag(item, grip, event);
  });
}

// A place that is chosen, for who moves far

function number(item) {
  const all = siblings(item), select = item.querySelector(":scope > .moves > select");
  if (select.options.length !== all.length) select.replaceChildren(...all.map((_, index) => new Option(`${index + 1} / ${all.length}`, index)));
  select.value = all.indexOf(item);
}

function numbered(item) {
  if (item.querySelector(":scope > .moves > select")) return;
  const select = document.createElement("select");
  select.setAttribute("aria-label", words.to_place);
  select.title = words.to_place;
  item.querySelector(":scope > .moves").prepend(select);
  select.addEventListener("input", (event) => {
    event.stopPropagation();
    const others = siblings(item).filter((each) => each !== item), there = others[select.value];
    if (there) there.before(item);
    else others.at(-1).after(item);
    changed(item);
    select.focus();
    item.scrollIntoView({ block: "nearest" });
    tellPlace(item);
  });
}

function start(root) {
  const items = [...root.querySelectorAll(SECTIONS), ...(root.matches?.(SECTIONS) ? [root] : [])];
  for (const item of items) {
    handle(item);
    numbered(item);
  }
  document.querySelectorAll(SECTIONS).forEach(number);
}
document.addEventListener("begun", (event) => start(event.target));
document.addEventListener("input", () => document.querySelectorAll(SECTIONS).forEach(number));
start(document);
