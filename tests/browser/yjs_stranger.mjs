// An unmodified Yjs client at the document a browser has open. Settings come as JSON in SETTINGS; what it
// saw is printed as JSON, one line.
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const { url, document, cookie, waits, says } = JSON.parse(process.env.SETTINGS);

class Socket extends WebSocket {
  constructor(where) {
    super(where, { headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin" } });
  }
}

async function until(holds, what) {
  const end = Date.now() + 30000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const doc = new Y.Doc();
const provider = new WebsocketProvider(url, document, doc, { WebSocketPolyfill: Socket, disableBc: true });
const text = doc.getXmlFragment("text");
const read = () => text.toArray().map((block) => block.toArray().map((part) => part.toString()).join("")).join("\n");

await until(() => provider.synced, "it is synchronised");
await until(() => read().includes(waits), "the browser's words arrive");
const paragraph = new Y.XmlElement("paragraph");
paragraph.insert(0, [new Y.XmlText(says)]);
text.insert(text.length, [paragraph]);
await until(() => read().includes("Read by Ana."), "the browser answers");
console.log(JSON.stringify({ text: read() }));
process.exit(0);
