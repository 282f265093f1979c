// Texts in Markdown: signs, links and pictures by button and by key, and paste from word processors and mail as clean Markdown.
import { adminRoot, tell, words } from "./admin.js";
import { showHeld } from "./held.js";
import { isAddress, link, openLink } from "./links.js";
import { openPicture } from "./text_pictures.js";
import { insert } from "./typing.js";

const ACTIONS = {
  bold: { key: "b", act: (textarea) => surround(textarea, ["**", "**"]) },
  italic: { key: "i", act: (textarea) => surround(textarea, ["*", "*"]) },
  link: { key: "k", act: (textarea) => openLink(textarea) },
  quote: { act: (textarea) => surround(textarea, ["\n> ", "\n"]) },
  list: { act: (textarea) => surround(textarea, ["\n- ", "\n"]) },
  picture: { act: (textarea) => openPicture(textarea) },
};
const LONGEST_WAIT = 5_000;

function surround(textarea, [before, after]) {
  const selected = textarea.value.slice(textarea.selectionStart, textarea.selectionEnd);
  insert(textarea, `${before}${selected}${after}`);
  const end = textarea.selectionEnd - after.length;
  textarea.setSelectionRange(end - selected.length, end);
}

// The toolbar: one stop for the tab key, and arrow keys within (https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/)

function toolbar(textarea) {
  if (textarea.previousElementSibling?.matches("[role=toolbar]")) return;
  const bar = Object.assign(document.createElement("div"), { className: "signs" });
  bar.setAttribute("role", "toolbar");
  const label = document.querySelector(`label[for="${textarea.id}"]`)?.textContent.trim();
  bar.setAttribute("aria-label", label ? words.signs_of.replace("{label}", label) : words.signs);
  const button = (name, key, action) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: words[name], tabIndex: bar.children.length ? -1 : 0 });
    if (key) {
      made.title = `${words[name]} (Ctrl+${key.toUpperCase()})`;
      made.setAttribute("aria-keyshortcuts", `Control+${key.toUpperCase()}`);
    }
    made.addEventListener("click", action);
    bar.append(made);
  };
  for (const [name, { key, act }] of Object.entries(ACTIONS)) button(name, key, () => act(textarea));
  textarea.before(bar);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...bar.children], next = all.at((all.indexOf(document.activeElement) + step) % all.length);
    for (const each of all) each.tabIndex = each === next ? 0 : -1;
    next.focus();
  });
  textarea.addEventListener("keydown", (event) => {
    const found = Object.values(ACTIONS).find(({ key }) => key && key === event.key);
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !found) return;
    event.preventDefault();
    found.act(textarea);
  });
}

// Paste

/** What is pasted with Shift held is plain, as everywhere. */
let isPlain = false;
document.addEventListener("keydown", (event) => { isPlain = event.shiftKey && event.key.toLowerCase() === "v"; });

async function paste(event) {
  const html = event.clipboardData.getData("text/html"), plain = event.clipboardData.getData("text/plain");
  const textarea = event.target, [file] = event.clipboardData.files;
  if (isPlain) return;
  const selected = textarea.value.slice(textarea.selectionStart, textarea.selectionEnd);
  if (isAddress(plain) && selected.trim() && !selected.includes("\n") && !isAddress(selected)) {
    event.preventDefault();
    return insert(textarea, link(selected, plain));
  }
  if (!html && file?.type.startsWith("image/")) {
    event.preventDefault();
    return openPicture(textarea, { file });
  }
  if (!html) return;
  event.preventDefault();
  const markdown = await markdownOf(html);
  insert(textarea, markdown || plain);
  if (markdown) tell(words.pasted);
}

/** Return HTML as Markdown; null where the server does not say. */
async function markdownOf(html) {
  try {
    const options = { method: "POST", body: html, headers: { "Content-Type": "text/html" }, signal: AbortSignal.timeout(LONGEST_WAIT) };
    const response = await fetch(`${adminRoot}/markdown`, options);
    return response.ok ? (await response.text()).trim() : null;
  } catch {
    return null;
  }
}

// A picture that is dropped on a text stands in it.
function dropping(textarea) {
  textarea.addEventListener("drop", (event) => {
    const file = [...event.dataTransfer.files].find((each) => each.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    openPicture(textarea, { file });
  });
}

function start(root) {
  for (const textarea of root.querySelectorAll("textarea[data-markdown]")) {
    toolbar(textarea);
    showHeld(textarea);
    dropping(textarea);
  }
}
document.addEventListener("paste", (event) => { if (event.target.matches("textarea[data-markdown]")) paste(event); });
document.addEventListener("begun", (event) => start(event.target));
start(document);
