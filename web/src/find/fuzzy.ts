// Search by subsequence: "fsrd" finds fs.read, "lst dir" finds "List a directory".
//
// Each word of the query has to be found; a letter counts more at the start of a word, and more
// right behind the letter before it. One wrong, missing or extra letter in a word of four or more
// is forgiven, at a price. Scripts without spaces work the same: each sign is a letter.

const atStart = 8;
const behind = 5;
const anywhere = 1;
const gap = 0.15;
const typoPrice = 0.5;

function isWordStart(text: string, at: number): boolean {
    return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] as string);
}

function letterScore(text: string, at: number, last: number): number {
    if (last >= 0 && at === last + 1) return behind;
    const score = isWordStart(text, at) ? atStart : anywhere;
    return score - (last < 0 ? 0 : Math.min((at - last) * gap, score));
}

/** The best way to find `word` in `text` as a subsequence, from `from` on; -1: there is none. */
function subsequence(word: string, text: string): number {
    let best = -1;
    for (let start = text.indexOf(word[0] as string); start >= 0; ) {
        let last = -1;
        let score = 0;
        let at = start;
        for (const letter of word) {
            at = last < 0 ? start : text.indexOf(letter, last + 1);
            if (at < 0) break;
            score += letterScore(text, at, last);
            last = at;
        }
        if (at < 0) break;
        best = Math.max(best, score);
        start = text.indexOf(word[0] as string, start + 1);
    }
    return best;
}

/** The word without each of its letters in turn: what is left forgives one mistake. */
function withOneLess(word: string): string[] {
    return [...word].map((_, at) => word.slice(0, at) + word.slice(at + 1));
}

function wordScore(word: string, text: string): number {
    const exact = subsequence(word, text);
    if (exact >= 0 || word.length < 4) return exact;
    return Math.max(...withOneLess(word).map((less) => subsequence(less, text) * typoPrice));
}

/** How well `query` fits `text`; undefined: not at all. Case does not matter. */
export function score(query: string, text: string): number | undefined {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const lower = text.toLowerCase();
    let sum = 0;
    for (const word of words) {
        const one = wordScore(word, lower);
        if (one < 0) return undefined;
        sum += one / word.length;
    }
    return sum - lower.length * 0.002;
}

export interface Searchable {
    /** What it is called: counts most. */
    name: string;
    /** What else is said of it. */
    doc?: string;
}

/** Letters strewn over a whole sentence are no match. */
const docWorth = 0.6;
const docLeast = 3;

function fit(query: string, item: Searchable): number | undefined {
    const byName = score(query, item.name);
    const byDoc = item.doc === undefined ? undefined : score(query, item.doc);
    const doc = byDoc !== undefined && byDoc >= docLeast ? byDoc * docWorth : undefined;
    return byName === undefined ? doc : Math.max(byName, doc ?? byName);
}

/** Those that fit, best first; among equals the order stays. An empty query keeps all. */
export function find<Item extends Searchable>(query: string, items: readonly Item[]): Item[] {
    if (!query.trim()) return [...items];
    return items
        .map((item) => ({ item, fits: fit(query, item) }))
        .filter((found): found is { item: Item; fits: number } => found.fits !== undefined)
        .sort((a, b) => b.fits - a.fits)
        .map(({ item }) => item);
}
