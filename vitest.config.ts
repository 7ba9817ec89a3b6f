import { defineConfig } from "vitest/config";
import { closingLine } from "./test/closing-line.ts";

const overGrpc = ["services/*/src/**/*.e2e.test.ts", "test/platform/**/*.test.ts"];

/** Workspace packages from their sources. */
const resolve = { conditions: ["source"] };

export default defineConfig({
  ssr: { resolve },
  // Where the global set-up runs.
  environments: { __vitest__: { resolve } },
  test: {
    reporters: ["default", closingLine],
    // Bounds for a busy machine, not expectations: a first PostgreSQL takes seconds where the disk is shared.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["{packages,services}/*/{src,test}/**/*.test.ts", "deploy/local/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["**/node_modules/**", ...overGrpc],
        },
      },
      // One running platform for all of them.
      {
        extends: true,
        test: { name: "platform", include: overGrpc, globalSetup: "packages/test-kit/src/platform-setup.ts" },
      },
    ],
  },
});
