// Tasks: what runs here, for whom, with what; and how it is stopped.
import type { ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { Lost } from "../../ui/Bar.tsx";
import { AppFrame } from "../../ui/Panel.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { useAwake } from "../../wire/live.ts";
import { show } from "../../wm/windows.ts";
import type { AppProps } from "../registry.ts";
import { Background } from "./Background.tsx";
import { Procs } from "./Procs.tsx";
import { Services } from "./Services.tsx";

const parts = ["procs", "background", "services"] as const;
type Part = (typeof parts)[number];
const views = { procs: Procs, background: Background, services: Services } satisfies Record<
    Part,
    unknown
>;

export interface PartProps {
    /** What chooses between the parts: it stands in each part's bar. */
    tabs: ReactNode;
    awake: boolean;
}

export default function Tasks({ windowId, topic }: AppProps): ReactNode {
    const t = useT();
    const awake = useAwake(windowId);
    const part = parts.find((one) => one === topic) ?? "procs";
    const View = views[part];
    const tabs = (
        <Tabs
            label={t("tasks.parts")}
            tabs={parts.map((id) => ({ id, name: t(`tasks.part.${id}`) }))}
            chosen={part}
            onChoose={(id) => show(windowId, id === "procs" ? "" : id)}
        />
    );
    return (
        <AppFrame app="tasks">
            <Lost />
            <View key={part} tabs={tabs} awake={awake} />
        </AppFrame>
    );
}
