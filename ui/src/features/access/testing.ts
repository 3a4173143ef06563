/** For component tests of what opens a journal: a recovery sheet in the test's hands, and an older copy of the file. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { backend, type RecoverySheet } from '../../backend';
import { PASSPHRASE } from '../../backend/testing';

/** Makes a new recovery sheet for the open journal, whose passphrase is PASSPHRASE. */
export async function newSheet(): Promise<RecoverySheet> {
  const sheet = await backend.sheet_new();
  const answers = sheet.ask.map((position) => ({ position, word: sheet.words[position - 1] ?? '' }));
  await backend.slot_add_recovery({ old: PASSPHRASE, answers });
  return sheet;
}

/** The folder that an app of the test host works in, of a world with backups. */
async function appFolder(): Promise<string> {
  const { folder } = await backend.restore_list();
  return join(folder ?? '', '..');
}

/** Locks the open journal, and puts a copy from before its last change in its place. */
export async function lockAndPutOlderCopy(): Promise<void> {
  const { name } = await backend.backup_now();
  await backend.person_save({ input: { name: 'Wren', alias: null, also: [] } });
  await backend.lock();
  const folder = await appFolder();
  await copyFile(join(folder, 'backups', name), join(folder, 'journal.sotto'));
}

/** Saves a picture of a sheet's code, or of nothing, as a file that can be chosen in a dialog. */
export async function savePhoto(file: string, sheet: RecoverySheet | null): Promise<void> {
  await writeFile(join(await appFolder(), 'in', file), sheet ? photoOf(sheet.qr) : png([[255]]));
}

/** A PNG of a code, eight pixels for each of its squares. */
function photoOf({ size, path }: RecoverySheet['qr']): Buffer {
  const SCALE = 8;
  const side = (size + 8) * SCALE;
  const rows = Array.from({ length: side }, () => Array<number>(side).fill(255));
  for (const [, x, y, width] of path.matchAll(/M(\d+)[ ,](\d+)h(\d+)/g)) {
    for (let row = 0; row < SCALE; row += 1) {
      const from = (Number(x) + 4) * SCALE;
      rows[(Number(y) + 4) * SCALE + row]?.fill(0, from, from + Number(width) * SCALE);
    }
  }
  return png(rows);
}

/** Shades of grey as a PNG. */
function png(rows: number[][]): Buffer {
  const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32();
  const chunk = (kind: string, data: Buffer) => {
    const sealed = Buffer.concat([Buffer.from(kind), data]);
    return Buffer.concat([number(data.length), sealed, number(crc32(sealed))]);
  };
  const header = Buffer.concat([number(rows[0]?.length ?? 0), number(rows.length), Buffer.from([8, 0, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}
