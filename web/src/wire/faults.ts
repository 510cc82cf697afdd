// The kinds of errors that the catalogs have words for: src/base/err_kinds.def.
const kinds = [
    "unauthenticated",
    "denied",
    "approval",
    "not_found",
    "invalid",
    "exists",
    "limit",
    "timeout",
    "cancelled",
    "unavailable",
    "conflict",
    "unsupported",
    "corrupt",
    "internal",
] as const;

export type FaultKind = (typeof kinds)[number];

export function knownKind(kind: string): FaultKind {
    return kinds.find((known) => known === kind) ?? "internal";
}
