/** For component tests: a new app in the test host behind `backend`, so that no test sees what another did. */
import { inject, vi } from 'vitest';
import { beginApp } from '../../tests/host.mjs';
import { backend, failureWith, type Calls, type Code, type Task, type Theme } from './index';
import { callAt } from './host';

export { PASSPHRASE } from '../../tests/host.mjs';

/** How an app begins; tests/src/host/begin.rs explains each word. */
export interface Begin {
  world?: 'new' | 'empty' | 'story' | 'therapist';
  locked?: boolean;
  theme?: Theme;
  text_size?: number;
  damage?: { records: number } | 'file' | 'manifest';
  write_protected?: boolean;
  keychain?: 'off' | 'on' | 'due' | 'emptied' | 'absent' | 'gone';
  backups?: 'well' | 'none' | 'away' | 'damaged' | 'running' | 'shared' | 'others';
  /** Names of files in the folder of dialogs. */
  choose?: string[];
  inject?: Partial<Record<keyof Calls, Code>>;
  hang?: (keyof Calls)[];
  hold?: Task;
  slow?: number;
}

/** Begins a new app; from now on `backend` talks to it. */
export async function beginBackend(begin: Begin = {}): Promise<void> {
  callAt(await beginApp(inject('host'), { world: 'story', ...begin }));
}

/** From now on these calls fail with a code, without reaching the core. */
export function failing(code: Code, ...calls: (keyof Calls)[]): void {
  for (const call of calls) vi.spyOn(backend, call as 'lock').mockRejectedValue(failureWith(code));
}
