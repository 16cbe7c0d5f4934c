// "New since you were here": the line is remembered in this browser. The portal is told how far its reader has
// seen, for that person alone: no mail comes about what was read.
import { send } from "./live.js";

const GATHER = 1000; // ms
let told = "";
let telling = 0;
const KEY = `here:${location.pathname.split("/").slice(0, 3).join("/")}`;
const panel = () => document.querySelector("[data-chat-panel]");

document.addEventListener("htmx:after:swap", start);
document.addEventListener("visibilitychange", remember);
document.addEventListener("chat:shown", () => setTimeout(remember));
addEventListener("pagehide", remember);
document.addEventListener("live:open", () => {
  told = "";
  remember();
});
start();

// How many messages of others came since; for where the panel is folded away.
export function countNew() {
  const chat = panel();
  return chat?.dataset.since ? newer(chat).length : 0;
}

function start() {
  const chat = panel();
  if (!chat) return;
  if (chat.dataset.since === undefined) {
    const latest = Math.max(Number(chat.dataset.seen), Number(localStorage.getItem(KEY)));
    chat.dataset.since = latest || "";
    draw(chat);
  }
  remember();
}

function draw(chat) {
  const [first] = chat.dataset.since ? newer(chat) : [];
  if (!first) return;
  const line = document.createElement("li");
  line.className = "chat-new";
  line.textContent = "New since you were here";
  first.before(line);
}

// Only what can be seen counts: the panel may be folded away, the window in the background.
function remember() {
  const chat = panel();
  if (!chat?.checkVisibility({ visibilityProperty: true }) || document.hidden) return;
  const latest = Math.max(0, ...others(chat, true).map(({ dataset: { number } }) => Number(number)));
  if (latest > Number(localStorage.getItem(KEY) ?? 0)) localStorage.setItem(KEY, latest);
  clearTimeout(telling);
  telling = setTimeout(() => tell(latest, others(chat, true).length), GATHER);
}

// Again with each note, though it has no number of its own: when it was seen counts.
function tell(number, count) {
  const seen = `${number}/${count}`;
  if (number && seen !== told && send({ type: "seen", number })) told = seen;
}

function newer(chat) {
  const since = Number(chat.dataset.since);
  return others(chat).filter(({ dataset: { number } }) => Number(number) > since);
}

function others(chat, mineToo = false) {
  const messages = [...chat.querySelectorAll(".message[data-number]")];
  return mineToo ? messages : messages.filter(({ dataset: { author } }) => author !== chat.dataset.me);
}
