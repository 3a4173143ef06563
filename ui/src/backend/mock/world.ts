// The imitation's memory: everything it knows, and what the address asks of it.
//
// ?state=new|locked|open  theme=light|dark|system  size=80..200  empty=1  slow=1500 (ms a command)
// fail=CODE (writing fails for disk_full, read_only and write_failed, everything else for other codes)
// fail=CODE@command,command (only these; the code "never" is a command that does not answer until it is stopped)  received=0 (nothing has been received)
// reading=3|unknown|folder (open for reading only: 3 records lost, nobody knows how many, a folder without writing)
// keychain=on|due|none|gone (turned on here; the passphrase was not typed for long; there is none; there is none any more)
// backups=none|away|damaged|busy|alone|shared|others|unknown (see backups.ts)
import { failureWith, type Code, type Failure } from '../index';
import type {
  Bring,
  CapturedNote,
  Contact,
  Group,
  HelpContact,
  Keychain,
  Person,
  ReadOnly,
  Received,
  Reflection,
  RevisionText,
  Settings,
  ShareLogEntry,
  AppState,
  Theme,
  SlotInfo,
} from '../bindings';
import { seedInto } from './seed';

export type World = {
  state: AppState['state'];
  settings: Settings;
  reflections: Reflection[];
  revisions: Map<string, RevisionText[]>;
  captured: CapturedNote[];
  groups: Group[];
  persons: Person[];
  bring: Bring[];
  contacts: Contact[];
  cardName: string | null;
  record: ShareLogEntry[];
  received: Received[];
  helpContact: HelpContact | null;
  slots: SlotInfo[];
  keychain: Keychain;
  readOnly: ReadOnly | null;
  slow: number;
  fail: { code: string; only: string[] | null } | null;
  /** Ends the command that does not answer, as one that was stopped. */
  stop: () => void;
  next: number;
};

/** The imitation's present: a Monday evening, so that pictures stay comparable. */
export const PRESENT = '2026-11-23T20:14:00+00:00';

export function makeWorld(search: string): World {
  const asked = new URLSearchParams(search);
  const [code, only] = (asked.get('fail') ?? '').split('@');
  const world: World = {
    state: (asked.get('state') as AppState['state'] | null) ?? 'open',
    settings: {
      theme: (asked.get('theme') as Theme | null) ?? 'light',
      text_size: Number(asked.get('size') ?? 100),
      lock_after: 5,
      country: 'GB',
    },
    reflections: [],
    revisions: new Map(),
    captured: [],
    groups: [],
    persons: [],
    bring: [],
    contacts: [],
    cardName: null,
    record: [],
    received: [],
    helpContact: null,
    slots: [
      { id: 'w-passphrase', kind: 'passphrase', opened_this: true, in_keychain: false },
      { id: 'w-recovery', kind: 'recovery', opened_this: false, in_keychain: false },
    ],
    keychain: {
      there: !['none', 'gone'].includes(asked.get('keychain') ?? ''),
      on: ['on', 'due', 'gone'].includes(asked.get('keychain') ?? ''),
      due: asked.get('keychain') === 'due',
    },
    readOnly: readOnlyOf(asked.get('reading')),
    slow: Number(asked.get('slow') ?? 0),
    fail: code ? { code, only: only ? only.split(',') : null } : null,
    stop: () => {},
    next: 1,
  };
  if (world.keychain.on) world.slots.push({ id: 'w-here', kind: 'device', opened_this: false, in_keychain: true });
  if (asked.get('empty') !== '1') seedInto(world);
  if (asked.get('received') === '0') world.received = [];
  return world;
}

const READ_ONLY: Record<string, ReadOnly> = {
  folder: { damaged: false, lost: 0, counted: true },
  unknown: { damaged: true, lost: 0, counted: false },
};

function readOnlyOf(asked: string | null): ReadOnly | null {
  if (asked === null) return null;
  return READ_ONLY[asked] ?? { damaged: true, lost: Number(asked), counted: true };
}

export const newId = (world: World, kind: string) => `${kind}-new-${world.next++}`;

export function fail(code: string, params: Failure['params'] = {}): never {
  throw failureWith(code as Code, params);
}
