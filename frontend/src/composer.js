// Enter sends, Shift+Enter is a new line; on a touch screen Enter stays a new line.
document.addEventListener("keydown", sendOnEnter);

function sendOnEnter(event) {
  const form = event.target.closest?.("form.composer textarea")?.form;
  if (!form || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  form.requestSubmit();
}
