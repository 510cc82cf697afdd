// Nobody is signed in: what to do, and a field for those who have a code.
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Button } from "../ui/Button.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { CallError } from "../wire/calls.ts";
import { reconnect } from "../wire/pith.ts";
import { signIn } from "../wire/sign-in.ts";
import styles from "./SignedOut.module.css";

const command = "pith open";

/** People paste the whole link as well as the code in it. */
function codeIn(text: string): string {
    return text.trim().replace(/^.*#/, "");
}

function CodeForm(): ReactNode {
    const t = useT();
    const [code, setCode] = useState("");
    const [failure, setFailure] = useState<CallError>();
    const submit = async (event: FormEvent): Promise<void> => {
        event.preventDefault();
        try {
            await signIn(codeIn(code));
            reconnect();
        } catch (error) {
            if (error instanceof CallError) setFailure(error);
            else throw error;
        }
    };
    return (
        <form className={styles.form} onSubmit={(event) => void submit(event)}>
            <label htmlFor="sign-in-code">{t("signedOut.code")}</label>
            <div>
                <input
                    id="sign-in-code"
                    type="text"
                    autoComplete="off"
                    spellCheck={false}
                    required
                    value={code}
                    aria-describedby={failure ? "sign-in-failure" : undefined}
                    aria-invalid={failure !== undefined}
                    onChange={(event) => setCode(event.target.value)}
                />
                <Button type="submit">{t("signedOut.submit")}</Button>
            </div>
            {failure && (
                <p id="sign-in-failure" role="alert" className={styles.failure}>
                    {t("signedOut.failed")} <span lang="en">{failure.message}</span>
                </p>
            )}
        </form>
    );
}

export function SignedOut(): ReactNode {
    const t = useT();
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => dialog.current?.showModal(), []);
    return (
        <dialog
            ref={dialog}
            className={styles.signedOut}
            aria-labelledby="signed-out-title"
            onCancel={(event) => event.preventDefault()}
        >
            <h1 id="signed-out-title">{t("signedOut.title")}</h1>
            <p>{t("signedOut.how")}</p>
            <div className={styles.command}>
                <code>{command}</code>
                <CopyButton text={command} />
            </div>
            <CodeForm />
        </dialog>
    );
}
