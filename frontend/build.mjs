// Bundles the browser's code, styles, fonts and icons into a folder of content-hashed files with a manifest.
// Usage: node build.mjs OUT
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const out = process.argv[2];
const manifest = {};

await mkdir(out, { recursive: true });
const { metafile } = await build({
  entryPoints: ["theme.js", "portal.js", "editor.js", "portal.css"].map((name) => join(here, "src", name)),
  outdir: out,
  absWorkingDir: here,
  bundle: true,
  minify: true,
  metafile: true,
  format: "esm",
  target: ["chrome123", "firefox121", "safari17.5"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
});
recordBundles(metafile.outputs);
await writeHashed("icons.svg", await sprite(JSON.parse(await readFile(join(here, "src/icons.json")))));
await writeHashed("favicon.svg", await readFile(join(here, "src/favicon.svg"), "utf8"));
await writeHashed("licences.txt", await licences(Object.keys(metafile.inputs)));
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");

function recordBundles(outputs) {
  for (const [path, { entryPoint, inputs }] of Object.entries(outputs)) {
    manifest[basename(entryPoint ?? Object.keys(inputs)[0])] = basename(path);
  }
}

async function writeHashed(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  manifest[name] = name.replace(/\.(\w+)$/, `-${hash}.$1`);
  await writeFile(join(out, manifest[name]), text);
}

async function sprite(names) {
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function symbol(name) {
  const source = await readFile(join(here, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
  const shapes = source.slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"));
  const drawn = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${drawn}>${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function licences(inputs) {
  const packages = new Set(["lucide-static"]);
  for (const input of inputs) {
    const found = relative(here, join(here, input)).match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (found) packages.add(found[1]);
  }
  const texts = await Promise.all([...packages].sort().map(licence));
  return texts.join("\n\n");
}

async function licence(name) {
  const folder = join(here, "node_modules", name);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(join(folder, file), "utf8") : "See the package's page.";
  return `== ${name} ==\n${text.trim()}\n`;
}
