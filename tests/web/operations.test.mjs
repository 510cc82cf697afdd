// Finding an op, filling in its form, calling it, and what comes of it; with the keyboard alone.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openOp, startRig } from "./rig.mjs";

let rig;
before(async () => (rig = await startRig()));
after(() => rig.end());

const parameter = (page, name) => page.locator("form").getByLabel(name, { exact: true });
const result = (page) => page.getByRole("region", { name: "Result", exact: true });

test("every op of the table is in the list", async () => {
    const page = await rig.signedIn();
    await openOp(page, "ops.list");
    const { ops } = JSON.parse(await rig.pith.pith("call", "ops.list", "--json"));
    await page.getByRole("status").getByText(`${ops.length} operations`).waitFor();
    assert.equal(await page.locator("[data-op]").count(), ops.length);
});

test("every op has a form", async () => {
    const page = await rig.signedIn();
    await openOp(page, "ops.list");
    const names = await page
        .locator("[data-op]")
        .evaluateAll((rows) => rows.map((row) => row.dataset.op));
    for (const name of names) {
        await page.locator(`[data-op="${name}"]`).click();
        await page.getByRole("heading", { name, level: 2, exact: true }).waitFor();
        await page.locator("form").getByRole("button", { name: "Call" }).waitFor();
    }
});

test("an op is found, called and answered, and tells the events it caused", async () => {
    const page = await rig.signedIn();
    await openOp(page, "time.now");
    await page.keyboard.press("Control+Enter");
    await page.getByText("The call is done").waitFor({ state: "attached" });
    assert.equal(await result(page).locator("dt").first().textContent(), "now");
    await page.getByRole("region", { name: "Events it caused" }).getByText("op.done").waitFor();
});

test("a result below a long form comes into sight, and ids are no amounts", async () => {
    const page = await rig.signedIn();
    await openOp(page, "observe.query");
    await parameter(page, "limit").fill("1");
    const isInSight = () =>
        result(page).evaluate((section) => {
            const [one, pane] = [section, section.parentElement].map((element) =>
                element.getBoundingClientRect(),
            );
            return one.top >= pane.top && one.top < pane.bottom - 40;
        });
    await page.keyboard.press("Control+Enter");
    await page.getByText("The call is done").waitFor({ state: "attached" });
    await page.waitForFunction(
        () => document.querySelector("[data-app=operations], article")?.scrollTop > 0,
    );
    assert.ok(await isInSight());
    await openOp(page, "auth.who");
    await page.keyboard.press("Control+Enter");
    const { procs } = JSON.parse(await rig.pith.pith("call", "proc.all", "--json"));
    const proc = await result(page).locator("dt:text-is('proc') + dd").textContent();
    assert.ok(Number(proc) >= 10_000 && procs.some(({ id }) => String(id) === proc), proc);
});

test("a value is kept with a form and read back on the command line", async () => {
    const page = await rig.signedIn();
    await openOp(page, "storage.set");
    await parameter(page, "key").fill("greeting");
    await parameter(page, "value").fill('{"to": ["all", 1, null]}');
    assert.equal(
        await page.locator("pre").last().textContent(),
        `pith call storage.set key=greeting 'value={"to":["all",1,null]}'`,
    );
    await page.keyboard.press("Control+Enter");
    await page.getByText("Done. It has nothing to tell.").waitFor();
    const { value } = JSON.parse(
        await rig.pith.pith("call", "storage.get", "key=greeting", "--json"),
    );
    assert.deepEqual(value, { to: ["all", 1, null] });
});

test("the command that is shown does what the form does", async () => {
    const page = await rig.signedIn();
    await openOp(page, "ops.search");
    await parameter(page, "query").fill("what's the time");
    await parameter(page, "limit").fill("2");
    const shown = await page.locator("pre").last().textContent();
    assert.equal(shown, `pith call ops.search 'query=what'\\''s the time' limit=2`);
    const { ops } = JSON.parse(
        await rig.pith.pith("call", "ops.search", "query=what's the time", "limit=2", "--json"),
    );
    await page.keyboard.press("Control+Enter");
    await result(page).getByRole("cell", { name: ops[0].name, exact: true }).waitFor();
    assert.equal(await result(page).locator("tbody tr").count(), ops.length);
});

