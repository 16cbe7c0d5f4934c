// After an answer: the focus goes to the first problem; a refusal that is not swapped is said in a sentence.
import { toast } from "./toasts.js";

document.addEventListener("htmx:after:settle", ({ detail: { newContent } }) => {
  for (const element of newContent ?? []) {
    if (element.nodeType === Node.ELEMENT_NODE && focusFirstProblem(element)) return;
  }
});

document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.response.status === 409 || ctx.response.status === 422) return;
  const words = new DOMParser().parseFromString(ctx.text, "text/html").querySelector("[role=alert]")?.textContent;
  toast(words?.trim() || "That did not work. Nothing was lost; try again in a moment.");
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx?.request) toast("There is no connection. What you wrote is still here; send it again in a moment.");
});

focusFirstProblem(document);

function focusFirstProblem(within) {
  const problem = within.querySelector("[data-problems], [aria-invalid=true]");
  problem?.focus();
  return problem !== null;
}
