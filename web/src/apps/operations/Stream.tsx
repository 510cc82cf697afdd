// The items of a stream as they come: a table that follows its end, unless one has scrolled up.
import { useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { fieldsOf } from "../../wire/field.ts";
import type { Run } from "./runs.ts";
import styles from "./Stream.module.css";
import { Heads, Row } from "./Value.tsx";
import values from "./Value.module.css";

const shownMost = 300;
const nearEnd = 24;

export function Stream({ schema, run }: { schema: unknown; run: Run }): ReactNode {
    const t = useT();
    const scroll = useRef<HTMLDivElement>(null);
    const [following, setFollowing] = useState(true);
    const fields = fieldsOf(schema);
    const first = Math.max(0, run.items.length - shownMost);
    const older = run.itemCount - (run.items.length - first);

    useLayoutEffect(() => {
        if (following && scroll.current) scroll.current.scrollTop = scroll.current.scrollHeight;
    }, [following, run.itemCount]);

    if (run.itemCount === 0)
        return run.kind === "running" ? (
            <p className={styles.waiting}>{t("stream.waiting")}</p>
        ) : null;
    return (
        <div className={styles.stream}>
            {older > 0 && <p className={styles.older}>{t("stream.older", { n: older })}</p>}
            <div
                ref={scroll}
                className={values.scroll}
                role="region"
                aria-label={t("stream.items")}
                tabIndex={0}
                onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
                    setFollowing(scrollHeight - scrollTop - clientHeight < nearEnd)
                }
            >
                <table className={values.table}>
                    <Heads fields={fields} />
                    <tbody>
                        {run.items.slice(first).map((item, at) => (
                            <Row key={older + at} fields={fields} row={item} />
                        ))}
                    </tbody>
                </table>
            </div>
            {!following && run.kind === "running" && (
                <Button
                    className={styles.latest}
                    icon="arrow-down"
                    onClick={() => setFollowing(true)}
                >
                    {t("stream.latest")}
                </Button>
            )}
        </div>
    );
}
