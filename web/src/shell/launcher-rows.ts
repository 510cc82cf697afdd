// What the launcher finds: apps, open windows, operations and the desktop's own commands.
import { useEffect, useState } from "react";
import { apps, titleOf } from "../apps/registry.ts";

import { find, wordsOf } from "../find/fuzzy.ts";
import { languages, useT, type Language, type Translate } from "../i18n/i18n.ts";
import type { IconName } from "../ui/Icon.tsx";
import { useCatalog } from "../wire/catalog.ts";
import { call } from "../wire/pith.ts";
import type { OpSummary } from "../wire/ops.ts";
import { openWindow, raise, useDesktop, type WindowState } from "../wm/windows.ts";
import { openOverlay } from "./overlays.ts";
import { prefer, usePreferences, type Theme } from "./preferences.ts";

export type Section = "recent" | "apps" | "windows" | "ops" | "commands";

export interface Row {
    id: string;
    section: Section;
    name: string;
    /** In the language of the daemon, which is English. */
    doc?: string;
    /** Other words by which it is found. */
    words?: string;
    icon: IconName;
    run: () => void;
}

const mostOf: Record<Section, number> = { recent: 8, apps: 6, windows: 6, ops: 40, commands: 8 };
const order: readonly Section[] = ["recent", "apps", "windows", "ops", "commands"];

function opRow({ name, doc }: OpSummary): Row {
    return {
        id: `op:${name}`,
        section: "ops",
        name,
        doc,
        icon: "play",
        run: () => openWindow("operations", name),
    };
}

function windowRow(t: Translate, one: WindowState): Row {
    return {
        id: `window:${one.id}`,
        section: "windows",
        name: titleOf(t, one),
        icon: "square",
        run: () => raise(one.id),
    };
}

function commandRows(t: Translate): Row[] {
    const themes: Theme[] = ["system", "light", "dark"];
    const command = (id: string, name: string, icon: IconName, run: () => void): Row => {
        return { id: `command:${id}`, section: "commands", name, icon, run };
    };
    return [
        ...themes.map((theme) =>
            command(
                `theme.${theme}`,
                t("command.theme", { theme: t(`theme.${theme}`) }),
                "contrast",
                () => prefer({ theme }),
            ),
        ),
        ...(Object.keys(languages) as Language[]).map((language) =>
            command(
                `language.${language}`,
                t("command.language", { language: languages[language].name }),
                "globe",
                () => prefer({ language }),
            ),
        ),
        command("keys", t("keys.help"), "keyboard", () => openOverlay("shortcuts")),
    ];
}

function useAll(): Row[] {
    const t = useT();
    const ops = useCatalog((catalog) => catalog.ops);
    const windows = useDesktop((desktop) => desktop.windows);
    return [
        ...apps.map((app): Row => ({
            id: app.id,
            section: "apps",
            name: t(app.name),
            words: t(app.words),
            icon: app.icon,
            run: () => openWindow(app.id),
        })),
        ...windows.map((one) => windowRow(t, one)),
        ...ops.map(opRow),
        ...commandRows(t),
    ];
}

/** With nothing typed, what was started lately comes first, under its own label. */
function withRecent(rows: Row[], recent: readonly string[]): Row[] {
    const started = recent
        .flatMap((id) => rows.find((row) => row.id === id) ?? [])
        .slice(0, mostOf.recent);
    const ids = new Set(started.map((row) => row.id));
    return [
        ...started.map((row): Row => ({ ...row, section: "recent" })),
        ...rows.filter((row) => !ids.has(row.id)),
    ];
}

/** Sections in the order in which their best rows were found, each with its best rows. */
function grouped(rows: Row[], byFit: boolean): Row[] {
    const sections = byFit ? [...new Set(rows.map((row) => row.section))] : order;
    return sections.flatMap((section) =>
        rows.filter((row) => row.section === section).slice(0, mostOf[section]),
    );
}

/** Ops that the daemon finds by what they are for, best first; it knows more words than we see. */
function useOpsFor(query: string): OpSummary[] {
    const [found, setFound] = useState<{ query: string; ops: OpSummary[] }>();
    const wanted = query.trim();
    useEffect(() => {
        if (wanted.length < leastAsked) return undefined;
        const leaving = new AbortController();
        call("ops.search", { query: wanted, limit: mostAsked }, { signal: leaving.signal })
            .then(({ data }) => setFound({ query: wanted, ops: data.ops }))
            // Then there is what we find ourselves.
            .catch(() => undefined);
        return () => leaving.abort();
    }, [wanted]);
    return found?.query === wanted ? found.ops : [];
}

const leastAsked = 2;
const mostAsked = 12;

/** A word is taken for the letters of a name, so what has them comes first; several are taken for a
 *  wish, of which the daemon knows more. */
function merged(query: string, found: Row[], ops: Row[]): Row[] {
    const [first, then] = wordsOf(query).length > 1 ? [ops, found] : [found, ops];
    const ids = new Set(first.map((row) => row.id));
    const all = [...first, ...then.filter((row) => !ids.has(row.id))];
    const isApp = (row: Row): boolean => row.section === "apps";
    return first === ops ? [...all.filter(isApp), ...all.filter((row) => !isApp(row))] : all;
}

export function useRows(query: string): Row[] {
    const all = useAll();
    const ops = useOpsFor(query);
    const recent = usePreferences((preferences) => preferences.recent);
    if (!query.trim()) return grouped(withRecent(all, recent), false);
    return grouped(merged(query, find(query, all), ops.map(opRow)), true);
}
