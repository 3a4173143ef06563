// Starts the test host (`tests/src/host`, built by `cargo xtask test` before it is needed) and begins apps in it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Opens every vault of the test host. */
export const PASSPHRASE = 'lantern moss quarry violet';

const root = join(import.meta.dirname, '..', '..');
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug', 'host');

/**
 * A host that serves the build in `ui/dist-host`.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startHost() {
  if (!existsSync(program)) throw new Error(`${program} is not built: cargo xtask test builds it`);
  const folder = await mkdtemp(join(tmpdir(), 'sotto-host-'));
  const host = spawn(program, [folder, join(root, 'ui', 'dist-host')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise((done, failed) => {
    host.stdout.once('data', (line) => done(String(line).trim()));
    host.once('exit', (code) => failed(new Error(`the test host ended with ${code}`)));
  });
  const stop = async () => {
    const ended = new Promise((done) => host.once('exit', done));
    host.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

/**
 * Begins an app as `Begin` in tests/src/host/begin.rs says; answers with its address.
 * @param {string} url
 * @param {object} begin
 * @returns {Promise<string>}
 */
export async function beginApp(url, begin) {
  const answer = await fetch(`${url}/apps`, { method: 'POST', body: JSON.stringify(begin) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`no app for ${JSON.stringify(begin)}: ${answer.status} ${text}`);
  return `${url}/app/${JSON.parse(text).app}/`;
}

/**
 * Closes an app; its calls end, and its folder goes.
 * @param {string} address
 */
export async function closeApp(address) {
  await fetch(address.replace(/\/$/, ''), { method: 'DELETE' });
}
