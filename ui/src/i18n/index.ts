/**
 * Every word the app says, from the Fluent files that Rust shares (src-tauri/locales/<lang>/<feature>.ftl).
 * `t` never throws: a missing key shows as the key itself and is reported on the console; keys.test.ts makes a
 * missing key fail the test run, so that it never gets this far.
 */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Failure } from '../backend';

export type Args = Record<string, FluentVariable>;

const files = import.meta.glob<string>('../../../src-tauri/locales/en/*.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

// Isolation marks around every argument would end up in accessible names; only right-to-left arguments get them.
const bundle = new FluentBundle('en-GB', { useIsolating: false });
for (const source of Object.values(files)) {
  for (const error of bundle.addResource(new FluentResource(source))) console.error(error);
}

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

function isolate(args: Args): Args {
  const out: Args = {};
  for (const [name, value] of Object.entries(args)) {
    out[name] = typeof value === 'string' && RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
  }
  return out;
}

export function has(key: string): boolean {
  return bundle.getMessage(key)?.value != null;
}

export function t(key: string, args: Args = {}): string {
  const pattern = bundle.getMessage(key)?.value;
  if (pattern == null) {
    console.error(`no such string: ${key}`);
    return key;
  }
  return bundle.formatPattern(pattern, isolate(args), []);
}

/** What happened, what was kept safe, what to do next. An unknown code gets the general sentence. */
export function failureText(failure: Failure): string {
  const key = `failure-${failure.code.replaceAll('_', '-')}`;
  return t(has(key) ? key : 'failure-unforeseen', failure.params);
}
