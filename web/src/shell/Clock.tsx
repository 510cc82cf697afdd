// The time, to the minute; its one timer fires when the minute changes.
import { useEffect, useState, type ReactNode } from "react";
import { useLanguage } from "../i18n/i18n.ts";
import styles from "./MenuBar.module.css";

const minute = 60_000;

function useMinute(): Date {
    const [now, setNow] = useState(() => new Date());
    useEffect(() => {
        const timer = setTimeout(() => setNow(new Date()), minute - (Date.now() % minute) + 20);
        return () => clearTimeout(timer);
    }, [now]);
    return now;
}

export function Clock(): ReactNode {
    const now = useMinute();
    const language = useLanguage();
    const text = now.toLocaleString(language, {
        weekday: "short",
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
    });
    return (
        <time
            className={styles.clock}
            dateTime={now.toISOString()}
            title={now.toLocaleString(language, { dateStyle: "full" })}
        >
            {text}
        </time>
    );
}
