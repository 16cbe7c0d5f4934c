// What was written here and is not acknowledged yet; it survives a reload of the page.

export function keptWords(name = location.pathname.split("/").slice(0, 3).join("/")) {
  const key = `outgoing:${name}`;
  const draftKey = `draft:${name}`;
  const waiting = new Map(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  const store = () => sessionStorage.setItem(key, JSON.stringify([...waiting]));

  return {
    add(id, text) {
      waiting.set(id, text);
      store();
    },
    drop(id) {
      if (waiting.delete(id)) store();
    },
    has: (id) => waiting.has(id),
    text: (id) => waiting.get(id),
    all: () => [...waiting],
    draft: () => sessionStorage.getItem(draftKey) ?? "",
    keepDraft: (text) => sessionStorage.setItem(draftKey, text),
  };
}
