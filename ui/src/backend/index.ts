// The only way from the screens to the core: `backend.some_call({...})`, which rejects with a Failure.
//
// `call` is the only place that knows how a call travels: through Tauri in the app; in `--mode host` (screens in a
// browser) and in component tests to the test host. The import of that is behind a constant that is false in the app,
// so that no package contains it.
import { invoke } from '@tauri-apps/api/core';
import { CLASSES, type Calls, type Class, type Code } from './bindings';

export * from './bindings';

/** What a screen cannot go on with, although the core was not asked. */
export type ScreenCode = 'bring_unfinished';
/** What went wrong: in the core, or on a screen before it was asked. */
export interface Failure {
  code: Code | ScreenCode;
  class: Class;
  params: Record<string, string | number>;
}

type Name = keyof Calls;
type Call = (args?: Record<string, unknown>) => Promise<unknown>;

async function call(name: Name, args?: Record<string, unknown>): Promise<unknown> {
  if (import.meta.env.MODE === 'host' || import.meta.env.MODE === 'test') {
    const { hostCall } = await import('./host');
    return hostCall(name, args);
  }
  return invoke('call', { name, args: args ?? {} });
}

/** Each call becomes a function when it is first used; a test may replace it. */
export const backend = new Proxy({} as Calls, {
  get(made, name: Name) {
    const known = made as unknown as Record<string, Call>;
    return (known[name] ??= (args) => call(name, args));
  },
  has: () => true,
});

/** A failure with this code. */
export function failureWith<C extends Failure['code']>(code: C, params: Failure['params'] = {}): Failure & { code: C } {
  return { code, class: code === 'bring_unfinished' ? 'usage' : CLASSES[code], params };
}

/** A caught error as a Failure. Anything else that is thrown is "unexpected". */
export function failureOf(e: unknown): Failure {
  const known = typeof e === 'object' && e !== null && 'code' in e && typeof e.code === 'string' && e.code in CLASSES;
  if (!known) return failureWith('unexpected');
  return failureWith(e.code as Code, 'params' in e ? (e.params as Failure['params']) : {});
}
