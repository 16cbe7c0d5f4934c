// What goes with the words: which message they answer, and whether only one's own side may read them.

const OWN_SIDE = "own_side";

document.addEventListener("click", (event) => {
  const reply = event.target.closest("[data-reply]");
  if (reply) answer(event, reply);
  const none = event.target.closest("[data-reply-none]");
  if (none) stopAnswering(none.form);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-to-message]");
  const message = link && document.getElementById(`message_${link.dataset.toMessage}`);
  if (!message) return;
  event.preventDefault();
  message.scrollIntoView({ block: "center" });
  message.classList.add("is-meant");
  setTimeout(() => message.classList.remove("is-meant"), 2000);
});

export const forOwnSide = (words) => words?.audience === OWN_SIDE;

// The fields beside the text, as the server knows them; what says nothing is left out.
export function about(form) {
  const { reply_to: replyTo, audience } = form.elements;
  return {
    ...(replyTo?.value && { reply_to: replyTo.value }),
    ...(audience?.checked && { audience: OWN_SIDE }),
  };
}

export function chooseAudience(form, ownSide) {
  form.elements.audience.checked = ownSide;
  form.dispatchEvent(new CustomEvent("chat:composer", { bubbles: true }));
}

// After sending: an empty box, an answer to nothing, for everyone.
export function startAnew(form) {
  form.elements.text.value = "";
  stopAnswering(form);
  form.elements.audience.checked = false;
}

function answer(event, link) {
  const place = link.closest(".chat, .thread");
  const form = place?.querySelector("form.composer");
  if (!form) return;
  event.preventDefault();
  form.elements.reply_to.value = link.dataset.reply;
  form.querySelector("[data-replying-words]").textContent = link.dataset.replyWords;
  form.querySelector("[data-replying]").hidden = false;
  if (link.dataset.replyAudience === OWN_SIDE) chooseAudience(form, true);
  form.elements.text.focus();
}

function stopAnswering(form) {
  form.elements.reply_to.value = "";
  form.querySelector("[data-replying]").hidden = true;
}
