// Newsletters are dropped or pasted anywhere on the page.
import { tell, words } from "./admin.js";
import "./busy.js";

const form = document.querySelector("form.drop");

function send(files) {
  form.querySelector("input[type=file]").files = files;
  tell(words.importing.replace("{count}", files.length));
  form.requestSubmit();
}

const hasFiles = (transfer) => transfer?.types.includes("Files");

if (form) {
  addEventListener("dragover", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  addEventListener("drop", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) send(event.dataTransfer.files);
  });
  addEventListener("paste", (event) => {
    const { files } = event.clipboardData, html = event.clipboardData.getData("text/html");
    if (files.length) {
      event.preventDefault();
      return send(files);
    }
    const text = form.querySelector("textarea");
    const pasted = html || event.clipboardData.getData("text/plain");
    if (!pasted || event.target.closest?.("input") || (event.target !== text && text.value)) return;
    // What a mail program copies keeps its headings, links and columns.
    if (event.target === text && !html) return;
    event.preventDefault();
    text.value = pasted;
    text.focus();
    tell(words.letter_pasted);
  });
}
