import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The explorer pane reports an argument whose value is a list as an error, and then shows the query all the same. */
function withoutFalseAlarms(): Plugin {
  const alarm = "console.error('arg mismatch between arg and selection', argType, argValue);";
  return {
    name: "without-false-alarms",
    transform: (code, id) => (id.includes("/graphiql-explorer/") ? code.replaceAll(alarm, "") : null),
  };
}

export default defineConfig({
  // Relative, so that the page also works behind a proxy that serves Liane under a path: /graphql asks for explorer/...
  base: "./",
  logLevel: "warn",
  plugins: [react(), withoutFalseAlarms()],
  build: {
    assetsDir: "explorer",
    chunkSizeWarningLimit: 6000, // the editor is what it is, and is loaded once
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      // "use no memo" speaks to React's compiler, which has already run over the packages that say it.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
  server: { fs: { allow: [fileURLToPath(new URL("../..", import.meta.url))] } },
});
