/// <reference types="vitest/config" />
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What pdf.js fetches by its name: how pictures of JPEG 2000 are read without WebAssembly, which the page may not run. */
const pdfParts: Plugin = {
  name: 'pdf-parts',
  apply: 'build',
  generateBundle() {
    const name = 'openjpeg_nowasm_fallback.js';
    const source = readFileSync(here(`./node_modules/pdfjs-dist/wasm/${name}`));
    this.emitFile({ type: 'asset', fileName: `pdf/${name}`, source });
  },
};

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
    pdfParts,
  ],
  resolve: {
    alias: {
      $lib: here('./src/lib'),
      $dev: here('./src/dev'),
      $messages: here('./src/paraglide/messages.js'),
    },
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  // Fonts of pdf.js, which are parts of the program.
  assetsInclude: ['**/*.pfb'],
  // The worker of pdf.js fetches a part of itself.
  worker: { format: 'es' },
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