test("an error says what, why and what next, and can be copied", async () => {
    const page = await rig.signedIn();
    await openOp(page, "ops.describe");
    await page.keyboard.type("no.such");
    await page.keyboard.press("Enter");
    const problem = result(page).getByRole("alert");
    await problem.getByRole("heading", { name: "Not found" }).waitFor();
    await problem.getByText("there is no op no.such").waitFor();
    await problem.getByText("ops.list shows them all").waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await problem.getByRole("button", { name: "Copy details" }).click();
    const details = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.equal(details.reason, "no_such_op");
    assert.ok(details.chain);
});

test("what is wrong in a form is said in its place, and nothing is called", async () => {
    const page = await rig.signedIn();
    await openOp(page, "fs.list");
    await parameter(page, "limit").fill("0");
    await page.keyboard.press("Control+Enter");
    await page.getByText("At least 1.").waitFor();
    const limit = parameter(page, "limit");
    assert.equal(await limit.getAttribute("aria-invalid"), "true");
    await page.waitForFunction(
        () => document.activeElement?.getAttribute("aria-invalid") === "true",
    );
    assert.equal(await result(page).count(), 0);
    await limit.fill("7");
    assert.equal(await limit.getAttribute("aria-invalid"), "false");
});

test("left out, empty and default are told apart", async () => {
    const page = await rig.signedIn();
    await openOp(page, "sys.set_env");
    await parameter(page, "name").fill("A");
    const command = page.locator("pre").last();
    assert.equal(await command.textContent(), "pith call sys.set_env name=A");
    await parameter(page, "value").fill("x");
    await parameter(page, "value").fill("");
    await page.getByText("Sent as an empty text.").waitFor();
    assert.equal(await command.textContent(), "pith call sys.set_env name=A value=");
    await page.getByRole("button", { name: "Leave out" }).click();
    assert.equal(await command.textContent(), "pith call sys.set_env name=A");
});

test("what cannot be taken back is asked for twice", async () => {
    const page = await rig.signedIn();
    await rig.pith.pith("call", "storage.set", "app=gone", "key=k", "value=1");
    await openOp(page, "storage.clear");
    await page.keyboard.type("gone");
    await page.keyboard.press("Control+Enter");
    await page.getByText("This cannot be taken back.").waitFor();
    assert.equal(await result(page).count(), 0);
    await page.getByRole("button", { name: "Call anyway" }).click();
    await result(page).getByText("removed").waitFor();
    const { entries } = JSON.parse(
        await rig.pith.pith("call", "storage.list", "app=gone", "--json"),
    );
    assert.deepEqual(entries, []);
});

test("of what can be taken back it is said by what", async () => {
    const page = await rig.signedIn();
    await openOp(page, "fs.delete");
    await page.keyboard.type("/nowhere/at/all");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Is this meant? While a copy is kept, fs.undo takes it back.").waitFor();
    assert.equal(await result(page).count(), 0);
});

test("a stream grows while it lasts, and is called off", async () => {
    const page = await rig.signedIn();
    await openOp(page, "observe.follow");
    await parameter(page, "op").fill("time.uptime");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Nothing has come yet.").waitFor();
    const rows = result(page).locator("tbody tr");
    for (let n = 1; n <= 3; n++) {
        await rig.pith.pith("call", "time.uptime");
        await rows.nth(n - 1).waitFor();
    }
    await page.keyboard.press("Escape");
    await result(page).getByText("Cancelled").waitFor();
    assert.ok((await rows.count()) >= 3);
});

test("bytes go and come: a file that is chosen, written, read and saved", async () => {
    const page = await rig.signedIn();
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 7) % 256));
    const source = join(rig.pith.scratch, "source.bin");
    writeFileSync(source, bytes);
    await openOp(page, "fs.write");
    await parameter(page, "path").fill("copy.bin");
    await page.locator("input[type=file]").setInputFiles(source);
    await page.getByText("source.bin").first().waitFor();
    await parameter(page, "path").press("Control+Enter");
    await result(page).getByText("70,000").waitFor();
    assert.ok(readFileSync(join(rig.pith.workspace, "copy.bin")).equals(bytes));
    await openOp(page, "fs.read");
    await parameter(page, "path").fill("copy.bin");
    await page.keyboard.press("Control+Enter");
    await result(page).getByText("binary").waitFor();
    const download = page.waitForEvent("download");
    await result(page).getByRole("button", { name: "Save" }).click();
    assert.ok(readFileSync(await (await download).path()).equals(bytes));
});

test("nothing asked for came from elsewhere, and no page complained", () => {
    const elsewhere = rig.requests.filter(
        (url) => !url.startsWith(rig.pith.origin) && !/^(data|blob|about):/.test(url),
    );
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(rig.complaints, []);
});
