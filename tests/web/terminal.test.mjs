// Terminal: a real shell in a real sandbox, typed at in a browser.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test as plainTest } from "node:test";
import { openApp, phone, programTest as test, shoot, startRig, violations } from "./rig.mjs";

let rig;
before(async () => (rig = await startRig()));
afterEach(() => rig.closePages());
after(() => rig.endWell());

const screen = (page) => page.locator(".xterm-rows");
const said = (page, text) => screen(page).getByText(text).first().waitFor();

/** A terminal that waits for its first line. */
async function openTerminal(page) {
    await openApp(page, "Terminal");
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await said(page, "$");
}

/** Types a line; what it prints must not be told from what was typed, so it is put together there. */
async function run(page, line) {
    await page.keyboard.type(`${line}\n`);
}

test("a shell starts with Enter, hears what is typed, and answers", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await run(page, "echo the-answer-$((6*7))");
    await said(page, "the-answer-42");
    await run(page, "printf '\\033[38;2;200;60;20mco'lour'\\033[0m\\n'");
    const letters = screen(page).getByText("colour", { exact: true });
    await letters.waitFor();
    const shown = await letters.evaluate((element) => getComputedStyle(element).color);
    assert.notEqual(
        shown,
        await screen(page).evaluate((element) => getComputedStyle(element).color),
    );
});

test("the program hears of the window's size, and of its change", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    const size = async (mark) => {
        await run(page, `echo ${mark}'='$(stty size)`);
        const line = screen(page)
            .getByText(new RegExp(`^${mark}=\\d+ \\d+`))
            .first();
        await line.waitFor();
        return (await line.textContent())
            .match(/(\d+) (\d+)/)
            .slice(1)
            .map(Number);
    };
    const [lines, columns] = await size("before");
    assert.ok(lines > 15 && columns > 80, `${lines} ${columns}`);
    await page.setViewportSize({ width: 900, height: 500 });
    await page.waitForTimeout(300);
    const [fewer, narrower] = await size("after");
    assert.ok(fewer < lines && narrower < columns, `${fewer} ${narrower}`);
});

test("Ctrl+C ends what floods the screen, and the desktop answers meanwhile", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await run(page, "yes");
    await page.waitForTimeout(2000);
    const answered = await page.evaluate(
        () =>
            new Promise((done) => {
                const began = performance.now();
                setTimeout(() => done(performance.now() - began), 0);
            }),
    );
    console.log(`a timer of 0 ms came after ${answered.toFixed(0)} ms`);
    await page.keyboard.press("Control+c");
    await run(page, "echo still-$((40+2))");
    await said(page, "still-42");
});

test("it reads the folder that was shared for reading, and cannot write there", async () => {
    const page = await rig.allowed("admin");
    writeFileSync(join(rig.pith.workspace, "note.txt"), "a-word-from-outside\n");
    await openTerminal(page);
    await run(page, "cat note.txt; touch new.txt; echo status-$?");
    await said(page, "a-word-from-outside");
    await said(page, "status-1");
    await run(page, "ls /root /home 2>&1 | wc -l; echo home-$HOME");
    await said(page, "home-/tmp");
});

test("its end is told with its status, and it is started again", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await run(page, "exit 3");
    await page.getByText("The shell ended with exit status 3").waitFor();
    await shoot(page, "terminal-ended");
    await page.keyboard.press("Enter");
    await said(page, "$");
    await run(page, "echo again-$((1+1))");
    await said(page, "again-2");
});

