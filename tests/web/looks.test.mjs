// How it looks, and to whom: both themes, both languages, wide and narrow, without violations.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faces, openOp, shoot, startRig, violations, walk, widerThanPage } from "./rig.mjs";

let rig;
before(async () => (rig = await startRig()));
after(() => rig.end());

/** Each state of the desktop, as one comes to it. */
const states = [
    ["welcome", async () => undefined],
    [
        "launcher",
        async (page) => {
            await page.keyboard.press("Control+k");
            await page.getByRole("dialog").getByRole("combobox").fill("list");
            await page.getByRole("option").first().waitFor();
        },
    ],
    [
        "result",
        async (page) => {
            await page.keyboard.press("Escape");
            await openOp(page, "sys.info");
            await page.keyboard.press("Control+Enter");
            await page.locator("section[aria-busy=false] dl").first().waitFor();
            await page.locator("ol li").first().waitFor({ state: "attached" });
        },
    ],
    [
        "table",
        async (page) => {
            await openOp(page, "ops.list");
            await page.keyboard.press("Control+Enter");
            await page.locator("section[aria-busy=false] table").waitFor();
            await page.locator("section[aria-busy=false]").scrollIntoViewIfNeeded();
        },
    ],
    [
        "problem",
        async (page) => {
            await openOp(page, "fs.read");
            await page.keyboard.type("nothing-there");
            await page.keyboard.press("Control+Enter");
            await page.locator("section[aria-busy=false] [role=alert]").waitFor();
        },
    ],
    [
        "invalid",
        async (page) => {
            await openOp(page, "storage.set");
            await page.keyboard.press("Control+Enter");
            await page.locator("[aria-invalid=true]").first().waitFor();
        },
    ],
    [
        "menu",
        async (page) => {
            await page.locator("header [aria-haspopup=menu]").last().click();
            await page.locator("[role=menu]:popover-open").waitFor();
        },
    ],
    [
        "keys",
        async (page) => {
            await page.keyboard.press("Escape");
            await page.keyboard.press("Control+/");
            await page.locator("dialog[open] dl").first().waitFor();
        },
    ],
];

test("to everybody", { concurrency: 2 }, async (t) => {
    const all = faces.map(({ name, options }) =>
        t.test(`${name} has no violations and nothing that sticks out`, async () => {
            const page = await rig.signedIn({ ...options, reducedMotion: "reduce" });
            assert.deepEqual(await walk(page, name, states), []);
            const language = await page.evaluate(() => document.documentElement.lang);
            assert.equal(language, name.endsWith("zh") ? "zh-Hans" : "en");
            await page.context().close();
        }),
    );
    await Promise.all(all);
});

test("styles of parts win over those of the page, in whatever order they were loaded", async () => {
    const page = await rig.signedIn({ colorScheme: "light" });
    await openOp(page, "time.now");
    const button = page.locator("form button").first();
    const colour = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.equal(colour, "rgb(11, 107, 130)");
    for (const style of await page.locator("link[rel=stylesheet]").all()) {
        const text = await (
            await page.request.get(await style.evaluate((link) => link.href))
        ).text();
        assert.match(text, /^@layer tokens\b/);
    }
});

test("the theme that is chosen stays, whatever the system's is", async () => {
    const page = await rig.signedIn({ colorScheme: "light" });
    await page.getByRole("button", { name: "You and this desktop" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    assert.equal(await theme(), "dark");
    await page.reload();
    await page.getByText("Connected").waitFor();
    assert.equal(await theme(), "dark");
});

test("the language changes at once, without a reload", async () => {
    const page = await rig.signedIn();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("中文");
    await page.keyboard.press("Enter");
    await page.getByText("已连接").waitFor();
});

test("forced colours leave everything to be seen", async () => {
    const page = await rig.signedIn({ forcedColors: "active" });
    await openOp(page, "time.now");
    await page.keyboard.press("Control+Enter");
    await page.locator("section[aria-busy=false] dl").waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, "forced-colours");
});

test("at 320 pixels everything can be reached without scrolling sideways", async () => {
    const page = await rig.signedIn({ viewport: { width: 320, height: 640 } });
    await openOp(page, "fs.write");
    assert.equal(await widerThanPage(page), false);
    await page.getByRole("button", { name: "All operations" }).click();
    await page.getByRole("searchbox").waitFor();
    await shoot(page, "320");
});
