// The connection is cut, pith ends and comes back: what the desktop does then.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openOp, startCutter, startRig } from "./rig.mjs";

let rig;
let cutter;
before(async () => {
    cutter = await startCutter(() => rig.pith.port);
    const ours = `127.0.0.1:${cutter.port}`;
    rig = await startRig("--set", `http.hosts=${ours}`, "--set", `http.origins=http://${ours}`);
});
after(async () => {
    cutter.end();
    await rig.end();
});

async function throughCutter() {
    const page = await rig.page();
    await page.goto((await rig.pith.link()).replace(/:\d+\//, `:${cutter.port}/`));
    await page.getByText("Connected").waitFor();
    return page;
}

test("a stream goes on after a cut: nothing is lost, nothing comes twice", async () => {
    const page = await throughCutter();
    await openOp(page, "observe.follow");
    await page.locator("form").getByLabel("op", { exact: true }).fill("time.uptime");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Nothing has come yet.").waitFor();
    const rows = page.getByRole("region", { name: "Items of the stream" }).locator("tbody tr");
    await rig.pith.pith("call", "time.uptime");
    await rows.first().waitFor();
    const each = await rows.count();
    cutter.cut();
    await page.getByText(/Reconnecting in/).waitFor();
    for (let n = 0; n < 3; n++) await rig.pith.pith("call", "time.uptime");
    await page.getByText("Connected").waitFor();
    await rows.nth(4 * each - 1).waitFor();
    assert.equal(await rows.count(), 4 * each);
});

test("a call that was under way when the connection was cut still has its result", async () => {
    const page = await throughCutter();
    await openOp(page, "time.sleep");
    await page.keyboard.type("2500");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Cancel", exact: true }).waitFor();
    cutter.cut();
    await page.getByText("Done. It has nothing to tell.").waitFor();
});

test("when pith ends, the pill says so; when it is back, so is the desktop", async () => {
    const page = await throughCutter();
    await openOp(page, "time.now");
    await rig.pith.stop();
    await page.getByText(/Reconnecting in \d+ s/).waitFor();
    await rig.pith.start(
        "--set",
        `http.hosts=127.0.0.1:${cutter.port}`,
        "--set",
        `http.origins=http://127.0.0.1:${cutter.port}`,
    );
    const retry = page.getByRole("button", { name: "Retry" });
    if (await retry.isVisible()) await retry.click().catch(() => undefined);
    await page.getByText("Connected").waitFor();
    await page.locator("form button").first().click();
    await page.getByText("The call is done").waitFor({ state: "attached" });
});
