// Tasks: what runs is seen, sorted, found, and ended; with the keyboard alone.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { openApp, partsOf, programTest, shoot, startRig, violations } from "./rig.mjs";

let rig;
before(async () => (rig = await startRig()));
afterEach(() => rig.closePages());
after(() => rig.endWell());

const { grid, row, detail } = partsOf("tasks");

async function openTasks(page, part) {
    await openApp(page, "Tasks");
    if (part) await page.getByRole("radio", { name: part, exact: true }).click();
    await grid(page).waitFor();
}

/** A program that runs until it is ended; the page's own, so that it may end it. */
async function spawn(page, ...args) {
    const name = `sleeper-${Math.random().toString(36).slice(2, 8)}`;
    const body = {
        program: "/bin/sh",
        args: ["-c", args.join(" "), name],
        quiet: true,
        stay: true,
    };
    const answer = await page.request.post(`${page.origin}/v1/ops/proc.spawn`, {
        data: body,
    });
    assert.ok(answer.ok(), await answer.text());
}

programTest("a program appears by itself when it starts, and says when it has ended", async () => {
    const page = await rig.allowed("admin");
    await openTasks(page);
    const before = await row(page, "/bin/sh").count();
    await spawn(page, "sleep 1000");
    await row(page, "/bin/sh").nth(before).waitFor();
    await row(page, "/bin/sh").last().click();
    await detail(page).getByText("running").waitFor();
    await detail(page).getByRole("button", { name: "Ask to end" }).click();
    await detail(page).getByText("exited").waitFor();
    await detail(page).getByRole("button", { name: "Forget" }).click();
    await detail(page).waitFor({ state: "detached" });
});

programTest(
    "with the keyboard alone a program is found, shown, and ended after a question",
    async () => {
        const page = await rig.allowed("admin");
        await spawn(page, "sleep 1000");
        await openTasks(page);
        await row(page, "/bin/sh").first().waitFor();
        await page.keyboard.press("Tab");
        for (let n = 0; n < 30; n++) {
            if (await page.evaluate(() => document.activeElement?.matches("[type=search]"))) break;
            await page.keyboard.press("Tab");
        }
        await page.keyboard.type("/bin/sh");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("End");
        await detail(page).waitFor();
        const active = await grid(page).getAttribute("aria-activedescendant");
        assert.ok(await page.evaluate((id) => document.getElementById(id) !== null, active));
        const focused = () => page.evaluate(() => document.activeElement?.textContent);
        for (let n = 0; n < 8 && (await focused()) !== "End now"; n++)
            await page.keyboard.press("Tab");
        assert.equal(await focused(), "End now");
        await page.keyboard.press("Enter");
        const question = page.getByRole("dialog", { name: /^End \/bin\/sh/ });
        await question.getByText("program").waitFor();
        assert.equal(await focused(), "Leave it");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await detail(page).getByText("exited").waitFor();
        await detail(page).getByText("you ended it").waitFor();
        assert.equal(await question.count(), 0);
    },
);

programTest("the safe answer ends nothing", async () => {
    const page = await rig.allowed("admin");
    await spawn(page, "sleep 1000");
    await openTasks(page);
    await row(page, "running").last().click();
    await detail(page).getByRole("button", { name: "End now" }).click();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: /^End \/bin\/sh/ }).waitFor({ state: "detached" });
    await detail(page).getByText("running").waitFor();
});

