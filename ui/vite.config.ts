/**
 * How the UI is built: plain files under one folder, everything from 'self', nothing inlined, because the shell's
 * content security policy allows neither inline scripts and styles nor data: fonts. The build for the test host
 * carries the same policy in a <meta>, so that a violation shows in a browser long before the real window; only its
 * calls and pages come from the same address, not through Tauri.
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "frame-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

const withPolicy: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
  ],
};

/** The tests that need no core behind them: `npm run test:units`. */
function units(): string[] {
  const source = fileURLToPath(new URL('src', import.meta.url));
  const tests = readdirSync(source, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.test.ts'));
  const alone = (file: string) => !readFileSync(`${source}/${file}`, 'utf8').includes('backend/testing');
  return tests.filter(alone).map((file) => `src/${file.replaceAll('\\', '/')}`);
}

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [svelte(), ...(mode === 'host' ? [withPolicy] : [])],
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  server: { port: 5173, strictPort: true, fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] } },
  build: {
    outDir: mode === 'host' ? 'dist-host' : 'dist',
    emptyOutDir: true,
    target: ['es2022', 'safari16'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: 'jsdom',
    css: true,
    include: mode === 'units' ? units() : ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    globalSetup: mode === 'units' ? [] : ['tests/host-setup.ts'],
    // The first app of a run waits until the worlds of the test host are made.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}));
