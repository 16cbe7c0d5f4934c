// Single keys, only while nobody is writing: `/` search, `?` help, `g` and a letter to go somewhere.
import { showChat } from "./shell.js";

const PLACES = { p: "plan", w: "contact", i: "initiatives", n: "people" };
const GO_WITHIN = 1200; // ms between `g` and its letter
let goPressed = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const going = Date.now() - goPressed < GO_WITHIN;
  goPressed = 0;
  if (going) go(event);
  else if (event.key === "g") goPressed = Date.now();
  else if (event.key === "?") document.getElementById("keyboard_help")?.showModal();
  else if (event.key === "/") search(event);
});

function isWriting(target) {
  return target.isContentEditable || target.matches?.("input, textarea, select, dialog[open] *");
}

function search(event) {
  const box = document.querySelector("[data-search]");
  if (!box?.checkVisibility()) return;
  event.preventDefault();
  box.focus();
}

function go(event) {
  if (event.key === "c") {
    event.preventDefault();
    return showChat(true);
  }
  const place = PLACES[event.key];
  document.querySelector(`.rail-link[href$="/${place}"]`)?.click();
}
