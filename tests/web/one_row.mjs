// One row that nobody has seen before has a form, and what the form says is called: for one-row.sh.
// PITH names the program that has the row, PITH_WEB the desktop's files.
import assert from "node:assert/strict";
import { openOp, shoot, startRig } from "./rig.mjs";

const rig = await startRig("--web", process.env.PITH_WEB);
const page = await rig.signedIn();
await openOp(page, "demo.greet");
const form = page.locator("form");
const guests = form.getByRole("group", { name: "guests" });
await guests.getByRole("button", { name: "Add" }).click();
await guests.getByLabel("name", { exact: true }).fill("Ada");
await guests.getByLabel("room", { exact: true }).fill("north");
await guests.getByLabel("nr", { exact: true }).fill("7");
await form.getByLabel("mood", { exact: true }).selectOption("loud");
await form.getByRole("button", { name: "Call" }).click();
const result = page.getByRole("region", { name: "Result", exact: true });
await result.getByText("north").waitFor();
await result.getByText("loud").waitFor();
await shoot(page, "one-row");
assert.deepEqual(rig.complaints, []);
await rig.end();
