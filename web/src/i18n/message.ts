// Messages: a text with {holes}, or one text for each plural form that the language has.
//
//     fill("zh", "找到 {n} 项", { n: 3 })
//     fill("en", { one: "{n} op", other: "{n} ops" }, { n: 3 })

export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
export type Holes = Record<string, string | number>;

function formFor(language: string, message: Exclude<Message, string>, n: number): string {
    return message[new Intl.PluralRules(language).select(n)] ?? message.other;
}

export function fill(language: string, message: Message, holes: Holes = {}): string {
    const text =
        typeof message === "string" ? message : formFor(language, message, Number(holes["n"]));
    return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
        const value = holes[name];
        if (value === undefined) return hole;
        return typeof value === "number" ? value.toLocaleString(language) : value;
    });
}
