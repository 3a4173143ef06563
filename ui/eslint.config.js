/**
 * Lints of the interface, with types: what the compiler does not see and prettier does not lay out. Every exception has
 * its reason beside it.
 */
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Who may import what; ARCHITECTURE says why. (Places are loaded by app/places.ts, with `import()`.) */
const tauri = { group: ['@tauri-apps/*'], message: 'Only backend/ knows how calls travel.' };
const shell = { group: ['**/shell/*'], message: 'The shell shows features, not the other way round.' };
const features = { group: ['**/features/*/*'], message: 'Only the shell and features load features.' };
const others = {
  regex: '^\\.\\./[a-z_]+/',
  message: 'A feature does not know the others; settings and groups put them together.',
};
const restricted = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const scripts = ['**/*.js', '**/*.mjs'];
const readonly = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

export default defineConfig(
  globalIgnores(['dist/', 'dist-host/', 'src/backend/bindings/', 'src/i18n/messages.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    rules: {
      // The compiler refuses names that do not exist.
      'no-undef': 'off',
      // Calls of the core reject with a Failure, which is data and no Error.
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'file', name: 'Failure' }] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // A space at the edge of an element is only there when it is written as a string.
      'svelte/no-useless-mustaches': 'off',
      // In an interval, a handler or an effect nobody waits: a promise there is meant.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    // The linter does not know the types of components, their props and snippets; svelte-check does, and refuses `any`.
    files: ['**/*.svelte', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // What stands in for a call is async because the call is.
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  { files: ['src/shell/**'], rules: restricted(tauri) },
  { files: ['src/features/**'], ignores: ['**/*.test.ts'], rules: restricted(tauri, shell, others) },
  { files: ['src/features/{settings/Settings,groups/Group}.svelte'], rules: restricted(tauri, shell) },
  {
    files: ['src/{app,editor,i18n,shared,theme}/**'],
    ignores: ['**/*.test.ts'],
    rules: restricted(tauri, shell, features),
  },
  {
    files: scripts,
    extends: [ts.configs.disableTypeChecked],
    languageOptions: {
      parserOptions: { projectService: false },
      globals: readonly('URL', 'console', 'document', 'getComputedStyle', 'process', 'window', 'fetch'),
    },
    rules: { 'no-undef': 'error' },
  },
);
