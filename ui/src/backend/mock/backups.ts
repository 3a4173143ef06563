// Backups, restoring and export, in memory: no file is touched, only the rules that screens depend on are kept.
import { failureWith } from '../index';
import type { BackupStatus, BackupFile, BackupState, Calls, TaskProgress, Task } from '../bindings';
import { fail, PRESENT, type World } from './world';

type Keeping = Pick<
  Calls,
  | 'backup_status'
  | 'backup_folder_choose'
  | 'backup_stop'
  | 'backup_now'
  | 'backup_now_alone'
  | 'backup_rehearse'
  | 'task_progress'
  | 'task_cancel'
  | 'restore_list'
  | 'restore_choose'
  | 'restore'
  | 'export'
>;

const FOLDER = '/media/ines/STICK/Sotto';
const NONE: BackupState = {
  last_run: null,
  records: 0,
  kept: 0,
  last_rehearsal: null,
  rehearsed: 0,
  error: null,
  error_at: null,
  damaged: false,
  first_run: null,
  of: '',
};
const named = (day: string): BackupFile => ({ name: `sotto-0a1b2c3d-${day}.sotto`, day, bytes: 1_240_000, own: true });
/** Somebody else backs up into the same folder. */
const OTHERS: BackupFile[] = ['2026-11-23', '2026-11-20'].map((day) => ({
  name: `sotto-e4f5a6b7-${day}.sotto`,
  day,
  bytes: 860_000,
  own: false,
}));

/** `?backups=none|away|damaged|busy|alone|shared|others|unknown`: how they stand (shared: those of another journal lie there
 * too; others: they alone; unknown: nobody can say whose any is); without it the folder is set and all is well. */
export function keeping(world: World, asked: URLSearchParams): Keeping {
  const how = asked.get('backups') ?? (asked.get('empty') === '1' ? 'none' : 'well');
  let folder: string | null = how === 'none' ? null : FOLDER;
  let state: BackupState = { ...NONE };
  if (folder)
    state = {
      ...NONE,
      last_run: '2026-11-23T08:02:00+00:00',
      first_run: '2026-09-01T20:00:00+00:00',
      records: 412,
      kept: 19,
      last_rehearsal: '2026-11-02T20:31:00+00:00',
      rehearsed: 388,
    };
  if (how === 'away') state = { ...state, error: 'folder_missing', error_at: PRESENT };
  if (how === 'damaged') state = { ...state, error: 'backup_damaged', error_at: PRESENT, damaged: true };
  let alone = how === 'alone';
  let files = folder
    ? ['2026-11-23', '2026-11-22', '2026-11-21', '2026-11-19', '2026-11-18', '2026-10-31', '2026-09-30'].map(named)
    : [];
  const shared = ['shared', 'others', 'unknown'].includes(how) ? OTHERS : [];
  if (how === 'others') files = [];
  let chosen: string | null = null;
  const standing = (): BackupStatus =>
    structuredClone({ folder, state, busy: how === 'busy' ? 'backup' : null, alone });
  const make = () => {
    if (!folder) fail('backup_no_folder');
    if (how === 'away') fail('folder_missing');
    files = alone ? [named('2026-11-23')] : files.length ? files : [named('2026-11-23')];
    alone = false;
    state = {
      ...state,
      last_run: PRESENT,
      records: world.reflections.length,
      kept: files.length,
      error: null,
      error_at: null,
      damaged: false,
    };
    return { name: files[0]?.name ?? '', records: state.records, unreadable_notes: 0, kept: state.kept, removed: [] };
  };

  return {
    async backup_status() {
      return standing();
    },
    async backup_folder_choose() {
      if (!folder) {
        folder = FOLDER;
        state = { ...NONE };
      }
      return standing();
    },
    async backup_stop() {
      folder = null;
      alone = false;
      state = { ...NONE };
      return standing();
    },
    async backup_now() {
      return make();
    },
    async backup_now_alone() {
      alone = true;
      return make();
    },
    async backup_rehearse() {
      if (how === 'away') fail('folder_missing');
      state = { ...state, last_rehearsal: PRESENT, rehearsed: state.records };
      return { name: files[0]?.name ?? '', records: state.records };
    },
    async task_progress({ task }) {
      const far: Record<Task, TaskProgress> = {
        backup: { stage: 'copying', done: 12_400_000, of: 40_000_000 },
        recover: { stage: 'copying', done: 12_400_000, of: 40_000_000 },
        restore: { stage: 'keeping', done: 31_000_000, of: 40_000_000 },
        rehearsal: { stage: 'checking', done: 2432, of: 5412 },
        check: { stage: 'checking', done: 2432, of: 5412 },
        export: { stage: 'writing', done: 640, of: 1600 },
        rekey: { stage: 'sealing', done: 640, of: 1600 },
      };
      return structuredClone(far[task]);
    },
    async task_cancel() {
      world.stop();
    },
    async restore_list() {
      if (how === 'away') return { folder, files: [], failure: failureWith('folder_missing') };
      const all = [...files, ...shared].sort((a, b) => b.day.localeCompare(a.day));
      return structuredClone({
        folder,
        files: how === 'unknown' ? all.map((file) => ({ ...file, own: null })) : all,
        failure: null,
      });
    },
    async restore_choose({ name }) {
      chosen = name ?? 'journal-before-2026-10-02.sotto';
      return chosen;
    },
    async restore({ secret, sheet }) {
      if (!chosen) fail('backup_missing');
      if (sheet && secret.trim().split(/\s+/).length !== 24) fail('recovery_unreadable');
      if (secret === 'wrong') fail('passphrase_wrong');
      const kept = world.state === 'new' ? null : '/home/ines/.local/share/sotto/journal-before-2026-11-23.sotto';
      world.state = 'locked';
      return { records: 412, unreadable_notes: 0, kept };
    },
    async export({ format, plain }) {
      const ending = { markdown: 'md', html: 'html', json: 'json' }[format];
      return {
        file: `/home/ines/Documents/sotto-2026-11-23.${ending}${plain ? '' : '.age'}`,
        reflections: world.reflections.length,
        sealed: !plain,
        sheet: !plain,
      };
    },
  };
}
