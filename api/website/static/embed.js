// <liane-card src="ADDRESS OF A PAGE OR CARD" theme="auto|light|dark" key="PUBLIC LETTERS OF A KEY"><a href="...">Title</a></liane-card>
// The card comes in a frame inside a shadow root, which has its place before it is loaded. As a classic script, a module,
// part of a bundle, twice: it is the same. Nothing here needs 'unsafe-inline'.
(() => {
  const home = new URL("BASE_URL/");
  const paths = /^(?:embed\/)?((?:issues|works)\/[a-z0-9-]+|recommendations\/[\w-]+)\/?$/;
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { display: block; max-width: 36rem; }
    :host([hidden]) { display: none; }
    iframe { display: block; box-sizing: border-box; width: 100%; height: HEIGHTpx; border: 0; }
  `);

  // The frame's color-scheme is what the card goes by: that of the page, or where it declares none, that of its ground.
  const schemeAround = (element) => {
    if (getComputedStyle(element).colorScheme !== "normal") return "inherit";
    for (let each = element; each; each = each.parentElement ?? each.getRootNode().host) {
      const [red, green, blue, alpha = 1] = getComputedStyle(each).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0];
      if (alpha > 0.5) return red * 0.3 + green * 0.6 + blue * 0.1 < 128 ? "dark" : "light";
    }
    return "light";
  };

  class LianeCard extends HTMLElement {
    static observedAttributes = ["src", "theme", "key"];

    constructor() {
      super();
      this.attachShadow({ mode: "open", delegatesFocus: true }).adoptedStyleSheets = [style];
      this.listen = (event) => this.follow(event);
    }

    connectedCallback() {
      addEventListener("message", this.listen);
      this.show();
    }

    disconnectedCallback() {
      removeEventListener("message", this.listen);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.show();
    }

    // Only a card of the site that this script comes from is framed; for anything else the link inside stays.
    get address() {
      const asked = URL.canParse(this.getAttribute("src") ?? "", document.baseURI)
        && new URL(this.getAttribute("src"), document.baseURI);
      const path = asked && asked.origin === home.origin && asked.pathname.startsWith(home.pathname)
        && paths.exec(asked.pathname.slice(home.pathname.length));
      if (!path) return null;
      const card = new URL(`embed/${path[1]}`, home);
      const theme = this.getAttribute("theme");
      if (theme === "light" || theme === "dark") card.searchParams.set("theme", theme);
      const key = this.getAttribute("key") ?? "";
      if (/^[0-9A-Za-z]{8}$/.test(key)) card.searchParams.set("key", key); // never a whole one, which is a secret
      return card.href;
    }

    show() {
      const { address } = this;
      if (!address) {
        this.frame = null;
        this.shadowRoot.replaceChildren(document.createElement("slot"));
      } else if (this.frame?.src !== address) {
        this.frame = document.createElement("iframe");
        this.name();
        this.frame.addEventListener("load", () => this.name()); // the link inside may have been read only since
        this.frame.loading = "lazy";
        this.frame.style.colorScheme = schemeAround(this);
        this.frame.src = address;
        this.shadowRoot.replaceChildren(this.frame);
      }
    }

    name() {
      this.frame.title = this.title || this.textContent.trim() || "Liane";
    }

    // A message counts when it is from this very frame and from Liane's origin; it can set a height and nothing else.
    follow({ source, origin, data }) {
      const height = data?.liane?.height;
      if (!this.frame || source !== this.frame.contentWindow || origin !== home.origin) return;
      if (Number.isFinite(height) && height > 0 && height <= 2000) this.frame.style.height = `${height}px`;
    }
  }

  if (!customElements.get("liane-card")) customElements.define("liane-card", LianeCard);
})();
