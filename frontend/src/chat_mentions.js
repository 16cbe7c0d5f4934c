// "@": the people who can be named, chosen by arrow keys or a click, written as plain words.

const BEGUN = /(?:^|\s)@([^@\n]{0,40})$/u;
const MOST = 6;
const list = () => document.getElementById("completion");
let box = null;

document.addEventListener("input", ({ target }) => target.matches?.("[data-completes]") && offer(target));
document.addEventListener("keydown", choose, { capture: true });
document.addEventListener("focusout", ({ target }) => target === box && close());
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("#completion [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option);
});

function offer(textarea) {
  const begun = textarea.value.slice(0, textarea.selectionStart).match(BEGUN)?.[1];
  const names = begun === undefined ? [] : known(begun.toLowerCase());
  if (!list() || names.length === 0) return close();
  box = textarea;
  list().replaceChildren(...names.map(option));
  list().hidden = false;
  textarea.after(list());
  textarea.setAttribute("aria-controls", "completion");
  point(list().firstElementChild);
}

function known(begun) {
  const all = [...document.querySelectorAll("[data-mentionable] [data-name]")];
  return all.filter(({ dataset: { name } }) => `${name} ${name.split(" ").slice(1).join(" ")}`.toLowerCase().includes(begun) && name.toLowerCase() !== begun).slice(0, MOST);
}

function option({ dataset: { name, side }, textContent }, at) {
  const item = document.createElement("li");
  item.id = `completion_${at}`;
  item.role = "option";
  item.dataset.name = name;
  if (side) item.dataset.side = side;
  const who = document.createElement("b");
  who.textContent = name;
  item.append(who, ` ${textContent}`);
  return item;
}

function choose(event) {
  if (!box || event.target !== box || list()?.hidden !== false) return;
  const pointed = list().querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") point(pointed?.nextElementSibling ?? list().firstElementChild);
  else if (event.key === "ArrowUp") point(pointed?.previousElementSibling ?? list().lastElementChild);
  else if (event.key === "Enter" || event.key === "Tab") take(pointed);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function point(item) {
  for (const each of list().children) each.ariaSelected = String(each === item);
  box.setAttribute("aria-activedescendant", item.id);
}

function take(item) {
  const end = box.selectionStart;
  const start = box.value.lastIndexOf("@", end - 1);
  box.setRangeText(`@${item.dataset.name} `, start, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

function close() {
  if (list()) list().hidden = true;
  box?.removeAttribute("aria-activedescendant");
  box?.removeAttribute("aria-controls");
  box = null;
}