test("several shells have tabs; a running one is closed after a question", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await page.getByRole("tab", { name: "New terminal" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("tab", { name: "Shell 2" }).waitFor();
    await said(page, "$");
    await run(page, "echo second-$((1+1))");
    await said(page, "second-2");
    await page.getByRole("tab", { name: "Shell 1" }).click();
    await said(page, "$");
    assert.equal(await screen(page).getByText("second-2").count(), 0);
    await page.getByRole("tab", { name: "Shell 1" }).focus();
    await page.keyboard.press("ArrowRight");
    await said(page, "second-2");
    await page.getByRole("button", { name: "Close shell 2" }).click();
    await page.getByRole("dialog", { name: "Close shell 2" }).getByText("still runs").waitFor();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByRole("tab", { name: "Shell 2" }).waitFor({ state: "detached" });
    const { procs } = JSON.parse(await rig.pith.pith("call", "proc.list", "--json"));
    assert.ok(procs.filter(({ state }) => state === "running").length >= 1);
});

test("a terminal goes on after a cut: nothing of it is lost", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await run(
        page,
        "for n in 1 2 3 4 5 6 7 8; do echo line-$((n*11)); sleep 0.5; done; echo all-$((50+5))",
    );
    await said(page, "line-22");
    page.bearer.cut();
    await page.getByText("The connection is lost").waitFor();
    await page.getByText("Connected").waitFor();
    await said(page, "all-55");
    const text = await screen(page).innerText();
    for (let n = 1; n <= 8; n++)
        assert.equal(text.split(`line-${n * 11}`).length, 2, `line ${n} once`);
});

test("a reload finds the shell again", async () => {
    const page = await rig.allowed("admin");
    await openApp(page, "Terminal");
    await page.getByText("A shell goes on when its window or the browser is closed").waitFor();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await said(page, "$");
    await run(page, "kept=here");
    await page.waitForTimeout(500);
    await page.reload();
    await page.getByRole("tab", { name: "Shell 1" }).waitFor();
    await said(page, "The shell goes on; what it printed before is gone.");
    await said(page, "$");
    await shoot(page, "terminal-found-again");
    await page.locator(".xterm-helper-textarea").focus();
    await run(page, "echo still-$kept");
    await said(page, "still-here");
});

test("F6 leaves a terminal, Ctrl+Shift+K opens the launcher, other keys are the shell's", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    const inside = () => page.evaluate(() => document.activeElement?.className ?? "");
    assert.match(await inside(), /xterm/);
    await page.keyboard.press("Control+k");
    await page.waitForTimeout(200);
    assert.equal(await page.locator("dialog[open]").count(), 0);
    await page.keyboard.press("F6");
    assert.doesNotMatch(await inside(), /xterm/);
    for (let n = 0; n < 4 && !/xterm/.test(await inside()); n++) await page.keyboard.press("F6");
    assert.match(await inside(), /xterm/);
    await page.keyboard.press("Control+Shift+k");
    await page.getByRole("dialog", { name: "Launcher" }).waitFor();
});

test("what is marked is copied, and what was copied is pasted", async () => {
    const page = await rig.allowed("admin");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await openTerminal(page);
    await run(page, "clear; echo mark-$((6*7))");
    await said(page, "mark-42");
    const box = await screen(page).getByText("mark-42").first().boundingBox();
    await page.mouse.dblclick(box.x + 6, box.y + box.height / 2);
    await page.keyboard.press("Control+Shift+c");
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("mark"));
    await page.evaluate(() => navigator.clipboard.writeText("echo pasted-$((7*7))"));
    await page.keyboard.press("Control+Shift+v");
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
    await said(page, "pasted-49");
});

test("its colours follow the theme", async () => {
    const page = await rig.allowed("admin", { colorScheme: "light" });
    await openTerminal(page);
    const ground = () =>
        page
            .locator(".xterm-scrollable-element")
            .evaluate((one) => getComputedStyle(one).backgroundColor);
    assert.equal(await ground(), "rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(
        () =>
            getComputedStyle(document.querySelector(".xterm-scrollable-element"))
                .backgroundColor === "rgb(23, 27, 33)",
    );
});

test("for screen readers the lines are a list that can be walked through", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await page.getByRole("button", { name: "For screen readers" }).click();
    await page
        .locator(".xterm-accessibility [role=listitem]")
        .first()
        .waitFor({ state: "attached" });
    assert.deepEqual(await violations(page), []);
});

