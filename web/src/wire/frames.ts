// Protocol version 2 in types, and the reading of what the server says: docs/protocol.md.
// A frame that is not as the protocol says is an error, not a guess.

export const protocolVersion = 2;

/** Why a call failed; the server's words, or ours in the same form. */
export interface Fault {
    kind: string;
    reason: string;
    message: string;
    hint?: string | undefined;
    details?: Record<string, unknown> | undefined;
}

export interface HelloAck {
    version: string;
    ops_hash: string;
    link: string;
    resumed: boolean;
    heartbeat_ms: number;
    limits: { frame: number; calls: number };
    session: { user_id: string; session_id: string };
}

export type ServerFrame =
    | { type: "hello_ack"; payload: HelloAck }
    | { type: "event"; payload: { seq: number; id: number; data: unknown } }
    | { type: "result"; payload: ResultPayload }
    | { type: "error"; payload: Fault & { request_id?: string } }
    | { type: "health_status"; payload: { request_id: string; healthy: boolean } };

export interface ResultPayload {
    seq: number;
    id: number;
    data?: unknown;
    error?: Fault;
    chain?: string;
}

export interface CallPayload {
    id: number;
    op: string;
    args?: unknown;
    timeout_ms?: number;
    idempotency_key?: string;
    bytes?: boolean;
}

export type ClientFrame =
    | {
          type: "hello";
          payload: {
              request_id: string;
              protocol_version: number;
              resume?: { link: string; seen: number };
          };
      }
    | { type: "call"; payload: CallPayload }
    | { type: "cancel"; payload: { id: number } }
    | { type: "ack"; payload: { seen: number } }
    | { type: "health_check"; payload: { request_id: string } };

/** A piece of a result's bytes. */
export interface Piece {
    seq: number;
    id: number;
    bytes: Uint8Array<ArrayBuffer>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** What each frame must hold; the rest is as the types say or absent. */
const checks: Record<string, (payload: Record<string, unknown>) => boolean> = {
    hello_ack: (p) => typeof p["link"] === "string" && typeof p["resumed"] === "boolean",
    event: (p) => isCount(p["seq"]) && isCount(p["id"]) && "data" in p,
    result: (p) => isCount(p["seq"]) && isCount(p["id"]) && "data" in p !== isRecord(p["error"]),
    error: (p) => typeof p["message"] === "string",
    health_status: (p) => typeof p["request_id"] === "string",
};

/** The frame, or undefined for what is not of this protocol. */
export function readFrame(text: string): ServerFrame | undefined {
    let frame: unknown;
    try {
        frame = JSON.parse(text);
    } catch {
        return undefined;
    }
    if (!isRecord(frame) || typeof frame["type"] !== "string" || !isRecord(frame["payload"]))
        return undefined;
    return checks[frame["type"]]?.(frame["payload"])
        ? (frame as unknown as ServerFrame)
        : undefined;
}

const headLength = 16;

/** A binary frame: 8 bytes sequence number, 8 bytes call id, big-endian, then the piece. */
export function readPiece(frame: ArrayBuffer): Piece | undefined {
    if (frame.byteLength < headLength) return undefined;
    const head = new DataView(frame);
    const seq = Number(head.getBigUint64(0));
    const id = Number(head.getBigUint64(8));
    return isCount(seq) && isCount(id)
        ? { seq, id, bytes: new Uint8Array(frame, headLength) }
        : undefined;
}
