// Windows under a mouse and under the keyboard.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { openApp, openOp, partsOf, phone, shoot, startRig } from "./rig.mjs";

let rig;
let page;
before(async () => {
    rig = await startRig();
    page = await rig.signedIn({ reducedMotion: "reduce" });
});
after(() => rig.end());

/** One window of a known place and size, and nothing else. */
beforeEach(async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    // From a page of the same origin that is no desktop: one would still write its own after that.
    await page.goto(`${rig.pith.origin}/icon.svg`);
    await page.evaluate(() =>
        localStorage.setItem(
            "pith.windows",
            JSON.stringify([
                {
                    id: "w",
                    app: "operations",
                    topic: "time.now",
                    rect: { x: 200, y: 100, width: 700, height: 420 },
                },
            ]),
        ),
    );
    await page.goto(rig.pith.origin);
    await page.locator("form").waitFor();
});

const top = 28;
const shown = () =>
    page.locator("[data-window=w]").evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x, y: y - 28, width, height };
    });
const area = { width: 1280, height: 800 - 28 - 56 };

async function drag(from, to, keep = {}) {
    await page.mouse.move(from.x, from.y + top);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2 + top, {
        steps: 4,
    });
    await page.mouse.move(to.x, to.y + top, { steps: 4 });
    await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    if (!keep.down) await page.mouse.up();
}
const bar = { x: 400, y: 116 };

test("the title bar moves a window", async () => {
    await drag(bar, { x: 450, y: 196 });
    assert.deepEqual(await shown(), { x: 250, y: 180, width: 700, height: 420 });
});

test("each of eight handles resizes, and the opposite sides stay", async () => {
    const middle = { x: 550, y: 310 };
    const ends = {
        w: { x: 197, y: 310 },
        e: { x: 903, y: 310 },
        n: { x: 550, y: 97 },
        s: { x: 550, y: 523 },
    };
    for (const handle of ["n", "s", "e", "w", "ne", "nw", "se", "sw"]) {
        const before = await shown();
        const from = { ...middle };
        for (const side of handle)
            Object.assign(
                from,
                side === "n" || side === "s" ? { y: ends[side].y } : { x: ends[side].x },
            );
        await drag(from, { x: from.x + 24, y: from.y + 16 });
        const after = await shown();
        const by = {
            w: handle.includes("w") ? 24 : 0,
            e: handle.includes("e") ? 24 : 0,
            n: handle.includes("n") ? 16 : 0,
            s: handle.includes("s") ? 16 : 0,
        };
        assert.deepEqual(
            after,
            {
                x: before.x + by.w,
                y: before.y + by.n,
                width: before.width + by.e - by.w,
                height: before.height + by.s - by.n,
            },
            handle,
        );
        await drag({ x: from.x + 24, y: from.y + 16 }, from);
        assert.deepEqual(await shown(), before, `${handle} and back`);
    }
});

test("while a window is dragged React does nothing", async () => {
    await page.mouse.move(bar.x, bar.y + top);
    await page.mouse.down();
    await page.evaluate(() => {
        window.changes = [];
        // The clock goes on, whatever is dragged.
        const isClock = (node) => (node.closest ? node : node.parentElement)?.closest("time");
        const watcher = new MutationObserver((records) => {
            for (const { type, target, attributeName } of records.filter((r) => !isClock(r.target)))
                window.changes.push(
                    `${type} ${attributeName} ${target.dataset?.window ?? target.nodeName}`,
                );
        });
        watcher.observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
        });
    });
    await page.mouse.move(500, 300, { steps: 20 });
    await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const changes = await page.evaluate(() => [...new Set(window.changes)]);
    await page.mouse.up();
    assert.deepEqual(changes, ["attributes style w"]);
});

test("Esc takes a drag back", async () => {
    const before = await shown();
    await drag(bar, { x: 600, y: 300 }, { down: true });
    await page.keyboard.press("Escape");
    assert.deepEqual(await shown(), before);
    await page.mouse.up();
    assert.deepEqual(await shown(), before);
});

