// The catalogs have the same keys and holes, every key is used, and no component has words of its own.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import en from "./en.json" with { type: "json" };
import { fill, type Message } from "./message.ts";
import zh from "./zh.json" with { type: "json" };

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

const holesOf = (message: Message): string[] =>
    [
        ...new Set(
            [...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((hole) => hole[1] as string),
        ),
    ].sort();

test("the catalogs have the same keys", () => {
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
});

test("the catalogs have the same holes", () => {
    const different = (Object.keys(en) as (keyof typeof en)[]).filter(
        (key) => holesOf(en[key]).join() !== holesOf(zh[key]).join(),
    );
    assert.deepEqual(different, []);
});

test("every key is used", () => {
    const all = sources.map((source) => source.text).join("\n");
    const parts = [...all.matchAll(/`([a-z.]+\.)\$\{/g)].map((match) => match[1] as string);
    const unused = Object.keys(en).filter(
        (key) => !all.includes(`"${key}"`) && !parts.some((part) => key.startsWith(part)),
    );
    assert.deepEqual(unused, []);
});

test("a message is filled, in the form that its number asks for", () => {
    assert.equal(fill("en", { one: "{n} op", other: "{n} ops" }, { n: 1 }), "1 op");
    assert.equal(fill("en", { one: "{n} op", other: "{n} ops" }, { n: 12345 }), "12,345 ops");
    assert.equal(fill("zh", { other: "{n} 个操作" }, { n: 1 }), "1 个操作");
    assert.equal(fill("en", "{a} {b}", { a: "x" }), "x {b}");
});

// --- words in components ---

interface Node {
    type: string;
    [part: string]: unknown;
}

const spoken = new Set(["aria-label", "title", "placeholder", "alt", "label"]);
/** Names of keys and of formats, which are the same in every language. */
const names = new Set(["Esc", "ms", "s"]);
const hasWords = (text: string): boolean => /\p{L}/u.test(text) && !names.has(text.trim());

function* wordsIn(node: unknown): Generator<string> {
    if (Array.isArray(node)) for (const one of node) yield* wordsIn(one);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { type, name, value } = node as Node;
    if (type === "JSXText" && hasWords(String(value))) yield String(value).trim();
    if (type === "JSXAttribute" && spoken.has(String((name as Node)["name"]))) {
        const literal = (value as Node | null)?.["value"];
        if (typeof literal === "string" && hasWords(literal)) yield literal;
    }
    for (const part of Object.values(node)) yield* wordsIn(part);
}

test("no component has words of its own", () => {
    const found = sources
        .filter(({ name }) => name.endsWith(".tsx"))
        .flatMap(({ name, text }) => {
            const words = [...wordsIn(parseSync(name, text).program)];
            return words.map((word) => `${name}: ${word}`);
        });
    assert.deepEqual(found, []);
    assert.deepEqual(
        [...wordsIn(parseSync("x.tsx", `<p title="A word">words</p>`).program)].sort(),
        ["A word", "words"],
    );
});
