// What was written here and is not acknowledged yet; it survives a reload of the page.

export function keptWords(name = location.pathname.split("/").slice(0, 3).join("/")) {
  const key = `outgoing:${name}`;
  const draftKey = `draft:${name}`;
  const waiting = new Map(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  const store = () => sessionStorage.setItem(key, JSON.stringify([...waiting]));

  return {
    add(id, words) {
      waiting.set(id, words);
      store();
    },
    drop(id) {
      if (waiting.delete(id)) store();
    },
    has: (id) => waiting.has(id),
    words: (id) => waiting.get(id),
    all: () => [...waiting],
    draft: () => JSON.parse(sessionStorage.getItem(draftKey) ?? "null"),
    keepDraft: (words) => sessionStorage.setItem(draftKey, JSON.stringify(words)),
  };
}
