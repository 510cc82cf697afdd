// The form of an op, and the call.
import { useEffect, useId, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import type { OpsDescribeOut } from "../../wire/ops.ts";
import { readDraft, type RecordDraft } from "./draft.ts";
import { freshForm, putForm, useForms } from "./drafts.ts";
import { fieldsOf, type Field } from "./field.ts";
import { Parts } from "./FormField.tsx";
import styles from "./Form.module.css";
import { cancel, start, useRun } from "./runs.ts";

const tick = 100;
const quietForMs = 1000;

/** Nothing for a moment, then how long it has been going on. */
function Elapsed({ since }: { since: number }): ReactNode {
    const language = useLanguage();
    const [now, setNow] = useState(since);
    useEffect(() => {
        const timer = setInterval(() => setNow(performance.now()), tick);
        return () => clearInterval(timer);
    }, []);
    if (now - since < quietForMs) return null;
    const seconds = ((now - since) / 1000).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return <span className={styles.elapsed}>{seconds} s</span>;
}

function focusFirstProblem(form: HTMLFormElement): void {
    // The fields say that they are wrong once they are drawn again.
    requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

export function Form({ about, fields }: { about: OpsDescribeOut; fields: readonly Field[] }): ReactNode {
    const t = useT();
    const title = useId();
    const run = useRun(about.name);
    const form = useForms((forms) => forms[about.name]) ?? freshForm(fields);
    const running = run?.kind === "running";

    const edit = (draft: RecordDraft): void => {
        const problems = form.tried ? readDraft(fields, draft).problems : form.problems;
        putForm(about.name, { ...form, draft, problems });
    };
    const submit = (event: FormEvent<HTMLFormElement>): void => {
        event.preventDefault();
        const { args, problems } = readDraft(fields, form.draft);
        putForm(about.name, { ...form, problems, tried: true });
        if (problems.size > 0) return focusFirstProblem(event.currentTarget);
        const hasBytes = fieldsOf(about.output).some((field) => field.kind === "bytes");
        void start(about.name, args, hasBytes);
    };
    const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.currentTarget.requestSubmit();
        } else if (event.key === "Escape" && running) {
            cancel(about.name);
        }
    };
    return (
        <form className={styles.form} noValidate aria-labelledby={title} onSubmit={submit} onKeyDown={onKeyDown}>
            <h3 id={title}>{t("form.title")}</h3>
            {fields.length === 0 && <p className={styles.none}>{t("form.none")}</p>}
            <Parts fields={fields} draft={form.draft} path="" problems={form.problems} onChange={edit} />
            <div className={styles.actions}>
                <Button type="submit" look="main" icon="play" disabled={running}>
                    {t("form.call")}
                </Button>
                {running && (
                    <Button icon="stop" onClick={() => cancel(about.name)}>
                        {t("form.cancel")}
                    </Button>
                )}
                {running && <Elapsed since={run.started} />}
                {!running && (
                    <Button look="quiet" onClick={() => putForm(about.name, freshForm(fields))} hidden={fields.length === 0}>
                        {t("form.reset")}
                    </Button>
                )}
            </div>
        </form>
    );
}
