// A chain as a story: who did what, under what, how long it took on one axis of time, and where it
// went wrong.
import { useCallback, useMemo, useState, type CSSProperties, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar, Gap } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { DataGrid, type Column } from "../../ui/DataGrid.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Split } from "../../ui/Panel.tsx";
import { Pending } from "../../ui/Pending.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { clockText, nanosText } from "../../ui/units.ts";
import { useFollow, usePoll } from "../../wire/live.ts";
import type { ObserveChainOut } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { EventDetail } from "./EventDetail.tsx";
import styles from "./Monitor.module.css";
import type { PartProps } from "./Monitor.tsx";
import { opened, scenesOf, sentenceOf, type Scene } from "./story.ts";

interface StoryProps extends PartProps {
    /** Which; none: the newest there is. */
    chain: string | undefined;
}

const everyMs = 5000;
const keyOf = ({ key }: Scene): string => key;

function Sentence({ scene: { step, troubled } }: { scene: Scene }): ReactNode {
    const t = useT();
    const language = useLanguage();
    const wrong = step.outcome === "failed" || step.outcome === "denied";
    const words = sentenceOf(t, language, step);
    return (
        <>
            {(wrong || troubled) && (
                <span className={styles.mark} data-wrong={wrong}>
                    <Icon name="alert" size={14} />
                </span>
            )}
            <span className={styles.sentence} title={words} data-note={!step.op || undefined}>
                {words}
            </span>
        </>
    );
}

function Length({ scene: { step, from, width } }: { scene: Scene }): ReactNode {
    const place = { "--from": from, "--width": width } as CSSProperties;
    return (
        <span className={styles.axis} aria-hidden="true">
            <i
                style={place}
                data-outcome={step.outcome}
                data-point={step.took == null || undefined}
            />
        </span>
    );
}

function columnsOf(t: Translate, language: Language): Column<Scene>[] {
    return [
        {
            id: "what",
            head: t("story.what"),
            width: "minmax(9em, 12fr)",
            show: (scene) => <Sentence scene={scene} />,
        },
        {
            id: "axis",
            head: t("story.axis"),
            width: "minmax(7.7em, 10fr)",
            show: (scene) => <Length scene={scene} />,
            from: 440,
        },
        {
            id: "took",
            head: t("monitor.took"),
            width: "6em",
            figure: true,
            show: ({ step: { took, at } }) =>
                took != null ? (
                    <span>{nanosText(language, took)}</span>
                ) : (
                    <span data-note="">{`+${nanosText(language, at)}`}</span>
                ),
        },
    ];
}

/** The story in one sentence: who began it, what became of it. */
function Gist({ story }: { story: ObserveChainOut }): ReactNode {
    const t = useT();
    const language = useLanguage();
    const first = story.steps[0];
    const wrong = story.steps.filter(({ outcome }) => outcome === "failed" || outcome === "denied");
    return (
        <div className={styles.gist}>
            <strong>{first ? sentenceOf(t, language, first) : t("story.empty")}</strong>
            <span>{t("story.when", { time: clockText(language, story.time) })}</span>
            <span>{t("story.steps", { n: story.steps.length })}</span>
            <span>{nanosText(language, story.took)}</span>
            {wrong.length > 0 && (
                <span data-wrong="">
                    <Icon name="alert" size={14} />
                    {t("story.wrong", { n: wrong.length })}
                </span>
            )}
            {story.missing > 0 && <span>{t("story.missing", { n: story.missing })}</span>}
        </div>
    );
}

export function Story({ tabs, awake, chain, onStory }: StoryProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const ask = useCallback(
        async (signal: AbortSignal) =>
            (await call("observe.chain", { id: chain ?? "last" }, { signal })).data,
        [chain],
    );
    // One that is known is followed; the newest is looked up once, lest it change under the reader.
    const { value: story, error, again } = usePoll(ask, chain ? everyMs : 3_600_000, awake);
    useFollow({ chain: chain ?? "none" }, again, awake && chain !== undefined);
    const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
    const [chosen, setChosen] = useState<string>();
    const scenes = useMemo(() => (story ? scenesOf(story) : []), [story]);
    const rows = useMemo(() => opened(scenes, closed), [scenes, closed]);
    const step = scenes.find(({ key }) => key === chosen)?.step;
    const columns = useMemo(() => columnsOf(t, language), [t, language]);
    const open = ({ key }: Scene, wide: boolean): void => {
        const next = new Set(closed);
        if (wide) next.delete(key);
        else next.add(key);
        setClosed(next);
    };
    return (
        <>
            <Bar>
                {tabs}
                <Gap />
                {story && (
                    <CopyButton
                        text={`pith observe chain ${story.chain}`}
                        label={t("story.copy")}
                    />
                )}
                <Button icon="clock" onClick={() => (chain ? onStory("story") : again())}>
                    {t("story.newest")}
                </Button>
            </Bar>
            {!story && !error && <Pending />}
            {!story && error && (
                <div className={styles.refused}>
                    <Refusal error={error} onRetry={again} />
                </div>
            )}
            {story && (
                <>
                    <Gist story={story} />
                    <Split
                        beside={
                            step && (
                                <EventDetail event={step} onClose={() => setChosen(undefined)} />
                            )
                        }
                    >
                        <DataGrid
                            label={t("monitor.part.story")}
                            columns={columns}
                            rows={rows}
                            keyOf={keyOf}
                            toneOf={({ step: { outcome } }) =>
                                outcome === "failed" || outcome === "denied" ? "error" : undefined
                            }
                            chosen={chosen}
                            onChoose={setChosen}
                            twigOf={({ key, depth, below }) => ({
                                depth,
                                below,
                                open: !closed.has(key),
                            })}
                            onOpen={open}
                            empty={<p>{t("story.empty")}</p>}
                        />
                    </Split>
                </>
            )}
        </>
    );
}
