// Looks at the figures once a second while the Monitor is open and seen; charts draw what it found,
// also what it found before one chose them.
import { useCallback, useRef, useState } from "react";
import type { CallError } from "../../wire/calls.ts";
import { usePoll } from "../../wire/live.ts";
import { call } from "../../wire/pith.ts";
import { grown, sampleOf, type Look, type Sample } from "./series.ts";

const everyMs = 1000;
/** After a longer pause, the time between is nobody's. */
const pauseSeconds = 10;

export function useSamples(awake: boolean): {
    samples: readonly Sample[];
    error: CallError | undefined;
} {
    const before = useRef<Look>(undefined);
    const [samples, setSamples] = useState<readonly Sample[]>([]);
    const ask = useCallback(async (signal: AbortSignal) => {
        const { data } = await call("observe.figures", {}, { signal });
        const now: Look = { at: Date.now() / 1000, figures: data };
        const last = before.current;
        const sample = sampleOf(last && now.at - last.at < pauseSeconds ? last : undefined, now);
        before.current = now;
        setSamples((all) => grown(all, sample));
    }, []);
    const { error } = usePoll(ask, everyMs, awake);
    return { samples, error };
}
