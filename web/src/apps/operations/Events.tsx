// What the call set off: the events of its chain, and those that are still to come.
import { useEffect, useState, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { CallError } from "../../wire/calls.ts";
import type { ObserveEvent } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import styles from "./Events.module.css";

const most = 200;

function identity({ time, kind, span, op, text }: ObserveEvent): string {
    return [time, kind, span, op, text].join(" ");
}

function merged(known: readonly ObserveEvent[], more: readonly ObserveEvent[]): ObserveEvent[] {
    const all = new Map([...known, ...more].map((event) => [identity(event), event]));
    return [...all.values()].sort((a, b) => a.time - b.time).slice(-most);
}

/** Follows first and looks back then, so that nothing falls in between; what comes twice counts once. */
function useEvents(chain: string): { events: ObserveEvent[]; refused: string | undefined } {
    const [events, setEvents] = useState<ObserveEvent[]>([]);
    const [refused, setRefused] = useState<string>();
    useEffect(() => {
        const leaving = new AbortController();
        const add = (more: readonly ObserveEvent[]): void =>
            setEvents((known) => merged(known, more));
        const refuse = (error: unknown): void => {
            if (!leaving.signal.aborted && error instanceof CallError) setRefused(error.message);
        };
        const follow = {
            signal: leaving.signal,
            onItem: (item: unknown) => add([item as ObserveEvent]),
        };
        call("observe.follow", { chain }, follow).catch(refuse);
        call("observe.recent", { chain, limit: most }, { signal: leaving.signal })
            .then(({ data }) => add(data.events))
            .catch(refuse);
        return () => leaving.abort();
    }, [chain]);
    return { events, refused };
}

function figures(values: unknown): string {
    if (typeof values !== "object" || values === null) return "";
    return Object.entries(values)
        .map(
            ([name, value]) =>
                `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`,
        )
        .join(" · ");
}

const toTheMillisecond: Intl.DateTimeFormatOptions = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hour12: false,
};

function EventRow({ event }: { event: ObserveEvent }): ReactNode {
    const language = useLanguage();
    const time = new Date(event.time);
    return (
        <li data-severity={event.severity}>
            <time dateTime={time.toISOString()}>
                {time.toLocaleTimeString(language, toTheMillisecond)}
            </time>
            <code>{event.kind}</code>
            <span className={styles.words}>
                {[event.op, event.text, figures(event.values)].filter(Boolean).join(" · ")}
            </span>
        </li>
    );
}

export function Events({ chain }: { chain: string }): ReactNode {
    const t = useT();
    const { events, refused } = useEvents(chain);
    return (
        <section className={styles.events} aria-label={t("events.title")}>
            <header>
                <h3>{t("events.title")}</h3>
                <code title={t("events.chain")}>{chain}</code>
            </header>
            {refused && <p className={styles.none}>{t("events.refused", { why: refused })}</p>}
            {!refused && events.length === 0 && <p className={styles.none}>{t("events.none")}</p>}
            <ol lang="en">
                {events.map((event) => (
                    <EventRow key={identity(event)} event={event} />
                ))}
            </ol>
        </section>
    );
}
