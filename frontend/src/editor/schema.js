// What the shared text may hold. The server keeps the same allow-list (customer_space/documents):
// nodes: paragraph heading bullet_list ordered_list list_item blockquote horizontal_rule hard_break code_block text
// marks: strong em code strike link (href: https or mailto)
// attributes: heading.level 1-3, ordered_list.order, link.href
import { Schema } from "prosemirror-model";

const LINK = /^(https:\/\/|mailto:)/i;
export const isLink = (href) => LINK.test(href ?? "");

const block = (tag, content = "inline*", more = {}) => ({
  group: "block",
  content,
  parseDOM: [{ tag }],
  toDOM: () => [tag, 0],
  ...more,
});

const nodes = {
  doc: { content: "block+" },
  paragraph: block("p"),
  heading: {
    group: "block",
    content: "inline*",
    defining: true,
    attrs: { level: { default: 2, validate: "number" } },
    parseDOM: [1, 2, 3].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: (node) => [`h${node.attrs.level}`, 0],
  },
  bullet_list: block("ul", "list_item+"),
  ordered_list: {
    group: "block",
    content: "list_item+",
    attrs: { order: { default: 1, validate: "number" } },
    parseDOM: [{ tag: "ol", getAttrs: (element) => ({ order: Number(element.getAttribute("start") ?? 1) }) }],
    toDOM: ({ attrs: { order } }) => (order === 1 ? ["ol", 0] : ["ol", { start: order }, 0]),
  },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  blockquote: block("blockquote", "block+", { defining: true }),
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  code_block: {
    group: "block",
    content: "text*",
    marks: "",
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", ["code", 0]],
  },
  text: { group: "inline" },
  hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
};

const mark = (tags, more = {}) => ({ parseDOM: tags.map((tag) => ({ tag })), toDOM: () => [tags[0], 0], ...more });

const marks = {
  link: {
    attrs: { href: { validate: "string" } },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (a) => isLink(a.getAttribute("href")) && { href: a.getAttribute("href") } }],
    toDOM: ({ attrs: { href } }) => ["a", { href: isLink(href) ? href : null, rel: "nofollow noopener", target: "_blank" }, 0],
  },
  strong: mark(["strong", "b"]),
  em: mark(["em", "i"]),
  strike: mark(["s", "del", "strike"]),
  code: mark(["code"]),
};

export const schema = new Schema({ nodes, marks });
