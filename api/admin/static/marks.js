// What a text in Markdown holds: its pictures and links, by where they stand (https://spec.commonmark.org/0.31.2/#links).

const CODE = "(?:^|(?<=\\n))(?<fence>```+|~~~+)[^]*?(?:\\n\\k<fence>|$)|(?<ticks>`+)(?!`)[^]*?[^`]\\k<ticks>(?!`)|\\\\[^]";
const WORDS = "(?:\\\\[^]|\\[(?:\\\\[^]|[^\\[\\]\\\\])*\\]|[^\\[\\]\\\\\\n]|\\n(?![ \\t]*\\n))*";
const ADDRESS = "<(?<angled>(?:\\\\.|[^<>\\n\\\\])*)>|(?<bare>(?:\\\\.|\\((?:\\\\.|[^\\s()\\\\])*\\)|[^\\s()\\\\<](?=(?:[^<]|$)))*)";
const TITLE = "(?:\\s+(?:\"(?:\\\\[^]|[^\"\\\\])*\"|'(?:\\\\[^]|[^'\\\\])*'))?";
const SCAN = new RegExp(`${CODE}|(?<bang>!?)\\[(?<words>${WORDS})\\]\\(\\s*(?:${ADDRESS})${TITLE}\\s*\\)`, "g");
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/** Return the pictures and links of a text in the order in which they begin; a picture may be what a link shows. */
export function marks(text) {
  const found = [];
  SCAN.lastIndex = 0;
  for (let match; (match = SCAN.exec(text));) {
    const { bang, words, angled, bare } = match.groups;
    if (words === undefined) continue; // code, or a sign that stands for itself
    const from = match.index, inside = from + bang.length + 1;
    found.push({ isPicture: bang !== "", words, address: plain(angled ?? bare), from, inside, outside: inside + words.length, to: from + match[0].length });
    SCAN.lastIndex = inside;
  }
  return found;
}

/** Return words of Markdown as they are read: in one line, signs that stand for themselves without their backslash. */
export const plain = (words) => words.replace(ESCAPED, "$1").replace(/\s+/g, " ").trim();

/** Return words as Markdown that is read as they are. */
export const escaped = (words) => words.trim().replace(/\s+/g, " ").replace(/[\\[\]*_`<]/g, "\\$&");

/** Return an address as Markdown writes it. */
export function written(address) {
  const safe = address.trim().replace(/[\s<>\\]/g, encodeURIComponent);
  return /[()]/.test(safe) ? `<${safe}>` : safe;
}

/** Return where the paragraph begins and ends that a place is in: empty lines part paragraphs. */
export function paragraph(text, place) {
  let from = 0;
  for (const gap of text.matchAll(/\n(?:[ \t]*\n)+/g)) {
    if (gap.index >= place) return { from, to: gap.index };
    from = gap.index + gap[0].length;
  }
  return { from, to: text.length };
}
