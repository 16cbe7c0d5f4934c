// Files that go along with words: chosen, pasted or dropped, sent ahead under the id that the message will have.

import { areUnderWay, list, namesOf, needWords, say } from "./chat_attached.js";
import { upload } from "./chat_upload.js";

const sent = new Map();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-attach]");
  if (link) choose(event, link.closest("form"));
  const other = event.target.closest("[data-detach]");
  if (other) detach(other);
});
document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form.composer");
  const { files, types } = event.clipboardData ?? {};
  if (!form || !files?.length || types.includes("text/plain")) return;
  event.preventDefault();
  attach(form, files);
});
document.addEventListener("dragover", (event) => markDrop(event, true));
document.addEventListener("dragleave", (event) => markDrop(event, false));
document.addEventListener("drop", (event) => {
  const place = markDrop(event, false);
  if (place) attach(place.querySelector("form.composer"), event.dataTransfer.files);
});
// A thread's form goes its own way: only its empty text, and what has not arrived, concern us.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.composer:not([data-chat])")) return;
  form.elements.text.value ||= namesOf(form);
  if (!areUnderWay(form)) return;
  event.preventDefault();
  event.stopPropagation();
  say(form, "A file is still on its way. Send your words again when it has arrived.");
}, { capture: true });

export function sendFiles(form, id) {
  delete form.dataset.message;
  const files = [...list(form).children];
  if (files.length === 0) return;
  sent.set(id, files);
  list(form).replaceChildren();
  needWords(form);
}

// A message that was refused may be sent again: with its files, and so under its id.
export function giveBackFiles(form, id) {
  const files = sent.get(id);
  if (!files || list(form).children.length > 0) return;
  form.dataset.message = id;
  list(form).replaceChildren(...files);
  needWords(form);
}

function choose(event, form) {
  event.preventDefault();
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  input.addEventListener("change", () => {
    input.remove();
    attach(form, input.files);
  });
  input.addEventListener("cancel", () => input.remove());
  form.append(input); // some browsers forget one that stands nowhere
  input.click();
}

function markDrop(event, over) {
  const place = event.target.closest?.(".chat, .thread");
  if (!place?.querySelector("form.composer") || !event.dataTransfer?.types.includes("Files")) return null;
  event.preventDefault();
  place.classList.toggle("is-drop", over);
  return place;
}

function attach(form, files) {
  say(form, "");
  for (const file of files) upload(form, file);
  form.elements.text.focus();
}

function detach(button) {
  const form = button.closest("form");
  button.closest("[data-attached]").remove();
  needWords(form);
  fetch(button.dataset.detach, { method: "POST", headers: { "HX-Request": "true" } });
  form.elements.text.focus();
}
