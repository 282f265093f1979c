// What a text holds beside words, for who does not read Markdown: its code steps back, and its pictures and works stand
// below it by what they show and are called. The text itself is all that is stored, and only writing changes it.
import { words } from "./admin.js";
import { element } from "./dialogs.js";
import { openLink } from "./links.js";
import { marks, plain } from "./marks.js";
import { openPicture } from "./text_pictures.js";
import { isWork, learn, nameOf } from "./titles.js";
import { thumbnail } from "./uploads.js";

const LINE_END = /\\(?=\n)/g;

/** Return what stands for a picture or a work. */
function chip(mark) {
  const made = element("button", { type: "button", className: "chip" });
  const said = plain(mark.words);
  if (!mark.isPicture) {
    const known = nameOf(mark.address);
    made.append(element("span", { textContent: known?.label ?? said }));
    if (known?.note) made.append(" ", element("small", { textContent: known.note }));
    return made;
  }
  const source = thumbnail(mark.address);
  if (source) {
    const image = element("img", { alt: "", loading: "lazy", referrerPolicy: "no-referrer", src: source });
    image.addEventListener("error", () => image.remove());
    made.append(image);
  }
  made.append(element("span", { className: said ? "" : "lacking", textContent: said || words.no_alt }));
  return made;
}

/** Show below a text what it holds, and let its code step back, as long as it is written in. */
export function showHeld(textarea) {
  const box = textarea.closest(".field");
  if (box.classList.contains("softened")) return;
  const soft = element("div", { className: "soft" });
  const list = element("ul", { className: "held" });
  soft.setAttribute("aria-hidden", "true");
  list.setAttribute("aria-label", words.in_this_text);
  box.classList.add("softened");
  textarea.after(soft, list);
  let found = [], listed = [], code = [], shown = "";

  /** Lay a veil over the code of the text: a copy of the text, whose letters are not seen, has it where the code is. */
  function soften() {
    const pieces = [], text = textarea.value;
    let at = 0;
    code = found.flatMap(({ from, inside, outside, to }) => [[from, inside], [outside, to]]);
    code.push(...[...text.matchAll(LINE_END)].map(({ index }) => [index, index + 1]));
    code.sort((one, two) => one[0] - two[0]);
    for (const [from, to] of code) {
      pieces.push(text.slice(at, from), element("span", { textContent: text.slice(from, to) }));
      at = to;
    }
    soft.replaceChildren(...pieces, `${text.slice(at)}\u200b`);
    follow();
  }

  /** The copy breaks its lines where the field does, and is scrolled with it. */
  function follow() {
    const bar = textarea.offsetWidth - textarea.clientWidth - 2 * textarea.clientLeft;
    soft.style.borderRightWidth = `${bar + 1}px`;
    soft.scrollTop = textarea.scrollTop;
  }

  function relist() {
    listed = found.filter((mark) => mark.isPicture || isWork(mark.address));
    const key = JSON.stringify(listed.map(({ isPicture, words: said, address }) => [isPicture, said, address, nameOf(address)]));
    if (key === shown) return;
    shown = key;
    list.replaceChildren(...listed.map((mark) => element("li", {}, chip(mark))));
  }

  async function draw() {
    found = marks(textarea.value);
    soften();
    relist();
    if (await learn(found.filter((mark) => !mark.isPicture).map((mark) => mark.address))) relist();
  }

  /** Show where something stands in the text. */
  function jump(mark) {
    textarea.focus({ preventScroll: true });
    textarea.setSelectionRange(mark.from, mark.to);
    soft.children[code.findIndex(([from]) => from === mark.from)].scrollIntoView({ block: "center" });
    textarea.scrollTop = soft.scrollTop;
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest(".chip");
    if (!button) return;
    const mark = listed[[...list.querySelectorAll(".chip")].indexOf(button)];
    (mark.isPicture ? openPicture : openLink)(textarea, { mark, jump: () => jump(mark) });
  });
  textarea.addEventListener("input", draw);
  textarea.addEventListener("scroll", follow, { passive: true });
  addEventListener("pageshow", draw);
  new ResizeObserver(follow).observe(textarea);
  draw();
}
