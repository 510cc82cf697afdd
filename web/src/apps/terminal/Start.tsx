// Before a terminal: what it will be able to reach, chosen here, said in plain words.
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { Command } from "../../ui/Command.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Pending } from "../../ui/Pending.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { call } from "../../wire/pith.ts";
import type { AuthWhoOut } from "../../wire/ops.ts";
import { grantCommand, useWho } from "../who.ts";
import { openTerminal } from "./sessions.ts";
import styles from "./Terminal.module.css";
import { lastWish, networks, rememberWish, shares, type Wish } from "./wish.ts";

/** What a browser has to hold for any shell, and for one that reaches somebody. */
const needed = "run_shell";
const neededToReach = "network_access";

/** What a session that may not run a shell is told: who can change that, and how. */
function MayNot({ proc, onRetry }: { proc: number; onRetry: () => void }): ReactNode {
    const t = useT();
    return (
        <div className={styles.card}>
            <h3>
                <Icon name="terminal" size={20} />
                {t("terminal.mayNot")}
            </h3>
            <p>{t("terminal.mayNot.why", { capability: needed })}</p>
            <p>{t("terminal.mayNot.how")}</p>
            <Command text={grantCommand(proc, needed)} />
            <p className={styles.note}>{t("terminal.mayNot.until")}</p>
            <div>
                <Button look="main" onClick={onRetry}>
                    {t("failure.again")}
                </Button>
            </div>
        </div>
    );
}

interface ChoiceProps<Id extends string> {
    legend: string;
    name: string;
    choices: { id: Id; name: string; doc: string; disabled?: boolean }[];
    chosen: Id;
    onChoose: (id: Id) => void;
}

function Choice<Id extends string>(props: ChoiceProps<Id>): ReactNode {
    const { legend, name, choices, chosen, onChoose } = props;
    return (
        <fieldset className={styles.choices}>
            <legend>{legend}</legend>
            {choices.map(({ id, name: label, doc, disabled }) => (
                <label key={id} data-disabled={disabled || undefined}>
                    <input
                        type="radio"
                        name={name}
                        checked={id === chosen}
                        disabled={disabled}
                        onChange={() => onChoose(id)}
                    />
                    <span>
                        <strong>{label}</strong>
                        <small>{doc}</small>
                    </span>
                </label>
            ))}
        </fieldset>
    );
}

/** Why the networks are not to be chosen, and how that is changed. */
function MayNotReach({ proc, onRetry }: { proc: number; onRetry: () => void }): ReactNode {
    const t = useT();
    return (
        <div className={styles.mayNot}>
            <p className={styles.note}>
                {t("terminal.network.mayNot", { capability: neededToReach })}
            </p>
            <Command text={grantCommand(proc, neededToReach)} />
            <div>
                <Button onClick={onRetry}>{t("terminal.network.look")}</Button>
            </div>
        </div>
    );
}

interface StartProps {
    who: AuthWhoOut;
    onRetry: () => void;
}

function StartForm({ who, onRetry }: StartProps): ReactNode {
    const t = useT();
    const id = useId();
    const [wish, setWish] = useState<Wish>(lastWish);
    const mayReach = who.capabilities.includes(neededToReach);
    const change = (by: Partial<Wish>): void => setWish((old) => ({ ...old, ...by }));
    // Enter starts it; but what one is to read first stays where it is.
    const go = useRef<HTMLDivElement>(null);
    useEffect(() => go.current?.querySelector("button")?.focus({ preventScroll: true }), []);
    // Where relative paths begin, which is the workspace: a session's files are there.
    useEffect(() => {
        if (lastWish().dir) return;
        call("fs.getcwd", {})
            .then(({ data }) => setWish((old) => (old.dir ? old : { ...old, dir: data.path })))
            .catch(() => undefined);
    }, []);
    const network = mayReach ? wish.network : "full";
    const submit = (event: FormEvent): void => {
        event.preventDefault();
        const whole = { ...wish, network, dir: wish.dir.trim() };
        rememberWish(whole);
        openTerminal(whole);
    };
    return (
        <form className={styles.card} onSubmit={submit}>
            <h3>
                <Icon name="terminal" size={20} />
                {t("terminal.new")}
            </h3>
            <p>{t("terminal.sandbox")}</p>
            <div className={styles.field}>
                <label htmlFor={id}>{t("terminal.folder")}</label>
                <input
                    id={id}
                    spellCheck={false}
                    autoComplete="off"
                    value={wish.dir}
                    disabled={wish.share === "nothing"}
                    onChange={(event) => change({ dir: event.target.value })}
                />
            </div>
            <Choice
                legend={t("terminal.share")}
                name={`${id}-share`}
                choices={shares.map((share) => ({
                    id: share,
                    name: t(`terminal.share.${share}`),
                    doc: t(`terminal.share.${share}.doc`),
                }))}
                chosen={wish.share}
                onChoose={(share) => change({ share })}
            />
            <Choice
                legend={t("terminal.network")}
                name={`${id}-network`}
                choices={networks.map((one) => ({
                    id: one,
                    name: t(`terminal.network.${one}`),
                    doc: t(`terminal.network.${one}.doc`),
                    disabled: one !== "full" && !mayReach,
                }))}
                chosen={network}
                onChoose={(one) => change({ network: one })}
            />
            {!mayReach && <MayNotReach proc={who.proc} onRetry={onRetry} />}
            <p className={styles.note}>{t("terminal.keys")}</p>
            <p className={styles.note}>{t("terminal.stays")}</p>
            <div ref={go} className={styles.go}>
                <Button look="main" type="submit" icon="play">
                    {t("terminal.start")}
                </Button>
            </div>
        </form>
    );
}

export function Start(): ReactNode {
    const { who, error, again } = useWho();
    if (error) return <Refusal error={error} onRetry={again} />;
    if (!who) return <Pending />;
    const may = who.capabilities.includes(needed);
    return (
        <div className={styles.start}>
            {may ? (
                <StartForm who={who} onRetry={again} />
            ) : (
                <MayNot proc={who.proc} onRetry={again} />
            )}
        </div>
    );
}
