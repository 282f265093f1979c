// The editor of an issue: sections that are dragged.
import { changed, words } from "./admin.js";

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
