// Texts in Markdown: signs by button and by key, links to works, and paste from word processors and mail as clean Markdown.
import { adminRoot, combobox, tell, words } from "./admin.js";

const SIGNS = {
  bold: { signs: ["**", "**"], key: "b" },
  italic: { signs: ["*", "*"], key: "i" },
  link: { signs: ["[", "](https://)"], key: "k" },
  quote: { signs: ["\n> ", "\n"] },
  list: { signs: ["\n- ", "\n"] },
};
const LONGEST_WAIT = 5_000;

/** Put a text in the place of what is selected, so that the browser's own undo takes it back. */
function insert(textarea, text) {
  textarea.focus();
  document.execCommand("insertText", false, text);
}

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
  bar.setAttribute("aria-label", label ? `${words.signs} : ${label}` : words.signs);
  const button = (name, key, action) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: words[name], tabIndex: bar.children.length ? -1 : 0 });
    if (key) {
      made.title = `${words[name]} (Ctrl+${key.toUpperCase()})`;
      made.setAttribute("aria-keyshortcuts", `Control+${key.toUpperCase()}`);
    }
    made.addEventListener("click", action);
    bar.append(made);
  };
  for (const [name, { signs, key }] of Object.entries(SIGNS)) button(name, key, () => surround(textarea, signs));
  button("work_link", null, () => linkWork(textarea));
  textarea.before(bar);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...bar.children], next = all.at((all.indexOf(document.activeElement) + step) % all.length);
    for (const each of all) each.tabIndex = each === next ? 0 : -1;
    next.focus();
  });
  textarea.addEventListener("keydown", (event) => {
    const found = Object.values(SIGNS).find(({ key }) => key && key === event.key);
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !found) return;
    event.preventDefault();
    surround(textarea, found.signs);
  });
}

// Links to works

/** Ask for a work, and put a link to it where the caret is, around what is selected. */
function linkWork(textarea) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "asking" });
  dialog.innerHTML = '<label for="linked-work"></label><span class="reference" data-target="Work"><input id="linked-work"><input type="hidden"></span><p class="actions"><button type="button"></button></p>';
  const [label, reference, cancel] = ["label", ".reference", "button"].map((each) => dialog.querySelector(each));
  label.textContent = words.work_link;
  cancel.textContent = words.cancel;
  document.body.append(dialog);
  const [slug, title] = reference.querySelectorAll("input");
  combobox(reference);
  dialog.addEventListener("input", () => {
    if (!slug.value) return;
    const selected = textarea.value.slice(textarea.selectionStart, textarea.selectionEnd);
    const text = selected || title.value.replace(/[\\[\]*_`<]/g, "\\$&");
    dialog.close();
    insert(textarea, `[${text}](work:${slug.value})`);
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); textarea.focus(); });
  dialog.showModal();
}

// Paste

/** What is pasted with Shift held is plain, as everywhere. */
let isPlain = false;
document.addEventListener("keydown", (event) => { isPlain = event.shiftKey && event.key.toLowerCase() === "v"; });

async function paste(event) {
  const html = event.clipboardData.getData("text/html"), plain = event.clipboardData.getData("text/plain");
  if (!html || isPlain) return;
  event.preventDefault();
  const textarea = event.target;
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

function start(root) {
  for (const textarea of root.querySelectorAll("textarea[data-markdown]")) toolbar(textarea);
}
document.addEventListener("paste", (event) => { if (event.target.matches("textarea[data-markdown]")) paste(event); });
document.addEventListener("begun", (event) => start(event.target));
start(document);
