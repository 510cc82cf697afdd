// The form of an op, and the call.
import {
    useEffect,
    useId,
    useState,
    type FormEvent,
    type KeyboardEvent,
    type ReactNode,
} from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import type { OpsDescribeOut } from "../../wire/ops.ts";
import { readDraft, type RecordDraft } from "./draft.ts";
import { freshForm, putForm, useForms } from "./drafts.ts";
import { fieldsOf, type Field } from "../../wire/field.ts";
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
    const seconds = ((now - since) / 1000).toLocaleString(language, {
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
    });
    return <span className={styles.elapsed}>{seconds} s</span>;
}

function focusFirstProblem(form: HTMLFormElement): void {
    // The fields say that they are wrong once they are drawn again.
    requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

/** What cannot be taken back is asked for twice; the question goes away with any change. While a call
 *  runs the button stays, so that the keyboard keeps its place, but does nothing. */
function Actions({
    about,
    asking,
    onReset,
}: {
    about: OpsDescribeOut;
    asking: boolean;
    onReset: (() => void) | undefined;
}): ReactNode {
    const t = useT();
    const run = useRun(about.name);
    const since = run?.kind === "running" ? run.started : undefined;
    return (
        <div className={styles.actions}>
            {asking && (
                <p role="alert">
                    {about.undo ? t("form.sureKept", { op: about.undo }) : t("form.sure")}
                </p>
            )}
            <Button
                type="submit"
                look={asking ? "danger" : "main"}
                icon="play"
                aria-disabled={since !== undefined}
            >
                {t(asking ? "form.callAnyway" : "form.call")}
            </Button>
            {since !== undefined && (
                <Button icon="stop" onClick={() => cancel(about.name)}>
                    {t("form.cancel")}
                </Button>
            )}
            {since !== undefined && <Elapsed since={since} />}
            {since === undefined && onReset && (
                <Button look="quiet" onClick={onReset}>
                    {t("form.reset")}
                </Button>
            )}
        </div>
    );
}

export function Form({
    about,
    fields,
}: {
    about: OpsDescribeOut;
    fields: readonly Field[];
}): ReactNode {
    const t = useT();
    const title = useId();
    const run = useRun(about.name);
    const form = useForms((forms) => forms[about.name]) ?? freshForm(fields);
    const running = run?.kind === "running";

    const [asking, setAsking] = useState(false);

    const edit = (draft: RecordDraft): void => {
        setAsking(false);
        const problems = form.tried ? readDraft(fields, draft).problems : form.problems;
        putForm(about.name, { ...form, draft, problems });
    };
    const reset = (): void => {
        setAsking(false);
        putForm(about.name, freshForm(fields));
    };
    const submit = (event: FormEvent<HTMLFormElement>): void => {
        event.preventDefault();
        if (running) return;
        const { args, problems } = readDraft(fields, form.draft);
        putForm(about.name, { ...form, problems, tried: true });
        if (problems.size > 0) return focusFirstProblem(event.currentTarget);
        if (about.effect === "irreversible" && !asking) return setAsking(true);
        setAsking(false);
        const hasBytes = fieldsOf(about.output).some((field) => field.kind === "bytes");
        void start(about.name, args, hasBytes);
    };
    const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.currentTarget.requestSubmit();
        } else if (event.key === "Escape") {
            if (running) cancel(about.name);
            setAsking(false);
        }
    };
    return (
        <form
            className={styles.form}
            noValidate
            aria-labelledby={title}
            onSubmit={submit}
            onKeyDown={onKeyDown}
        >
            <h3 id={title}>{t("form.title")}</h3>
            {fields.length === 0 && <p className={styles.none}>{t("form.none")}</p>}
            <Parts
                fields={fields}
                draft={form.draft}
                path=""
                problems={form.problems}
                onChange={edit}
            />
            <Actions
                about={about}
                asking={asking}
                onReset={fields.length > 0 ? reset : undefined}
            />
        </form>
    );
}
