// What stands over a text that may be written in: the toolbar's row, the state of keeping, the link's line.

export function frame(place) {
  const head = element("div", "editor-head");
  const row = element("div", "editor-toolbar", { role: "toolbar", "aria-label": `${place.dataset.label}: formatting` });
  head.append(row);
  const status = document.querySelector("[data-editor-status]");
  if (status) head.append(status);
  const link = linkLine();
  place.prepend(head, link);
  return { row, link };
}

function linkLine() {
  const form = element("form", "editor-link");
  form.hidden = true;
  const field = element("input", "input", { name: "href", placeholder: "https://", autocomplete: "off", "aria-label": "Address of the link" });
  const button = element("button", "button button-secondary button-small", { type: "submit" });
  button.textContent = "Link";
  form.append(field, button);
  return form;
}

function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
