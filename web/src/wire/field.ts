// A parameter or a part of a result, as its JSON Schema says: what a form needs to ask for it, and
// a table to show it.

export type FieldKind =
    | "text"
    | "path"
    | "secret"
    | "integer"
    | "real"
    | "duration"
    | "time"
    | "bool"
    | "choice"
    | "bytes"
    | "record"
    | "list"
    | "json";

export interface Field {
    name: string;
    doc: string;
    kind: FieldKind;
    required: boolean;
    /** What it is when it is left out; undefined: left out is told apart. */
    fallback: string | number | boolean | undefined;
    /** Of a number: its value; of text and bytes: the length in bytes; of a list: the items. */
    least: number | undefined;
    most: number | undefined;
    choices: readonly string[];
    /** The parts of a record. */
    fields: readonly Field[];
    /** What a list holds. */
    item: Field | undefined;
}

interface Schema {
    type?: string;
    format?: string;
    description?: string;
    default?: unknown;
    enum?: unknown[];
    properties?: Record<string, Schema>;
    required?: string[];
    items?: Schema;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    minItems?: number;
    maxItems?: number;
}

const byFormat: Record<string, FieldKind> = {
    path: "path",
    secret: "secret",
    "unix-ms": "time",
    "duration-ms": "duration",
};
const byType: Record<string, FieldKind> = {
    string: "text",
    integer: "integer",
    number: "real",
    boolean: "bool",
    array: "list",
};

function kindOf(schema: Schema): FieldKind {
    if (schema.enum) return "choice";
    if (schema.properties) return "$bytes" in schema.properties ? "bytes" : "record";
    return byFormat[schema.format ?? ""] ?? byType[schema.type ?? ""] ?? "json";
}

function isScalar(value: unknown): value is string | number | boolean {
    return ["string", "number", "boolean"].includes(typeof value);
}

function fieldOf(name: string, schema: Schema, required: boolean): Field {
    const kind = kindOf(schema);
    return {
        name,
        doc: schema.description ?? "",
        kind,
        required,
        fallback: isScalar(schema.default) ? schema.default : undefined,
        least: schema.minimum ?? schema.minLength ?? schema.minItems,
        most: schema.maximum ?? schema.maxLength ?? schema.maxItems,
        choices: (schema.enum ?? []).map(String),
        fields: kind === "record" ? fieldsOf(schema) : [],
        item: kind === "list" ? fieldOf("", schema.items ?? {}, true) : undefined,
    };
}

/** The parameters of an op, or the parts of its result, in their order. */
export function fieldsOf(schema: unknown): Field[] {
    const { properties = {}, required = [] } = (schema ?? {}) as Schema;
    return Object.entries(properties).map(([name, part]) =>
        fieldOf(name, part, required.includes(name)),
    );
}

const identifiers = new Set(["id", "pid", "proc", "parent", "owner", "by", "port"]);

/** A number that says which, not how many. */
export function isIdentifier({ name }: Field): boolean {
    return identifiers.has(name);
}

/** Anything, for values that no schema describes. */
export const anything: Field = fieldOf("", {}, true);
