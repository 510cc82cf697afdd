// The desktop: bars, windows, launcher, and what covers them when nobody is signed in.
import { useEffect, type ReactNode } from "react";
import { useLink } from "../wire/pith.ts";
import { useAnnouncement } from "./announce.ts";
import { Dock } from "./Dock.tsx";
import { Launcher } from "./Launcher.tsx";
import { MenuBar } from "./MenuBar.tsx";
import { listenForKeys } from "./shortcuts.ts";
import { Shortcuts } from "./Shortcuts.tsx";
import { SignedOut } from "./SignedOut.tsx";
import { Surface } from "./Surface.tsx";
import { Switcher } from "./Switcher.tsx";
import { WindowMode } from "./WindowMode.tsx";
import styles from "./Shell.module.css";

function Announcer(): ReactNode {
    const text = useAnnouncement((announcement) => announcement.text);
    return (
        <div className="visually-hidden" role="status">
            {text}
        </div>
    );
}

export function Shell(): ReactNode {
    const signedOut = useLink(({ state }) => state.kind === "signed-out");
    useEffect(() => listenForKeys(), []);
    return (
        <>
            <div className={styles.shell} inert={signedOut}>
                <MenuBar />
                <Surface />
                <Dock />
                <Launcher />
                <Shortcuts />
                <Switcher />
                <WindowMode />
            </div>
            {signedOut && <SignedOut />}
            <Announcer />
        </>
    );
}
