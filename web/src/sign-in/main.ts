// The page behind a one-time link. The code stands in the fragment, which no server is sent; it
// leaves the address bar before anything else is done, and is given for a cookie.
import "../styles/tokens.css";
import "../styles/base.css";
import "./sign-in.css";
import { followLanguage, t } from "../i18n/i18n.ts";
import { followTheme } from "../shell/preferences.ts";
import { CallError } from "../wire/calls.ts";
import { signIn } from "../wire/sign-in.ts";

function say(title: string, ...lines: (string | Node)[]): void {
    const heading = document.createElement("h1");
    heading.textContent = title;
    const paragraphs = lines.map((line) => {
        const paragraph = document.createElement("p");
        paragraph.append(line);
        return paragraph;
    });
    document.getElementById("sign-in")?.replaceChildren(heading, ...paragraphs);
    document.title = `${title} · pith`;
}

function command(text: string): Node {
    const code = document.createElement("code");
    code.textContent = text;
    return code;
}

function takeCode(): string {
    const code = window.location.hash.slice(1);
    window.history.replaceState(null, "", window.location.pathname);
    return code;
}

async function main(): Promise<void> {
    const code = takeCode();
    followTheme();
    await followLanguage();
    if (!code) return say(t("signIn.noCode"), t("signIn.next"), command("pith open"));
    say(t("signIn.busy"));
    try {
        await signIn(code);
        window.location.replace("/");
    } catch (error) {
        const reason = error instanceof CallError ? error.message : String(error);
        say(t("signIn.failed"), reason, t("signIn.next"), command("pith open"));
    }
}

void main();
