// The desktop's words in the reader's language. English is at hand, others are loaded when they are
// chosen. Keys are checked by the compiler; that all catalogs have the same is checked by a test.
import { create } from "zustand";
import { usePreferences } from "../shell/preferences.ts";
import en from "./en.json" with { type: "json" };
import { fill, type Holes, type Message } from "./message.ts";

export type Key = keyof typeof en;
export type Catalog = Record<Key, Message>;
export type Language = "en" | "zh";
export type Translate = (key: Key, holes?: Holes) => string;

export const languages: Record<Language, { name: string; load: () => Promise<Catalog> }> = {
    en: { name: "English", load: () => Promise.resolve(en) },
    zh: { name: "中文", load: () => import("./zh.json").then((module) => module.default) },
};

/** What the reader chose, else the first language of the browser that we have. */
function preferredLanguage(chosen: Language | "system"): Language {
    if (chosen !== "system") return chosen;
    const known = navigator.languages.map((tag) => tag.slice(0, 2));
    return known.find((tag): tag is Language => tag in languages) ?? "en";
}

const useCatalog = create<{ language: Language; catalog: Catalog }>(() => ({
    language: "en",
    catalog: en,
}));

/** Follows the choice; the page says its language, so that glyphs and voices are right. */
export async function followLanguage(): Promise<void> {
    const apply = async (): Promise<void> => {
        const language = preferredLanguage(usePreferences.getState().language);
        const catalog = await languages[language].load();
        document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
        useCatalog.setState({ language, catalog });
    };
    usePreferences.subscribe((now, before) => {
        if (now.language !== before.language) void apply();
    });
    window.addEventListener("languagechange", () => void apply());
    await apply();
}

/** For what is not a component. */
export const t: Translate = (key, holes) => {
    const { language, catalog } = useCatalog.getState();
    return fill(language, catalog[key], holes);
};

/** For components, which are drawn anew when the language changes. */
export function useT(): Translate {
    useCatalog();
    return t;
}

export function useLanguage(): Language {
    return useCatalog((state) => state.language);
}
