// Search by a few letters: "fsrd" finds fs.read, "fs dir" finds fs.rmdir and then what else of fs.
// is said to have to do with directories.
//
// Each word of the query has to be found: in the name as a subsequence, or in what is said of it
// as it stands. A letter counts more at the start of a word, right behind the letter before it, and
// at the very end. Only when that finds nothing is one wrong, missing or extra letter in a word of
// four or more forgiven. Scripts without spaces work the same: each sign is a letter.

const atStart = 8;
const behind = 5;
const anywhere = 1;
const atEnd = 2;
const gap = 0.15;
const inDoc = 2;
const inDocAtStart = 3;
const least = 2.5;
/** Other words for it: as good as its name when they are typed out, less so while they begin. */
const inWordsWhole = 12;
const inWordsAtStart = 6;
/** Whoever types a name out means what is called so, whatever else begins like it. */
const exactly = 20;

export interface Searchable {
    /** What it is called: counts most. */
    name: string;
    /** What else is said of it. */
    doc?: string;
    /** Other words for it, with blanks between; they are not shown. */
    words?: string;
}

/** Words that say nothing of what is wanted, unless one of them is still being typed. */
const fillers = new Set("a an the to of in on for with my me i is do how what please".split(" "));

function isWordStart(text: string, at: number): boolean {
    return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] as string);
}

function letterScore(text: string, at: number, last: number): number {
    if (last >= 0 && at === last + 1) return behind;
    const score = isWordStart(text, at) ? atStart : anywhere;
    return score - (last < 0 ? 0 : Math.min((at - last) * gap, score));
}

/** The word as a subsequence that begins at `start`; -1: there is none. */
function subsequenceFrom(word: string, text: string, start: number): number {
    let score = 0;
    let last = -1;
    for (const letter of word) {
        const at = text.indexOf(letter, last < 0 ? start : last + 1);
        if (at < 0) return -1;
        score += letterScore(text, at, last);
        last = at;
    }
    return last === text.length - 1 ? score + atEnd : score;
}

/** How well the name has the word in it, per letter: the best place counts. */
function inName(word: string, name: string): number {
    const first = word[0] as string;
    let best = -1;
    for (let start = name.indexOf(first); start >= 0; start = name.indexOf(first, start + 1))
        best = Math.max(best, subsequenceFrom(word, name, start) / word.length);
    return best;
}

function inText(word: string, text: string): number {
    const at = text.indexOf(word);
    if (at < 0 || word.length < 2) return -1;
    return isWordStart(text, at) ? inDocAtStart : inDoc;
}

/** The word without each of its letters in turn: what is left forgives one mistake. */
function withOneLess(word: string): string[] {
    return [...word].map((_, at) => word.slice(0, at) + word.slice(at + 1));
}

function inWords(word: string, words: readonly string[]): number {
    if (words.includes(word)) return inWordsWhole;
    return word.length >= 2 && words.some((one) => one.startsWith(word)) ? inWordsAtStart : -1;
}

interface Texts {
    name: string;
    doc: string;
    words: readonly string[];
}

function wordFits(word: string, { name, doc, words }: Texts, forgiving: boolean): number {
    const spellings = forgiving && word.length >= 4 ? withOneLess(word) : [word];
    const best = Math.max(
        ...spellings.map((one) => Math.max(inName(one, name), inText(one, doc))),
        inWords(word, words),
    );
    return forgiving && best < least ? -1 : best;
}

function fit(words: readonly string[], item: Searchable, forgiving: boolean): number {
    const name = item.name.toLowerCase();
    const texts = {
        name,
        doc: item.doc?.toLowerCase() ?? "",
        words: item.words?.toLowerCase().split(" ") ?? [],
    };
    let sum = 0;
    for (const word of words) {
        const one = wordFits(word, texts, forgiving);
        if (one < 0) return -1;
        sum += one;
    }
    const whole = name === words.join(" ") ? exactly : 0;
    return sum / words.length - name.length * 0.002 + whole;
}

function findBy<Item extends Searchable>(
    words: readonly string[],
    items: readonly Item[],
    forgiving: boolean,
): Item[] {
    return items
        .map((item) => ({ item, fits: fit(words, item, forgiving) }))
        .filter(({ fits }) => fits >= 0)
        .sort((a, b) => b.fits - a.fits)
        .map(({ item }) => item);
}

/** The words of a query that say what is wanted. */
export function wordsOf(query: string): string[] {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return words.filter((word, at) => at === words.length - 1 || !fillers.has(word));
}

/** Those that fit, best first; among equals the order stays. An empty query keeps all. */
export function find<Item extends Searchable>(query: string, items: readonly Item[]): Item[] {
    const words = wordsOf(query);
    if (words.length === 0) return [...items];
    const found = findBy(words, items, false);
    return found.length > 0 ? found : findBy(words, items, true);
}
