// Asks once more before something that cannot be taken back: what exactly, and only then the word
// for it. The safe answer has the keyboard.
import { useEffect, useRef, type ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Button } from "./Button.tsx";
import styles from "./Confirm.module.css";

interface ConfirmProps {
    title: string;
    action: string;
    onAct: () => void;
    onClose: () => void;
    children: ReactNode;
}

export function Confirm({ title, action, onAct, onClose, children }: ConfirmProps): ReactNode {
    const t = useT();
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const element = dialog.current;
        element?.showModal();
        return () => element?.close();
    }, []);
    const act = (): void => {
        onClose();
        onAct();
    };
    return (
        <dialog
            ref={dialog}
            className={styles.confirm}
            aria-label={title}
            onCancel={onClose}
            onClick={(event) => event.target === event.currentTarget && onClose()}
        >
            <div className={styles.panel}>
                <h2>{title}</h2>
                <div className={styles.what}>{children}</div>
                <div className={styles.buttons}>
                    <Button autoFocus onClick={onClose}>
                        {t("confirm.leave")}
                    </Button>
                    <Button look="danger" onClick={act}>
                        {action}
                    </Button>
                </div>
            </div>
        </dialog>
    );
}
