// The only door between the screens and the core: `backend.some_command({...})`, which rejects with a Failure.
//
// In the app a command travels through Tauri. In `--mode mock` (looking at screens in a browser) and in component
// tests an imitation in memory answers instead; its import lies behind a constant, so that no package contains it.
import { invoke } from '@tauri-apps/api/core';
import type { Commands, Failure } from './bindings';

export * from './bindings';

type Name = keyof Commands;
type Call = (args?: Record<string, unknown>) => Promise<unknown>;

async function call(name: Name, args?: Record<string, unknown>): Promise<unknown> {
  if (import.meta.env.MODE === 'mock' || import.meta.env.MODE === 'test') {
    const { mock } = await import('./mock');
    return (mock[name] as Call)(args);
  }
  return invoke(name, args);
}

/** Each command becomes a function of its own when it is first asked for; a test may replace it. */
export const backend = new Proxy({} as Commands, {
  get(made, name: Name) {
    const known = made as unknown as Record<string, Call>;
    return (known[name] ??= (args) => call(name, args));
  },
});

/** What a caught error says. Anything that is no Failure is told as "unexpected". */
export function failureOf(e: unknown): Failure {
  if (typeof e === 'object' && e !== null && 'code' in e && typeof e.code === 'string') {
    const params = 'params' in e && typeof e.params === 'object' && e.params !== null ? e.params : {};
    return { code: e.code, params: params as Failure['params'] };
  }
  return { code: 'unexpected', params: {} };
}
