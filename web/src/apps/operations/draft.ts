// A form while it is filled in, and what becomes of it: arguments, or problems in their places.
//
// Absent, null and empty are three things to an op. So a draft says of each part whether it is
// given at all: `undefined` is left out, "" is an empty text.
import { encodeBase64 } from "../../wire/base64.ts";
import type { Field } from "../../wire/field.ts";

export interface LineDraft {
    kind: "line";
    text: string | undefined;
}
export interface PickDraft {
    kind: "pick";
    value: string | undefined;
}
export interface BytesDraft {
    kind: "bytes";
    content: { text: string } | { name: string; bytes: Uint8Array } | undefined;
}
export interface RecordDraft {
    kind: "record";
    given: boolean;
    parts: Record<string, Draft>;
}
export interface ListDraft {
    kind: "list";
    given: boolean;
    items: { key: number; draft: Draft }[];
}
export type Draft = LineDraft | PickDraft | BytesDraft | RecordDraft | ListDraft;

export type ProblemKey =
    | "problem.required"
    | "problem.empty"
    | "problem.number"
    | "problem.whole"
    | "problem.low"
    | "problem.high"
    | "problem.long"
    | "problem.json"
    | "problem.time"
    | "problem.fewItems"
    | "problem.manyItems"
    | "problem.bytes";

export interface FieldProblem {
    key: ProblemKey;
    holes: Record<string, number>;
}
/** By path: `guests[0].name`. */
export type Problems = ReadonlyMap<string, FieldProblem>;

/** Above this, bytes do not travel inside JSON. */
const bytesMost = 1024 * 1024;

// --- at first ---

export function recordDraft(fields: readonly Field[], given = true): RecordDraft {
    return {
        kind: "record",
        given,
        parts: Object.fromEntries(fields.map((field) => [field.name, emptyDraft(field)])),
    };
}

export function emptyDraft(field: Field): Draft {
    switch (field.kind) {
        case "bool":
        case "choice":
            return { kind: "pick", value: undefined };
        case "bytes":
            return { kind: "bytes", content: field.required ? { text: "" } : undefined };
        case "record":
            return recordDraft(field.fields, field.required);
        case "list":
            return { kind: "list", given: field.required, items: [] };
        default:
            return { kind: "line", text: field.required ? "" : undefined };
    }
}

export function withItem(draft: ListDraft, item: Field): ListDraft {
    const key = 1 + Math.max(0, ...draft.items.map((one) => one.key));
    return { ...draft, given: true, items: [...draft.items, { key, draft: emptyDraft(item) }] };
}

export function itemPath(path: string, at: number): string {
    return `${path}[${at}]`;
}
export function partPath(path: string, name: string): string {
    return path ? `${path}.${name}` : name;
}

// --- at last ---

const leftOut = Symbol("left out");
type Value = unknown;

class Reader {
    readonly problems = new Map<string, FieldProblem>();

    #no(path: string, key: ProblemKey, holes: Record<string, number> = {}): typeof leftOut {
        this.problems.set(path, { key, holes });
        return leftOut;
    }

    read(field: Field, draft: Draft | undefined, path: string): Value {
        if (!draft) return leftOut;
        switch (draft.kind) {
            case "line":
                return this.#line(field, draft.text, path);
            case "pick":
                return this.#pick(field, draft.value, path);
            case "bytes":
                return this.#bytes(field, draft.content, path);
            case "record":
                return draft.given ? this.record(field.fields, draft, path) : leftOut;
            case "list":
                return draft.given ? this.#list(field, draft, path) : leftOut;
        }
    }

    record(fields: readonly Field[], draft: RecordDraft, path: string): Record<string, Value> {
        const value: Record<string, Value> = {};
        for (const field of fields) {
            const part = this.read(field, draft.parts[field.name], partPath(path, field.name));
            if (part !== leftOut) value[field.name] = part;
        }
        return value;
    }

    #pick(field: Field, value: string | undefined, path: string): Value {
        if (value === undefined)
            return field.required ? this.#no(path, "problem.required") : leftOut;
        return field.kind === "bool" ? value === "true" : value;
    }

    #line(field: Field, text: string | undefined, path: string): Value {
        if (text === undefined) return leftOut;
        const read = this.#readers[field.kind];
        if (!read) return this.#text(field, text, path);
        if (text.trim()) return read(field, text.trim(), path);
        return field.required ? this.#no(path, "problem.required") : leftOut;
    }

    readonly #readers: Partial<
        Record<Field["kind"], (field: Field, text: string, path: string) => Value>
    > = {
        integer: (field, text, path) => this.#number(field, text, path, true),
        duration: (field, text, path) => this.#number(field, text, path, true),
        real: (field, text, path) => this.#number(field, text, path, false),
        time: (_, text, path) => {
            const time = Date.parse(text);
            return Number.isNaN(time) ? this.#no(path, "problem.time") : time;
        },
        json: (_, text, path) => {
            try {
                return JSON.parse(text);
            } catch {
                return this.#no(path, "problem.json");
            }
        },
    };

    #number(field: Field, text: string, path: string, whole: boolean): Value {
        const value = Number(text);
        if (!Number.isFinite(value)) return this.#no(path, "problem.number");
        if (whole && !Number.isSafeInteger(value)) return this.#no(path, "problem.whole");
        if (field.least !== undefined && value < field.least)
            return this.#no(path, "problem.low", { least: field.least });
        if (field.most !== undefined && value > field.most)
            return this.#no(path, "problem.high", { most: field.most });
        return value;
    }

    #text(field: Field, text: string, path: string): Value {
        const length = new TextEncoder().encode(text).length;
        if (length === 0 && (field.least ?? 0) > 0) return this.#no(path, "problem.empty");
        if (field.most && length > field.most)
            return this.#no(path, "problem.long", { most: field.most, length });
        return text;
    }

    #bytes(field: Field, content: BytesDraft["content"], path: string): Value {
        if (!content) return field.required ? this.#no(path, "problem.required") : leftOut;
        const bytes = "text" in content ? new TextEncoder().encode(content.text) : content.bytes;
        if (bytes.length > bytesMost)
            return this.#no(path, "problem.bytes", { most: bytesMost, length: bytes.length });
        return { $bytes: encodeBase64(bytes) };
    }

    #list(field: Field, draft: ListDraft, path: string): Value {
        const { item, least = 0, most = Infinity } = field;
        const count = draft.items.length;
        if (!item) return leftOut;
        if (count < least) return this.#no(path, "problem.fewItems", { least, n: least });
        if (count > most) return this.#no(path, "problem.manyItems", { most, n: most });
        return draft.items.map((one, at) => this.read(item, one.draft, itemPath(path, at)));
    }
}

/** The arguments, or where the form is wrong. */
export function readDraft(
    fields: readonly Field[],
    draft: RecordDraft,
): { args: Record<string, unknown>; problems: Problems } {
    const reader = new Reader();
    const args = reader.record(fields, draft, "");
    return { args, problems: reader.problems };
}
