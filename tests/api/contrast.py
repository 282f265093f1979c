"""Contrast as it is seen: each line of text against the pixels behind it, whatever drew them.

axe knows the colours that style sheets state, not what lies under a text that overlaps a picture or an edge.
"""

import base64
from typing import Any

from playwright.sync_api import Browser, Page

LARGE, LARGE_BOLD = 24, 18.66
"""Sizes in pixels from which on text is large (WCAG 2.2, 1.4.3), and needs less contrast."""
LINES = """() => {
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, style = getComputedStyle(element);
    if (!node.data.trim() || element.closest("script, style, option, title, .skip, .said")) continue;
    if (style.color === "rgba(0, 0, 0, 0)" && element.closest("[aria-hidden=true]")) continue; // laid over what is read
    const image = element.closest(".poster")?.querySelector("img");
    if (image?.naturalWidth || !element.checkVisibility({ visibilityProperty: true })) continue;
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 2 || box.height < 2) continue;
      lines.push({
        text: node.data.trim().slice(0, 60), opacity, color: element instanceof SVGElement ? style.fill : style.color,
        size: parseFloat(style.fontSize), bold: style.fontWeight >= 700,
        box: [box.left + scrollX, box.top + scrollY, box.width, box.height],
      });
    }
  }
  return lines;
}"""
WITHOUT_TEXT = (
    "*, *::before, *::after, *::marker, *::first-letter { color: transparent !important; transition: none !important } "
    "svg text { fill: transparent !important }"
)
HIDE = f"""(() => {{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`{WITHOUT_TEXT}`);
  document.adoptedStyleSheets = [sheet];
}})()"""
COMPARE = """async ([withText, withoutText, lines, large, largeBold]) => {
  const paint = async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    return context;
  };
  const [seen, ground] = [await paint(withText), await paint(withoutText)];
  const swatch = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const linear = Array.from({ length: 256 }, (_, value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = (r, g, b) => 0.2126 * linear[r | 0] + 0.7152 * linear[g | 0] + 0.0722 * linear[b | 0];
  const faults = [];
  for (const line of lines) {
    const [left, top] = [Math.max(0, Math.floor(line.box[0])), Math.max(0, Math.floor(line.box[1]))];
    const width = Math.min(ground.canvas.width - left, Math.ceil(line.box[2]));
    const height = Math.min(ground.canvas.height - top, Math.ceil(line.box[3]));
    if (width < 1 || height < 1) continue;
    swatch.clearRect(0, 0, 1, 1);
    swatch.fillStyle = line.color;
    swatch.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = swatch.getImageData(0, 0, 1, 1).data;
    const alpha = (a / 255) * line.opacity;
    const pixels = ground.getImageData(left, top, width, height).data;
    const behindIt = new Uint32Array(pixels.buffer);
    const printed = new Uint32Array(seen.getImageData(left, top, width, height).data.buffer);
    const needed = line.size >= large || (line.bold && line.size >= largeBold) ? 3 : 4.5;
    const [behind, all] = [[], new Float64Array(behindIt.length)];
    let ratio;
    for (let at = 0; at < behindIt.length; at += 1) {
      if (at === 0 || behindIt[at] !== behindIt[at - 1]) {
        const [x, y, z] = [pixels[4 * at], pixels[4 * at + 1], pixels[4 * at + 2]];
        const mixed = light(r * alpha + x * (1 - alpha), g * alpha + y * (1 - alpha), b * alpha + z * (1 - alpha));
        const lit = light(x, y, z);
        ratio = (Math.max(mixed, lit) + 0.05) / (Math.min(mixed, lit) + 0.05);
      }
      all[at] = ratio;
      if (printed[at] !== behindIt[at]) behind.push(ratio);
    }
    const ratios = (behind.length > 4 ? Float64Array.from(behind) : all).sort();
    const worst = ratios[Math.floor(ratios.length / 100)];
    if (worst < needed) faults.push([line.text, Math.round(worst * 100) / 100]);
  }
  return faults;
}"""


def faint_texts(browser: Browser, page: Page) -> list[tuple[str, float]]:
    """Return the lines of a page that stand out too little, each with its contrast (WCAG 2.2, 1.4.3).

    The contrast is that with the pixels behind its letters, which a second picture without letters shows; where no
    letter is seen, with all around. The worst of a hundred may be an edge that it touches. Pictures have to be loaded.
    """
    page.evaluate("scrollTo(0, 0)")
    lines: list[Any] = page.evaluate(LINES)
    assert lines
    seen = page.screenshot(full_page=True, animations="disabled")
    page.evaluate(HIDE)
    ground = page.screenshot(full_page=True, animations="disabled")
    page.evaluate("document.adoptedStyleSheets = []")
    judge = browser.new_page()
    pictures = [base64.b64encode(picture).decode() for picture in (seen, ground)]
    faults = judge.evaluate(COMPARE, [*pictures, lines, LARGE, LARGE_BOLD])
    judge.close()
    return [(text, ratio) for text, ratio in faults]
