// How the desktop is built, and how it is served while one works on it (`make web-dev`).
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

// The daemon's TCP door: `pith serve` prints where it is.
const daemon = process.env["PITH_URL"] ?? "http://127.0.0.1:8000";

// Which styles win. The order of layers is that in which they are first named, and which part of
// the styles a browser reads first is the bundler's affair: so every part names them all.
const layers = "@layer tokens, base, parts, apps;";

const nameLayers: Plugin = {
    name: "name-layers",
    enforce: "pre",
    transform: (code, id) => (id.endsWith(".css") ? `${layers}\n${code}` : null),
};

export default defineConfig({
    plugins: [nameLayers, react()],
    build: {
        target: "es2023",
        outDir: process.env["PITH_WEB_OUT"] ?? "dist",
        emptyOutDir: true,
        // Inlined files would be data: URLs, which the content security policy keeps out of scripts.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rollupOptions: { input: ["index.html", "sign-in.html"] },
    },
    server: {
        host: "127.0.0.1",
        port: 5173,
        strictPort: true,
        proxy: {
            // The daemon takes requests that name itself, so they are made to look like its own.
            "^/(v1|ws|health|metrics)": {
                target: daemon,
                ws: true,
                rewriteWsOrigin: true,
                changeOrigin: true,
                headers: { origin: daemon },
            },
        },
    },
});