test("nine zones by the pointer, with a preview, and its own size comes back when it is dragged out", async () => {
    const half = { width: area.width / 2, height: Math.floor(area.height / 2) };
    const zones = [
        ["left", { x: 0, y: 350 }, { x: 0, y: 0, width: half.width, height: area.height }],
        [
            "right",
            { x: 1279, y: 350 },
            { x: half.width, y: 0, width: half.width, height: area.height },
        ],
        ["full", { x: 640, y: 0 }, { x: 0, y: 0, ...area }],
        [
            "bottom",
            { x: 640, y: area.height - 1 },
            {
                x: 0,
                y: half.height,
                width: area.width,
                height: area.height - half.height,
            },
        ],
        ["top-left", { x: 0, y: 20 }, { x: 0, y: 0, ...half }],
        ["top-right", { x: 1279, y: 20 }, { x: half.width, y: 0, ...half }],
        [
            "bottom-left",
            { x: 0, y: area.height - 20 },
            {
                x: 0,
                y: half.height,
                width: half.width,
                height: area.height - half.height,
            },
        ],
        [
            "bottom-right",
            { x: 1279, y: area.height - 20 },
            {
                x: half.width,
                y: half.height,
                width: half.width,
                height: area.height - half.height,
            },
        ],
    ];
    for (const [zone, to, rect] of zones) {
        const now = await shown();
        await drag({ x: now.x + now.width / 2, y: now.y + 18 }, to, { down: true });
        assert.ok(await page.locator("[data-snap-preview][data-shown]").isVisible(), zone);
        if (zone === "left") await shoot(page, "snap-preview");
        await page.mouse.up();
        assert.deepEqual(await shown(), rect, zone);
    }
    const now = await shown();
    await drag({ x: now.x + 100, y: now.y + 18 }, { x: 500, y: 300 });
    const free = await shown();
    assert.deepEqual([free.width, free.height], [700, 420]);
    assert.ok(free.x < 500 && free.x + free.width > 500);
});

test("a double click maximises, and another restores exactly", async () => {
    const before = await shown();
    await page.mouse.dblclick(bar.x, bar.y + top);
    assert.deepEqual(await shown(), { x: 0, y: 0, ...area });
    await page.mouse.dblclick(bar.x, top + 16);
    assert.deepEqual(await shown(), before);
});

test("window mode snaps, moves, resizes, minimises and closes by the keyboard", async () => {
    await page.keyboard.press("Control+Shift+Space");
    await page.getByText("choose a window").waitFor();
    await page.keyboard.press("ArrowLeft");
    assert.equal((await shown()).width, area.width / 2);
    await page.keyboard.press("ArrowUp");
    assert.equal((await shown()).height, Math.floor(area.height / 2));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    assert.deepEqual(await shown(), { x: 200, y: 100, width: 700, height: 420 });
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Control+ArrowDown");
    assert.deepEqual(await shown(), { x: 224, y: 100, width: 700, height: 444 });
    await page.keyboard.press("m");
    await page.locator("[data-window=w][data-minimized]").waitFor({ state: "attached" });
    await page.keyboard.press("1");
    await page.locator("[data-window=w]:not([data-minimized])").waitFor();
    await page.keyboard.press("w");
    await page.locator("[data-window=w]").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByText("choose a window").waitFor({ state: "detached" });
});

test("a smaller browser takes its windows along", async () => {
    await drag(bar, { x: 780, y: 400 });
    await page.setViewportSize({ width: 1024, height: 600 });
    await page.waitForFunction(() => {
        const { right, bottom, left } = document
            .querySelector("[data-window=w]")
            .getBoundingClientRect();
        return left >= 0 && right <= 1024 && bottom <= 600 - 56;
    });
});

test("windows are where they were after a reload", async () => {
    await drag(bar, { x: 450, y: 196 });
    await page.waitForFunction(() => localStorage.getItem("pith.windows")?.includes('"x":250'));
    await page.reload();
    await page.locator("form").waitFor();
    assert.deepEqual(await shown(), { x: 250, y: 180, width: 700, height: 420 });
});

