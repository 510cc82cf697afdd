// The words for kinds and states; what the daemon has and the catalogs have not is shown as it is.
import type { Key, Translate } from "../i18n/i18n.ts";
import type { ProcWhy } from "../wire/ops.ts";

const kinds = [
    "system",
    "owner",
    "session",
    "token",
    "visitor",
    "native",
    "service",
    "agent",
    "app",
    "skill",
    "plugin",
    "channel",
] as const;
const states = [
    "creating",
    "initializing",
    "ready",
    "running",
    "waiting",
    "idle",
    "suspended",
    "ending",
    "exited",
    "reaped",
    "pending",
    "completed",
    "failed",
    "cancelled",
    "stopped",
    "starting",
    "stopping",
] as const;

function known<Word extends string>(words: readonly Word[], word: string): Word | undefined {
    return words.find((one) => one === word);
}

export function kindText(t: Translate, kind: string): string {
    const word = known(kinds, kind);
    return word ? t(`tasks.kind.${word}` satisfies Key) : kind;
}

export function stateText(t: Translate, state: string): string {
    const word = known(states, state);
    return word ? t(`tasks.state.${word}` satisfies Key) : state;
}

/** Why something ended that did not end of itself. */
export function whyText(
    t: Translate,
    why: ProcWhy,
    by: number | undefined,
    me: number | undefined,
): string {
    if (why === "killed" && by !== undefined && by === me) return t("tasks.why.killedByYou");
    if (why === "killed" && by !== undefined) return t("tasks.why.killedBy", { by: String(by) });
    return t(`tasks.why.${why}`);
}

/** How a state is to be seen: at work, waiting for somebody, gone wrong, or nothing of note. */
export function toneOf(state: string): string {
    if (["running", "ready", "completed"].includes(state)) return "ok";
    if (["suspended", "ending", "starting", "stopping"].includes(state)) return "warn";
    return state === "failed" ? "error" : "quiet";
}
