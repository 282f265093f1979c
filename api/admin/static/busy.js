// What is being done beside the page, as imports are, is looked at again until it is done.
const EVERY = 1500;

/** Show what has come of what was waiting: elements that are others than they were, and no other. */
async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const element of document.querySelectorAll("[data-busy]")) {
    const now = fresh.getElementById(element.id);
    if (!now) return location.reload();
    if (now.outerHTML === element.outerHTML) continue;
    if (element.hasAttribute("data-whole") && !now.hasAttribute("data-busy")) return location.reload();
    element.replaceWith(document.adoptNode(now));
  }
}

setInterval(() => { if (!document.hidden && document.querySelector("[data-busy]")) look().catch(() => {}); }, EVERY);
