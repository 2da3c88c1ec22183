import { defineConfig } from 'vitest/config';
import type { Reporter, TestModule } from 'vitest/node';

/** A skipped test proves nothing and looks green: it fails the run. */
const noSkips: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    for (const test of skipped) {
      console.error(`skipped: ${test.fullName}`);
      process.exitCode = 1;
    }
  },
};

export default defineConfig({
  // As build.mjs has them.
  define: { VERSION: '"test"', FULL: 'true' },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', noSkips],
    allowOnly: false,
    retry: 0,
    // Two cores: one Chromium at a time.
    fileParallelism: false,
    // Bounds for a hung browser, not measurements. Nothing is asserted by time.
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
