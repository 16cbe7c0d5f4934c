// A message that is on its way: shown at once, marked until the server has it.
import { isOpen } from "./live.js";

export function showPending(id, words) {
  const template = document.getElementById("pending_message");
  const list = document.getElementById("chat_messages");
  if (!template || !list || document.getElementById(`pending_${id}`)) return;
  const item = template.content.firstElementChild.cloneNode(true);
  item.id = `pending_${id}`;
  item.querySelector("[data-text]").textContent = words.text;
  item.querySelector("[data-own-side]").hidden = words.audience !== "own_side";
  if (words.audience) item.dataset.audience = words.audience;
  list.append(item);
  mark(id, isOpen() ? "sending" : "not kept yet");
}

export function mark(id, words) {
  const state = document.querySelector(`#pending_${CSS.escape(id)} [data-state]`);
  if (state) state.textContent = words;
}