test("columns sort, one way and the other, and the tree comes back", async () => {
    const page = await rig.allowed("admin");
    await openTasks(page);
    assert.equal(await grid(page).getAttribute("role"), "treegrid");
    const head = grid(page).getByRole("columnheader", { name: "Calls" });
    await head.getByRole("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    assert.equal(await grid(page).getAttribute("role"), "grid");
    const calls = async () => {
        const cells = grid(page).locator("[role=row] [role=gridcell]:nth-child(4)");
        return (await cells.allTextContents()).map(Number);
    };
    const down = await calls();
    assert.deepEqual(
        down,
        down.toSorted((a, b) => b - a),
    );
    await head.getByRole("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    await head.getByRole("button").click();
    assert.equal(await grid(page).getAttribute("role"), "treegrid");
});

test("rows that are sorted stand still under the pointer, and move when it has gone", async () => {
    const page = await rig.allowed("admin");
    await openTasks(page);
    await grid(page).getByRole("columnheader", { name: "Calls" }).getByRole("button").click();
    const names = () =>
        grid(page).locator("[role=row] [role=gridcell]:first-child").allTextContents();
    const quiet = await rig.allowed("desktop");
    await openTasks(quiet);
    await quiet.keyboard.press("Escape");
    await page.waitForTimeout(2500);
    const rowOf = grid(page).locator("[role=row]").nth(2);
    await rowOf.hover();
    const before = await names();
    for (let n = 0; n < 400; n++)
        await quiet.request.post(`${quiet.origin}/v1/ops/time.now`, { data: {} });
    await page.waitForTimeout(3000);
    assert.deepEqual((await names()).slice(0, before.length), before);
    await page.mouse.move(5, 5);
    await page.waitForTimeout(3000);
    assert.notDeepEqual(await names(), before);
});

test("ten thousand procs are a screenful of rows, and every one can be reached", async () => {
    const page = await rig.page();
    const { procs } = JSON.parse(await rig.pith.pith("call", "proc.all", "--json"));
    const many = Array.from({ length: 10_000 }, (_, at) => ({
        ...procs[0],
        id: 100_000 + at,
        kind: "agent",
        name: `agent ${at}`,
        calls: at,
        own: false,
    }));
    await page.routeWebSocket(/\/ws$/, (socket) => {
        const server = socket.connectToServer();
        const asked = new Set();
        socket.onMessage((text) => {
            const { type, payload } = JSON.parse(text);
            if (type === "call" && payload.op === "proc.all") asked.add(payload.id);
            server.send(text);
        });
        server.onMessage((text) => {
            const frame = typeof text === "string" ? JSON.parse(text) : {};
            if (frame.type !== "result" || !asked.has(frame.payload.id)) return socket.send(text);
            frame.payload.data = { procs: many };
            socket.send(JSON.stringify(frame));
        });
    });
    await page.goto(await rig.pith.link());
    await page.getByText("Connected").waitFor();
    await openTasks(page);
    await page.getByRole("status").getByText("10,000 procs").waitFor();
    assert.ok((await grid(page).locator("[role=row]").count()) < 60);
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "10001");
    await grid(page).focus();
    await page.keyboard.press("End");
    await detail(page).waitFor();
    assert.ok((await grid(page).locator("[aria-selected=true]").count()) === 1);
    assert.ok((await grid(page).locator("[role=row]").count()) < 60);
    await page.getByRole("searchbox").fill("agent 4321");
    await page.getByRole("status").getByText("1 proc", { exact: true }).waitFor();
    await page.getByRole("searchbox").fill("");
    await grid(page).locator("[role=row]").nth(3).click();
    await shoot(page, "tasks-many");
    // What moves while one scrolls through all of it: a frame that took long would be seen.
    const worst = await grid(page).evaluate(async (element) => {
        const times = [];
        let last = performance.now();
        for (let n = 0; n < 90; n++) {
            element.scrollTop = (n / 90) * element.scrollHeight;
            await new Promise(requestAnimationFrame);
            times.push(performance.now() - last);
            last = performance.now();
        }
        return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
    });
    console.log(`half of the frames while scrolling through 10,000 rows: ${worst.toFixed(1)} ms`);
});

test("calls in the background tell their state, are called off and forgotten", async () => {
    const page = await rig.allowed("admin");
    await rig.pith.pith("call", "task.submit", "op=time.sleep", 'args={"ms":600000}');
    await rig.pith.pith("call", "task.submit", "op=fs.read", 'args={"path":"nothing-there"}');
    await openTasks(page, "Background");
    await row(page, "fs.read").filter({ hasText: "failed" }).click();
    const failed = detail(page).getByRole("alert");
    await failed.getByText("Not found").waitFor();
    await failed
        .getByText(/nothing-there/)
        .first()
        .waitFor();
    assert.doesNotMatch(await detail(page).textContent(), /[{}"]/);
    await row(page, "fs.read")
        .getByText(/^[\d.]+ ms$/)
        .waitFor();
    await row(page, "time.sleep").click();
    await detail(page).getByRole("button", { name: "Call off" }).click();
    await row(page, "time.sleep").filter({ hasText: "called off" }).waitFor();
    await detail(page).getByRole("button", { name: "Forget" }).click();
    await row(page, "time.sleep").waitFor({ state: "detached" });
});

test("who has left is no longer there, although its results are kept", async () => {
    const page = await rig.allowed("admin");
    const submit = (op, args) => rig.pith.pith("call", "task.submit", `op=${op}`, `args=${args}`);
    const owners = () => row(page, "owner").filter({ hasText: "waiting" }).count();
    await submit("time.sleep", '{"ms":600000}');
    await openTasks(page);
    await row(page, "owner").filter({ hasText: "running" }).first().waitFor();
    await page.getByRole("radio", { name: "Background", exact: true }).click();
    await row(page, "time.sleep").filter({ hasText: "running" }).first().click();
    await detail(page).getByRole("button", { name: "Call off" }).click();
    await row(page, "time.sleep").filter({ hasText: "running" }).waitFor({ state: "detached" });
    await page.getByRole("radio", { name: "Running", exact: true }).click();
    await row(page, "visitor").first().waitFor();
    assert.equal(await owners(), 0);
});

test("a task is heard of before anybody asks", async () => {
    const page = await rig.allowed("admin");
    const asked = [];
    page.on("websocket", (socket) => {
        socket.on("framesent", ({ payload }) => asked.push(String(payload)));
    });
    await page.reload();
    await page.getByText("Connected").waitFor({ state: "attached" }); // keys are heard from then on
    await openTasks(page, "Background");
    await page.waitForTimeout(500);
    const follows = asked.filter(
        (text) => /observe\.follow/.test(text) && /"kind":"task"/.test(text),
    );
    assert.equal(follows.length, 1);
    const heard = rig.pith.pith("call", "observe.recent", "kind=task", "--json");
    await rig.pith.pith("call", "task.submit", "op=time.now");
    await row(page, "time.now").filter({ hasText: "completed" }).first().waitFor();
    assert.ok(JSON.parse(await heard).events.length > 0);
});

programTest("the processor that a program takes is seen while it takes it", async () => {
    const page = await rig.allowed("admin");
    await spawn(page, "while :; do :; done");
    await openTasks(page);
    await row(page, "program")
        .filter({ hasText: /\d{2,3} %/ })
        .first()
        .waitFor();
    await row(page, "program")
        .filter({ hasText: /\d{2,3} %/ })
        .first()
        .click();
    await detail(page).getByRole("button", { name: "End now" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End now" }).click();
    await detail(page).getByText("exited").waitFor();
    await detail(page).getByText("Signal").waitFor();
});

programTest("which limit ended a program is told", async () => {
    const page = await rig.allowed("admin");
    await spawn(page, "sleep 1234");
    await openTasks(page);
    await row(page, "sleep 1234").click();
    await detail(page).getByLabel("Lifetime, s", { exact: true }).fill("0.2");
    await page.keyboard.press("Enter");
    await detail(page).getByText("it had lived as long as it may").waitFor();
    await shoot(page, "tasks-why");
});

programTest("a service is started, its log read, and stopped", async () => {
    const page = await rig.allowed("admin");
    await openTasks(page, "Services");
    await row(page, "doc").first().click();
    await detail(page).getByRole("button", { name: "Start", exact: true }).click();
    await row(page, "doc").filter({ hasText: "ready" }).waitFor();
    await detail(page).getByRole("button", { name: "Show its log" }).click();
    await detail(page).getByRole("region", { name: "Its log" }).waitFor();
    await detail(page).getByRole("button", { name: "Stop" }).click();
    await row(page, "doc").filter({ hasText: "stopped" }).waitFor();
});

/** A command of the owner's as it is shown, done. */
const type = (command) => rig.pith.pith(...command.split(" ").slice(1));

programTest("what a session may not do is not offered, and the owner's command is", async () => {
    const page = await rig.signedIn();
    await openTasks(page, "Services");
    await row(page, "doc").first().click();
    const start = detail(page).getByRole("button", { name: "Start", exact: true });
    await detail(page).getByText("that needs control_system").waitFor();
    assert.ok(await start.isDisabled());
    assert.ok(await detail(page).getByRole("button", { name: "Show its log" }).isDisabled());
    await shoot(page, "tasks-not-allowed");
    assert.deepEqual(await violations(page), []);
    await type(await detail(page).locator("code").first().textContent());
    await row(page, "doc").filter({ hasText: "ready" }).waitFor();
    await type(await detail(page).locator("code").last().textContent());
    await detail(page).locator("code", { hasText: "service.stop" }).waitFor();
    await type(await detail(page).locator("code").first().textContent());
    await row(page, "doc").filter({ hasText: "stopped" }).waitFor();
});

programTest("browsers and shells are called what people call them", async () => {
    const other = await rig.signedIn();
    await openTasks(other);
    await row(other, "this browser").waitFor();
    await openApp(other, "Terminal");
    await other.getByRole("button", { name: "Start", exact: true }).click();
    await other.locator(".xterm-rows").getByText("$").first().waitFor();
    await openApp(other, "Tasks");
    await row(other, "shell of a terminal").last().click();
    await detail(other).locator("dd", { hasText: "command -v bash" }).waitFor();
    const page = await rig.signedIn();
    await openTasks(page);
    await row(page, /browser, since \d/)
        .first()
        .waitFor();
    assert.equal(await row(page, "ses_").count(), 0);
    assert.equal(await row(page, "this browser").count(), 1);
    await shoot(page, "tasks-names");
    await other.context().close();
    await row(page, /browser, since \d/)
        .filter({ hasText: "idle" })
        .first()
        .waitFor();
});

test("while the connection is lost the last figures stay, and say so", async () => {
    const page = await rig.allowed("admin");
    await openTasks(page);
    await row(page, "visitor").first().waitFor();
    await page.evaluate(() => (window.kept = true));
    page.bearer.cut();
    await page.getByText("The connection is lost: this is the last that was known.").waitFor();
    assert.ok(await row(page, "visitor").first().isVisible());
    await shoot(page, "tasks-lost");
    await page.getByText("Connected").waitFor();
    await page.getByText("The connection is lost").waitFor({ state: "detached" });
});

test("nothing is asked while nobody looks", async () => {
    const page = await rig.allowed("admin");
    await openTasks(page);
    await row(page, "visitor").first().waitFor();
    await page.locator("[data-kind=minimize]").click();
    await page.waitForTimeout(300);
    const calls = async () => {
        const stats = JSON.parse(await rig.pith.pith("call", "observe.stats", "--json"));
        return stats.ops.find(({ op }) => op === "proc.all")?.calls ?? 0;
    };
    const first = await calls();
    await page.waitForTimeout(5000);
    assert.equal(await calls(), first);
});

programTest(
    "a program is suspended and goes on, and its limits are changed while it runs",
    async () => {
        const page = await rig.allowed("admin");
        await spawn(page, "sleep 1000");
        await openTasks(page);
        await page.getByRole("searchbox").fill("/bin/sh running");
        await row(page, "running").last().click();
        await detail(page).getByRole("button", { name: "Suspend" }).click();
        await detail(page).getByText("suspended").waitFor();
        await shoot(page, "tasks-suspended");
        await page.getByRole("searchbox").fill("/bin/sh suspended");
        const state = row(page, "suspended").first().getByText("suspended", { exact: true });
        assert.ok(await state.evaluate((one) => one.scrollWidth <= one.clientWidth), "cut off");
        await detail(page).getByRole("button", { name: "Resume" }).click();
        await detail(page).getByText("running", { exact: true }).waitFor();
        const memory = detail(page).getByLabel("Memory, MiB");
        for (const [field, text, said] of [
            ["Memory, MiB", "x", "Allowed: 0 or more. Empty: no limit."],
            ["CPU, %", "-5", "Allowed: 0 to 100,000. Empty: no limit."],
            ["Processes", "1.5", "This has to be a whole number."],
        ]) {
            const input = detail(page).getByLabel(field, { exact: true });
            const before = await input.inputValue();
            await input.fill(text);
            const wrong = await input.getAttribute("aria-describedby");
            assert.equal(await page.locator(`[id="${wrong}"]`).textContent(), said);
            const apply = detail(page).getByRole("button", { name: "Set limits" });
            assert.ok(await apply.isDisabled());
            const [button, pane] = [await apply.boundingBox(), await detail(page).boundingBox()];
            assert.ok(button.y + button.height <= pane.y + pane.height, "out of sight");
            const below = await page.locator(`[id="${wrong}"]`).boundingBox();
            assert.ok(below.y + below.height <= button.y, "covered");
            if (field === "CPU, %") await shoot(page, "tasks-limits-wrong");
            await input.fill(before);
        }
        await memory.fill("256");
        await page.keyboard.press("Enter");
        await page.getByText("The limits are set").waitFor({ state: "attached" });
        await page.waitForTimeout(300);
        const id = await detail(page).locator("dt:text-is('Proc') + dd").textContent();
        const all = JSON.parse(await rig.pith.pith("call", "proc.all", `below=${id}`, "--json"));
        assert.equal(all.procs[0].limits.memory, 256 * 1024 * 1024);
    },
);
