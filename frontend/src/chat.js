// Writing in the conversation: shown at once, kept until the server has it, sent again with the same id if need be.
import { mark, showPending } from "./chat_pending.js";
import { about, chooseAudience, forOwnSide, startAnew } from "./chat_composer.js";
import { areUnderWay, idFor, namesOf } from "./chat_attached.js";
import { giveBackFiles, sendFiles } from "./chat_files.js";
import { send } from "./live.js";
import { keptWords } from "./outgoing.js";

const UNKEPT_AFTER = 6000; // ms without an answer before a message is marked as not kept yet
const outgoing = keptWords();

document.addEventListener("submit", onSubmit, { capture: true });
document.addEventListener("input", keepDraft);
document.addEventListener("chat:composer", keepDraft);
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
  const text = form.elements.text.value.trim() || namesOf(form);
  if (areUnderWay(form)) return say("A file is still on its way. It is sent with your words when it has arrived.");
  if (!text) return;
  const id = idFor(form);
  const words = { text, ...about(form) };
  outgoing.add(id, words);
  startAnew(form);
  sendFiles(form, id);
  outgoing.keepDraft(null);
  say("");
  showPending(id, words);
  deliver(id, words);
}

// The audience goes with the draft: a note begun never comes back as something for everyone.
function keepDraft({ target }) {
  const form = target.closest?.("form[data-chat]");
  if (form) outgoing.keepDraft({ text: form.elements.text.value, audience: about(form).audience });
}

function deliver(id, words) {
  if (send({ type: "message", id, ...words })) setTimeout(() => outgoing.has(id) && mark(id, "not kept yet"), UNKEPT_AFTER);
  else post(id, words);
}

async function post(id, words) {
  const form = document.querySelector("form[data-chat]");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams({ id, ...words }),
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
  for (const [id, words] of outgoing.all()) send({ type: "message", id, ...words });
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
  const words = outgoing.words(id);
  arrived(id);
  const form = document.querySelector("form[data-chat]");
  if (form && words) {
    const box = form.elements.text;
    box.value = box.value ? `${words.text}\n${box.value}` : words.text;
    // Where only one of the two was a note, both are: what is handed back never reaches more people.
    if (words.audience) chooseAudience(form, true);
    giveBackFiles(form, id);
  }
  say(reason);
}

function say(problem) {
  const line = document.querySelector("[data-chat-problem]");
  if (line) line.textContent = problem;
}

function showKeptWords() {
  const form = document.querySelector("form[data-chat]");
  const box = form?.elements.text;
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "";
  const draft = outgoing.draft();
  if (draft && !box.value) {
    box.value = draft.text;
    chooseAudience(form, forOwnSide(draft));
  }
  for (const [id, words] of outgoing.all()) showPending(id, words);
}
