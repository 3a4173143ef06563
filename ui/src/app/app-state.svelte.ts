/**
 * Whether the journal is new, locked or open, the settings, and the check that runs behind the first page. The only
 * place that changes them. What fails here is no Action (shared/action.svelte.ts): no button began it, and the window
 * shows it in the place of everything else.
 */
import {
  backend,
  failureOf,
  type AppState,
  type Failure,
  type LastWords,
  type Settings,
  type UnlockResult,
  type UnsavedWords,
} from '../backend';
import { applyLook } from '../theme/apply';
import { lastWords, nav } from './navigation.svelte';

type App = {
  state: AppState | null;
  failure: Failure | null;
  /** The background check of the whole journal after unlocking. */
  check: 'under-way' | 'done' | 'failed';
  checkFailure: Failure | null;
  /** Records that could not be opened; everything else is there. */
  damaged: number;
  /** Asked before leaving: where the words are that could not be saved, if not on a disk. */
  losing: Extract<LastWords, 'memory' | 'nowhere'> | null;
  /** Words from before locking that still could not be saved, until the shell takes them up. */
  unsaved: UnsavedWords[];
};

export const app = $state<App>({
  state: null,
  failure: null,
  check: 'under-way',
  checkFailure: null,
  damaged: 0,
  losing: null,
  unsaved: [],
});

export async function refresh(): Promise<void> {
  try {
    const state = await backend.app_state();
    app.state = state;
    app.failure = null;
    applyLook(state.settings);
    if (state.state === 'open') void checkJournal();
  } catch (e) {
    app.failure = failureOf(e);
  }
}

/** After unlocking or the first run. */
export function unlocked(result: UnlockResult): void {
  if (!app.state) return;
  app.state.read_only = result.read_only;
  app.state.covered = false;
  app.unsaved = result.unsaved;
  // Where nothing can be written, what was written comes first.
  nav.current = { place: result.read_only ? 'journal' : 'today' };
  nav.turn += 1;
  app.state.state = 'open';
  void checkJournal();
}

async function checkJournal(): Promise<void> {
  app.check = 'under-way';
  app.checkFailure = null;
  try {
    app.damaged = await backend.journal_ready();
    app.check = 'done';
  } catch (e) {
    app.check = 'failed';
    app.checkFailure = failureOf(e);
  }
}

export async function changeSettings(change: Partial<Settings>): Promise<void> {
  if (!app.state) return;
  const settings = await backend.settings_save({ settings: { ...app.state.settings, ...change } });
  app.state.settings = settings;
  applyLook(settings);
}

/** Seals what is on screen, then locks. With `anyway` words that can be neither saved nor set aside are given up. */
export async function lock(anyway = false): Promise<void> {
  if (app.state?.state !== 'open') return;
  if ((await lastWords()) === 'nowhere' && !anyway) {
    // Under the cover there is nobody to ask.
    app.losing = app.state.covered ? null : 'nowhere';
    return;
  }
  app.losing = null;
  try {
    // In the app the process is replaced here and nothing below ever runs.
    await backend.lock();
    nav.holders = [];
    await refresh();
  } catch (e) {
    app.failure = failureOf(e);
  }
}

/**
 * The app is about to lock or close and asks what has become of the last words. Where they are only here, locking
 * covers the page and closing asks the person.
 */
export async function leaving(): Promise<void> {
  if (app.state?.state !== 'open') return;
  // Heard at once: saving may take longer than the app waits for a page that no longer answers.
  // When that fails, the app learns it from the answer below.
  const heard = backend.leave_heard().catch(() => {});
  const words = await lastWords();
  await heard;
  const leave = await backend.leave({ words });
  app.losing = leave === 'stays' && (words === 'memory' || words === 'nowhere') ? words : null;
  if (leave === 'covers') app.state.covered = true;
}

/** Shows the covered page again, where the person was. */
export async function uncover(passphrase: string): Promise<void> {
  await backend.uncover({ passphrase });
  nav.turn += 1;
  if (app.state) app.state.covered = false;
}
