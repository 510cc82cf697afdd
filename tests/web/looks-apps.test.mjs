// How Tasks, Monitor and Terminal look, and to whom: both themes, both languages, wide and narrow,
// with forced colours, full, empty and wrong; without violations.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { faces, noPrograms, programTest as test, startRig, walk } from "./rig.mjs";

let rig;
before(async () => {
    rig = await startRig();
    if (noPrograms) return;
    const shell = (line) =>
        rig.pith.pith("call", "proc.shell", `line=${line}`, "stay=true", "quiet=true");
    for (let n = 0; n < 6; n++) await shell(`sleep ${1000 + n} & sleep 2000`);
    await shell("exit 3");
    await rig.pith.pith("call", "task.submit", "op=time.sleep", 'args={"ms":6000000}');
    await rig.pith.pith("call", "task.submit", "op=fs.read", 'args={"path":"nothing-there"}');
});
after(() => rig.end());

/** What a program is called: its path, or its command. */
const sleeper = /\/bin\/sh|sleep/;
const app = (page) => page.locator("[data-app]:visible").last();
const part = (page, n) => app(page).getByRole("radio").nth(n).click();
const rows = (page) => app(page).locator("[role=rowgroup] [role=row]");

/** By its place in the dock, which is the same in every language. */
async function openAt(page, place) {
    await page.getByRole("navigation").last().getByRole("button").nth(place).click();
    await app(page).waitFor();
}

const calls = JSON.stringify([
    { op: "time.now" },
    { op: "fs.list", args: { path: "." } },
    { op: "fs.read", args: { path: "nothing-there" } },
    { op: "sys.info" },
]);

const dialog = (page) => page.locator("dialog[open]");

/** Each state of the apps, as one comes to it. */
const states = [
    [
        "tasks",
        async (page) => {
            await openAt(page, 1);
            await rows(page).filter({ hasText: sleeper }).nth(5).waitFor();
        },
    ],
    ["tasks-detail", (page) => rows(page).filter({ hasText: sleeper }).first().click()],
    [
        "tasks-end",
        async (page) => {
            await page.getByRole("button", { name: /^(End now|立即结束)$/ }).click();
            await dialog(page).waitFor();
        },
    ],
    [
        "tasks-none",
        async (page) => {
            await page.keyboard.press("Escape");
            await app(page).getByRole("complementary").getByRole("button").first().click();
            await app(page).getByRole("searchbox").fill("nobody is called so");
            await rows(page).first().waitFor({ state: "detached" });
        },
    ],
    [
        "tasks-background",
        async (page) => {
            await part(page, 1);
            await rows(page).filter({ hasText: "fs.read" }).click();
            await app(page).getByRole("complementary").getByRole("alert").waitFor();
        },
    ],
    [
        "tasks-services",
        async (page) => {
            await part(page, 2);
            await rows(page).first().click();
            await app(page).getByRole("complementary").getByRole("button").last().click();
            await app(page).getByRole("complementary").locator("pre").waitFor();
        },
    ],
    [
        "monitor-live",
        async (page) => {
            await openAt(page, 2);
            await rig.pith.pith("call", "batch.run", `calls=${calls}`, "on_failure=go_on");
            await rows(page).nth(2).waitFor();
        },
    ],
    [
        "monitor-event",
        async (page) => {
            await app(page).getByRole("combobox").first().selectOption("debug");
            await app(page).getByRole("searchbox").fill("op.done batch.run");
            await rows(page).first().click();
            await app(page).getByRole("complementary").waitFor();
        },
    ],
    [
        "monitor-story",
        async (page) => {
            await app(page).getByRole("complementary").getByRole("button").nth(1).click();
            await rows(page).nth(4).waitFor();
        },
    ],
    [
        "monitor-charts",
        async (page) => {
            await part(page, 2);
            await rig.pith.pith("call", "time.now");
            await app(page).getByRole("img", { name: /p50/ }).waitFor();
        },
    ],
    [
        "monitor-ops",
        async (page) => {
            await part(page, 3);
            await rows(page).nth(3).waitFor();
        },
    ],
    [
        "monitor-anomalies",
        async (page) => {
            await part(page, 4);
            await app(page).locator("[role=grid]").waitFor();
        },
    ],
    [
        "terminal-start",
        async (page) => {
            await openAt(page, 3);
            await app(page).locator("form").waitFor();
        },
    ],
    [
        "terminal",
        async (page) => {
            await app(page).locator("form button[type=submit]").click();
            await page.locator(".xterm-rows").getByText("$").first().waitFor();
            await page.keyboard.type("ls -l --color=always / | head -12\n");
            await page.locator(".xterm-rows").getByText("usr").first().waitFor();
        },
    ],
    [
        "terminal-ended",
        async (page) => {
            await page.keyboard.type("exit 3\n");
            await app(page).locator("svg ~ button, span ~ button").last().waitFor();
        },
    ],
];

const everybody = [
    ...faces,
    { name: "forced", options: { forcedColors: "active" } },
    { name: "320", options: { viewport: { width: 320, height: 640 } } },
];

// Two at a time: one waits while the other is looked at.
test("to everybody, also with forced colours and on 320 pixels", { concurrency: 2 }, async (t) => {
    const all = everybody.map(({ name, options }) =>
        t.test(`${name} has no violations and nothing that sticks out`, async () => {
            const page = await rig.allowed("admin", { ...options, reducedMotion: "reduce" });
            assert.deepEqual(await walk(page, name, states), []);
            await page.context().close();
        }),
    );
    await Promise.all(all);
});

test("nothing moves by itself while an app opens", async () => {
    const page = await rig.allowed("admin", { reducedMotion: "reduce" });
    await page.evaluate(() => {
        window.shifted = 0;
        new PerformanceObserver((list) => {
            for (const { value, hadRecentInput } of list.getEntries())
                if (!hadRecentInput) window.shifted += value;
        }).observe({ type: "layout-shift", buffered: false });
    });
    for (const place of [1, 2, 3]) {
        await openAt(page, place);
        await page.waitForTimeout(1500);
    }
    const shifted = await page.evaluate(() => window.shifted);
    assert.ok(shifted <= 0.02, `shifted by ${shifted}`);
});
