import tseslint from "typescript-eslint";

/** What touches the machine: allowed in the rooms that read it, change it, wire it up, or make and try media. */
const touchesMachine = ["execa", "systeminformation", "pino", "fs", "fs/promises", "child_process", "node:fs", "node:fs/promises", "node:child_process", "node:os", "node:net", "os"];

export default tseslint.config(
  { ignores: ["out/", "node_modules/"] },
  ...tseslint.configs.strict,
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { paths: touchesMachine.map((name) => ({ name, message: "Only ports/, facts/, apply/, peers/, main, isofile/, medium/ and qemu/ touch the machine (design: the one-way road)." })) }],
      "max-lines": ["error", { max: 260, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["src/main.ts", "src/log.ts", "src/ports/**", "src/facts/**", "src/apply/**", "src/peers/**", "src/medium/**", "src/isofile/**", "src/qemu/**"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    files: ["src/{cmdline,plan,render,model,messages,personal}/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "setTimeout", "setInterval", "Date", "performance"],
      "no-restricted-properties": ["error", { object: "Math", property: "random" }],
    },
  },
  {
    // This room runs in a browser: nothing of Node, and no markup made of text.
    files: ["src/page/**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ regex: "^node:|^(execa|systeminformation|pino|memfs|valibot|yargs-parser)$", message: "This room runs in a browser." }] }],
      "no-restricted-globals": ["error", "process", "Buffer", "require", "fetch", "XMLHttpRequest", "WebSocket", "localStorage", "sessionStorage", "indexedDB"],
      "no-restricted-properties": ["error", ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: "Text is text, never markup." })), { object: "Math", property: "random" }],
    },
  },
  { rules: { "@typescript-eslint/no-non-null-assertion": "error", "@typescript-eslint/no-invalid-void-type": "off" } },
);
