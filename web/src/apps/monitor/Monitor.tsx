// Monitor: what happens, how much of it, how long it takes, and what led to what.
import { lazy, Suspense, type ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { Lost } from "../../ui/Bar.tsx";
import { AppFrame } from "../../ui/Panel.tsx";
import { Pending } from "../../ui/Pending.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { useAwake } from "../../wire/live.ts";
import { show } from "../../wm/windows.ts";
import type { AppProps } from "../registry.ts";
import { Anomalies } from "./Anomalies.tsx";
import { Live } from "./Live.tsx";
import { OpsTable } from "./OpsTable.tsx";
import { Story } from "./Story.tsx";
import { isChain } from "./story.ts";
import { useSamples } from "./useSamples.ts";

// Its own chunk: the drawing of charts is more than all the rest.
const Charts = lazy(() => import("./Charts.tsx"));

const parts = ["live", "story", "charts", "ops", "anomalies"] as const;
type Part = (typeof parts)[number];

export interface PartProps {
    /** What chooses between the parts: it stands in each part's bar. */
    tabs: ReactNode;
    awake: boolean;
    /** Shows the story of that chain. */
    onStory: (chain: string) => void;
}

function partOf(topic: string): Part {
    if (isChain(topic)) return "story";
    return parts.find((one) => one === topic) ?? "live";
}

function procOf(topic: string): number | undefined {
    const id = /^proc:(\d+)$/.exec(topic)?.[1];
    return id === undefined ? undefined : Number(id);
}

export default function Monitor({ windowId, topic }: AppProps): ReactNode {
    const t = useT();
    const awake = useAwake(windowId);
    const { samples, error } = useSamples(awake);
    const part = partOf(topic);
    const go = (next: string): void => show(windowId, next);
    const tabs = (
        <Tabs
            label={t("monitor.parts")}
            tabs={parts.map((id) => ({ id, name: t(`monitor.part.${id}`) }))}
            chosen={part}
            onChoose={(id) => go(id === "live" ? "" : id)}
        />
    );
    const common = { tabs, awake, onStory: go };
    return (
        <AppFrame app="monitor">
            <Lost />
            {part === "live" && (
                <Live {...common} proc={procOf(topic)} onEverybody={() => go("")} />
            )}
            {part === "story" && (
                <Story key={topic} {...common} chain={isChain(topic) ? topic : undefined} />
            )}
            {part === "charts" && (
                <Suspense fallback={<Pending />}>
                    <Charts tabs={tabs} samples={samples} error={error} />
                </Suspense>
            )}
            {part === "ops" && <OpsTable {...common} />}
            {part === "anomalies" && <Anomalies {...common} />}
        </AppFrame>
    );
}
