import { createRoot } from "react-dom/client";
import "./styles/tokens.css";
import "./styles/base.css";
import { apps, appOf } from "./apps/registry.ts";
import { followLanguage } from "./i18n/i18n.ts";
import { followTheme } from "./shell/preferences.ts";
import { Shell } from "./shell/Shell.tsx";
import { followCatalog } from "./wire/catalog.ts";
import { connect } from "./wire/pith.ts";
import { restoreWindows } from "./wm/windows.ts";

followTheme();
followCatalog();
connect();
restoreWindows((app) => appOf(app) !== undefined);
await followLanguage();
createRoot(document.getElementById("root") as HTMLElement).render(<Shell />);

// The apps' chunks come while nothing else is to be done, so that opening one does not wait.
(window.requestIdleCallback ?? setTimeout)(() => apps.forEach((app) => void app.prefetch()));