test("who may not run a shell is told why, and how that is changed", async () => {
    const page = await rig.allowed("standard");
    await openApp(page, "Terminal");
    await page.getByRole("heading", { name: "This browser may not run a shell" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, "terminal-may-not");
    const command = await page.locator("[role=tabpanel] code").textContent();
    const [, id] = command.match(/^pith call proc\.grant id=(\d+) /);
    await rig.pith.pith("call", "proc.grant", `id=${id}`, 'capabilities=["run_shell"]');
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await said(page, "$");
});

plainTest("who may not give a shell a network is told how that is changed", async () => {
    const page = await rig.signedIn();
    await openApp(page, "Terminal");
    const internet = page.getByRole("radio", { name: /^the internet/ });
    await page.getByText("that needs network_access").waitFor();
    assert.ok(await internet.isDisabled());
    assert.deepEqual(await violations(page), []);
    await shoot(page, "terminal-no-network");
    const command = await page.locator("[role=tabpanel] code").textContent();
    const [, id] = command.match(/^pith call proc\.grant id=(\d+) /);
    await rig.pith.pith("call", "proc.grant", `id=${id}`, 'capabilities=["network_access"]');
    await page.getByRole("button", { name: "Look again" }).click();
    await page.waitForFunction(() => !document.querySelector("[role=tabpanel] input:disabled"));
    await internet.check();
});

test("a start that is refused says what was wrong, and lets one change it", async () => {
    const page = await rig.allowed("admin");
    await openApp(page, "Terminal");
    await page.getByRole("textbox", { name: "Folder" }).fill("/no/such/folder");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("alert").waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, "terminal-refused");
    await page.getByRole("button", { name: "Change what it asks for" }).click();
    await page.getByRole("radio", { name: /^share nothing/ }).check();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await said(page, "$");
});

test("on a phone one sees from the beginning what a shell will reach, and how to start it", async () => {
    const page = await rig.allowed("admin", phone);
    await openApp(page, "Terminal");
    const start = page.getByRole("button", { name: "Start", exact: true });
    await start.waitFor();
    const place = page.locator("[data-app=terminal] form").locator("xpath=..");
    assert.equal(await place.evaluate((element) => element.scrollTop), 0);
    await page.waitForFunction(() => document.activeElement?.textContent === "Start");
    const [button, pane] = [await start.boundingBox(), await place.boundingBox()];
    assert.ok(button.y + button.height <= pane.y + pane.height);
    await shoot(page, "terminal-phone-start");
    await page.keyboard.press("Enter");
    await said(page, "$");
    await run(page, "stty size");
    await screen(page)
        .getByText(/^\d+ [34]\d$/)
        .first()
        .waitFor();
    await shoot(page, "terminal-phone");
});

test("a hundred thousand lines come through, and one can look back", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await run(page, "seq 100000; echo all-of-$((100*1000))");
    await said(page, "all-of-100000");
    await said(page, "99999");
    const rows = await screen(page).locator("> div").count();
    assert.ok(rows < 100, `${rows} rows are drawn`);
    await page.locator(".xterm-screen").hover();
    await page.mouse.wheel(0, -20_000);
    await screen(page).getByText("100000").waitFor({ state: "detached" });
    await screen(page)
        .getByText(/^9\d{4}$/)
        .first()
        .waitFor();
});

test("when pith is started anew the shell is gone, says so, and is offered again", async () => {
    const page = await rig.allowed("admin");
    await openTerminal(page);
    await run(page, "echo before-$((1+1))");
    await said(page, "before-2");
    await rig.pith.stop();
    await page.getByText("The connection is lost").waitFor();
    await rig.pith.start();
    await page.getByText("The shell is gone: pith was started anew").waitFor();
    assert.ok(await screen(page).getByText("before-2").isVisible());
    await shoot(page, "terminal-lost");
    await page.getByRole("button", { name: "Start again" }).click();
    await said(page, "$");
    await run(page, "echo after-$((2+1))");
    await said(page, "after-3");
});

plainTest("nothing leaves the origin", () => {
    const outside = rig.requests.filter(
        (url) => !/^(http|ws):\/\/127\.0\.0\.1:|^about:|^data:/.test(url),
    );
    assert.deepEqual(outside, []);
});
