// Asking for a link's address: a line under the toolbar, closed by Escape.
import { toggleMark } from "prosemirror-commands";
import { isLink, schema } from "./schema.js";

const { link } = schema.marks;

export function linkCommand(form) {
  const field = form.elements.href;
  let view = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = address(field.value.trim());
    if (!isLink(href)) return field.setCustomValidity("Give an address that starts with https:// or mailto:"), field.reportValidity();
    toggleMark(link, { href })(view.state, view.dispatch);
    close();
  });
  field.addEventListener("input", () => field.setCustomValidity(""));
  form.addEventListener("keydown", ({ key }) => key === "Escape" && close());

  function close() {
    form.hidden = true;
    form.reset();
    view.focus();
  }

  return (state, dispatch, editorView) => {
    if (state.selection.empty) return false;
    if (state.doc.rangeHasMark(state.selection.from, state.selection.to, link)) return toggleMark(link)(state, dispatch);
    view = editorView;
    form.hidden = false;
    field.focus();
    return true;
  };
}

function address(words) {
  if (/^[a-z]+:/i.test(words)) return words;
  return /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(words) ? `mailto:${words}` : `https://${words}`;
}
