// The same call said elsewhere: on a command line, and over HTTP. What cannot be said there in full
// (a chosen file, a secret) is left to be filled in.
import { decodeBase64 } from "../../wire/base64.ts";
import type { Draft, ListDraft, RecordDraft } from "./draft.ts";
import type { Field } from "../../wire/field.ts";

/** A word of a shell, in quotes where it needs them. */
export function quoted(word: string): string {
    if (/^[\w@%+=:,./-]+$/.test(word)) return word;
    return `'${word.replaceAll("'", "'\\''")}'`;
}

/** To pith, @NAME is a file and @@NAME the text @NAME. */
function literal(text: string): string {
    return text.startsWith("@") ? `@${text}` : text;
}

function bytesWord(value: unknown, draft: Draft | undefined): string {
    if (draft?.kind === "bytes" && draft.content && "name" in draft.content)
        return `@${draft.content.name}`;
    const { $bytes } = value as { $bytes: string };
    return literal(new TextDecoder().decode(decodeBase64($bytes)));
}

function scalarWord(field: Field, value: unknown, draft: Draft | undefined): string {
    switch (field.kind) {
        case "secret":
            return "@-";
        case "bytes":
            return bytesWord(value, draft);
        case "duration":
            return `${String(value)}ms`;
        case "json":
        case "record":
        case "list":
            return literal(JSON.stringify(value));
        default:
            return literal(String(value));
    }
}

function listWords(
    name: string,
    field: Field,
    values: unknown[],
    draft: ListDraft | undefined,
): string[] {
    const { item } = field;
    if (!item || values.length === 0) return [`${name}=${JSON.stringify(values)}`];
    return values.map((value, at) => `${name}=${scalarWord(item, value, draft?.items[at]?.draft)}`);
}

function wordsOf(name: string, field: Field, value: unknown, draft: Draft | undefined): string[] {
    if (field.kind === "record" && Object.keys(value as object).length > 0)
        return recordWords(
            field.fields,
            value as Record<string, unknown>,
            draft as RecordDraft,
            `${name}.`,
        );
    if (field.kind === "list")
        return listWords(name, field, value as unknown[], draft as ListDraft | undefined);
    return [`${name}=${scalarWord(field, value, draft)}`];
}

function recordWords(
    fields: readonly Field[],
    args: Record<string, unknown>,
    draft: RecordDraft | undefined,
    prefix = "",
): string[] {
    return fields
        .filter((field) => field.name in args)
        .flatMap((field) =>
            wordsOf(prefix + field.name, field, args[field.name], draft?.parts[field.name]),
        );
}

export function asCommand(
    op: string,
    fields: readonly Field[],
    args: Record<string, unknown>,
    draft: RecordDraft,
): string {
    return ["pith", "call", op, ...recordWords(fields, args, draft).map(quoted)].join(" ");
}

const secretInstead = "…";

function withoutSecrets(
    fields: readonly Field[],
    args: Record<string, unknown>,
): Record<string, unknown> {
    const secrets = new Set(
        fields.filter((field) => field.kind === "secret").map((field) => field.name),
    );
    return Object.fromEntries(
        Object.entries(args).map(([name, value]) => [
            name,
            secrets.has(name) ? secretInstead : value,
        ]),
    );
}

export function asRequest(
    origin: string,
    op: string,
    fields: readonly Field[],
    args: Record<string, unknown>,
): string {
    return [
        `curl ${origin}/v1/ops/${op}`,
        `-H "Authorization: Bearer $PITH_TOKEN"`,
        `-H 'Content-Type: application/json'`,
        `-d ${quoted(JSON.stringify(withoutSecrets(fields, args)))}`,
    ].join(" \\\n  ");
}
