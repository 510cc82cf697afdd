// Bytes that came: as text where they are text, else in hexadecimal; all of them to be saved.
import { useMemo, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import styles from "./BytesView.module.css";
import { sizeText } from "../../ui/units.ts";

const textMost = 64 * 1024;
const hexMost = 4 * 1024;
const perLine = 16;

function firstOf(pieces: readonly Uint8Array<ArrayBuffer>[], most: number): Uint8Array {
    const first = new Uint8Array(
        Math.min(
            most,
            pieces.reduce((sum, piece) => sum + piece.length, 0),
        ),
    );
    let at = 0;
    for (const piece of pieces) {
        if (at === first.length) break;
        first.set(piece.subarray(0, first.length - at), at);
        at += Math.min(piece.length, first.length - at);
    }
    return first;
}

/** The text, or undefined if it is none; a sign that was cut at the end is left out. */
function asText(bytes: Uint8Array): string | undefined {
    try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
        return text.includes("\0") ? undefined : text;
    } catch {
        return undefined;
    }
}

function hexLine(bytes: Uint8Array, at: number): string {
    const line = [...bytes.subarray(at, at + perLine)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const signs = line
        .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·"))
        .join("");
    return `${at.toString(16).padStart(8, "0")}  ${hex.padEnd(3 * perLine)} ${signs}`;
}

function asHex(bytes: Uint8Array): string {
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += perLine) lines.push(hexLine(bytes, at));
    return lines.join("\n");
}

function save(pieces: Uint8Array<ArrayBuffer>[], name: string): void {
    const url = URL.createObjectURL(new Blob(pieces));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export function BytesView({
    pieces,
    name,
}: {
    pieces: Uint8Array<ArrayBuffer>[];
    name: string;
}): ReactNode {
    const t = useT();
    const language = useLanguage();
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const { text, shown } = useMemo(() => {
        const start = firstOf(pieces, textMost);
        const read = asText(start);
        return { text: read, shown: read ?? asHex(start.subarray(0, hexMost)) };
    }, [pieces]);
    const isCut = size > (text === undefined ? hexMost : textMost);
    return (
        <div className={styles.bytes}>
            <div className={styles.head}>
                <span>
                    {sizeText(language, size)} ·{" "}
                    {t(text === undefined ? "bytes.binary" : "bytes.text")}
                    {isCut && ` · ${t("bytes.cut")}`}
                </span>
                {text !== undefined && !isCut && size > 0 && <CopyButton text={text} />}
                <Button
                    look="quiet"
                    icon="download"
                    disabled={size === 0}
                    onClick={() => save(pieces, `${name}.${text === undefined ? "bin" : "txt"}`)}
                >
                    {t("bytes.save")}
                </Button>
            </div>
            {size > 0 && <pre tabIndex={0}>{shown}</pre>}
        </div>
    );
}
