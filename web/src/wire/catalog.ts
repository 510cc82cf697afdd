// What can be called, as the daemon itself says: the list is asked for once per table of ops (its
// hash comes with every hello), a description when somebody first wants it.
import { useEffect } from "react";
import { create } from "zustand";
import { CallError } from "./calls.ts";
import type { OpsDescribeOut, OpSummary } from "./ops.ts";
import { call, useLink } from "./pith.ts";

export type Asked<Value> =
    { kind: "loading" } | { kind: "ready"; value: Value } | { kind: "failed"; error: CallError };

interface Catalog {
    hash: string;
    ops: OpSummary[];
    described: Record<string, Asked<OpsDescribeOut>>;
}

export const useCatalog = create<Catalog>(() => ({ hash: "", ops: [], described: {} }));
const set = useCatalog.setState;

async function learn(hash: string): Promise<void> {
    if (useCatalog.getState().hash === hash) return;
    const { data } = await call("ops.list", {});
    set({ hash, ops: data.ops, described: {} });
}

/** From now on the list is that of the daemon at the other end. */
export function followCatalog(): void {
    useLink.subscribe(({ state }) => {
        // A cut leaves the old list, and the next hello asks again.
        if (state.kind === "up") learn(state.hello.ops_hash).catch(() => undefined);
    });
}

function put(name: string, asked: Asked<OpsDescribeOut>): void {
    set(({ described }) => ({ described: { ...described, [name]: asked } }));
}

async function describe(name: string): Promise<void> {
    put(name, { kind: "loading" });
    try {
        const { data } = await call("ops.describe", { name });
        put(name, { kind: "ready", value: data });
    } catch (error) {
        if (error instanceof CallError) put(name, { kind: "failed", error });
        else throw error;
    }
}

const loading: Asked<never> = { kind: "loading" };

export function useDescription(name: string): [Asked<OpsDescribeOut>, retry: () => void] {
    const asked = useCatalog(({ described }) => described[name]);
    useEffect(() => {
        if (!asked) void describe(name);
    }, [asked, name]);
    return [asked ?? loading, () => void describe(name)];
}
