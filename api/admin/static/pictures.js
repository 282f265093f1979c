// Pictures in forms: chosen or dropped, sent at once, shown; what matters in them is pointed at, and seen in each shape.
import { changed, reveal, tell, words } from "./admin.js";
import { element } from "./dialogs.js";
import { shownAt, upload } from "./uploads.js";

const SHAPES = { wide: 1.91, square: 1, portrait: 2 / 3 };
const STEP = 0.01, LEAP = 0.1;

/** How much of what is over is cut at the beginning, in percent, as the server cuts around a focus. */
const cut = (focus, over) => over <= 1 ? 50 : Math.min(1, Math.max(0, (focus * over - 0.5) / (over - 1))) * 100;

function picture(group) {
  const field = (name) => group.querySelector(`[name$=".${name}"]`);
  const [url, width, height, alt, x, y] = ["url", "width", "height", "alt", "focalX", "focalY"].map(field);
  const file = group.querySelector("input[type=file]");
  const seen = group.querySelector(".seen");
  file.removeAttribute("name");
  file.form.enctype = "application/x-www-form-urlencoded"; // what is shorter, since no file is sent with it

  const whole = element("img", { alt: "" });
  const point = element("span", { className: "point" });
  const focus = element("button", { type: "button", className: "focus" }, whole, point);
  const shapes = Object.keys(SHAPES).map((name) => element("img", { alt: "", className: name }));
  const crops = element("div", { className: "crops" }, ...shapes.map((img) => element("figure", {}, img, element("figcaption", { textContent: words[`crop_${img.className}`] }))));
  const remove = element("button", { type: "button", className: "plain danger", textContent: words.picture_remove });
  const hint = element("p", { className: "quiet", textContent: words.focus_help });
  seen.replaceChildren(focus, crops, hint, remove);

  const at = (input) => { const number = parseFloat(input.value.replace(",", ".")); return number >= 0 && number <= 1 ? number : 0.5; };

  function cutShapes() {
    const own = whole.naturalWidth / whole.naturalHeight;
    if (!own) return;
    for (const img of shapes) {
      const shape = SHAPES[img.className];
      img.style.objectPosition = `${cut(at(x), own / shape)}% ${cut(at(y), shape / own)}%`;
    }
  }

  function show() {
    const has = url.value.trim() !== "";
    seen.hidden = !has;
    alt.required = has;
    alt.setCustomValidity(has && !alt.value.trim() ? words.alt_needed : "");
    if (!has) return;
    const source = shownAt(url.value.trim());
    for (const img of [whole, ...shapes]) if (img.getAttribute("src") !== source) img.src = source;
    Object.assign(point.style, { left: `${at(x) * 100}%`, top: `${at(y) * 100}%` });
    const place = words.focus_at.replace("{x}", Math.round(at(x) * 100)).replace("{y}", Math.round(at(y) * 100));
    focus.setAttribute("aria-label", place);
    cutShapes();
  }

  function look(left, top) {
    const within = (number) => String(Math.round(Math.min(1, Math.max(0, number)) * 100) / 100);
    [x.value, y.value] = [within(left), within(top)];
    changed(x);
  }

  async function send(chosen) {
    const told = await upload(chosen, group);
    file.value = "";
    if (!told) return;
    for (const [input, value] of [[url, told.url], [width, told.width], [height, told.height], [x, ""], [y, ""]]) input.value = value;
    changed(url);
    alt.focus();
  }

  whole.addEventListener("load", cutShapes);
  group.addEventListener("input", show);
  file.addEventListener("change", (event) => { event.stopPropagation(); if (file.files[0]) send(file.files[0]); });
  focus.addEventListener("click", (event) => {
    if (event.detail === 0) return; // a key: there is no place that it points at
    const box = whole.getBoundingClientRect();
    look((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  focus.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    const far = event.shiftKey ? LEAP : STEP;
    look(at(x) + step[0] * far, at(y) + step[1] * far);
    tell(focus.getAttribute("aria-label"));
  });
  remove.addEventListener("click", () => {
    const [before, inputs] = [[], [url, width, height, alt, field("credit"), x, y]];
    for (const input of inputs) { before.push(input.value); input.value = ""; }
    changed(url);
    file.focus();
    tell(words.removed, words.undo, () => { inputs.forEach((input, index) => { input.value = before[index]; }); changed(url); });
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    group.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      group.classList.toggle("dropping", name === "dragover");
      if (name === "drop" && event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
    });
  }
  // What is asked for may be folded away.
  alt.addEventListener("invalid", () => reveal(alt));
  show();
}

for (const group of document.querySelectorAll("[data-picture]")) picture(group);
