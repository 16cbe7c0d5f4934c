// A list item that is pushed although the page has it already is dropped; the one in place stays.

const ADDING = new Set(["beforeend", "afterbegin", "beforebegin", "afterend"]);

document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { swapSpec, fragment } of tasks) {
    if (!ADDING.has(swapSpec?.style)) continue;
    for (const item of addedItems(swapSpec, fragment)) {
      arrived(item);
      if (item.id && document.getElementById(item.id)) item.remove();
    }
  }
});

// Out of band, what is added stands inside a wrapper that htmx strips.
function addedItems(swapSpec, fragment) {
  const wrapper = swapSpec.strip ? fragment.firstElementChild : fragment;
  return [...(wrapper?.children ?? [])];
}

function arrived(item) {
  if (!item.dataset.client) return;
  document.dispatchEvent(new CustomEvent("live:arrived", { detail: { id: item.dataset.client } }));
}
