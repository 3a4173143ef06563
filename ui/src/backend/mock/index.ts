// The imitation of the core for component tests and for looking at screens in a browser. It is in no package.
import { failureWith } from '../index';
import type { Calls, UnlockOptions } from '../bindings';
import { access } from './access';
import { keeping } from './backups';
import { circle } from './circle';
import { journal } from './journal';
import { keys } from './keys';
import { sharing } from './sharing';
import { fail, makeWorld, type World } from './world';

const WRITES = new Set<keyof Calls>([
  'settings_save',
  'vault_create',
  'passphrase_change',
  'slot_add_passphrase',
  'slot_add_recovery',
  'slot_remove',
  'rekey',
  'capture',
  'captured_accept',
  'captured_discard',
  'draft_save',
  'draft_keep',
  'reflection_delete',
  'group_save',
  'group_delete',
  'person_save',
  'person_delete',
  'bring_save',
  'bring_delete',
  'contact_add',
  'contact_add_file',
  'contact_confirm',
  'contact_delete',
  'share_seal',
  'received_open',
  'help_contact_save',
  'backup_folder_choose',
  'backup_stop',
  'backup_now',
  'backup_now_alone',
  'restore',
  'export',
]);
const NEVER_FAIL = new Set<keyof Calls>(['app_state', 'journal_ready', 'help', 'active', 'lock']);
/** Asked for all the same, the damage is known: unlocking to read what is sound does not fail. */
const READS = (name: keyof Calls, args: unknown) =>
  name.startsWith('unlock') && (args as { how?: UnlockOptions } | undefined)?.how?.read_only === true;
const WRITE_CODES = ['disk_full', 'read_only', 'write_failed'];

/** A fresh imitation; `search` is the query part of an address, e.g. "?empty=1". */
export function makeMock(search = ''): Calls {
  const world = makeWorld(search);
  const plain: Calls = {
    ...keys(world),
    ...access(world),
    ...journal(world),
    ...circle(world),
    ...sharing(world),
    ...keeping(world, new URLSearchParams(search)),
  };
  const made: Record<string, unknown> = {};
  for (const [key, run] of Object.entries(plain) as [string, (args?: unknown) => Promise<unknown>][]) {
    const name = key as keyof Calls;
    made[name] = async (args?: unknown) => {
      if (world.slow) await new Promise((done) => setTimeout(done, world.slow));
      // The real vault refuses these in one place, too.
      if (world.readOnly && WRITES.has(name) && name !== 'settings_save') fail('vault_read_only');
      if (world.fail && !READS(name, args) && failsHere(name, world.fail))
        await (world.fail.code === 'never' ? untilStopped(world) : fail(world.fail.code));
      return run(args);
    };
  }
  return made as unknown as Calls;
}

const untilStopped = (world: World) =>
  new Promise<never>((_, reject) => {
    world.stop = () => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a Failure is data
      reject(failureWith('cancelled'));
    };
  });

function failsHere(name: keyof Calls, asked: { code: string; only: string[] | null }): boolean {
  if (asked.only) return asked.only.includes(name);
  return WRITE_CODES.includes(asked.code) ? WRITES.has(name) : !NEVER_FAIL.has(name);
}

export const mock: Calls = makeMock(typeof location === 'undefined' ? '' : location.search);
