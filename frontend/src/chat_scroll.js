// The conversation stays at its end unless its reader went up; what arrives meanwhile is said, not shoved in.
import { countNew } from "./chat_new.js";

const NEAR = 48; // px from the end that still count as the end
const OLDER = "[data-chat-older]";
let atEnd = true;
let fromEnd = null;
let unread = 0;

const scroller = () => document.querySelector("[data-chat-scroll]");
const aside = () => document.getElementById("chat_aside");

document.addEventListener("scroll", onScroll, { capture: true, passive: true });
document.addEventListener("click", ({ target }) => target.closest("[data-chat-newer]") && toEnd());
document.addEventListener("chat:shown", () => {
  unread = 0;
  sayUnread();
  toEnd();
});
document.addEventListener("htmx:before:swap", rememberPlace);
document.addEventListener("htmx:after:swap", start);
start();

function start() {
  const list = document.getElementById("chat_messages");
  if (!list || list.dataset.watched !== undefined) return;
  list.dataset.watched = "";
  new MutationObserver(onChange).observe(list, { childList: true });
  countUnread(countNew());
  toEnd();
}

function onScroll({ target }) {
  if (!target.matches?.("[data-chat-scroll]")) return;
  atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR;
  if (atEnd) sayNewer(false);
}

function rememberPlace({ target }) {
  const box = scroller();
  if (box && target.closest?.(OLDER)) fromEnd = box.scrollHeight - box.scrollTop;
}

function onChange(changes) {
  const box = scroller();
  if (fromEnd !== null) {
    box.scrollTop = box.scrollHeight - fromEnd;
    fromEnd = null;
    return;
  }
  const fresh = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.matches?.(".message"));
  if (fresh.length === 0) return;
  countUnread(fresh.filter((item) => !item.id.startsWith("pending_")).length);
  if (atEnd || fresh.some((item) => item.id.startsWith("pending_"))) toEnd();
  else sayNewer(true);
}

function toEnd() {
  const box = scroller();
  if (box) box.scrollTop = box.scrollHeight;
  atEnd = true;
  sayNewer(false);
}

function sayNewer(there) {
  const button = document.querySelector("[data-chat-newer]");
  if (button) button.hidden = !there;
}

function countUnread(count) {
  if (aside()?.checkVisibility({ visibilityProperty: true })) return;
  unread += count;
  sayUnread();
}

function sayUnread() {
  const badge = document.querySelector("[data-unread]");
  if (!badge) return;
  badge.hidden = unread === 0;
  badge.textContent = unread > 99 ? "99+" : unread;
}