test("F6 goes around the desktop, and a window gets its place back", async () => {
    const region = () =>
        page.evaluate(() => document.activeElement?.closest("[data-region]")?.tagName);
    await page.locator("form button").first().focus();
    const seen = [];
    for (let n = 0; n < 4; n++) {
        seen.push(await region());
        await page.keyboard.press("F6");
    }
    assert.ok(new Set(seen).size >= 3, seen.join());
    for (let n = 0; n < 4 && (await region()) !== "SECTION"; n++) await page.keyboard.press("F6");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Call");
});

test("the launcher gives the keyboard back", async () => {
    await page.locator("form button").first().focus();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await page.keyboard.press("Escape");
    await page
        .getByRole("dialog")
        .waitFor({ state: "detached" })
        .catch(() => undefined);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Call");
});

test("what the launcher opens is in front of what had the keyboard", async () => {
    for (const options of [{}, phone]) {
        const own = await rig.signedIn(options);
        await openApp(own, "Tasks");
        await partsOf("tasks").row(own, "visitor").click();
        await openApp(own, "Monitor");
        const front = () => own.locator("[data-active]").getAttribute("aria-labelledby");
        await own.locator("[data-app=monitor]").waitFor();
        assert.match(await front(), /^monitor-/);
        await own.waitForFunction(() =>
            document.querySelector("[data-active]").contains(document.activeElement),
        );
        assert.match(await front(), /^monitor-/);
        await own.context().close();
    }
});

test("the launcher can be opened again before the news of its closing has come", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await page.evaluate(async () => {
        const dialog = document.querySelector("dialog[open]");
        const heard = new Promise((done) => dialog.addEventListener("close", done));
        dialog.dispatchEvent(new Event("cancel"));
        while (dialog.open) await null;
        window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyK", ctrlKey: true }));
        await heard;
    });
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await page.keyboard.press("Escape");
});

test("words lead to the app and to the op that they are about", async () => {
    for (const [words, app, op] of [
        ["run a shell", "Terminal", "proc.shell"],
        ["command", "Terminal", "proc.shell"],
        ["kill program", "Tasks", "proc.kill"],
        ["download", undefined, "web.fetch"],
    ]) {
        await page.keyboard.press("Control+k");
        const field = page.getByRole("dialog").getByRole("combobox");
        await field.fill(words);
        await page.getByRole("option").filter({ hasText: op }).waitFor();
        const first = page.getByRole("option", { selected: true });
        if (app) assert.equal(await first.textContent(), app, words);
        await page.keyboard.press("Escape");
        await field.waitFor({ state: "detached" });
    }
});

test("by the keyboard alone one goes from a wish to a terminal", async () => {
    const own = await rig.signedIn();
    await own.keyboard.press("Control+k");
    await own.getByRole("dialog").getByRole("combobox").waitFor();
    await own.keyboard.type("run a shell");
    await own.getByRole("option", { name: "proc.shell" }).waitFor();
    await own.keyboard.press("ArrowDown");
    await own.getByRole("option", { name: "proc.shell", selected: true }).waitFor();
    await own.keyboard.press("ArrowUp");
    await own.keyboard.press("Enter");
    await own.locator("[data-app=terminal]").waitFor();
    await own.context().close();
});

test("a finger drags a window, too", async () => {
    const touch = await rig.signedIn({ hasTouch: true, reducedMotion: "reduce" });
    await openOp(touch, "time.now");
    const title = touch.locator("[data-window] > header");
    const before = await title.boundingBox();
    const session = await touch.context().newCDPSession(touch);
    const at = (x, y) => [{ x, y }];
    await session.send("Input.dispatchTouchEvent", {
        type: "touchStart",
        touchPoints: at(before.x + 100, before.y + 10),
    });
    for (let n = 1; n <= 5; n++)
        await session.send("Input.dispatchTouchEvent", {
            type: "touchMove",
            touchPoints: at(before.x + 100 + n * 10, before.y + 10 + n * 4),
        });
    await session.send("Input.dispatchTouchEvent", {
        type: "touchEnd",
        touchPoints: [],
    });
    await touch.waitForFunction(
        (x) =>
            document.querySelector("[data-window] > header").getBoundingClientRect().x === x + 50,
        before.x,
    );
});
