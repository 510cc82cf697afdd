// Bytes to send: typed as text, or from a file of the reader's.
import { useRef, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import type { ControlProps } from "./controls.tsx";
import styles from "./controls.module.css";
import bytesStyles from "./BytesControl.module.css";
import type { BytesDraft } from "./draft.ts";
import { sizeText } from "../../ui/units.ts";

export function BytesControl({
    id,
    field,
    draft,
    label,
    describedBy,
    invalid,
    onChange,
}: ControlProps & { draft: BytesDraft }): ReactNode {
    const t = useT();
    const language = useLanguage();
    const picker = useRef<HTMLInputElement>(null);
    const { content } = draft;
    const take = async (file: File | undefined): Promise<void> => {
        if (file)
            onChange({
                kind: "bytes",
                content: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) },
            });
    };
    const isFile = content !== undefined && "name" in content;
    return (
        <div className={bytesStyles.bytes}>
            {isFile && (
                <span className={bytesStyles.file}>
                    <code>{content.name}</code> {sizeText(language, content.bytes.length)}
                </span>
            )}
            {!isFile && (
                <textarea
                    id={id}
                    className={styles.text}
                    rows={2}
                    aria-label={field.name ? undefined : label}
                    spellCheck={false}
                    placeholder={t("bytes.placeholder")}
                    value={content?.text ?? ""}
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    onChange={(event) =>
                        onChange({ kind: "bytes", content: { text: event.target.value } })
                    }
                />
            )}
            <Button id={isFile ? id : undefined} onClick={() => picker.current?.click()}>
                {t("bytes.choose")}
            </Button>
            {isFile && (
                <Button
                    look="quiet"
                    onClick={() => onChange({ kind: "bytes", content: { text: "" } })}
                >
                    {t("bytes.type")}
                </Button>
            )}
            <input
                ref={picker}
                type="file"
                hidden
                onChange={(event) => void take(event.target.files?.[0])}
            />
        </div>
    );
}
