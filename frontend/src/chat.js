// Writing in the conversation: shown at once, kept until the server has it, sent again with the same id if need be.
import { isOpen, send } from "./live.js";
import { keptWords } from "./outgoing.js";

const UNKEPT_AFTER = 6000; // ms without an answer before a message is marked as not kept yet
const outgoing = keptWords();

document.addEventListener("submit", onSubmit, { capture: true });
document.addEventListener("keydown", sendOnEnter);
document.addEventListener("input", ({ target }) => target.closest?.("form[data-chat]") && outgoing.keepDraft(target.value));
document.addEventListener("live:open", sendAgain);
document.addEventListener("live:ack", ({ detail: { id } }) => kept(id));
document.addEventListener("live:arrived", ({ detail: { id } }) => arrived(id));
document.addEventListener("live:refused", ({ detail: { id, reason } }) => handBack(id, reason));
document.addEventListener("htmx:after:swap", showKeptWords);
showKeptWords();

// Before htmx sees the event: with a socket the words travel over it, without one over HTTP, under the same id.
function onSubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-chat]")) return;
  event.preventDefault();
  event.stopPropagation();
  const text = form.elements.text.value.trim();
  if (!text) return;
  const id = crypto.randomUUID();
  outgoing.add(id, text);
  form.reset();
  outgoing.keepDraft("");
  say("");
  showPending(id, text);
  deliver(id, text);
}

function deliver(id, text) {
  if (send({ type: "message", id, text })) setTimeout(() => outgoing.has(id) && mark(id, "not kept yet"), UNKEPT_AFTER);
  else post(id, text);
}

async function post(id, text) {
  const form = document.querySelector("form[data-chat]");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams({ id, text }),
    });
    if (answer.ok) kept(id);
    else if (answer.status < 500) handBack(id, sentence(await answer.text()));
    else mark(id, "not kept yet");
  } catch {
    mark(id, "not kept yet");
  }
}

function sentence(html) {
  const words = new DOMParser().parseFromString(html, "text/html").querySelector("[role=alert]")?.textContent.trim();
  return words || "This could not be sent. Load the page again and try once more.";
}

function sendAgain() {
  for (const [id, text] of outgoing.all()) send({ type: "message", id, text });
}

function sendOnEnter(event) {
  const form = event.target.closest?.("form.composer");
  if (!form || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  form.requestSubmit();
}

function showPending(id, text) {
  const template = document.getElementById("pending_message");
  const list = document.getElementById("chat_messages");
  if (!template || !list || document.getElementById(`pending_${id}`)) return;
  const item = template.content.firstElementChild.cloneNode(true);
  item.id = `pending_${id}`;
  item.querySelector("[data-text]").textContent = text;
  list.append(item);
  mark(id, isOpen() ? "sending" : "not kept yet");
}

function kept(id) {
  outgoing.drop(id);
  mark(id, "");
}

function arrived(id) {
  outgoing.drop(id);
  document.getElementById(`pending_${id}`)?.remove();
}

function handBack(id, reason) {
  const text = outgoing.text(id);
  arrived(id);
  const box = document.querySelector("form[data-chat]")?.elements.text;
  if (box && text) box.value = box.value ? `${text}\n${box.value}` : text;
  say(reason);
}

function mark(id, words) {
  const state = document.querySelector(`#pending_${CSS.escape(id)} [data-state]`);
  if (state) state.textContent = words;
}

function say(problem) {
  const line = document.querySelector("[data-chat-problem]");
  if (line) line.textContent = problem;
}

function showKeptWords() {
  const box = document.querySelector("form[data-chat]")?.elements.text;
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "";
  box.value ||= outgoing.draft();
  for (const [id, text] of outgoing.all()) showPending(id, text);
}
