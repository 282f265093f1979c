// A picture in a text: what it shows, its caption, put in and taken out. The rest of the text stays as it is.
import { tell, words } from "./admin.js";
import { ask, element, field } from "./dialogs.js";
import { escaped, marks, paragraph, plain } from "./marks.js";
import { placeIn, replace } from "./typing.js";
import { pathOf, thumbnail, upload } from "./uploads.js";

const MOST_CAPTION_WORDS = 40;
const NEXT_LINE = /^[ \t]*\\?(?:\n|$)/;
const EMPHASISED = /^\s*(?:\*[^*]+\*|_[^_]+_)\s*$/;

/** Return what stands around a picture: the link that it shows, and its caption, null where other words are around it. */
function around(text, mark) {
  const outer = marks(text).find((each) => !each.isPicture && each.from < mark.from && each.to > mark.to) ?? mark;
  const block = paragraph(text, mark.from);
  const [before, after] = [text.slice(block.from, outer.from), text.slice(outer.to, block.to)];
  const isAlone = !before.trim() && !marks(after).some((each) => each.isPicture) && after.split(/\s+/).length <= MOST_CAPTION_WORDS;
  const isCaption = isAlone && (NEXT_LINE.test(after) || EMPHASISED.test(after));
  return { outer, block, caption: isCaption ? after.replace(NEXT_LINE, "").trim() : null };
}

/** Return a caption as it follows its picture: nothing that it begins with makes a list or a heading of it. */
function following(caption) {
  const line = caption.trim().replace(/\s+/g, " ").replace(/^[#>+\-=~]/, "\\$&").replace(/^(\d+)([.)])/, "$1\\$2");
  return line && `\\\n${line}`;
}

/** Ask what a picture in a text shows, or for one that is put into it.
 *
 * @param mark where it stands, if it does.
 * @param jump shows that place.
 * @param file what was dropped or pasted.
 */
export function openPicture(textarea, { mark, jump, file } = {}) {
  const { value: text, selectionEnd: end } = textarea;
  const { outer, block, caption: old } = mark ? around(text, mark) : { caption: "" };
  const alt = element("textarea", { rows: 2, value: mark ? plain(mark.words) : "", required: true });
  const caption = element("input", { value: old ?? "", autocomplete: "off" });
  const image = element("img", { alt: "" });
  const chosen = element("input", { type: "file", accept: "image/*", required: true });
  let url = mark?.address ?? "";

  function see() {
    const source = url && thumbnail(url).replace(/\/96$/, "/480");
    image.hidden = !source;
    if (source) image.src = source;
    alt.setCustomValidity(alt.value.trim() ? "" : words.alt_needed);
  }

  async function send(one) {
    chosen.setCustomValidity(words.sending);
    const told = await upload(one, dialog);
    chosen.setCustomValidity("");
    if (!told) return void (chosen.value = "");
    url = pathOf(told.url);
    chosen.required = false;
    see();
    alt.focus();
  }

  function put() {
    const code = `![${escaped(alt.value)}](${url})${following(caption.value)}`;
    const line = text.slice(text.lastIndexOf("\n", end - 1) + 1).split("\n", 1)[0];
    const place = line.trim() ? paragraph(text, end).to : end;
    const [before, after] = [text.slice(0, place), text.slice(place)];
    const opening = before.trim() && "\n\n".slice(before.match(/\n{0,2}$/)[0].length);
    const closing = after.trim() && "\n\n".slice(after.match(/^\n{0,2}/)[0].length);
    replace(textarea, place, place, `${opening}${code}${closing}`);
    tell(words.put_in_undo);
  }

  function apply() {
    if (!mark) return put();
    const isAlt = alt.value !== plain(mark.words), isCaption = old !== null && caption.value !== old;
    if (!isAlt && !isCaption) return;
    const code = `![${isAlt ? escaped(alt.value) : mark.words}${text.slice(mark.outside, outer.to)}`;
    replace(textarea, mark.from, isCaption ? block.to : outer.to, isCaption ? code + following(caption.value) : code);
  }

  function remove() {
    if (old === null) replace(textarea, outer.from, outer.to, "");
    else {
      const gap = text.slice(block.to).match(/^\n*/)[0].length;
      const start = gap ? block.from : text.slice(0, block.from).trimEnd().length;
      replace(textarea, start, block.to + gap, "");
    }
    tell(words.removed_undo);
  }

  const parts = [image];
  if (!mark) parts.push(field(words.picture_file, chosen));
  parts.push(field(words.alt, alt));
  if (old !== null) parts.push(field(words.caption, caption));
  const ways = [[mark ? words.apply : words.put_in, apply]];
  if (mark) ways.push([words.show_in_text, jump], [old ? words.remove_captioned : words.picture_remove, remove]);
  const dialog = ask(mark ? words.picture_in_text : words.new_picture, parts, ways, mark ? undefined : placeIn(textarea));
  alt.addEventListener("input", see);
  chosen.addEventListener("change", () => { if (chosen.files[0]) send(chosen.files[0]); });
  see();
  if (mark) alt.focus();
  if (file) send(file);
}
