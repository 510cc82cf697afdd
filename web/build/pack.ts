// pack DIST OUT: turns a built desktop into three files that the daemon is compiled with.
//
//   web.pack     the bytes of all assets, each as it is (pages), gzipped and in brotli, end to end
//   web_table.c  a row for each asset, sorted by path: src/desk/desk.h says what is in it
//   web_pack.S   brings the pack into the program
//
// The compiler reads the table, so there is no format that the daemon would have to parse. A file
// whose content is the same is left alone, so that nothing is built again without need.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const types: Record<string, string> = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
};

interface Asset {
    path: string;
    type: string;
    etag: string;
    immutable: boolean;
    forms: Buffer[];
}

/** Where a file is served: index.html at /, sign-in.html at /sign-in, others by their names. */
function servedAt(name: string): string {
    return "/" + name.replace(/^index\.html$|\.html$/, "");
}

/** What our pages name by its hash is asked for by browsers alone, and they take gzip. */
function formsOf(bytes: Buffer, immutable: boolean): Buffer[] {
    const most = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return [
        immutable ? Buffer.alloc(0) : bytes,
        gzipSync(bytes, { level: 9 }),
        brotliCompressSync(bytes, { params: most }),
    ];
}

function readAsset(dist: string, name: string): Asset {
    const bytes = readFileSync(join(dist, name));
    const type = types[extname(name)];
    if (!type) throw new Error(`${name}: build/pack.ts knows no content type for it`);
    const immutable = name.startsWith("assets/");
    return {
        path: servedAt(name),
        type,
        etag: createHash("sha256").update(bytes).digest("base64url").slice(0, 16),
        immutable,
        forms: formsOf(bytes, immutable),
    };
}

function readAll(dist: string): Asset[] {
    return readdirSync(dist, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
        .map((name) => readAsset(dist, name))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function tableOf(assets: Asset[]): string {
    let at = 0;
    const rows = assets.map((asset) => {
        const forms = asset.forms.map((form) => {
            at += form.length;
            return `{ web_pack + ${at - form.length}, ${form.length} }`;
        });
        return `    { STR_INIT("${asset.path}"), STR_INIT("${asset.type}"), STR_INIT("\\"${asset.etag}\\""),
      ${asset.immutable}, ${forms.join(", ")} },\n`;
    });
    return `/* Made by web/build/pack.ts; not to be edited. */
#include "desk/desk_priv.h"

extern const char web_pack[];

const struct asset web_assets[] = {
${rows.join("")}};
const size_t web_asset_count = ${assets.length};
`;
}

/** The hash is there so that the file changes when the pack does: compilers do not look inside. */
function assemblyOf(pack: Buffer, place: string): string {
    return `/* Made by web/build/pack.ts; ${createHash("sha256").update(pack).digest("hex")} */
    .section .rodata
    .globl web_pack
    .hidden web_pack
    .balign 16
web_pack:
    .incbin "${place}"
    .section .note.GNU-stack, "", %progbits
`;
}

function writeChanged(place: string, content: Buffer | string): void {
    const bytes = Buffer.from(content);
    try {
        if (readFileSync(place).equals(bytes)) return;
    } catch {
        // It is not there yet.
    }
    writeFileSync(place, bytes);
}

const [dist, out] = process.argv.slice(2);
if (!dist || !out) throw new Error("usage: pack DIST OUT");
const assets = readAll(dist);
const pack = Buffer.concat(assets.flatMap((asset) => asset.forms));
mkdirSync(out, { recursive: true });
writeChanged(join(out, "web.pack"), pack);
writeChanged(join(out, "web_table.c"), tableOf(assets));
writeChanged(join(out, "web_pack.S"), assemblyOf(pack, "web.pack"));
