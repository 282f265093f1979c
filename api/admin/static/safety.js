// Words that are not lost: what is written is kept, here at once and on the server a moment after the last key.
import { tell, words } from "./admin.js";
import { fetchSignedIn, insist } from "./signing_in.js";

const PAUSE = 1000, EVERY = 20_000, AGAIN = 5000, IDLE = 600_000;
const form = document.querySelector("form[data-autosave]");
const text = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();

// A copy in the browser, until the server has it. A browser may refuse to store anything.

function kept(value) {
  try {
    if (value === undefined) return localStorage.getItem(form.dataset.keptAs);
    if (value === null) localStorage.removeItem(form.dataset.keptAs);
    else localStorage.setItem(form.dataset.keptAs, value);
  } catch { /* the server keeps it */ }
  return null;
}

// One request after the other: an older text never takes the place of a newer one.

let sending = Promise.resolve(), timer = 0;

function send(what, isAwaited) {
  const next = sending.then(() => request(what, isAwaited));
  sending = next.catch(() => {});
  return next;
}

/** Send something; return null where the server has it, else the words that say why not. */
async function request(what, isAwaited) {
  let sent;
  const options = () => ({ method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: sent = what() });
  try {
    const response = await fetchSignedIn(form.dataset.autosave, options, isAwaited);
    if (!response.ok) return { 401: words.signed_out, 404: words.gone }[response.status] ?? words.kept_here;
    if (kept() === sent) kept(null);
    show((await response.json()).notes);
    return null;
  } catch (error) {
    if (error instanceof TypeError) return words.kept_here;
    throw error;
  }
}

/** Say what the others do, where it is another thing than before. */
function show(notes) {
  const place = document.getElementById("notes");
  if (notes.join() === [...place.children].map((note) => note.textContent).join()) return;
  place.replaceChildren(...notes.map((note) => Object.assign(document.createElement("p"), { className: "notice", textContent: note })));
}

// While what was written before waits for a decision, nothing takes its place.
const isUndecided = () => Boolean(form.elements.undecided);
const touch = () => new URLSearchParams({ touch: 1, version: form.elements.version.value }).toString();

async function autosave() {
  clearTimeout(timer);
  const problem = await send(isUndecided() ? touch : text, false);
  if (!problem || isUndecided()) return;
  tell(problem);
  if (problem === words.kept_here) timer = setTimeout(autosave, AGAIN);
}

let lastActive = Date.now();

function written() {
  lastActive = Date.now();
  if (!isUndecided()) kept(text());
  clearTimeout(timer);
  timer = setTimeout(autosave, PAUSE);
}

// What stays open and is not looked at keeps no session alive.
function look() {
  if (!document.hidden && Date.now() - lastActive < IDLE) fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(touch()) }).then(async (response) => { if (response.ok) show((await response.json()).notes); }, () => {});
}

/** Before a form is sent the server has what it says, from whoever is signed in: whatever comes then, nothing is lost. */
function guardSaving() {
  let isSafe = false, isAsking = false;
  form.addEventListener("submit", async (event) => {
    if (isSafe || event.submitter?.formTarget === "_blank") return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    insist();
    clearTimeout(timer);
    const problem = await send(isUndecided() ? touch : text, true);
    isAsking = false;
    if (problem) return tell(problem);
    isSafe = true;
    sessionStorage.setItem(form.dataset.keptAs, JSON.stringify({ id: document.activeElement.id, at: scrollY }));
    form.requestSubmit(event.submitter);
  });
}

/** After saving, one is where one was. */
function goBack() {
  const notice = document.getElementById("saved");
  const place = JSON.parse(sessionStorage.getItem(form.dataset.keptAs) ?? "null");
  sessionStorage.removeItem(form.dataset.keptAs);
  if (!notice) return;
  history.replaceState(null, "", location.pathname);
  notice.remove();
  tell(notice.textContent);
  if (!place) return;
  document.getElementById(place.id)?.focus({ preventScroll: true });
  scrollTo({ top: place.at, behavior: "instant" });
}

/** What did not reach the server the last time is sent now, and offered by it. */
async function sendKept() {
  const old = kept();
  if (!old || isUndecided()) return;
  if (old === text()) return kept(null);
  if (!await send(() => old, false)) location.replace(location.pathname);
}

if (form) {
  form.addEventListener("input", written);
  for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => { lastActive = Date.now(); }, { passive: true });
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
  guardSaving();
  goBack();
  if ("isChanged" in form.dataset) written();
  else { sendKept(); look(); }
}
