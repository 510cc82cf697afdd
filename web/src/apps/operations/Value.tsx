// Values as their schema says: records as names and values, lists of records as tables, times and
// durations as such, and what no schema describes as a tree.
import { useState, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { decodeBase64 } from "../../wire/base64.ts";
import { BytesView } from "./BytesView.tsx";
import { anything, isIdentifier, type Field } from "../../wire/field.ts";
import { Tree } from "./Tree.tsx";
import { durationText, numberText, timeText } from "../../ui/units.ts";
import styles from "./Value.module.css";

interface ValueProps {
    field: Field;
    value: unknown;
    /** What came beside the result, in place of `$bytes_sent`. */
    bytes?: Uint8Array<ArrayBuffer>[] | undefined;
    name: string;
}

function Absent(): ReactNode {
    const t = useT();
    return <span className={styles.absent}>{t("value.absent")}</span>;
}

function bytesOf(
    value: unknown,
    beside: Uint8Array<ArrayBuffer>[] | undefined,
): Uint8Array<ArrayBuffer>[] {
    const { $bytes } = (value ?? {}) as { $bytes?: string };
    return $bytes === undefined ? (beside ?? []) : [decodeBase64($bytes)];
}

function Text({ text }: { text: string }): ReactNode {
    const t = useT();
    if (text === "") return <span className={styles.absent}>{t("value.empty")}</span>;
    if (text.includes("\n"))
        return (
            <pre className={styles.pre} tabIndex={0}>
                {text}
            </pre>
        );
    return <span className={styles.text}>{text}</span>;
}

function Bool({ value }: { value: boolean }): ReactNode {
    const t = useT();
    return (
        <span className={styles.bool} data-yes={value}>
            <Icon name={value ? "check" : "x"} size={14} />
            {t(value ? "yes" : "no")}
        </span>
    );
}

function figureText(language: string, field: Field, value: number): string {
    if (isIdentifier(field)) return String(value);
    return field.kind === "duration" ? durationText(language, value) : numberText(language, value);
}

function Figure({ field, value }: { field: Field; value: number }): ReactNode {
    const language = useLanguage();
    if (field.kind === "time")
        return (
            <time dateTime={new Date(value).toISOString()} title={String(value)}>
                {timeText(language, value)}
            </time>
        );
    return <span className={styles.figure}>{figureText(language, field, value)}</span>;
}

function List({ field, value, name }: ValueProps & { value: unknown[] }): ReactNode {
    const t = useT();
    const item = field.item ?? anything;
    if (value.length === 0) return <span className={styles.absent}>{t("value.noItems")}</span>;
    if (item.kind === "record")
        return <Table fields={item.fields} rows={value} label={field.name || name} />;
    return (
        <ul className={styles.words}>
            {value.map((one, at) => (
                <li key={at}>
                    <Value field={item} value={one} name={name} />
                </li>
            ))}
        </ul>
    );
}

export function Value(props: ValueProps): ReactNode {
    const { field, value, bytes, name } = props;
    if (value === undefined || value === null) return <Absent />;
    if (field.kind === "bytes") return <BytesView pieces={bytesOf(value, bytes)} name={name} />;
    if (field.kind === "record") return <Parts fields={field.fields} value={value} name={name} />;
    if (field.kind === "list" && Array.isArray(value)) return <List {...props} value={value} />;
    if (typeof value === "boolean") return <Bool value={value} />;
    if (typeof value === "number") return <Figure field={field} value={value} />;
    if (typeof value === "string") return <Text text={value} />;
    return <Tree value={value} />;
}

interface PartsProps {
    fields: readonly Field[];
    value: unknown;
    bytes?: Uint8Array<ArrayBuffer>[] | undefined;
    name: string;
}

function isWide(field: Field): boolean {
    return field.kind === "bytes" || (field.kind === "list" && field.item?.kind === "record");
}

/** Names and values; what needs the width has it, below its name. */
export function Parts({ fields, value, bytes, name }: PartsProps): ReactNode {
    const parts = (value ?? {}) as Record<string, unknown>;
    return (
        <dl className={styles.parts}>
            {fields.map((field) => (
                <div key={field.name} data-wide={isWide(field) || undefined}>
                    <dt title={field.doc}>{field.name}</dt>
                    <dd>
                        <Value field={field} value={parts[field.name]} bytes={bytes} name={name} />
                    </dd>
                </div>
            ))}
        </dl>
    );
}

/** The names of a table's columns; Row is what stands below them. */
export function Heads({ fields }: { fields: readonly Field[] }): ReactNode {
    return (
        <thead>
            <tr>
                {fields.map((field) => (
                    <th key={field.name} scope="col" title={field.doc} data-kind={field.kind}>
                        {field.name}
                    </th>
                ))}
            </tr>
        </thead>
    );
}

const rowsAtFirst = 200;

function Table({
    fields,
    rows,
    label,
}: {
    fields: readonly Field[];
    rows: readonly unknown[];
    label: string;
}): ReactNode {
    const t = useT();
    const [most, setMost] = useState(rowsAtFirst);
    return (
        <div className={styles.tableFrame}>
            <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
                <table className={styles.table}>
                    <Heads fields={fields} />
                    <tbody>
                        {rows.slice(0, most).map((row, at) => (
                            <Row key={at} fields={fields} row={row} />
                        ))}
                    </tbody>
                </table>
            </div>
            {rows.length > most && (
                <Button look="quiet" onClick={() => setMost(most + 5 * rowsAtFirst)}>
                    {t("value.more", { n: rows.length - most })}
                </Button>
            )}
        </div>
    );
}

export function Row({ fields, row }: { fields: readonly Field[]; row: unknown }): ReactNode {
    const parts = (row ?? {}) as Record<string, unknown>;
    return (
        <tr>
            {fields.map((field) => (
                <td key={field.name} data-kind={field.kind}>
                    {parts[field.name] === undefined ? null : (
                        <Value field={field} value={parts[field.name]} name={field.name} />
                    )}
                </td>
            ))}
        </tr>
    );
}
