// What is kept and what is not yet, in words beside the text.

const REFUSED = {
  4400: "This change could not be kept. Copy what you need and load the page again.",
  1009: "This change was too large to be kept. Copy what you need and load the page again.",
  4401: "You are signed out. Copy what you need, then sign in again.",
  4404: "This text is no longer here. Copy what you need.",
};
const NO_LONGER = "You may no longer write here. What was not kept is only in this window: copy what you need.";

export function showStatus(line, connection) {
  let refused = null;
  const show = () => {
    const [state, words] = refused !== null ? ["offline", refused] : status(connection);
    line.dataset.state = state;
    line.textContent = words;
  };
  connection.addEventListener("state", show);
  connection.addEventListener("synced", show);
  connection.addEventListener("refused", ({ detail: code }) => {
    refused = REFUSED[code] ?? NO_LONGER;
    show();
  });
  addEventListener("beforeunload", (event) => connection.unsaved && event.preventDefault());
  show();
}

function status({ isOpen, synced, unsaved }) {
  if (!isOpen && !synced) return ["saving", "Connecting…"];
  if (!isOpen) return ["offline", unsaved ? "Offline – kept in this window" : "Offline"];
  return unsaved ? ["saving", "Saving…"] : ["saved", "Saved"];
}
