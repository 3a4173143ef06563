/** Every string the screens ask for exists, and every failure the core can tell has its sentence. */
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';

const sources = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const files = import.meta.glob<string>('../../../src-tauri/locales/en/*.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

// Every code that Rust can tell, read from where it is made.
const made = import.meta.glob<string>(['../../../src-tauri/core/src/failure.rs', '../../../src-tauri/src/failure.rs'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const CODES = [
  ...new Set(
    Object.values(made).flatMap((source) =>
      [...source.matchAll(/(?:Self|Failure)::new\("(\w+)"/g)].map((m) => m[1] ?? ''),
    ),
  ),
];

const bundle = new FluentBundle('en-GB', { useIsolating: false });
const errors: string[] = [];
for (const [path, source] of Object.entries(files)) {
  for (const error of bundle.addResource(new FluentResource(source))) errors.push(`${path}: ${error.message}`);
}
const ids = new Set<string>();
for (const source of Object.values(files))
  for (const m of source.matchAll(/^([a-zA-Z][\w-]*) *=/gm)) if (m[1]) ids.add(m[1]);

describe('strings', () => {
  it('are read without a key given twice', () => {
    expect(errors).toEqual([]);
    expect([...ids].filter((id) => !bundle.hasMessage(id))).toEqual([]);
  });

  it('exist for every key used in a screen', () => {
    const missing: string[] = [];
    for (const [path, source] of Object.entries(sources)) {
      for (const m of source.matchAll(
        /\bt\(\s*'([\w-]+)'\s*[,)]|\bt\([^()']*(?:'[^']*'[^()'?]*)?\?\s*'([\w-]+)'\s*:\s*'([\w-]+)'/g,
      )) {
        for (const key of m.slice(1)) if (key && !ids.has(key)) missing.push(`${path}: ${key}`);
      }
      // A key put together, as in t(`place-${place}`): at least its beginning must be known.
      for (const m of source.matchAll(/\bt\(\s*`([\w-]*)\$\{/g)) {
        if (![...ids].some((id) => id.startsWith(m[1] ?? ''))) missing.push(`${path}: ${m[1]}…`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('exist for every failure', () => {
    expect(CODES.length).toBeGreaterThan(50);
    expect(CODES.filter((code) => !ids.has(`failure-${code.replaceAll('_', '-')}`))).toEqual([]);
  });

  it('never use the words we do not say', () => {
    const banned = /\b(user|users|encrypt\w*|decrypt\w*|sync\w*|submit\w*|patients?|compliance)\b|!$/im;
    const wrong = Object.entries(files).flatMap(([path, source]) =>
      source
        .split('\n')
        .filter((line) => !line.startsWith('#') && !path.endsWith('settings.ftl') && banned.test(line))
        .map((line) => `${path}: ${line}`),
    );
    expect(wrong).toEqual([]);
  });
});
