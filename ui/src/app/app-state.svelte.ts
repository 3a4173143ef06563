/**
 * Whether the journal is new, locked or open, the settings, and the check that runs behind the first page. The only
 * place that changes them. What fails here is no Action (shared/action.svelte.ts): no button began it, and the window
 * shows it in the place of everything else.
 */
import { backend, failureOf, type Failure, type UnlockResult, type Settings, type AppState } from '../backend';
import { applyLook } from '../theme/apply';
import { flushAll, nav } from './navigation.svelte';

type App = {
  state: AppState | null;
  failure: Failure | null;
  /** The background check of the whole journal after unlocking. */
  check: 'under-way' | 'done' | 'failed';
  checkFailure: Failure | null;
  /** Records that could not be opened; everything else is there. */
  damaged: number;
  /** Asked before locking when words could not be saved. */
  losing: boolean;
};

export const app = $state<App>({
  state: null,
  failure: null,
  check: 'under-way',
  checkFailure: null,
  damaged: 0,
  losing: false,
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

/** Seals what is on screen, then locks. With `anyway` words that cannot be saved are given up. */
export async function lock(anyway = false): Promise<void> {
  if (app.state?.state !== 'open') return;
  if (!(await flushAll()) && !anyway) {
    app.losing = true;
    return;
  }
  app.losing = false;
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
 * The app is about to lock or close and asks whether everything is sealed. When it is not, nobody leaves: the words
 * stay on screen and the person is asked.
 */
export async function leaving(): Promise<void> {
  if (app.state?.state !== 'open') return;
  // Heard at once: saving may take longer than the app waits for a page that no longer answers.
  // When that fails, the app learns it from the answer below.
  const heard = backend.leave_heard().catch(() => {});
  const saved = await flushAll();
  await heard;
  app.losing = !saved;
  await backend.leave({ saved });
}
