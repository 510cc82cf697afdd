// Monitor: events as they come, the story that one belongs to, figures and charts.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { openApp, partsOf, phone, shoot, startRig } from "./rig.mjs";

let rig;
before(async () => (rig = await startRig()));
afterEach(() => rig.closePages());
after(() => rig.endWell());

const { grid, row, detail } = partsOf("monitor");

async function openMonitor(page, part) {
    await openApp(page, "Monitor");
    if (part) await page.getByRole("radio", { name: part, exact: true }).click();
}

/** Also what matters too little to be shown at first. */
const showAll = (page) =>
    page.getByRole("combobox", { name: "How much to show" }).selectOption("debug");

/** A story with a step that fails in it; its chain. */
async function batch() {
    const calls = JSON.stringify([
        { op: "time.now" },
        { op: "fs.read", args: { path: "nothing-there" } },
    ]);
    await rig.pith.pith("call", "batch.run", `calls=${calls}`, "on_failure=go_on");
    const { events } = JSON.parse(
        await rig.pith.pith("call", "observe.query", "op=batch.run", "limit=1", "--json"),
    );
    return events[0].chain;
}

test("what happens appears by itself, and is sieved", async () => {
    const page = await rig.signedIn();
    await openMonitor(page);
    await rig.pith.pith("call", "time.uptime");
    await rig.pith.pith("call", "fs.read", "path=nothing-yet").catch(() => undefined);
    await row(page, "op.failed").first().waitFor();
    assert.equal(await row(page, "New proc").count(), 0);
    assert.equal(await row(page, "time.uptime").count(), 0);
    await showAll(page);
    await row(page, "New proc").first().waitFor();
    await row(page, "time.uptime").first().waitFor();
    await row(page, "is ready now, was being made").first().waitFor();
    await page.getByRole("combobox", { name: "How much to show" }).selectOption("info");
    await row(page, "time.uptime").first().waitFor({ state: "detached" });
    await rig.pith.pith("call", "fs.read", "path=nothing-there").catch(() => undefined);
    await row(page, "op.failed").first().waitFor();
    await page.getByRole("combobox", { name: "Of which category" }).selectOption("proc");
    await row(page, "op.failed").first().waitFor({ state: "detached" });
    await page.getByRole("searchbox").fill("nobody says this");
    await page.getByText("Nothing fits the filter.").waitFor();
});

test("the headings of a wide table are whole", async () => {
    const page = await rig.signedIn();
    await openMonitor(page, "Operations");
    const heads = grid(page).locator("[role=columnheader] button span");
    await heads.first().waitFor();
    const cut = await heads.evaluateAll((all) =>
        all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
    );
    assert.deepEqual(cut, []);
    await shoot(page, "monitor-ops-wide");
});

test("looking is no event", async () => {
    const page = await rig.signedIn();
    await openMonitor(page);
    await showAll(page);
    await rig.pith.pith("call", "time.uptime");
    await row(page, "time.uptime").first().waitFor();
    await page.waitForTimeout(2500);
    assert.equal(await row(page, "observe.").count(), 0);
});

test("a pause holds still what one reads, and nothing of what came is lost", async () => {
    const page = await rig.signedIn();
    await openMonitor(page);
    await showAll(page);
    await rig.pith.pith("call", "time.uptime");
    await row(page, "time.uptime").first().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    const shown = await grid(page).getAttribute("aria-rowcount");
    for (let n = 0; n < 3; n++) await rig.pith.pith("call", "time.now");
    await page.getByRole("button", { name: /Go on \([1-9]\d* new\)/ }).waitFor();
    assert.equal(await grid(page).getAttribute("aria-rowcount"), shown);
    await page.getByRole("button", { name: /Go on/ }).click();
    await row(page, "time.now").nth(2).waitFor();
});

test("with the keyboard alone one goes from an event to its story", async () => {
    const page = await rig.signedIn();
    await openMonitor(page);
    const chain = await batch();
    await showAll(page);
    await page.locator("[data-app=monitor]").getByRole("searchbox").focus();
    await page.keyboard.type(`batch.run ${chain}`);
    await row(page, "batch.run").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await detail(page).getByText(chain).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText(/^owner called fs\.read, which failed: no_such_file$/).waitFor();
    await page.getByRole("heading", { name: `Monitor — ${chain}` }).waitFor();
    await page.waitForFunction((id) => localStorage.getItem("pith.windows")?.includes(id), chain);
    await page.reload();
    await page.getByText("1 went wrong").waitFor();
});

