// Tells the page around how high the card would like to be: our component, and WordPress's wp-embed script, whose frames
// know a secret. In WordPress's sandbox no link opens, but the page around follows one for the card.
const { height } = document.querySelector(".card").dataset;
const tell = (message) => parent.postMessage(message, "*");
const secret = () => /\bsecret=(\w+)/.exec(location.hash)?.[1];
const tellHeight = () => {
  tell({ liane: { height: Number(height) } });
  if (secret()) tell({ message: "height", value: Number(height), secret: secret() });
};
if (parent !== window) {
  tellHeight();
  addEventListener("hashchange", tellHeight);
  addEventListener("message", ({ source, data }) => {
    if (source === parent && data?.message === "ready") tellHeight();
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !secret() || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    tell({ message: "link", value: link.href, secret: secret() });
  });
}
