// The y-websocket protocol (sync 0, awareness 1, query 3) and our own message 100: how many updates are stored.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as awarenessProtocol from "y-protocols/awareness";
import { messageYjsSyncStep1, messageYjsSyncStep2, readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";
import { forgetOthers } from "./carets.js";

const [SYNC, AWARENESS, QUERY_AWARENESS, STORED] = [0, 1, 3, 100];
const [FIRST_DELAY, LONGEST_DELAY] = [500, 5000]; // ms
const NEVER_AGAIN = new Set([1008, 1009, 4400, 4401, 4403, 4404]);

export class Connection extends EventTarget {
  synced = false;
  unsaved = false;
  #answering = false; // the server's state vector came: from now on each change travels by itself
  #sent = 0;
  #attempt = 0;
  #socket = null;

  constructor(path, doc, awareness) {
    super();
    this.url = new URL(path, location.href.replace(/^http/, "ws")).href;
    Object.assign(this, { doc, awareness });
    doc.on("update", (update, origin) => origin !== this && this.#changedHere(update));
    awareness.on("update", (clients, origin) => origin !== this && this.#sendAwareness(Object.values(clients).flat()));
    this.#open();
  }

  get isOpen() {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  #open() {
    this.#socket = Object.assign(new WebSocket(this.url), {
      binaryType: "arraybuffer",
      onopen: () => this.#opened(),
      onmessage: ({ data }) => this.#read(new Uint8Array(data)),
      onclose: ({ code }) => this.#closed(code),
    });
  }

  #opened() {
    this.#attempt = 0;
    this.#send(SYNC, (encoder) => writeSyncStep1(encoder, this.doc));
    if (this.awareness.getLocalState() !== null) this.#sendAwareness([this.doc.clientID]);
    this.#tell("state");
  }

  #closed(code) {
    this.#answering = false;
    this.#sent = 0;
    forgetOthers(this.awareness, this);
    if (NEVER_AGAIN.has(code)) return this.#tell("refused", code);
    this.#tell("state");
    setTimeout(() => this.#open(), Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempt++));
  }

  #read(bytes) {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === SYNC) this.#readSync(decoder);
    else if (type === AWARENESS) this.#readAwareness(decoder);
    else if (type === QUERY_AWARENESS) this.#sendAwareness([...this.awareness.getStates().keys()]);
    else if (type === STORED && this.#answering) this.#setUnsaved(decoding.readVarUint(decoder) < this.#sent);
  }

  #readAwareness(decoder) {
    awarenessProtocol.applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this);
  }

  #readSync(decoder) {
    if (decoding.peekVarUint(decoder) === messageYjsSyncStep1) return this.#answer(decoder);
    const kind = readSyncMessage(decoder, encoding.createEncoder(), this.doc, this);
    if (kind !== messageYjsSyncStep2) return;
    this.synced = true;
    this.#tell("synced");
  }

  // Only what is not known to be stored goes back: a reader never writes, an idle tab sends nothing.
  #answer(decoder) {
    decoding.readVarUint(decoder); // its kind, step 1
    const known = decoding.readVarUint8Array(decoder);
    this.#answering = true;
    if (this.unsaved) this.#sendUpdate(Y.encodeStateAsUpdate(this.doc, known));
  }

  #changedHere(update) {
    if (this.#answering) this.#sendUpdate(update);
    this.#setUnsaved(true);
  }

  #sendUpdate(update) {
    this.#sent += 1;
    this.#send(SYNC, (encoder) => writeUpdate(encoder, update));
  }

  #setUnsaved(unsaved) {
    this.unsaved = unsaved;
    this.#tell("state");
  }

  #sendAwareness(clients) {
    const update = awarenessProtocol.encodeAwarenessUpdate(this.awareness, clients);
    this.#send(AWARENESS, (encoder) => encoding.writeVarUint8Array(encoder, update));
  }

  #send(type, write) {
    if (!this.isOpen) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, type);
    write(encoder);
    this.#socket.send(encoding.toUint8Array(encoder));
  }

  #tell = (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail }));
}
