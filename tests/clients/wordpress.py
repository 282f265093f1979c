"""WordPress as a host of embeds of sites that it does not know: its own script, around what its filter leaves.

Its block editor and its ``[embed]`` ask for the oEmbed of an address by discovery. Of the answer's HTML they keep a
quotation and a frame, both with few of their attributes; they put the frame into a sandbox without popups, and tell it
a secret after ``#?secret=``. Where there is a quotation, the page loads the script ``wp-embed``, and the frame is
hidden until it has told something. The script listens to messages that name the secret: ``height`` sets the frame's
height, between 200 and 1000 pixels; ``link`` leads the whole page to an address of the frame's own host, where the
frame has the focus. The filter is PHP (``wp_filter_oembed_result`` and ``wp_maybe_enqueue_oembed_host_js`` in
``wp-includes/embed.php``): ``post`` does the same here.
"""

from selectolax.lexbor import LexborHTMLParser

from tests.clients.conftest import HERE

BUILDS = HERE / "node_modules/@wp-playground/wordpress-builds/public"
SECRET = "Q3vK9xWz0a"
KEPT = {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"}
THEME = "iframe { max-width: 100% } figure { margin: 0 }"
"""What WordPress's own style sheets say of embeds."""
READY = f"{{ message: 'ready', secret: '{SECRET}' }}"
"""What the script tells a frame."""
HIDDEN = "position: absolute; clip: rect(1px, 1px, 1px, 1px);"


def script(build: str) -> str:
    """Return the script as a build of WordPress serves it."""
    return (BUILDS / build / "wp-includes/js/wp-embed.min.js").read_text(encoding="utf-8")


def post(html: str, build: str, width: str = "100%") -> str:
    """Return a post with what is left of the ``html`` of an answer, in a column of a width."""
    tree = LexborHTMLParser(html)
    (frame,) = tree.css("iframe")
    quotation = "".join(
        f'<blockquote class="wp-embedded-content" data-secret="{SECRET}">{quoted.inner_html}</blockquote>'
        for quoted in tree.css("blockquote")
    )
    kept = " ".join(f'{name}="{value}"' for name, value in frame.attributes.items() if name in KEPT)
    kept = kept.replace(str(frame.attributes["src"]), f"{frame.attributes['src']}#?secret={SECRET}")
    hidden = f'style="{HIDDEN}"' if quotation else ""
    loaded = f"<script>{script(build)}</script>" if quotation else ""
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Un carnet</title><style>{THEME}</style>'
        f'<main style="width: {width}"><h1>Un carnet</h1><figure class="wp-block-embed">'
        f'{quotation}<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" {hidden} '
        f'data-secret="{SECRET}" {kept}></iframe></figure></main>{loaded}'
    )
