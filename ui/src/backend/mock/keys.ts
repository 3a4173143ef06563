// First run, unlocking, settings and help, in memory. Any passphrase opens, except "wrong".
import type { Calls, HelpCountry, UnlockOptions } from '../bindings';
import lines from '../../../../src-tauri/core/src/safety/lines.json';
import { fail, type World } from './world';

type Keys = Pick<
  Calls,
  | 'app_state'
  | 'settings_save'
  | 'passphrase_strength'
  | 'passphrase_suggest'
  | 'sheet_new'
  | 'vault_create'
  | 'unlock'
  | 'unlock_recovery'
  | 'unlock_photo'
  | 'journal_ready'
  | 'lock'
  | 'active'
  | 'leave'
  | 'leave_heard'
  | 'print'
  | 'clipboard_copy'
  | 'passphrase_change'
  | 'verify'
  | 'help'
  | 'help_contact_save'
>;

export const WORDS =
  'abandon canvas dolphin engine fabric garden harvest island jacket kitchen lemon magnet noble ocean paddle quarter ribbon saddle ticket umbrella valley window yellow zebra'.split(
    ' ',
  );

function qrPath(size: number): string {
  let h = 7;
  let d = '';
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      h = (Math.imul(h, 1103515245) + 12345) >>> 0;
      if (h >>> 31) d += `M${x} ${y}h1v1h-1z`;
    }
  return d;
}

export function keys(world: World): Keys {
  const opened = () => {
    world.state = 'open';
    return { captured: world.captured.length, read_only: world.readOnly };
  };
  const asked = (how?: UnlockOptions) => {
    if (how?.read_only) {
      world.readOnly = { damaged: true, lost: 3, counted: true };
      world.fail = null;
    }
  };
  return {
    async app_state() {
      return structuredClone({
        state: world.state,
        read_only: world.readOnly,
        settings: world.settings,
        version: '0.1.0',
      });
    },
    async settings_save({ settings }) {
      world.settings = { ...settings };
      return { ...settings };
    },
    async passphrase_strength({ passphrase }) {
      const score = Math.min(4, Math.floor(passphrase.length / 5));
      return { score, guesses_log10: passphrase.length * 1.3, hint: passphrase.length < 10 ? 'short' : null };
    },
    async passphrase_suggest() {
      return 'lantern orchard velvet compass harbour thistle';
    },
    async sheet_new() {
      return {
        words: [...WORDS],
        key_line: 'AGE-SECRET-KEY-1EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE0',
        qr: { size: 37, path: qrPath(37) },
        ask: [3, 11, 20],
      };
    },
    async vault_create({ passphrase, answers }) {
      if (!passphrase) fail('passphrase_empty');
      if (answers.some((a) => WORDS[a.position - 1] !== a.word.trim().toLowerCase())) fail('recovery_answers_wrong');
      return opened();
    },
    async unlock({ passphrase, how }) {
      if (!passphrase) fail('passphrase_empty');
      if (passphrase === 'wrong') fail('passphrase_wrong');
      asked(how ?? undefined);
      return opened();
    },
    async unlock_recovery({ text, how }) {
      if (text.trim().split(/\s+/).length !== 24 && !text.trim().startsWith('AGE-SECRET-KEY-1')) fail('recovery_wrong');
      asked(how ?? undefined);
      return opened();
    },
    async unlock_photo() {
      return opened();
    },
    async journal_ready() {
      return 0;
    },
    async lock() {
      world.state = 'locked';
      if (import.meta.env.MODE !== 'mock') return;
      const asked = new URLSearchParams(location.search);
      asked.set('state', 'locked');
      location.search = asked.toString();
      await new Promise(() => {});
    },
    async active() {},
    async leave() {},
    async leave_heard() {},
    async print() {
      window.print();
    },
    async clipboard_copy({ text }) {
      await navigator.clipboard.writeText(text);
    },
    async passphrase_change({ old, new: fresh }) {
      if (old === 'wrong') fail('passphrase_wrong');
      if (!fresh) fail('passphrase_empty');
    },
    async verify() {
      return { records: world.reflections.length, damaged: [], rolled_back: false };
    },
    async help() {
      const seen = world.state === 'open' || world.helpContact?.on_lock;
      return structuredClone({
        countries: lines satisfies HelpCountry[],
        country: world.settings.country,
        contact: seen ? world.helpContact : null,
      });
    },
    async help_contact_save({ contact }) {
      world.helpContact = contact ? { ...contact } : null;
    },
  };
}
