import assert from "node:assert/strict";
import { test } from "node:test";
import { find } from "./fuzzy.ts";

const ops = [
    { name: "fs.list", doc: "List a directory, in the order of names." },
    { name: "fs.read", doc: "Read a file, or a range of it." },
    { name: "fs.rmdir", doc: "Remove a directory." },
    { name: "observe.follow", doc: "Events as they happen, until called off." },
    { name: "time.now", doc: "What time it is." },
];
const names = (query: string): string[] => find(query, ops).map((op) => op.name);

test("an empty query keeps all, in their order", () => {
    assert.deepEqual(
        names("  "),
        ops.map((op) => op.name),
    );
});

test("letters in order are enough, and beginnings and ends count more", () => {
    assert.equal(names("fsrd")[0], "fs.read");
    assert.equal(names("tn")[0], "time.now");
    assert.equal(names("obsfol")[0], "observe.follow");
});

test("every word has to be found", () => {
    assert.deepEqual(names("fs dir"), ["fs.rmdir", "fs.list"]);
    assert.deepEqual(names("fs xyz"), []);
});

test("what is said of it counts, below its name", () => {
    assert.equal(names("remove")[0], "fs.rmdir");
    assert.equal(names("events")[0], "observe.follow");
});

test("letters strewn over a sentence are no match", () => {
    assert.deepEqual(names("ltarh"), []);
});

test("one mistake in a word is forgiven, but only when nothing fits without", () => {
    assert.equal(names("folow")[0], "observe.follow");
    assert.equal(names("follkow")[0], "observe.follow");
    assert.deepEqual(names("read").slice(0, 1), ["fs.read"]);
});

test("scripts without spaces are found sign by sign", () => {
    assert.deepEqual(find("主深", [{ name: "主题：深色" }, { name: "语言：中文" }]), [
        { name: "主题：深色" },
    ]);
});

test("five thousand items are searched by every key, whatever the query", () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({
        name: `service${n % 50}.op${n}`,
        doc: "Does this and that.",
    }));
    assert.equal(find("service7 op4007", many)[0]?.name, "service7.op4007");
});

test("what is called exactly so comes first", () => {
    const items = [{ name: "task.status" }, { name: "Tasks" }, { name: "tasks.x" }];
    assert.equal(find("tasks", items)[0]?.name, "Tasks");
});

test("other words for it count as its name does, and words that say nothing do not count", () => {
    const items = [
        { name: "batch.run", doc: "Call many ops at once." },
        { name: "Terminal", words: "shell run command" },
    ];
    for (const query of ["run", "run a shell", "shell", "run command", "how do i run the shell"])
        assert.equal(find(query, items)[0]?.name, "Terminal", query);
    assert.equal(find("batch", items)[0]?.name, "batch.run");
});