test("a story is a tree on one axis of time, with what went wrong marked", async () => {
    const page = await rig.signedIn();
    await batch();
    await openMonitor(page);
    await showAll(page);
    await page.getByRole("searchbox").fill("batch.run");
    await row(page, "batch.run").last().click();
    await detail(page).getByRole("button", { name: "See its story" }).click();
    const top = row(page, "owner called batch.run");
    await top.waitFor();
    assert.equal(await top.getAttribute("aria-expanded"), "true");
    assert.equal(await row(page, "time.now").getAttribute("aria-level"), "2");
    const bars = await grid(page)
        .locator("[role=gridcell] i")
        .evaluateAll((all) =>
            all.map((bar) => bar.getBoundingClientRect()).map(({ left, right }) => [left, right]),
        );
    assert.equal(bars.length, 3);
    const [whole, first, second] = bars;
    assert.ok(
        whole[0] <= first[0] && first[0] < second[0] && second[1] <= whole[1] + 1,
        bars.join(),
    );
    await grid(page).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await row(page, "time.now").waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await row(page, "fs.read").click();
    await detail(page).getByText("not_found").waitFor();
});

test("charts draw the calls that are made, and say the same in a table", async () => {
    const page = await rig.signedIn();
    await openMonitor(page, "Charts");
    const charts = page.getByRole("img");
    await charts.nth(5).waitFor();
    for (let n = 0; n < 8; n++) await rig.pith.pith("call", "time.now");
    await page.getByRole("img", { name: /How long calls took: p50 [\d.]+ \S+/ }).waitFor();
    await page.getByText("The same as a table").click();
    const memory = page.getByRole("row", { name: /Memory of pith/ });
    assert.match(await memory.textContent(), /\d MB/);
    const inked = await charts
        .first()
        .locator("canvas")
        .evaluate((canvas) => {
            const { data } = canvas
                .getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height);
            return data.some((byte) => byte !== 0);
        });
    assert.ok(inked);
});

test("the table of ops is sorted, and leads to an op", async () => {
    const page = await rig.signedIn();
    await rig.pith.pith("call", "fs.read", "path=nothing-there").catch(() => undefined);
    await openMonitor(page, "Operations");
    await row(page, "fs.read").waitFor();
    await grid(page).getByRole("button", { name: "Errors" }).click();
    await page.waitForTimeout(100);
    await grid(page).focus();
    await page.keyboard.press("Home");
    const op = await grid(page)
        .locator("[aria-selected=true] [role=gridcell]")
        .first()
        .textContent();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: op, level: 2, exact: true }).waitFor();
});

test("without anomalies the page says what one would be", async () => {
    const page = await rig.signedIn();
    await openMonitor(page, "Anomalies");
    await page
        .getByText(/three standard deviations|since the start/)
        .first()
        .waitFor();
});

test("on a phone events are told in words, and nothing is cut off", async () => {
    const page = await rig.signedIn(phone);
    await openMonitor(page);
    await showAll(page);
    await row(page, "New proc").first().waitFor();
    const inside = (locator) =>
        locator.evaluateAll((all) =>
            all.every((one) => {
                const { left, right } = one.getBoundingClientRect();
                return (
                    left >= 0 && right <= window.innerWidth && one.scrollWidth <= one.clientWidth
                );
            }),
        );
    assert.ok(await inside(page.locator("[data-app=monitor] [role=radiogroup], [role=radio]")));
    await shoot(page, "monitor-phone-live");
    await page.getByRole("radio", { name: "Operations", exact: true }).click();
    await grid(page).getByRole("columnheader", { name: "p95" }).waitFor();
    await row(page, "auth").first().waitFor();
    await shoot(page, "monitor-phone-ops");
    assert.ok(
        await inside(grid(page).locator("[role=columnheader] span, [role=gridcell][data-figure]")),
    );
});

test("who may not observe is told so", async () => {
    const page = await rig.allowed("standard");
    await openMonitor(page);
    await page.getByRole("alert").getByText("Not allowed").waitFor();
    await shoot(page, "monitor-not-allowed");
});

test("events go on after a cut", async () => {
    const page = await rig.allowed("desktop");
    await openMonitor(page);
    await showAll(page);
    await rig.pith.pith("call", "time.uptime");
    await row(page, "time.uptime").first().waitFor();
    page.bearer.cut();
    await page.getByText("The connection is lost").waitFor();
    await rig.pith.pith("call", "time.now");
    await page.getByText("Connected").waitFor();
    await row(page, "time.now").first().waitFor();
});
