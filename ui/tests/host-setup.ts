/** One test host for all component tests. */
import type { TestProject } from 'vitest/node';
import { startHost } from './host.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the test host. */
    host: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startHost();
  project.provide('host', url);
  return stop;
}
