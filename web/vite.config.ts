import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const platform = process.env.PINEWIRE_URL ?? "http://localhost:8787";
const proxied = ["/api", "/webhook", "/docs", "/openapi.json", "/health"];
const proxy = Object.fromEntries(
  proxied.map((path) => [path, { target: platform, changeOrigin: true, ws: path === "/api" }]),
);

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // Everything comes from a file of its own: the content security policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the first page needs of others' code, in one file that changes only with its versions.
            {
              name: "vendor",
              test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack\/(history|query-core|react-query|react-router|react-store|router-core|store)|sonner|clsx|tailwind-merge|class-variance-authority|openapi-fetch|seroval)\//,
            },
            {
              name: "radix",
              test: /node_modules\/(@radix-ui|radix-ui|@floating-ui|aria-hidden|react-remove-scroll)\//,
            },
            {
              name: "charts",
              test: /node_modules\/(recharts|victory-vendor|d3-[a-z]+|@reduxjs|immer|reselect|es-toolkit)\//,
            },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy },
  preview: { port: 4173, proxy },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
