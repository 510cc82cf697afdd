// Nothing for the first moment, then a quiet sign: what is quick must not flicker.
import { useEffect, useState, type ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import styles from "./Pending.module.css";

const quietForMs = 150;

export function Pending(): ReactNode {
    const t = useT();
    const [shown, setShown] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => setShown(true), quietForMs);
        return () => clearTimeout(timer);
    }, []);
    return shown ? (
        <div className={styles.pending} role="status">
            <span className="visually-hidden">{t("loading")}</span>
            <i />
            <i />
            <i />
        </div>
    ) : null;
}
