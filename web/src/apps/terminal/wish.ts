// What a terminal is asked for with: the folder it shares, how, and what it can reach. The last wish
// is remembered in this browser.
import type { NetworkMode, ProcShellIn } from "../../wire/ops.ts";

export type Share = "nothing" | "read" | "write";

export interface Wish {
    dir: string;
    share: Share;
    network: Extract<NetworkMode, "full" | "private" | "shared">;
}

export const shares: readonly Share[] = ["nothing", "read", "write"];
/** From what reaches least to what reaches most; "full" is how the daemon calls full isolation. */
export const networks: readonly Wish["network"][] = ["full", "private", "shared"];

const place = "pith.terminal";

export function lastWish(): Wish {
    let kept: Partial<Record<keyof Wish, unknown>> = {};
    try {
        kept = JSON.parse(localStorage.getItem(place) ?? "{}") ?? {};
    } catch {
        // Unreadable or forbidden: the standard it is.
    }
    return {
        dir: typeof kept.dir === "string" ? kept.dir : "",
        share: shares.find((one) => one === kept.share) ?? "read",
        network: networks.find((one) => one === kept.network) ?? "full",
    };
}

export function rememberWish(wish: Wish): void {
    try {
        localStorage.setItem(place, JSON.stringify(wish));
    } catch {
        // A full or forbidden storage costs the memory of it, nothing else.
    }
}

/** bash where there is one, for its line editing; a shell in any case. */
export const shellLine = "exec $(command -v bash || echo sh) -i";

export function shellOf({ dir, share, network }: Wish): ProcShellIn {
    const shared = share !== "nothing" && dir !== "";
    return {
        line: shellLine,
        terminal: true,
        network,
        ...(shared && { dir, read: true, write: share === "write" }),
    };
}
