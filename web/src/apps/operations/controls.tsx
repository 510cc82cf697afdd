// The controls of a form: a line of text for most kinds, a choice for few values.
import type { HTMLInputTypeAttribute, ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import type { Draft, LineDraft, PickDraft } from "./draft.ts";
import type { Field, FieldKind } from "../../wire/field.ts";
import styles from "./controls.module.css";

export interface ControlProps {
    id: string;
    field: Field;
    draft: Draft;
    label: string;
    describedBy: string;
    invalid: boolean;
    onChange: (draft: Draft) => void;
}

/** As text above this length may be more than a line. */
const lineMost = 512;

const inputTypes: Partial<Record<FieldKind, HTMLInputTypeAttribute>> = {
    secret: "password",
    time: "datetime-local",
};

export function LineControl({
    id,
    field,
    draft,
    label,
    describedBy,
    invalid,
    onChange,
}: ControlProps & { draft: LineDraft }): ReactNode {
    const { kind } = field;
    const numeric = kind === "integer" || kind === "real" || kind === "duration";
    const many = kind === "json" || (kind === "text" && (field.most ?? lineMost + 1) > lineMost);
    const shared = {
        id,
        value: draft.text ?? "",
        placeholder: field.fallback === undefined ? undefined : String(field.fallback),
        required: field.required,
        spellCheck: kind === "text",
        autoComplete: "off",
        "aria-describedby": describedBy,
        "aria-invalid": invalid,
        "aria-label": field.name ? undefined : label,
        onChange: (event: { target: { value: string } }) =>
            onChange({ kind: "line", text: event.target.value }),
    };
    if (many) return <textarea {...shared} className={styles.text} data-kind={kind} rows={1} />;
    return (
        <span className={styles.line}>
            <input
                {...shared}
                className={styles.text}
                data-kind={kind}
                type={inputTypes[kind] ?? "text"}
                inputMode={numeric ? "decimal" : undefined}
                step={kind === "time" ? 1 : undefined}
            />
            {kind === "duration" && <span>ms</span>}
        </span>
    );
}

export function ChoiceControl({
    id,
    field,
    draft,
    label,
    describedBy,
    invalid,
    onChange,
}: ControlProps & { draft: PickDraft }): ReactNode {
    const t = useT();
    const words = field.kind === "bool" ? ["true", "false"] : field.choices;
    const nameOf = (word: string): string =>
        field.kind === "bool" ? t(word === "true" ? "yes" : "no") : word;
    const otherwise =
        field.fallback === undefined
            ? t("field.leftOut")
            : t("field.default", { value: nameOf(String(field.fallback)) });
    return (
        <select
            id={id}
            className={styles.choice}
            required={field.required}
            aria-label={field.name ? undefined : label}
            value={draft.value ?? ""}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onChange={(event) => onChange({ kind: "pick", value: event.target.value || undefined })}
        >
            <option value="">{field.required ? t("field.choose") : otherwise}</option>
            {words.map((word) => (
                <option key={word} value={word}>
                    {nameOf(word)}
                </option>
            ))}
        </select>
    );
}
