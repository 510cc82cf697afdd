// The call as it stands in the form, for a terminal and for a program.
import { useState, type ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { readDraft } from "./draft.ts";
import { freshForm, useForms } from "./drafts.ts";
import { asCommand, asRequest } from "./elsewhere.ts";
import type { Field } from "../../wire/field.ts";
import styles from "./Elsewhere.module.css";

type Where = "command" | "http";

export function Elsewhere({ op, fields }: { op: string; fields: readonly Field[] }): ReactNode {
    const t = useT();
    const [where, setWhere] = useState<Where>("command");
    const { draft } = useForms((forms) => forms[op]) ?? freshForm(fields);
    const { args } = readDraft(fields, draft);
    const text =
        where === "command"
            ? asCommand(op, fields, args, draft)
            : asRequest(window.location.origin, op, fields, args);
    return (
        <section className={styles.elsewhere} aria-label={t("elsewhere.title")}>
            <header>
                <h3>{t("elsewhere.title")}</h3>
                <Tabs<Where>
                    label={t("elsewhere.where")}
                    tabs={[
                        { id: "command", name: t("elsewhere.command") },
                        { id: "http", name: "HTTP" },
                    ]}
                    chosen={where}
                    onChoose={setWhere}
                />
            </header>
            <div className={styles.text}>
                <pre tabIndex={0}>{text}</pre>
                <CopyButton text={text} />
            </div>
        </section>
    );
}
