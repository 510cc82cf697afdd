// size DIST: what a browser loads before the desktop is there, compressed; fails past the limit.
//
// That is the page, and what it names: scripts with all that they import at once, and styles. Parts
// that are loaded when they are needed have a limit of their own.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const firstLoadMost = 120_000;
const laterMost = 60_000;
/** A terminal is a program of its own: xterm.js alone is larger than all else together. */
const terminalMost = 110_000;

const dist = process.argv[2];
if (!dist) throw new Error("usage: size DIST");

function compressed(name: string): number {
    return gzipSync(readFileSync(join(dist as string, name)), { level: 9 }).length;
}

const page = readFileSync(join(dist, "index.html"), "utf8");
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(
    (match) => match[1] as string,
);
const first = ["index.html", ...named];
const later = readdirSync(join(dist, "assets"))
    .map((name) => `assets/${name}`)
    .filter((name) => !first.includes(name));

const sum = first.reduce((bytes, name) => bytes + compressed(name), 0);
for (const name of first) console.log(`${String(compressed(name)).padStart(7)}  ${name}`);
for (const name of later) console.log(`${String(compressed(name)).padStart(7)}  ${name} (later)`);
console.log(`${(sum / 1000).toFixed(1)} KB at first, at most ${firstLoadMost / 1000}`);

const mostOf = (name: string): number =>
    name.startsWith("assets/Terminal-") ? terminalMost : laterMost;
const tooLarge = later.filter((name) => compressed(name) > mostOf(name));
if (sum > firstLoadMost || tooLarge.length > 0) {
    console.error(`too large: ${sum > firstLoadMost ? "the first load" : tooLarge.join(", ")}`);
    process.exit(1);
}
