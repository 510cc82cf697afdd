// What is looked at while it changes: a question that is asked again and again, and events as they
// happen. Neither does anything while nobody can see it.
import { useCallback, useEffect, useRef, useState } from "react";
import { useDesktop } from "../wm/windows.ts";
import { CallError } from "./calls.ts";
import type { ObserveEvent, ObserveFollowIn } from "./ops.ts";
import { call, useLink } from "./pith.ts";

/** Whether somebody can see the window: its tab is in front, and it is not put away. */
export function useAwake(windowId: string): boolean {
    const [visible, setVisible] = useState(() => document.visibilityState === "visible");
    const there = useDesktop(
        ({ windows }) => windows.find((one) => one.id === windowId)?.minimized === false,
    );
    useEffect(() => {
        const see = (): void => setVisible(document.visibilityState === "visible");
        document.addEventListener("visibilitychange", see);
        return () => document.removeEventListener("visibilitychange", see);
    }, []);
    return visible && there;
}

export function useIsUp(): boolean {
    return useLink(({ state }) => state.kind === "up");
}

export interface Polled<Value> {
    value: Value | undefined;
    error: CallError | undefined;
    /** Ask again now, or as soon as a second has passed. */
    again: () => void;
}

const leastMs = 1000;

/** Asks at once, then every so often; one question at a time, and never two within a second. */
export function usePoll<Value>(
    ask: (signal: AbortSignal) => Promise<Value>,
    everyMs: number,
    awake: boolean,
): Polled<Value> {
    const [value, setValue] = useState<Value>();
    const [error, setError] = useState<CallError>();
    const hurry = useRef<() => void>(() => undefined);
    useEffect(() => {
        if (!awake) return undefined;
        const leaving = new AbortController();
        let timer: ReturnType<typeof setTimeout> | undefined;
        let asked = 0;
        let busy = false;
        const later = (ms: number): void => {
            clearTimeout(timer);
            timer = setTimeout(() => void turn(), ms);
        };
        const turn = async (): Promise<void> => {
            busy = true;
            asked = Date.now();
            try {
                const answer = await ask(leaving.signal);
                if (leaving.signal.aborted) return;
                setValue(answer);
                setError(undefined);
            } catch (reason) {
                if (leaving.signal.aborted || !(reason instanceof CallError)) return;
                setError(reason);
            }
            busy = false;
            later(everyMs);
        };
        hurry.current = () => {
            if (!busy) later(Math.max(0, asked + leastMs - Date.now()));
        };
        void turn();
        return () => {
            leaving.abort();
            clearTimeout(timer);
        };
    }, [ask, everyMs, awake]);
    const again = useCallback(() => hurry.current(), []);
    return { value, error, again };
}

const retryMs = 1000;

/** Events as they happen, in heaps of one frame. Ends when it is refused, and says why. */
export function useFollow(
    filter: ObserveFollowIn,
    onEvents: (events: ObserveEvent[]) => void,
    awake: boolean,
): CallError | undefined {
    const [refused, setRefused] = useState<CallError>();
    const take = useRef(onEvents);
    useEffect(() => {
        take.current = onEvents;
    });
    const key = JSON.stringify(filter);
    useEffect(() => {
        if (!awake) return undefined;
        const leaving = new AbortController();
        let heap: ObserveEvent[] = [];
        let timer: ReturnType<typeof setTimeout> | undefined;
        const give = (): void => {
            timer = undefined;
            const events = heap;
            heap = [];
            take.current(events);
        };
        const follow = async (): Promise<void> => {
            while (!leaving.signal.aborted) {
                try {
                    await call("observe.follow", JSON.parse(key) as ObserveFollowIn, {
                        signal: leaving.signal,
                        onItem: (item) => {
                            if (leaving.signal.aborted) return;
                            heap.push(item as ObserveEvent);
                            timer ??= setTimeout(give, heapMs);
                        },
                    });
                } catch (reason) {
                    if (leaving.signal.aborted) return;
                    if (reason instanceof CallError && !passing.has(reason.kind))
                        return setRefused(reason);
                }
                await new Promise((done) => setTimeout(done, retryMs));
            }
        };
        setRefused(undefined);
        void follow();
        return () => {
            leaving.abort();
            clearTimeout(timer);
        };
    }, [key, awake]);
    return refused;
}

/** As often as eyes can follow words; a frame would be too often for a table of them. */
const heapMs = 100;
/** Errors that may be gone at the next attempt. */
const passing = new Set(["unavailable", "timeout", "cancelled", "limit"]);
