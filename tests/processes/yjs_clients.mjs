// Two unmodified Yjs clients and Eve, at one document on two servers. Settings come as JSON in SETTINGS;
// what happened is printed as JSON, one line.
import WebSocket from "ws";
import { updateYFragment, yXmlFragmentToProseMirrorRootNode } from "y-prosemirror";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const settings = JSON.parse(process.env.SETTINGS);
const { schema } = await import(settings.schema);
const report = {};

const socketOf = (cookie) =>
  class extends WebSocket {
    constructor(url) {
      super(url, { headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin" } });
    }
  };

function sit(url, cookie) {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(url, settings.document, doc, {
    WebSocketPolyfill: socketOf(cookie),
    disableBc: true,
  });
  const stored = { count: 0 };
  provider.messageHandlers[100] = (_encoder, decoder) => {
    stored.count = decoder.arr[decoder.pos++];
  };
  return { doc, provider, stored, text: doc.getXmlFragment("text") };
}

async function until(true_, what) {
  const end = Date.now() + 15000;
  while (!true_()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const node = (name, attrs, ...content) => schema.node(name, attrs, content);
const words = (text, ...marks) => schema.text(text, marks.map(([name, attrs]) => schema.mark(name, attrs)));

// Every node and mark the editor's schema has.
const everything = node("doc", null,
  node("heading", { level: 1 }, words("Our plan 😀")),
  node("paragraph", null, words("We agree: "), words("important", ["strong"], ["em"]), node("hard_break"),
    words("read", ["link", { href: "https://acme.example/a?b=1&c=<2>" }]), words("x", ["strike"]), words("y", ["code"])),
  node("bullet_list", null, node("list_item", null, node("paragraph", null, words("one")),
    node("ordered_list", { order: 3 }, node("list_item", null, node("paragraph", null, words("three")))))),
  node("blockquote", null, node("paragraph", null, words("as Ana said"))),
  node("horizontal_rule"),
  node("code_block", null, words("a < b && c")),
);
const calmer = node("doc", null,
  node("heading", { level: 3 }, words("Our shared plan 😀")),
  ...everything.content.content.slice(1, 4),
);

const write = (person, document_) =>
  person.doc.transact(() => updateYFragment(person.doc, person.text, document_, { mapping: new Map(), isOMark: new Map() }));

const read = (person) => JSON.stringify(yXmlFragmentToProseMirrorRootNode(person.text, schema).toJSON());

function paragraph(person, text) {
  const element = new Y.XmlElement("paragraph");
  element.insert(0, [new Y.XmlText(text)]);
  person.text.insert(person.text.length, [element]);
}

async function eve(bytes) {
  const socket = new (socketOf(settings.carl))(`${settings.urls[0]}/${settings.document}`);
  await new Promise((resolve) => socket.once("open", resolve));
  const closed = new Promise((resolve) => socket.once("close", (code) => resolve(code)));
  const update = Buffer.from(bytes, "hex");
  const size = [];
  for (let left = update.length; ; left >>= 7) {
    size.push(left > 127 ? (left & 127) | 128 : left);
    if (left <= 127) break;
  }
  socket.send(Buffer.concat([Buffer.from([0, 2, ...size]), update]));
  return closed;
}

const ana = sit(settings.urls[0], settings.ana);
const rob = sit(settings.urls[1], settings.rob);
await until(() => ana.provider.synced && rob.provider.synced, "both are synchronised");

write(ana, everything);
await until(() => read(rob) === read(ana) && read(ana).includes("as Ana said"), "Rob has Ana's text");
report.schema = JSON.stringify(everything.toJSON()) === read(rob);

write(ana, calmer);
paragraph(rob, "and Rob adds");
for (const letter of "typed at once") rob.text.get(rob.text.length - 1).get(0).insert(0, letter);
await until(() => read(ana) === read(rob) && read(ana).includes("Rob adds") && read(ana).includes("shared"), "both agree");

rob.provider.awareness.setLocalStateField("user", { name: "Ana Silva", color: "#abc" });
const carl = sit(settings.urls[1], settings.carl); // carets are seen by those at the same server
const shown = () => carl.provider.awareness.getStates().get(rob.doc.clientID);
await until(() => shown()?.user, "Carl sees Rob's caret");
report.caret = shown().user.name;
carl.provider.destroy();

report.closed = [];
for (const bytes of settings.crafted) report.closed.push(await eve(bytes));

paragraph(ana, "still here");
await until(() => read(rob).includes("still here"), "the text lives on");
await until(() => ana.stored.count > 0 && rob.stored.count > 0, "both were told what is stored");
report.connected = ana.provider.wsconnected && rob.provider.wsconnected;

rob.provider.disconnect();
paragraph(rob, "written offline");
paragraph(ana, "written meanwhile");
rob.provider.connect();
await until(() => read(ana) === read(rob) && read(ana).includes("offline") && read(ana).includes("meanwhile"), "Rob is back");
report.text = read(ana);
console.log(JSON.stringify(report));
process.exit(0);
