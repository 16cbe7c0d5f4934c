// A small row of buttons over the text; each says by aria-pressed what holds where the caret is.
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { Plugin } from "prosemirror-state";
import { redo, undo } from "y-prosemirror";
import { schema } from "./schema.js";

const { nodes, marks } = schema;
const icons = document.documentElement.dataset.icons;

export function toolbar(row, openLink) {
  return new Plugin({
    view(view) {
      const tools = list(openLink).map((tool) => (tool ? [button(tool, view), tool] : [gap(), null]));
      row.replaceChildren(...tools.map(([element]) => element));
      const update = () => tools.forEach(([element, tool]) => tool?.holds && element.setAttribute("aria-pressed", tool.holds(view.state)));
      update();
      return { update, destroy: () => row.replaceChildren() };
    },
  });
}

function list(openLink) {
  return [
    heading(1), heading(2), heading(3), null,
    marking("strong", "Bold", "bold"), marking("em", "Italic", "italic"), marking("strike", "Struck through", "strikethrough"),
    marking("link", "Link", "link", openLink), null,
    listing("bullet_list", "List", "list"), listing("ordered_list", "Numbered list", "list-ordered"),
    wrapping("blockquote", "Quotation", "text-quote"), null,
    { words: "Undo", icon: "undo-2", run: undo }, { words: "Redo", icon: "redo-2", run: redo },
  ];
}

function heading(level) {
  const holds = (state) => isBlock(state, nodes.heading, { level });
  const run = (state, dispatch) => (holds(state) ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level }))(state, dispatch);
  return { words: `Heading ${level}`, icon: `heading-${level}`, holds, run };
}

function marking(name, words, icon, run = toggleMark(marks[name])) {
  return { words, icon, run, holds: (state) => hasMark(state, marks[name]) };
}

function listing(name, words, icon) {
  const holds = (state) => isInside(state, nodes[name]);
  const run = (state, dispatch) => (holds(state) ? liftListItem(nodes.list_item) : wrapInList(nodes[name]))(state, dispatch);
  return { words, icon, holds, run };
}

function wrapping(name, words, icon) {
  const holds = (state) => isInside(state, nodes[name]);
  return { words, icon, holds, run: (state, dispatch) => (holds(state) ? lift : wrapIn(nodes[name]))(state, dispatch) };
}

function isBlock({ selection: { $from } }, type, attrs) {
  return $from.parent.hasMarkup(type, attrs);
}

function isInside({ selection: { $from } }, type) {
  return Array.from({ length: $from.depth }, (_, depth) => $from.node(depth + 1)).some((node) => node.type === type);
}

function hasMark({ doc, storedMarks, selection: { from, to, empty, $from } }, type) {
  return Boolean(empty ? type.isInSet(storedMarks ?? $from.marks()) : doc.rangeHasMark(from, to, type));
}

function button({ words, icon, run }, view) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "editor-tool";
  element.title = words;
  element.setAttribute("aria-label", words);
  element.append(picture(icon));
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", () => {
    run(view.state, view.dispatch, view);
    if (!document.activeElement?.closest(".editor-link")) view.focus();
  });
  return element;
}

function picture(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}

function gap() {
  const element = document.createElement("span");
  element.className = "editor-gap";
  return element;
}
