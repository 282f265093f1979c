// Adds a button to each piece of code that copies it. Without this script, and where a page has no clipboard (it is not
// on https, or the browser says no), the code is selected, to be copied by hand.
for (const code of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = code.dataset.copy;
  button.addEventListener("click", async () => {
    let done = "copied";
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      if (!document.execCommand("copy")) done = "selected";
    }
    button.textContent = code.dataset[done];
  });
  code.after(button);
}
