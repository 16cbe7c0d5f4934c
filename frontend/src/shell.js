// The frame round every page: theme, dialogs, menus, and the conversation as a sheet.

const root = document.documentElement;

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (target.closest("[data-theme-toggle]")) switchTheme();
  closeMenusExcept(target.closest("details.menu"));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-chat-open], [data-chat-close]");
  if (!link) return;
  event.preventDefault();
  showChat(link.matches("[data-chat-open]"));
});

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  closeMenusExcept(null);
  if (document.querySelector(".chat-aside.is-open")) showChat(false);
});

export function showChat(open) {
  const aside = document.getElementById("chat_aside");
  if (!aside) return;
  aside.classList.toggle("is-open", open);
  if (open) {
    document.dispatchEvent(new CustomEvent("chat:shown"));
    (aside.querySelector("textarea") ?? aside).focus();
  } else document.querySelector("[data-chat-open]")?.focus();
}

function switchTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const shown = root.dataset.theme || (dark ? "dark" : "light");
  root.dataset.theme = shown === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

function closeMenusExcept(kept) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== kept) menu.open = false;
}
