// The space's socket: every frame passes here before htmx swaps its `content`.
// Others listen on `document` for "live:open", "live:closed", "live:hello", "live:ack", "live:refused", "live:typing".

const QUICK_RECONNECT = 1500; // ms a break may last before anybody is told
const RELOAD_AGAIN = 10_000; // ms
const CLOSED_FOR_YOU = { 4401: signIn, 4404: reload, 1008: sayClosed };

let socket = null;
let latest = 0;
let telling = 0;

export const isOpen = () => socket?.readyState === WebSocket.OPEN;

// False if there is no open socket: the caller keeps the message.
export function send(message) {
  if (!isOpen()) return false;
  socket.send(JSON.stringify(message));
  return true;
}

document.addEventListener("htmx:ws:before:connection", ({ target, detail: { connection } }) => {
  if (target.id !== "live") return;
  latest = Math.max(latest, Number(target.dataset.number) || 0);
  const url = new URL(connection.url);
  if (latest || target.dataset.number) url.searchParams.set("since", latest);
  connection.url = url.href;
});

document.addEventListener("htmx:ws:after:connection", ({ target, detail: { connection } }) => {
  if (target.id !== "live") return;
  socket = connection.socket;
  send({ type: "hello" });
  tellOffline(false);
  announce("open");
});

document.addEventListener("htmx:ws:close", ({ target, detail: { code } }) => {
  if (target.id !== "live") return;
  announce("closed");
  if (code in CLOSED_FOR_YOU) CLOSED_FOR_YOU[code]();
  else tellOffline(true);
});

document.addEventListener("htmx:ws:before:message:incoming", ({ target, detail }) => {
  if (target.id !== "live") return;
  const frame = JSON.parse(detail.message.data);
  if (frame.type === "reload") return reload();
  // A hello names the head of the log: what this page has seen only where the page itself said nothing.
  if (frame.type === "hello" && !latest && !target.dataset.number) latest = frame.number;
  if (frame.content !== undefined && frame.number) latest = Math.max(latest, frame.number);
  else announce(frame.type, frame);
});

window.addEventListener("offline", () => tellOffline(true, 0));
window.addEventListener("online", () => (isOpen() || !document.getElementById("live")) && tellOffline(false));

function announce(type, detail) {
  document.dispatchEvent(new CustomEvent(`live:${type}`, { detail }));
}

function tellOffline(offline, wait = QUICK_RECONNECT) {
  clearTimeout(telling);
  const banner = document.getElementById("offline");
  if (!offline) banner.hidden = true;
  else telling = setTimeout(() => (banner.hidden = false), wait);
}

function signIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

// Told to start over; a second time within a moment would be a circle, so the reader decides.
function reload() {
  const last = Number(sessionStorage.getItem("reloaded"));
  sessionStorage.setItem("reloaded", Date.now());
  if (Date.now() - last > RELOAD_AGAIN) location.reload();
  else sayClosed();
}

function sayClosed() {
  const banner = document.getElementById("offline");
  banner.querySelector("p").textContent = "This space is no longer open to you as it was. Load the page again to see what is.";
  tellOffline(true, 0);
}
