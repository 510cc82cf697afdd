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

/** Digits in groups from 10,000 on, so that ports and years stay as they are. */
export function numberText(language: string, value: number): string {
    return value.toLocaleString(language, { useGrouping: "min2", maximumSignificantDigits: 17 });
}
