// Coming in by a link, and going out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { shoot, startRig, violations } from "./rig.mjs";

let rig;
before(async () => (rig = await startRig()));
after(() => rig.end());

test("a link signs in, and its code leaves the address bar", async () => {
    const page = await rig.signedIn();
    assert.equal(page.url(), `${rig.pith.origin}/`);
    const history = await page.evaluate(() => window.history.length);
    await page.goBack().catch(() => undefined);
    assert.ok(history <= 2 && !page.url().includes("#"), page.url());
});

test("nothing that opens a door is kept where scripts can read it", async () => {
    const page = await rig.signedIn();
    const kept = await page.evaluate(() => ({
        ...window.localStorage,
        ...window.sessionStorage,
        cookie: document.cookie,
    }));
    assert.equal(kept.cookie, "");
    assert.deepEqual(
        Object.keys(kept).filter((key) => !/^pith\.(preferences|windows)$|^cookie$/.test(key)),
        [],
    );
});

test("a link works once, and the page says what to do then", async () => {
    const link = await rig.pith.link();
    await (await rig.page()).goto(link).then(() => undefined);
    const page = await rig.page();
    // The first page may still be on its way.
    for (;;) {
        await page.goto("about:blank");
        await page.goto(link);
        const came = await Promise.race([
            page
                .getByText("pith open")
                .waitFor()
                .then(() => "told"),
            page.waitForURL(`${rig.pith.origin}/`).then(() => "in"),
        ]);
        if (came === "told") break;
    }
    await page.getByRole("heading", { name: "Signing in did not work" }).waitFor();
    assert.ok(!page.url().includes("#"));
    assert.deepEqual(await violations(page), []);
    await shoot(page, "sign-in-used");
});

test("a page without a code says how to get one", async () => {
    const page = await rig.page();
    await page.goto(`${rig.pith.origin}/sign-in`);
    await page.getByRole("heading", { name: "This link has no code" }).waitFor();
    assert.deepEqual(await violations(page), []);
});

test("who is not signed in sees a calm screen, and comes in with a pasted code", async () => {
    const page = await rig.page();
    await page.goto(rig.pith.origin);
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, "signed-out");
    await page.getByLabel("Or paste the link or its code here").fill("nonsense");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Or paste the link or its code here").fill(await rig.pith.link());
    await page.keyboard.press("Enter");
    await page.getByText("Connected").waitFor();
});

test("signing out ends it at once, in every tab", async () => {
    const page = await rig.signedIn();
    const other = await page.context().newPage();
    await other.goto(rig.pith.origin);
    await other.getByText("Connected").waitFor();
    await page.getByRole("button", { name: "You and this desktop" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    await other.getByRole("heading", { name: "Signed out" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
});
