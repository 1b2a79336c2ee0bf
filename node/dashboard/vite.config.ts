import { defineConfig, type Plugin } from "vite";

const browsers = ["chrome123", "edge123", "firefox120", "safari17.5"]; // the first with CSS light-dark()

/**
 * Puts the page's script and style into the page, so that a report is one file that opens from disk.
 * Text is spliced, never used as a replacement pattern: minified code contains `$&`.
 */
function inlineIntoPage(): Plugin {
  return {
    name: "baton-inline-into-page",
    enforce: "post",
    generateBundle(_options, bundle) {
      const page = Object.values(bundle).find((file) => file.fileName.endsWith(".html"));
      if (page?.type !== "asset") throw new Error("no page in the bundle");
      let html = String(page.source);
      for (const file of Object.values(bundle)) {
        if (file === page) continue;
        const text = file.type === "chunk" ? file.code : String(file.source);
        const script = file.type === "chunk";
        const tag = html.match(
          new RegExp(`<(?:script|link)[^>]*(?:src|href)="[^"]*${file.fileName}"[^>]*>(?:</script>)?`),
        );
        if (!tag) throw new Error(`the page does not name ${file.fileName}`);
        html = html.replace(tag[0], "");
        const element = script
          ? `<script type="module">${text.replaceAll("</script", "<\\/script")}</script>\n  </body>`
          : `<style>${text.replaceAll("</style", "<\\/style")}</style>\n  </head>`;
        const end = script ? "</body>" : "</head>";
        const at = html.lastIndexOf(end);
        html = html.slice(0, at) + element + html.slice(at + end.length);
        delete bundle[file.fileName];
      }
      page.source = html;
    },
  };
}

export default defineConfig(({ mode }) => {
  const report = mode === "report";
  return {
    base: "./",
    plugins: report ? [inlineIntoPage()] : [],
    build: {
      target: "es2022",
      cssTarget: browsers,
      emptyOutDir: false,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 300,
      rolldownOptions: {
        input: report ? "report.html" : "index.html",
        // The node serves with no-store, and a copy of the folder must not gather files of older builds.
        output: { entryFileNames: "assets/[name].js", assetFileNames: "assets/[name][extname]" },
      },
    },
    server: { proxy: { "/api": "http://127.0.0.1:8601" } },
    test: {
      include: ["test/**/*.test.ts"],
      pool: "threads",
      isolate: false,
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  };
});
