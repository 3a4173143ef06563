// The only way from the screens to the core: `backend.some_call({...})`, which rejects with a Failure.
//
// `call` is the only place that knows how a call travels: through Tauri in the app. In `--mode mock` (screens in a
// browser) and in component tests an imitation in memory answers instead; its import is behind a constant that is false
// in the app, so that no package contains it.
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

/** Each call becomes a function when it is first used; a test may replace it. */
export const backend = new Proxy({} as Commands, {
  get(made, name: Name) {
    const known = made as unknown as Record<string, Call>;
    return (known[name] ??= (args) => call(name, args));
  },
});

/** A caught error as a Failure. Anything else that is thrown is "unexpected". */
export function failureOf(e: unknown): Failure {
  if (typeof e === 'object' && e !== null && 'code' in e && typeof e.code === 'string') {
    const params = 'params' in e && typeof e.params === 'object' && e.params !== null ? e.params : {};
    return { code: e.code, params: params as Failure['params'] };
  }
  return { code: 'unexpected', params: {} };
}
