// "Rob is writing…": said at most every three seconds, forgotten after five, kept nowhere.
import { send } from "./live.js";

const SAY_EVERY = 3000; // ms
const FORGET_AFTER = 5000; // ms
const writing = new Map();
let said = 0;

document.addEventListener("input", ({ target }) => {
  if (!target.closest?.("form[data-chat]") || Date.now() - said < SAY_EVERY) return;
  if (send({ type: "typing" })) said = Date.now();
});

document.addEventListener("live:typing", ({ detail }) => {
  const name = detail.name ?? detail.who?.name;
  if (!name) return;
  clearTimeout(writing.get(name));
  writing.set(name, setTimeout(() => forget(name), FORGET_AFTER));
  show();
});

function forget(name) {
  writing.delete(name);
  show();
}

function show() {
  const line = document.querySelector("[data-typing]");
  if (!line) return;
  const names = [...writing.keys()];
  if (names.length === 0) line.textContent = "";
  else if (names.length === 1) line.textContent = `${names[0]} is writing…`;
  else line.textContent = `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are writing…`;
}
