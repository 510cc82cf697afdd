// Figures as people read them.
const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export function sizeText(language: string, bytes: number): string {
    const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
    return (bytes / 1000 ** power).toLocaleString(language, {
        style: "unit",
        unit: units[power] as string,
        unitDisplay: power === 0 ? "long" : "short",
        maximumFractionDigits: power === 0 ? 0 : 1,
    });
}

const second = 1000;
const minute = 60 * second;

/** Milliseconds in the largest unit that leaves something before the point. */
export function durationText(language: string, ms: number): string {
    const [value, unit] =
        ms < second
            ? [ms, "millisecond"]
            : ms < minute
              ? [ms / second, "second"]
              : [ms / minute, "minute"];
    return value.toLocaleString(language, {
        style: "unit",
        unit,
        unitDisplay: "short",
        maximumSignificantDigits: 3,
    });
}

export function timeText(language: string, ms: number): string {
    return new Date(ms).toLocaleString(language, { dateStyle: "medium", timeStyle: "medium" });
}

/** The same where there is little room. */
export function momentText(language: string, ms: number): string {
    return new Date(ms).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
}

/** Since when: the time of day, with the date where it is not today's. */
export function sinceText(language: string, ms: number): string {
    const isToday = new Date(ms).toDateString() === new Date().toDateString();
    if (!isToday) return momentText(language, ms);
    return new Date(ms).toLocaleTimeString(language, { timeStyle: "short" });
}

/** Digits in groups from 10,000 on, so that ports and years stay as they are. */
export function numberText(language: string, value: number): string {
    return value.toLocaleString(language, { useGrouping: "min2", maximumSignificantDigits: 17 });
}

/** More than a histogram counts: how long it was is not known. */
const nanosMost = 2 ** 63;

/** Nanoseconds in the unit in which they are read at a glance: 866 ns, 93.1 µs, 4.19 ms. */
export function nanosText(language: string, ns: number): string {
    if (ns >= nanosMost) return "—";
    if (ns >= 1_000_000) return durationText(language, ns / 1_000_000);
    const [value, unit] = ns < 1000 ? [ns, "nanosecond"] : [ns / 1000, "microsecond"];
    return value.toLocaleString(language, {
        style: "unit",
        unit,
        unitDisplay: "short",
        maximumSignificantDigits: 3,
    });
}

/** How long ago, or for how long: one unit, whole, the largest that fits. */
export function spanText(language: string, ms: number): string {
    const seconds = Math.max(0, Math.round(ms / second));
    const [value, unit] =
        seconds < 60
            ? [seconds, "second"]
            : seconds < 3600
              ? [Math.floor(seconds / 60), "minute"]
              : seconds < 86_400
                ? [Math.floor(seconds / 3600), "hour"]
                : [Math.floor(seconds / 86_400), "day"];
    return value.toLocaleString(language, { style: "unit", unit, unitDisplay: "short" });
}

/** How long something took: to three digits while that says something, then in whole units. */
export function lengthText(language: string, ms: number): string {
    return ms < minute ? durationText(language, ms) : spanText(language, ms);
}

const toTheMillisecond: Intl.DateTimeFormatOptions = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hour12: false,
};

/** The time of day of something that may have happened often in a second. */
export function clockText(language: string, ms: number): string {
    return new Date(ms).toLocaleTimeString(language, toTheMillisecond);
}
