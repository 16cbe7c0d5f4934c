// Somebody writes a long text, letter by letter: `node trace.mjs FILE` keeps it compacted.
// Without a file that exists it is written first; then it is opened again and again, and timed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as Y from "yjs";

const EDITS = 259_778;
const OPENINGS = 7;
const LETTERS = "etaoin shrdlu cmfwyp vbgkjqxz";

const [file] = process.argv.slice(2);
if (!existsSync(file)) writeFileSync(file, written());
const state = readFileSync(file);

const times = [];
for (let n = 0; n < OPENINGS; n++) {
  const doc = new Y.Doc();
  const start = performance.now();
  Y.applyUpdate(doc, state);
  doc.getXmlFragment("text").toString();
  times.push(performance.now() - start);
}
console.log(JSON.stringify({ ms: times.sort((a, b) => a - b)[OPENINGS >> 1], bytes: state.length }));

// One in seven edits takes a letter back, one in forty jumps elsewhere, as people do.
function written() {
  const doc = new Y.Doc();
  doc.clientID = 7;
  const paragraph = new Y.XmlElement("paragraph");
  const text = new Y.XmlText();
  paragraph.insert(0, [text]);
  doc.getXmlFragment("text").insert(0, [paragraph]);
  let seed = 42;
  let at = 0;
  const chance = (below) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % below;
  for (let edit = 0; edit < EDITS; edit++) {
    if (chance(40) === 0) at = chance(text.length + 1);
    if (at > 0 && chance(7) === 0) text.delete(--at, 1);
    else text.insert(at++, LETTERS[chance(LETTERS.length)]);
  }
  return Y.encodeStateAsUpdate(doc);
}
