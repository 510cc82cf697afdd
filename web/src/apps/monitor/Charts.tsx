// The last five minutes in charts. Each says in words what it shows now; below them the same is a
// table, for who does not see curves.
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useLanguage, useT, type Key, type Language } from "../../i18n/i18n.ts";
import { Bar } from "../../ui/Bar.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { nanosText, numberText, sizeText } from "../../ui/units.ts";
import type { CallError } from "../../wire/calls.ts";
import { useColours, type Colours } from "./colours.ts";
import styles from "./Monitor.module.css";
import { summaryOf, type Sample } from "./series.ts";

type Part = Exclude<keyof Sample, "at">;
type Format = (language: Language, value: number) => string;

interface ChartPlan {
    id: string;
    name: Key;
    lines: { part: Part; name: Key }[];
    format: Format;
    /** Times span decades: each doubling is as far as the next. */
    logarithmic?: boolean;
    /** The top of the axis is never lower. */
    least: number;
}

const rate: Format = (language, value) =>
    numberText(language, Number(value.toFixed(value < 10 ? 1 : 0)));
const percent: Format = (language, value) =>
    `${numberText(language, Number(value.toFixed(value < 10 ? 1 : 0)))} %`;
const seconds: Format = (language, value) => nanosText(language, value * 1e9);

const plans: readonly ChartPlan[] = [
    {
        id: "calls",
        name: "charts.calls",
        lines: [
            { part: "calls", name: "charts.line.calls" },
            { part: "errors", name: "charts.line.errors" },
        ],
        format: rate,
        least: 5,
    },
    {
        id: "latency",
        name: "charts.latency",
        lines: [
            { part: "p50", name: "monitor.p50" },
            { part: "p95", name: "monitor.p95" },
            { part: "p99", name: "monitor.p99" },
        ],
        format: seconds,
        logarithmic: true,
        least: 0.001,
    },
    {
        id: "events",
        name: "charts.events",
        lines: [{ part: "events", name: "charts.line.events" }],
        format: rate,
        least: 5,
    },
    {
        id: "memory",
        name: "charts.memory",
        lines: [{ part: "memory", name: "charts.line.memory" }],
        format: (language, value) => sizeText(language, value),
        least: 8e6,
    },
    {
        id: "cpu",
        name: "charts.cpu",
        lines: [{ part: "cpu", name: "charts.line.cpu" }],
        format: percent,
        least: 5,
    },
    {
        id: "connections",
        name: "charts.connections",
        lines: [
            { part: "connections", name: "charts.line.connections" },
            { part: "procs", name: "charts.line.procs" },
        ],
        format: rate,
        least: 5,
    },
];

const height = 150;
/** So that the first minute does not stretch over all of it. */
const leastSeconds = 60;
/** Lines are told apart without colours, too. */
const dashes: (number[] | undefined)[] = [undefined, [6, 3], [2, 2]];

/** The powers of ten between two figures. */
function decades(low: number, high: number): number[] {
    const first = Math.ceil(Math.log10(low));
    const count = Math.max(0, Math.floor(Math.log10(high)) - first + 1);
    return Array.from({ length: count }, (_, at) => 10 ** (first + at));
}

function optionsOf(plan: ChartPlan, colours: Colours, language: Language): uPlot.Options {
    const axis = {
        stroke: colours.text,
        grid: { stroke: colours.grid, width: 1 },
        ticks: { show: false },
        font: "11px system-ui, sans-serif",
    };
    const clock = new Intl.DateTimeFormat(language, {
        hour: "2-digit",
        minute: "2-digit",
        hour12: false,
    });
    return {
        width: 300,
        height,
        legend: { show: false },
        // At the right there is room for half a time of day.
        padding: [8, 18, 0, 0],
        cursor: { sync: { key: "monitor" }, y: false, points: { size: 6 }, drag: { x: false } },
        scales: {
            x: {
                time: true,
                range: (_, first, last) => [Math.min(first, last - leastSeconds), last],
            },
            y: plan.logarithmic
                ? { distr: 3, range: (_, low, high) => [(low ?? 1e-6) / 2, (high ?? 1e-3) * 2] }
                : { range: (_, __, most) => [0, Math.max(plan.least, (most ?? 0) * 1.15)] },
        },
        axes: [
            {
                ...axis,
                space: 44,
                size: 24,
                incrs: [60, 120, 300],
                values: (_, at) => at.map((one) => clock.format(one * 1000)),
            },
            {
                ...axis,
                size: 62,
                space: 34,
                ...(plan.logarithmic && { splits: (_, __, low, high) => decades(low, high) }),
                values: (_, at) =>
                    at.map((one) => (one === null ? "" : plan.format(language, one))),
            },
        ],
        series: [
            {},
            ...plan.lines.map(({ part }, index): uPlot.Series => {
                const stroke = colours.lines[index] ?? colours.text;
                const dash = dashes[index];
                return {
                    label: part,
                    stroke,
                    width: 1.75,
                    spanGaps: plan.logarithmic ?? false,
                    points: { show: plan.logarithmic ?? false, size: 3, fill: stroke },
                    ...(dash && { dash }),
                };
            }),
        ],
    };
}

