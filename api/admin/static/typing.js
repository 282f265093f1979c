// Writing in a field as if by hand, so that the browser's own undo takes it back.

/** Put a text in the place of what is selected. */
export function insert(textarea, text) {
  textarea.focus();
  if (text) document.execCommand("insertText", false, text);
  else if (textarea.selectionStart !== textarea.selectionEnd) document.execCommand("delete");
}

/** Put a text in the place of what stands between two places. */
export function replace(textarea, from, to, text) {
  textarea.focus();
  textarea.setSelectionRange(from, to);
  insert(textarea, text);
}

/** Return what goes back to where one is in a field now: a browser forgets the place while a dialog is open. */
export function placeIn(textarea) {
  const { selectionStart, selectionEnd } = textarea;
  return () => {
    textarea.focus();
    textarea.setSelectionRange(selectionStart, selectionEnd);
  };
}
