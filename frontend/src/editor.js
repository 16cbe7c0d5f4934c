// The shared text: the server's HTML first, then, once the document has come, the same text to write in together.
import { EditorState, Plugin } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import { Awareness } from "y-protocols/awareness";
import { yCursorPlugin, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import * as Y from "yjs";
import { cursorBuilder, selectionBuilder } from "./editor/carets.js";
import { Connection } from "./editor/connection.js";
import { frame } from "./editor/frame.js";
import { habits, shortcuts } from "./editor/keys.js";
import { linkCommand } from "./editor/link.js";
import { schema } from "./editor/schema.js";
import { showStatus } from "./editor/status.js";
import { toolbar } from "./editor/toolbar.js";

for (const place of document.querySelectorAll("[data-editor][data-url]:not([data-url=''])")) start(place);
document.addEventListener("htmx:after:swap", () => {
  for (const place of document.querySelectorAll("[data-editor][data-url]:not([data-url='']):not([data-started])")) start(place);
});

function start(place) {
  place.dataset.started = "";
  const { url, name, side, editable } = place.dataset;
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  awareness.setLocalState(editable === "true" ? { user: { name, side } } : null);
  const connection = new Connection(url, doc, awareness);
  const line = document.querySelector("[data-editor-status]");
  if (line) showStatus(line, connection);
  connection.addEventListener("synced", () => mount(place, doc, awareness, connection), { once: true });
}

function mount(place, doc, awareness, connection) {
  let writing = place.dataset.editable === "true";
  const root = document.createElement("div");
  const view = new EditorView(root, {
    state: EditorState.create({ schema, plugins: plugins(place, doc.getXmlFragment("text"), awareness, writing) }),
    editable: () => writing,
    attributes: attributes(place, writing),
  });
  place.querySelector(".prose")?.replaceWith(root);
  connection.addEventListener("refused", () => {
    writing = false;
    view.setProps({ attributes: attributes(place, false) });
  });
}

function plugins(place, text, awareness, writing) {
  const together = [ySyncPlugin(text), yCursorPlugin(awareness, { cursorBuilder, selectionBuilder })];
  if (!writing) return together;
  const { row, link } = frame(place);
  const openLink = linkCommand(link);
  return [...together, yUndoPlugin(), habits(), ...shortcuts(openLink), toolbar(row, openLink), invitation(place)];
}

function attributes({ dataset: { label } }, writing) {
  const named = { class: "prose", "aria-label": label };
  return writing ? { ...named, role: "textbox", "aria-multiline": "true" } : { ...named, role: "document" };
}

// What an empty text says about itself.
function invitation({ dataset: { placeholder = "" } }) {
  return new Plugin({
    props: {
      decorations({ doc }) {
        const first = doc.firstChild;
        if (doc.childCount !== 1 || !first.isTextblock || first.content.size > 0) return null;
        return DecorationSet.create(doc, [Decoration.node(0, first.nodeSize, { class: "editor-empty", "data-placeholder": placeholder })]);
      },
    },
  });
}
