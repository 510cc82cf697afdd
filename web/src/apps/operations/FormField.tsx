// One parameter in the form: its name, what it is, a control that fits its kind, what it will be
// when left out, and what is wrong with it.
import { useId, type ReactNode } from "react";
import { useT, type Translate } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { BytesControl } from "./BytesControl.tsx";
import { ChoiceControl, LineControl, type ControlProps } from "./controls.tsx";
import {
    emptyDraft,
    itemPath,
    partPath,
    withItem,
    type Draft,
    type ListDraft,
    type Problems,
    type RecordDraft,
} from "./draft.ts";
import type { Field } from "../../wire/field.ts";
import styles from "./FormField.module.css";

interface FieldProps {
    field: Field;
    draft: Draft;
    path: string;
    problems: Problems;
    onChange: (draft: Draft) => void;
}

const unbounded = Number.MAX_SAFE_INTEGER;

function boundsOf(t: Translate, { kind, least, most }: Field): string | undefined {
    if (kind !== "integer" && kind !== "real" && kind !== "duration") return undefined;
    const low = least ?? -unbounded;
    const high = most ?? unbounded;
    if (high < unbounded)
        return low > -unbounded
            ? t("field.between", { least: low, most: high })
            : t("field.most", { most: high });
    return low > 0 ? t("field.least", { least: low }) : undefined;
}

function isLeftOut(draft: Draft): boolean {
    if (draft.kind === "line") return draft.text === undefined;
    if (draft.kind === "pick") return draft.value === undefined;
    if (draft.kind === "bytes") return draft.content === undefined;
    return !draft.given;
}

/** What becomes of an optional parameter as it stands, where that is not plain to see. */
function Fate({ field, draft, onChange }: FieldProps): ReactNode {
    const t = useT();
    if (field.required) return null;
    if (isLeftOut(draft)) {
        const fallback = field.fallback;
        if (fallback === undefined) return <span>{t("field.leftOut")}</span>;
        return fallback === "" ? <span>{t("field.defaultEmpty")}</span> : null;
    }
    const empty = draft.kind === "line" && draft.text === "";
    return (
        <span>
            {empty && `${t("field.sentEmpty")} `}
            <Button
                look="quiet"
                className={styles.leaveOut}
                onClick={() => onChange({ ...emptyDraft(field) })}
            >
                {t("field.leaveOut")}
            </Button>
        </span>
    );
}

function Label({ field, id }: { field: Field; id: string }): ReactNode {
    const t = useT();
    return (
        <div className={styles.label}>
            <label htmlFor={id}>{field.name}</label>
            <span id={`${id}-kind`} className={styles.kind}>
                {t(`kind.${field.kind}`)}
                {!field.required && ` · ${t("field.optional")}`}
            </span>
        </div>
    );
}

function Control(props: ControlProps): ReactNode {
    const { draft } = props;
    if (draft.kind === "pick") return <ChoiceControl {...props} draft={draft} />;
    if (draft.kind === "bytes") return <BytesControl {...props} draft={draft} />;
    if (draft.kind === "line") return <LineControl {...props} draft={draft} />;
    return null;
}

function Single(props: FieldProps): ReactNode {
    const t = useT();
    const id = useId();
    const { field, draft, path, problems, onChange } = props;
    const problem = problems.get(path);
    const bounds = boundsOf(t, field);
    return (
        <div className={styles.field}>
            {field.name && <Label field={field} id={id} />}
            <Control
                id={id}
                field={field}
                draft={draft}
                label={field.name || path}
                describedBy={`${id}-kind ${id}-about`}
                invalid={problem !== undefined}
                onChange={onChange}
            />
            <div id={`${id}-about`} className={styles.about}>
                {problem && <p className={styles.problem}>{t(problem.key, problem.holes)}</p>}
                {field.doc && <span lang="en">{field.doc}</span>}
                {bounds && <span>{bounds}</span>}
                <Fate {...props} />
            </div>
        </div>
    );
}

function RecordField({
    field,
    draft,
    path,
    problems,
    onChange,
}: FieldProps & { draft: RecordDraft }): ReactNode {
    const t = useT();
    return (
        <fieldset className={styles.group}>
            {field.name && <legend>{field.name}</legend>}
            {field.doc && <p lang="en">{field.doc}</p>}
            {draft.given && (
                <Parts
                    fields={field.fields}
                    draft={draft}
                    path={path}
                    problems={problems}
                    onChange={onChange}
                />
            )}
            {!draft.given && (
                <Button icon="plus" onClick={() => onChange({ ...draft, given: true })}>
                    {t("field.give")}
                </Button>
            )}
            {draft.given && !field.required && (
                <Button look="quiet" onClick={() => onChange(emptyDraft(field))}>
                    {t("field.leaveOut")}
                </Button>
            )}
        </fieldset>
    );
}

function ListField({
    field,
    draft,
    path,
    problems,
    onChange,
}: FieldProps & { draft: ListDraft }): ReactNode {
    const t = useT();
    const { item } = field;
    if (!item) return null;
    const problem = problems.get(path);
    const replace = (at: number, to: Draft): void =>
        onChange({
            ...draft,
            items: draft.items.map((one, index) => (index === at ? { ...one, draft: to } : one)),
        });
    const remove = (at: number): void =>
        onChange({ ...draft, items: draft.items.filter((_, index) => index !== at) });
    return (
        <fieldset className={styles.group}>
            <legend>{field.name}</legend>
            {field.doc && <p lang="en">{field.doc}</p>}
            {draft.items.map((one, at) => (
                <div key={one.key} className={styles.item}>
                    <FormField
                        field={item}
                        draft={one.draft}
                        path={itemPath(path, at)}
                        problems={problems}
                        onChange={(to) => replace(at, to)}
                    />
                    <Button
                        look="quiet"
                        icon="x"
                        aria-label={t("field.removeItem", { n: at + 1 })}
                        onClick={() => remove(at)}
                    />
                </div>
            ))}
            {problem && <p className={styles.problem}>{t(problem.key, problem.holes)}</p>}
            <div className={styles.row}>
                <Button
                    icon="plus"
                    aria-invalid={problem !== undefined}
                    onClick={() => onChange(withItem(draft, item))}
                >
                    {t("field.addItem")}
                </Button>
                {draft.given && !field.required && (
                    <Button look="quiet" onClick={() => onChange(emptyDraft(field))}>
                        {t("field.leaveOut")}
                    </Button>
                )}
                {!draft.given && <span className={styles.about}>{t("field.leftOut")}</span>}
            </div>
        </fieldset>
    );
}

function FormField(props: FieldProps): ReactNode {
    const { draft } = props;
    if (draft.kind === "record") return <RecordField {...props} draft={draft} />;
    if (draft.kind === "list") return <ListField {...props} draft={draft} />;
    return <Single {...props} />;
}

interface PartsProps {
    fields: readonly Field[];
    draft: RecordDraft;
    path: string;
    problems: Problems;
    onChange: (draft: RecordDraft) => void;
}

/** The parts of a record, or of the whole form. */
export function Parts({ fields, draft, path, problems, onChange }: PartsProps): ReactNode {
    return fields.map((field) => (
        <FormField
            key={field.name}
            field={field}
            draft={draft.parts[field.name] ?? emptyDraft(field)}
            path={partPath(path, field.name)}
            problems={problems}
            onChange={(part) =>
                onChange({ ...draft, given: true, parts: { ...draft.parts, [field.name]: part } })
            }
        />
    ));
}