function dataOf(plan: ChartPlan, samples: readonly Sample[]): uPlot.AlignedData {
    return [
        samples.map(({ at }) => at),
        ...plan.lines.map(({ part }) => samples.map((sample) => sample[part])),
    ];
}

/** uPlot draws; React only says where, and with what. */
function usePlot(
    plan: ChartPlan,
    samples: readonly Sample[],
): React.RefObject<HTMLDivElement | null> {
    const place = useRef<HTMLDivElement>(null);
    const plot = useRef<uPlot>(undefined);
    const latest = useRef(samples);
    const colours = useColours();
    const language = useLanguage();
    useEffect(() => {
        const element = place.current;
        if (!element) return undefined;
        const drawn = new uPlot(
            optionsOf(plan, colours, language),
            dataOf(plan, latest.current),
            element,
        );
        plot.current = drawn;
        const fit = (): void => drawn.setSize({ width: element.clientWidth, height });
        const observer = new ResizeObserver(fit);
        observer.observe(element);
        fit();
        return () => {
            observer.disconnect();
            drawn.destroy();
        };
    }, [plan, colours, language]);
    useEffect(() => {
        latest.current = samples;
        plot.current?.setData(dataOf(plan, samples));
    }, [plan, samples]);
    return place;
}

function Chart({ plan, samples }: { plan: ChartPlan; samples: readonly Sample[] }): ReactNode {
    const t = useT();
    const language = useLanguage();
    const place = usePlot(plan, samples);
    const last = samples.at(-1);
    const text = (value: number | null | undefined): string =>
        value == null ? "–" : plan.format(language, value);
    const words = plan.lines.map(({ part, name }) => `${t(name)} ${text(last?.[part])}`).join(", ");
    return (
        <figure className={styles.chart}>
            <figcaption>
                <h3>{t(plan.name)}</h3>
                <ul>
                    {plan.lines.map(({ part, name }, index) => (
                        <li key={part} data-line={index}>
                            {plan.lines.length > 1 && (
                                <>
                                    <i />
                                    <span>{t(name)}</span>
                                </>
                            )}
                            <strong>{text(last?.[part])}</strong>
                        </li>
                    ))}
                </ul>
            </figcaption>
            <div
                ref={place}
                className={styles.plot}
                role="img"
                aria-label={`${t(plan.name)}: ${words}`}
            />
        </figure>
    );
}

function Table({
    plans: shown,
    samples,
}: {
    plans: readonly ChartPlan[];
    samples: readonly Sample[];
}): ReactNode {
    const t = useT();
    const language = useLanguage();
    return (
        <details className={styles.table}>
            <summary>{t("charts.table")}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t("charts.what")}</th>
                        <th scope="col">{t("charts.now")}</th>
                        <th scope="col">{t("charts.mean")}</th>
                        <th scope="col">{t("charts.most")}</th>
                    </tr>
                </thead>
                <tbody>
                    {shown.flatMap((plan) =>
                        plan.lines.map(({ part, name }) => {
                            const { last, mean, most } = summaryOf(
                                samples.map((sample) => sample[part]),
                            );
                            return (
                                <tr key={part}>
                                    <th scope="row">
                                        {plan.lines.length > 1
                                            ? `${t(plan.name)}: ${t(name)}`
                                            : t(plan.name)}
                                    </th>
                                    {[last, mean, most].map((value, at) => (
                                        <td key={at}>
                                            {value === null ? "–" : plan.format(language, value)}
                                        </td>
                                    ))}
                                </tr>
                            );
                        }),
                    )}
                </tbody>
            </table>
        </details>
    );
}

interface ChartsProps {
    tabs: ReactNode;
    samples: readonly Sample[];
    error: CallError | undefined;
}

export default function Charts({ tabs, samples, error }: ChartsProps): ReactNode {
    const t = useT();
    // What this daemon does not count has no chart.
    const shown = useMemo(
        () => plans.filter(({ id }) => id !== "cpu" || samples.some(({ cpu }) => cpu !== null)),
        [samples],
    );
    return (
        <>
            <Bar>
                {tabs}
                <span data-note="">{t("charts.span")}</span>
            </Bar>
            {error && error.kind !== "unavailable" ? (
                <div className={styles.refused}>
                    <Refusal error={error} />
                </div>
            ) : (
                <div className={styles.charts}>
                    <div className={styles.plots}>
                        {shown.map((plan) => (
                            <Chart key={plan.id} plan={plan} samples={samples} />
                        ))}
                    </div>
                    <Table plans={shown} samples={samples} />
                </div>
            )}
        </>
    );
}
