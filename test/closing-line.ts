import type { Reporter } from "vitest/node";

/**
 * Prints the line that CI reads, alone at the end: `N passed, N failed`, and `, N skipped` where there are any. What
 * broke outside a test (a module that does not load, a `beforeAll`, an unhandled rejection) counts as failed.
 */
export const closingLine: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const broken = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const count = (state: (typeof states)[number]) => states.filter((each) => each === state).length;
    const failed = count("failed") + broken.flatMap((part) => part.errors()).length + unhandledErrors.length;
    const skipped = count("skipped") + count("pending");
    console.log(`\n${count("passed")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  },
};
