// Where the others are in the text: a caret with the name, in the hue of the side; classes only, no inline styles.
import { removeAwarenessStates } from "y-protocols/awareness";

const SIDES = new Set(["customer", "company", "partner"]);
const sideOf = ({ side }) => (SIDES.has(side) ? side : "partner");
const JOINER = "\u2060"; // keeps the caret from breaking a line

export function cursorBuilder(user) {
  const caret = document.createElement("span");
  caret.className = "caret";
  caret.dataset.side = sideOf(user);
  const name = document.createElement("span");
  name.className = "caret-name";
  name.textContent = String(user.name ?? "").slice(0, 40);
  caret.append(JOINER, name, JOINER);
  return caret;
}

export function selectionBuilder(user) {
  return { class: "caret-selection", "data-side": sideOf(user) };
}

// While there is no connection; with their clocks, so that they are seen again at once after it is back.
export function forgetOthers(awareness, origin) {
  const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
  removeAwarenessStates(awareness, others, origin);
  others.forEach((id) => awareness.meta.delete(id));
}
