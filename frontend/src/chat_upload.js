// Sends a file ahead of its message, with progress and a way to cancel.

import { idFor, list, needWords, say } from "./chat_attached.js";

const MEGABYTE = 1 << 20;

export function upload(form, file) {
  const { attach: url, largest } = form.querySelector("[data-attach]").dataset;
  if (file.size > largest * MEGABYTE) return say(form, `${file.name} is too large. Please keep a file to ${largest} MB.`);
  const item = form.querySelector("template[data-underway]").content.firstElementChild.cloneNode(true);
  item.querySelector(".attached-name").textContent = file.name;
  list(form).append(item);
  const request = new XMLHttpRequest();
  item.querySelector("[data-cancel]").addEventListener("click", () => {
    item.dataset.cancelled = "";
    request.abort();
  });
  const bar = item.querySelector("progress");
  request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = total ? loaded / total : 0));
  request.addEventListener("loadend", () => arrived(form, item, file, request));
  request.open("POST", url);
  request.setRequestHeader("HX-Request", "true");
  const body = new FormData();
  body.set("message", idFor(form));
  body.set("file", file);
  request.send(body);
}

function arrived(form, item, file, { status, responseText }) {
  const answer = new DOMParser().parseFromString(responseText, "text/html");
  const made = answer.querySelector("[data-attached]");
  if (status === 201 && made) item.replaceWith(made);
  else {
    item.remove();
    if (status) say(form, `${file.name}: ${answer.querySelector("[role=alert]")?.textContent.trim() || "this could not be sent."}`);
    else if (!item.dataset.cancelled) say(form, `${file.name} did not arrive. Try once more when the connection is back.`);
  }
  needWords(form);
}
