// JSON as a tree that opens and closes, for values that no schema describes.
import type { ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import styles from "./Tree.module.css";

function isBranch(value: unknown): value is Record<string, unknown> | unknown[] {
    return typeof value === "object" && value !== null;
}

function Leaf({ value }: { value: unknown }): ReactNode {
    return <span data-type={value === null ? "null" : typeof value}>{JSON.stringify(value)}</span>;
}

const openUntilDepth = 2;
const childrenMost = 500;

function Branch({
    value,
    depth,
}: {
    value: Record<string, unknown> | unknown[];
    depth: number;
}): ReactNode {
    const t = useT();
    const entries = Object.entries(value);
    return (
        <ul>
            {entries.slice(0, childrenMost).map(([name, part]) => (
                <li key={name}>
                    {isBranch(part) ? (
                        <details open={depth < openUntilDepth}>
                            <summary>
                                <b>{name}</b>{" "}
                                <small>{t("tree.parts", { n: Object.keys(part).length })}</small>
                            </summary>
                            <Branch value={part} depth={depth + 1} />
                        </details>
                    ) : (
                        <>
                            <b>{name}</b> <Leaf value={part} />
                        </>
                    )}
                </li>
            ))}
            {entries.length > childrenMost && (
                <li>{t("value.more", { n: entries.length - childrenMost })}</li>
            )}
        </ul>
    );
}

export function Tree({ value }: { value: unknown }): ReactNode {
    return (
        <div className={styles.tree}>
            {isBranch(value) ? <Branch value={value} depth={0} /> : <Leaf value={value} />}
        </div>
    );
}
