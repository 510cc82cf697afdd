// How the desktop is built, and how it is served while one works on it (`make web-dev`).
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The daemon's TCP door: `pith serve` prints where it is.
const daemon = process.env["PITH_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
    plugins: [react()],
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
