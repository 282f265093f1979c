"""WordPress as a host of embeds of sites that it does not know, after what it documents and does since version 4.4.

Its block editor and its ``[embed]`` ask for the oEmbed of an address by discovery, keep the frame of the answer's HTML
with few of its attributes, put it into a sandbox without popups, and tell it a secret after ``#?secret=``. The script
``wp-embed`` of the page then listens to messages that name the secret: ``height`` sets the frame's height, between 200
and 1000 pixels; ``link`` leads the whole page to an address of the frame's own host, where the frame has the focus.
"""

from selectolax.lexbor import LexborHTMLParser

SECRET = "Q3vK9xWz0a"
KEPT = {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"}
THEME = "iframe { max-width: 100% } figure { margin: 0 }"
"""What WordPress's own style sheets say of embeds."""
SCRIPT = """
addEventListener("message", ({ data, source }) => {
  if (!data?.secret || /[^a-zA-Z0-9]/.test(data.secret)) return;
  for (const frame of document.querySelectorAll(`iframe[data-secret="${data.secret}"]`)) {
    if (source !== frame.contentWindow) continue;
    if (data.message === "height") frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
    if (data.message === "link") {
      const to = new URL(data.value);
      const known = /^https?:$/.test(to.protocol) && to.host === new URL(frame.getAttribute("src")).host;
      if (known && document.activeElement === frame) top.location.href = to.href;
    }
  }
});
addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll("iframe.wp-embedded-content"))
    frame.contentWindow.postMessage({ message: "ready", secret: frame.dataset.secret }, "*");
});
"""


def post(html: str, width: str = "100%") -> str:
    """Return a post with what is left of the ``html`` of an answer, in a column of a width."""
    (frame,) = LexborHTMLParser(html).css("iframe")
    kept = " ".join(f'{name}="{value}"' for name, value in frame.attributes.items() if name in KEPT)
    kept = kept.replace(str(frame.attributes["src"]), f"{frame.attributes['src']}#?secret={SECRET}")
    return (
        f'<!doctype html><html lang="fr"><title>Un carnet</title><style>{THEME}</style><script>{SCRIPT}</script>'
        f'<main style="width: {width}"><h1>Un carnet</h1><figure class="wp-block-embed">'
        f'<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" data-secret="{SECRET}" '
        f"{kept}></iframe></figure></main>"
    )
