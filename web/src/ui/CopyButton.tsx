import { useEffect, useState, type ReactNode } from "react";
import { t, useT } from "../i18n/i18n.ts";
import { announce } from "../shell/announce.ts";
import { Button } from "./Button.tsx";
import { copy } from "./clipboard.ts";

const confirmedForMs = 1600;

export function CopyButton({ text, label }: { text: string; label?: string }): ReactNode {
    useT();
    const [copied, setCopied] = useState(false);
    useEffect(() => {
        if (!copied) return undefined;
        const timer = setTimeout(() => setCopied(false), confirmedForMs);
        return () => clearTimeout(timer);
    }, [copied]);
    const act = async (): Promise<void> => {
        await copy(text);
        setCopied(true);
        announce(t("copied"));
    };
    return (
        <Button look="quiet" icon={copied ? "check" : "copy"} onClick={() => void act()}>
            {copied ? t("copied") : (label ?? t("copy"))}
        </Button>
    );
}
