// A session that has ended, while somebody writes: they sign in beside their words, which stay where they are.
import { tell, words } from "./admin.js";

const dialog = document.getElementById("signing-in");
const form = dialog.querySelector("form");
const address = form.getAttribute("action");
const [knowing, having] = form.querySelectorAll("fieldset");
const problem = dialog.querySelector("[role=alert]");
let asked = null, answer = null;

/**
 * Fetch. Where nobody is signed in any more, ask to sign in, and fetch again with what is to be sent by then.
 * Somebody who writes goes on writing beside the question; only where they wait for the answer it takes the focus.
 */
export async function fetchSignedIn(url, options, isAwaited = false) {
  for (;;) {
    const response = await fetch(url, options());
    if (response.status !== 401 || !await ask(isAwaited)) return response;
  }
}

/** Ask in earnest, where it is asked: somebody waits for it now. */
export function insist() {
  if (!dialog.open) return;
  dialog.close();
  dialog.showModal();
}

function ask(isAwaited) {
  asked ??= new Promise((resolve) => { answer = resolve; });
  if (isAwaited && !dialog.open) dialog.showModal();
  else if (!dialog.open) {
    const writing = document.activeElement;
    dialog.show();
    writing?.focus({ preventScroll: true });
    tell(dialog.querySelector("h2").textContent);
  }
  return asked;
}

function done(isSignedIn) {
  dialog.close();
  problem.textContent = "";
  form.elements.password.value = "";
  askFor(null);
  if (isSignedIn) tell("");
  answer?.(isSignedIn);
  asked = answer = null;
}

/** Ask for the code of an app, where a page asks for it; else for e-mail address and password. */
function askFor(page) {
  const step = page?.querySelector("input[name=step]");
  form.setAttribute("action", step?.form.getAttribute("action") ?? address);
  form.elements.step.value = step?.value ?? "";
  for (const [part, isAsked] of [[knowing, !step], [having, step]]) part.hidden = part.disabled = !isAsked;
}

/** Whoever is signed in is led on from where one signs in. */
async function isSignedIn() {
  return (await fetch(address, { redirect: "manual" })).type === "opaqueredirect";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
  if (await isSignedIn()) return done(true);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  askFor(page);
  problem.textContent = page.querySelector("[role=alert]")?.textContent.trim() ?? (having.hidden ? words.wrong : "");
  (having.hidden ? form.elements.password : form.elements.code).select();
});
dialog.querySelector("[data-later]").addEventListener("click", () => done(false));
dialog.addEventListener("cancel", (event) => { event.preventDefault(); done(false); });
dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") done(false); });
// They may have signed in in another tab.
addEventListener("focus", async () => { if (dialog.open && await isSignedIn()) done(true); });
