// How a call travels in tests: to the test host (`tests/src/host`), a program on this computer that answers with the
// real core. Loaded in `--mode host` and in component tests only; no package contains it.
import type { Failure } from '.';

/** What the address of each call begins with: in a browser, the page's own. */
let base = './';

/** From now on calls go to this app. */
export function callAt(address: string): void {
  base = address;
}

export async function hostCall(name: string, args?: Record<string, unknown>): Promise<unknown> {
  const answer = await fetch(`${base}call/${name}`, { method: 'POST', body: JSON.stringify(args ?? {}) });
  if (answer.status === 422) throw (await answer.json()) as Failure;
  if (!answer.ok) throw new Error(`the test host refused ${name}: ${answer.status}`);
  return answer.json();
}
