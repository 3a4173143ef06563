// Ways to unlock, new keys, and reading what is sound, in memory. Any passphrase is the right one, except "wrong".
import type { Commands } from '../bindings';
import { WORDS } from './keys';
import { fail, newId, type World } from './world';

type Access = Pick<
  Commands,
  | 'way_list'
  | 'way_add_passphrase'
  | 'way_add_recovery'
  | 'way_remove'
  | 'rekey'
  | 'sheet_save'
  | 'sound_save'
  | 'keychain'
  | 'keychain_on'
  | 'keychain_off'
  | 'keychain_unlock'
>;

export function access(world: World): Access {
  const allowed = (old: string | null) => {
    const bySheet = world.ways.some((way) => way.kind === 'recovery' && way.opened_this);
    if (!bySheet && (!old || old === 'wrong')) fail('passphrase_wrong');
  };
  const readBack = (answers: { position: number; word: string }[]) => {
    if (answers.length < 3 || answers.some((a) => WORDS[a.position - 1] !== a.word.trim().toLowerCase()))
      fail('recovery_answers_wrong');
  };
  return {
    async way_list() {
      return structuredClone(world.ways);
    },
    async way_add_passphrase({ old }) {
      allowed(old);
      world.ways.push({ id: newId(world, 'w'), kind: 'passphrase', opened_this: false, here: false });
    },
    async way_add_recovery({ old, answers }) {
      readBack(answers);
      allowed(old);
      world.ways = [
        ...world.ways.filter((way) => way.kind !== 'recovery'),
        { id: newId(world, 'w'), kind: 'recovery', opened_this: false, here: false },
      ];
    },
    async way_remove({ id }) {
      const way = world.ways.find((one) => one.id === id) ?? fail('not_found');
      if (way.kind === 'passphrase' && world.ways.filter((one) => one.kind === 'passphrase').length === 1)
        fail('last_slot');
      world.ways = world.ways.filter((one) => one !== way);
    },
    async rekey({ old, answers }) {
      if (answers) readBack(answers);
      allowed(old);
      if (world.captured.length) fail('captured_waiting');
      const dropped = world.ways.filter((way) => way.kind === 'passphrase' && !way.opened_this).length;
      world.ways = world.ways.filter((way) => way.kind === 'recovery' || way.opened_this);
      const kept = world.keychain.on ? ('removed' as const) : ('none' as const);
      world.keychain.on = false;
      return { records: world.reflections.length, dropped, keychain: kept };
    },
    async keychain() {
      return { ...world.keychain };
    },
    async keychain_on({ passphrase }) {
      if (!passphrase || passphrase === 'wrong') fail('passphrase_wrong');
      world.keychain.on = true;
      world.ways.push({ id: newId(world, 'w'), kind: 'device', opened_this: false, here: true });
    },
    async keychain_off() {
      world.keychain.on = false;
      world.ways = world.ways.filter((way) => !way.here);
      return 'removed';
    },
    async keychain_unlock() {
      if (world.keychain.due) fail('keychain_passphrase_due');
      world.state = 'open';
      return { captured: world.captured.length, reading: world.reading };
    },
    async sheet_save() {
      return 'sotto-recovery-sheet.pdf';
    },
    async sound_save() {
      return {
        file: 'sotto-2026-11-23-sound.sotto',
        records: world.reflections.length,
        journal: '/home/ines/.local/share/sotto/journal.sotto',
      };
    },
  };
}
