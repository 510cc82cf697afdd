// What an event says, as a sentence: a phrase for each kind of src/trace/kinds.def that needs one,
// filled with its text and its figures. What has no phrase is told by text and figures as they are.
import type { Key, Translate } from "../../i18n/i18n.ts";
import { durationText, nanosText, numberText, sizeText } from "../../ui/units.ts";
import type { ObserveEvent, ObserveStep } from "../../wire/ops.ts";
import { kindText, stateText } from "../words.ts";

export type Told = Pick<ObserveEvent | ObserveStep, "kind" | "text" | "values" | "op">;

const phrases = {
    "op.done": "event.op.done",
    "op.started": "event.op.started",
    "op.failed": "event.op.failed",
    "op.denied": "event.op.denied",
    "op.late": "event.op.late",
    "plan.drop": "event.plan.drop",
    "proc.born": "event.proc.born",
    "proc.ended": "event.proc.ended",
    "proc.state": "event.proc.state",
    "proc.illegal": "event.proc.illegal",
    "proc.started": "event.proc.started",
    "proc.exited": "event.proc.exited",
    "proc.used": "event.proc.used",
    "proc.signalled": "event.proc.signalled",
    "proc.silent": "event.proc.silent",
    "proc.released": "event.proc.released",
    "proc.limit": "event.proc.limit",
    "proc.pressure": "event.proc.pressure",
    "proc.grant": "event.proc.grant",
    "proc.orphan": "event.proc.orphan",
    "path.refused": "event.path.refused",
    "store.commit": "event.store.commit",
    "store.failed": "event.store.failed",
    "door.opened": "event.door.opened",
    "door.refused": "event.door.refused",
    "config.set": "event.config.set",
    "system.up": "event.system.up",
    "system.stop": "event.system.stop",
    "ring.opened": "event.ring.opened",
    "ring.closed": "event.ring.closed",
    "ring.broken": "event.ring.broken",
    "ring.refused": "event.ring.refused",
    "service.state": "event.service.state",
    "sandbox.refused": "event.sandbox.refused",
    "trace.gap": "event.trace.gap",
    "trace.joined": "event.trace.joined",
    "observe.anomaly": "event.observe.anomaly",
    "task.state": "event.task.state",
    "task.ended": "event.task.ended",
} as const satisfies Record<string, Key>;

type Show = (t: Translate, language: string, value: unknown) => string;

const figure =
    (show: (language: string, value: number) => string): Show =>
    (_, language, value) =>
        typeof value === "number" ? show(language, value) : String(value);
const state: Show = (t, _, value) => stateText(t, String(value));
const size = figure(sizeText);

/** Values by what their names say that they are. */
const shows: Record<string, Show> = {
    ns: figure(nanosText),
    ms: figure(durationText),
    us: figure((language, us) => nanosText(language, us * 1000)),
    cpu_us: figure((language, us) => nanosText(language, us * 1000)),
    bytes: size,
    state,
    from: state,
};
/** Where the name alone does not tell. */
const showsOf: Record<string, Record<string, Show>> = {
    "proc.pressure": { used: size, most: size },
    "proc.born": { kind: (t, _, value) => kindText(t, String(value)) },
};

/** One of an event's values, in words. */
export function valueText(
    t: Translate,
    language: string,
    kind: string,
    name: string,
    value: unknown,
): string {
    const show = showsOf[kind]?.[name] ?? shows[name];
    if (show) return show(t, language, value);
    if (typeof value === "number") return numberText(language, value);
    return typeof value === "string" ? value : JSON.stringify(value);
}

function entriesOf(values: unknown): [string, unknown][] {
    return typeof values === "object" && values !== null ? Object.entries(values) : [];
}

/** Text and figures as they are, and without what is nothing. */
function plain(t: Translate, language: string, { kind, text, values }: Told): string {
    const figures = entriesOf(values)
        .filter(([, value]) => value !== 0)
        .map(([name, value]) => {
            const told = valueText(t, language, kind, name, value);
            return typeof value === "number" && !(name in shows) ? `${name} ${told}` : told;
        });
    return [text, ...figures].filter(Boolean).join(" · ");
}

export function isPhrased(kind: string): kind is keyof typeof phrases {
    return Object.hasOwn(phrases, kind);
}

export function phraseOf(t: Translate, language: string, event: Told): string {
    if (!isPhrased(event.kind)) return plain(t, language, event);
    const holes = Object.fromEntries(
        entriesOf(event.values).map(([name, value]) => [
            name,
            valueText(t, language, event.kind, name, value),
        ]),
    );
    return t(phrases[event.kind], { ...holes, text: event.text ?? "" });
}
