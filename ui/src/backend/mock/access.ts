// Ways to unlock, new keys, and reading what is sound, in memory. Any passphrase is the right one, except "wrong".
import type { Calls } from '../bindings';
import { WORDS } from './keys';
import { fail, newId, type World } from './world';

type Access = Pick<
  Calls,
  | 'slot_list'
  | 'slot_add_passphrase'
  | 'slot_add_recovery'
  | 'slot_remove'
  | 'rekey'
  | 'sheet_save'
  | 'recovered_save'
  | 'keychain'
  | 'keychain_on'
  | 'keychain_off'
  | 'keychain_unlock'
>;

export function access(world: World): Access {
  const allowed = (old?: string | null) => {
    const bySheet = world.slots.some((slot) => slot.kind === 'recovery' && slot.opened_this);
    if (!bySheet && (!old || old === 'wrong')) fail('passphrase_wrong');
  };
  const readBack = (answers: { position: number; word: string }[]) => {
    if (answers.length < 3 || answers.some((a) => WORDS[a.position - 1] !== a.word.trim().toLowerCase()))
      fail('recovery_answers_wrong');
  };
  return {
    async slot_list() {
      return structuredClone(world.slots);
    },
    async slot_add_passphrase({ old }) {
      allowed(old);
      world.slots.push({ id: newId(world, 'w'), kind: 'passphrase', opened_this: false, in_keychain: false });
    },
    async slot_add_recovery({ old, answers }) {
      readBack(answers);
      allowed(old);
      world.slots = [
        ...world.slots.filter((slot) => slot.kind !== 'recovery'),
        { id: newId(world, 'w'), kind: 'recovery', opened_this: false, in_keychain: false },
      ];
    },
    async slot_remove({ id }) {
      const slot = world.slots.find((one) => one.id === id) ?? fail('not_found');
      if (slot.kind === 'passphrase' && world.slots.filter((one) => one.kind === 'passphrase').length === 1)
        fail('last_slot');
      world.slots = world.slots.filter((one) => one !== slot);
    },
    async rekey({ old, answers }) {
      if (answers) readBack(answers);
      allowed(old);
      if (world.captured.length) fail('captured_waiting');
      const dropped = world.slots.filter((slot) => slot.kind === 'passphrase' && !slot.opened_this).length;
      world.slots = world.slots.filter((slot) => slot.kind === 'recovery' || slot.opened_this);
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
      world.slots.push({ id: newId(world, 'w'), kind: 'device', opened_this: false, in_keychain: true });
    },
    async keychain_off() {
      world.keychain.on = false;
      world.slots = world.slots.filter((slot) => !slot.in_keychain);
      return 'removed';
    },
    async keychain_unlock() {
      if (world.keychain.due) fail('keychain_passphrase_due');
      world.state = 'open';
      return { captured: world.captured.length, read_only: world.readOnly };
    },
    async sheet_save() {
      return 'sotto-recovery-sheet.pdf';
    },
    async recovered_save() {
      return {
        file: 'sotto-2026-11-23-sound.sotto',
        records: world.reflections.length,
        journal: '/home/ines/.local/share/sotto/journal.sotto',
      };
    },
  };
}
