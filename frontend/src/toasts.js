// Passing words in #flash; those with a way back stay longer, and none goes while it is read or focused.

const STAYS = 8000; // ms
const STAYS_WITH_UNDO = 20000; // ms

export function toast(words) {
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.toast = "";
  const sentence = document.createElement("p");
  sentence.textContent = words;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-undo";
  button.dataset.dismiss = "";
  button.textContent = "Dismiss";
  box.append(sentence, button);
  document.getElementById("flash").append(box);
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dismiss]")) target.closest("[data-toast]")?.remove();
});

const flash = document.getElementById("flash");
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches?.("[data-toast]")) leaveLater(node);
}).observe(flash, { childList: true });

function leaveLater(box) {
  const stays = box.querySelector("form") ? STAYS_WITH_UNDO : STAYS;
  setTimeout(() => (box.matches(":hover, :focus-within") ? leaveLater(box) : box.remove()), stays);
}
