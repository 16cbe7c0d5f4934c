// The files that go along with the words of a form: those that arrived, those under way.

export const list = (form) => form.querySelector("[data-files]");

export const areUnderWay = (form) => form.querySelector("li[data-underway-file]") !== null;

export const namesOf = (form) => [...form.querySelectorAll("[data-attached]")].map(({ dataset: { name } }) => name).join(", ");

// The id of the message that is being written: files know it before the server does.
export function idFor(form) {
  if (!form.matches("[data-chat]")) return form.elements.id.value;
  return (form.dataset.message ??= crypto.randomUUID());
}

export function needWords(form) {
  form.elements.text.required = !list(form).querySelector("[data-attached]");
}

export function say(form, problem) {
  form.querySelector(".composer-problem").textContent = problem;
}
