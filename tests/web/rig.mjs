// What the browser tests share: a private pith, Chromium, a page that is signed in, axe, and
// pictures to be looked at. PITH names the program, PITH_WEB_SHOTS the directory of the pictures.
//
//     const rig = await startRig();
//     const page = await rig.signedIn();
//     ...
//     await rig.end();
import assert from "node:assert/strict";
import { spawn, execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(join(here, "../../web/package.json"));
const { chromium } = require("playwright-core");
const axeSource = require.resolve("axe-core/axe.min.js");
const run = promisify(execFile);

const program = resolve(process.env.PITH ?? join(here, "../../build/pith"));
/** How long a page may take for one thing; a slow machine takes long. */
const patience = Number(process.env.PITH_WEB_PATIENCE ?? 60_000);
const shots = resolve(process.env.PITH_WEB_SHOTS ?? join(tmpdir(), "pith-web-shots"));

/** What keeps programs from being started on this machine, as `pith doctor` says; undefined: nothing. */
async function findNoPrograms() {
    const env = { ...process.env, PITH_DATA_DIR: join(tmpdir(), "pith-web-none") };
    const said = await run(program, ["doctor", "--json"], { env }).catch((error) => error);
    const row = JSON.parse(said.stdout).checks.find(({ check }) => check === "userns");
    return row.grade === "ok" ? undefined : `no program can be started here: ${row.text}`;
}

export const noPrograms = await findNoPrograms();

/** A test that starts programs: where none can be started it is left out, and says why. */
export const programTest = noPrograms
    ? (name, ...rest) => test(name, { skip: noPrograms }, rest.at(-1))
    : test;

/** A pith of our own, in a data directory of its own. */
export class Pith {
    #scratch = mkdtempSync(join(tmpdir(), "pith-web-"));
    #env = {
        ...process.env,
        PITH_DATA_DIR: join(this.#scratch, "data"),
        XDG_CONFIG_HOME: this.#scratch,
        LC_ALL: "C.UTF-8",
    };
    #process;
    port = 0;

    async start(...options) {
        const fixed = ["--port", String(this.port), "--set", `workspace.path=${this.workspace}`];
        this.#process = spawn(program, ["serve", ...fixed, ...options], {
            env: this.#env,
            cwd: this.#scratch,
            stdio: ["ignore", "pipe", "pipe"],
        });
        const said = [];
        this.#process.stderr.on("data", (text) => said.push(text));
        for await (const line of createInterface({ input: this.#process.stdout }))
            if (/ is ready/.test(line)) break;
        if (this.#process.exitCode !== null)
            throw new Error(`pith did not start: ${said.join("")}`);
        this.port = Number(new URL(await this.link()).port);
        return this;
    }

    async pith(...words) {
        const { stdout } = await run(program, words, {
            env: this.#env,
            cwd: this.#scratch,
        });
        return stdout.trim();
    }

    /** A link that signs a browser in, once. */
    link() {
        return this.pith("open", "--print");
    }

    get origin() {
        return `http://127.0.0.1:${this.port}`;
    }

    get scratch() {
        return this.#scratch;
    }

    /** Where the desktop may write, and where its relative paths begin. */
    get workspace() {
        return join(this.#scratch, "workspace");
    }

    async stop(signal = "SIGKILL") {
        if (!this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null)
            return;
        const ended = new Promise((done) => this.#process.once("exit", done));
        this.#process.kill(signal);
        await ended;
    }

    async end() {
        await this.stop();
        rmSync(this.#scratch, { recursive: true, force: true });
    }
}

/** Stands between the browser and pith: what it does with a connection, and how all of them are cut. */
async function startRelay(to, join) {
    const open = new Set();
    const server = net.createServer((near) => {
        const far = net.connect(to(), "127.0.0.1");
        const both = [near, far];
        both.forEach((socket) => socket.on("error", () => both.forEach((one) => one.destroy())));
        open.add(both);
        near.on("close", () => open.delete(both));
        far.pipe(near);
        join(near, far);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const cut = () => open.forEach((both) => both.forEach((socket) => socket.destroy()));
    return {
        port: server.address().port,
        cut,
        end: () => {
            cut();
            server.close();
        },
    };
}

/** So that connections can be cut. */
export function startCutter(to) {
    return startRelay(to, (near, far) => near.pipe(far));
}

/** Brings a token with every request: a browser that may more than a session. Whole requests are read
 *  here, so each connection carries one. */
function startBearer(to, token) {
    return startRelay(to, (near, far) => {
        let head = "";
        const read = (piece) => {
            head += piece.toString("latin1");
            const end = head.indexOf("\r\n\r\n");
            if (end < 0) return;
            near.off("data", read);
            const upgrade = /^upgrade:/im.test(head.slice(0, end));
            const kept = upgrade
                ? head.slice(0, end)
                : head.slice(0, end).replace(/^connection:.*\r\n/im, "");
            const more = `\r\nAuthorization: Bearer ${token}${upgrade ? "" : "\r\nConnection: close"}`;
            far.write(Buffer.from(kept + more + head.slice(end), "latin1"));
            near.pipe(far);
        };
        near.on("data", read);
    });
}

class Rig {
    constructor(browser, pith) {
        this.browser = browser;
        this.pith = pith;
        /** What pages asked for, and what they complained of. */
        this.requests = [];
        this.complaints = [];
    }

    async page(options = {}) {
        const context = await this.browser.newContext({
            viewport: { width: 1280, height: 800 },
            ...options,
        });
        const page = await context.newPage();
        page.setDefaultTimeout(patience);
        page.on("request", (request) => this.requests.push(request.url()));
        page.on("pageerror", (error) => this.complaints.push(String(error)));
        page.on("console", (message) => {
            if (message.type() === "error") this.complaints.push(message.text());
        });
        return page;
    }

    async signedIn(options) {
        const page = await this.page(options);
        await page.goto(await this.pith.link());
        await page.getByText(/Connected|已连接/).waitFor({ state: "attached" });
        return page;
    }

    /** A page of a browser that may all that `scope` allows, for as long as the rig lasts. */
    async allowed(scope, options) {
        this.bearers ??= {};
        // One for all who ask at the same time.
        this.bearers[scope] ??= this.#bearer(scope);
        const page = await this.page(options);
        page.bearer = await this.bearers[scope];
        page.origin = `http://127.0.0.1:${page.bearer.port}`;
        await page.goto(page.origin);
        await page.getByText(/Connected|已连接/).waitFor({ state: "attached" });
        return page;
    }

    async #bearer(scope) {
        const made = await this.pith.pith(
            "call",
            "auth.token_create",
            `name=${scope}`,
            `scope=${scope}`,
            "--json",
        );
        const bearer = await startBearer(() => this.pith.port, JSON.parse(made).token);
        const { port } = bearer;
        for (const [key, add] of [
            ["http.hosts", `127.0.0.1:${port}`],
            ["http.origins", `http://127.0.0.1:${port}`],
        ]) {
            const all = [...(this.added?.[key] ?? []), add];
            this.added = { ...this.added, [key]: all };
            await this.pith.pith("config", "set", key, all.join(" "));
        }
        return bearer;
    }

    async closePages() {
        await Promise.all(this.browser.contexts().map((context) => context.close()));
    }

    async end() {
        await this.browser.close();
        for (const bearer of Object.values(this.bearers ?? {})) (await bearer).end();
        await this.pith.end();
    }

    /** Ends, and has nothing to complain of; of a connection that was cut on purpose the browser
     *  itself complains. */
    async endWell() {
        await this.end();
        const isOurs = (text) => !/WebSocket connection to/.test(text);
        assert.deepEqual(this.complaints.filter(isOurs), []);
    }
}

export async function startRig(...options) {
    const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
    const executablePath = process.env.PITH_CHROMIUM ?? "/usr/bin/chromium";
    const browser = await chromium.launch({ executablePath, args });
    return new Rig(browser, await new Pith().start(...options));
}

/** By the keyboard alone: the launcher, a few letters, Enter. */
export async function openOp(page, op) {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await page.keyboard.type(op);
    await page.getByRole("option", { name: op }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: op, level: 2, exact: true }).waitFor();
    await page.locator("form").waitFor();
}

/** By the keyboard alone: an app by its name. */
export async function openApp(page, name) {
    await page.keyboard.press("Control+Shift+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await page.keyboard.type(name);
    await page.getByRole("option", { name, exact: true }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-app]").last().waitFor();
}

/** What axe finds wrong, in words; no rule is left out. */
export async function violations(page) {
    await page.evaluate(() =>
        Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))),
    );
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await sourceOfAxe());
    const found = await page.evaluate(() =>
        window.axe.run(document, { resultTypes: ["violations"] }),
    );
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`),
    );
}

async function sourceOfAxe() {
    const { readFile } = await import("node:fs/promises");
    return readFile(axeSource, "utf8");
}

export async function shoot(page, name) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`) });
}

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** To whom everything has to look right: both themes, both languages, wide and narrow. */
export const faces = [
    { name: "light-en", options: { colorScheme: "light" } },
    { name: "dark-en", options: { colorScheme: "dark" } },
    { name: "light-zh", options: { colorScheme: "light", locale: "zh-CN" } },
    { name: "dark-zh", options: { colorScheme: "dark", locale: "zh-CN" } },
    {
        name: "narrow-light-en",
        options: { ...phone, colorScheme: "light" },
    },
    {
        name: "narrow-dark-zh",
        options: { ...phone, colorScheme: "dark", locale: "zh-CN" },
    },
];

export function widerThanPage(page) {
    return page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
}

/** The parts of an app that shows a table, and beside it what is known of a row. */
export const partsOf = (app) => {
    const grid = (page) => page.locator(`[data-app=${app}] [role$=grid]`);
    return {
        grid,
        row: (page, text) => grid(page).locator("[role=row]").filter({ hasText: text }),
        detail: (page) => page.getByRole("complementary", { name: "Details" }),
    };
};

/** Through all states, in their order; each is shown, and what is wrong with it told. */
export async function walk(page, name, states) {
    const wrong = [];
    for (const [state, reach] of states) {
        await reach(page);
        await shoot(page, `${name}-${state}`);
        wrong.push(...(await violations(page)).map((one) => `${state}: ${one}`));
        if (await widerThanPage(page)) wrong.push(`${state}: wider than the page`);
    }
    return wrong;
}
