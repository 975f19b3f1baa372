/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [
    // Its watcher would keep a test run from ending; `npm test` compiles the catalogue first.
    !process.env.VITEST &&
      paraglideVitePlugin({
        project: here('./project.inlang'),
        outdir: here('./src/paraglide'),
        emitTsDeclarations: true,
        emitReadme: false,
        // One module, where one a message would be a thousand for every test and build to read.
        outputStructure: 'locale-modules',
        strategy: ['globalVariable', 'baseLocale'],
      }),
    svelte(),
  ],
  resolve: {
    alias: {
      $lib: here('./src/lib'),
      $dev: here('./src/dev'),
      $messages: here('./src/paraglide/messages.js'),
    },
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  // WebKitGTK 2.40 (Debian 12) and WebView2 both understand this.
  build: { target: ['es2022', 'safari16.4'], sourcemap: false },
  test: {
    environment: 'jsdom',
    globals: true,
    setupFiles: ['./tests/setup.ts'],
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    // Two cores are shared with the database tests: slow is not wrong.
    testTimeout: 30_000,
    maxWorkers: 2,
    // The page is read once for all files, not once for each: that was more than half of the time.
    isolate: false,
    experimental: { fsModuleCache: true },
  },
});
