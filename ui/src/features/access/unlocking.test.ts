/** The states of unlocking: one attempt at a time, and a typed passphrase comes before the keychain. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { app, refresh } from '../../app/app-state.svelte';
import { backend } from '../../backend';
import { beginBackend, PASSPHRASE, type Begin } from '../../backend/testing';
import { lockAndPutOlderCopy, newSheet } from './testing';
import { Unlocking } from './unlocking.svelte';

const willing = () => Promise.resolve(true);

async function begin(begin: Begin = {}) {
  await beginBackend({ world: 'empty', locked: true, ...begin });
  await refresh();
}

/** The keychain is asked only when the test says so: until then the system waits for something of its own. */
function slowKeychain() {
  let answer!: () => void;
  const ready = new Promise<void>((resolve) => (answer = resolve));
  const ask: typeof backend.keychain_unlock = backend.keychain_unlock.bind(backend);
  const asked = vi.spyOn(backend, 'keychain_unlock').mockImplementation(async (a) => {
    await ready;
    return ask(a);
  });
  return { asked, answer };
}

beforeEach(() => begin());
afterEach(() => vi.restoreAllMocks());

describe('unlocking', () => {
  it('is asking with a key, then failed by that key, then idle again', async () => {
    const unlocking = new Unlocking(willing, false);
    const running = unlocking.unlock({ by: 'passphrase', passphrase: 'wrong' });
    expect(unlocking.asking).toBe('passphrase');
    await running;
    expect(unlocking.asking).toBeNull();
    expect(unlocking.failureBy('passphrase')?.code).toBe('passphrase_wrong');
    expect(unlocking.failureBy('photo', 'keychain')).toBeNull();
    unlocking.reset();
    expect(unlocking.failure).toBeNull();
  });

  it('asks nothing when there is nothing to ask with, or what comes before refuses', async () => {
    const unlock = vi.spyOn(backend, 'unlock');
    const empty = new Unlocking(willing, false);
    await empty.unlock({ by: 'passphrase', passphrase: ' ' });
    expect(empty.failure?.code).toBe('passphrase_empty');
    const refused = new Unlocking(() => Promise.resolve(false), false);
    await refused.unlock({ by: 'passphrase', passphrase: PASSPHRASE });
    expect(refused.failure).toBeNull();
    expect(unlock).not.toHaveBeenCalled();
    expect((await backend.app_state()).state).toBe('locked');
  });

  it('opens only as far as it can be read when that is what the screen is for', async () => {
    await new Unlocking(willing, true).unlock({ by: 'passphrase', passphrase: PASSPHRASE });
    expect(app.state?.state).toBe('open');
    expect(app.state?.read_only).not.toBeNull();
    expect((await backend.app_state()).read_only).toEqual(app.state?.read_only);
  });

  it('goes on with the key that was given last', async () => {
    await begin({ world: 'story', locked: false });
    const { key_line: text } = await newSheet();
    await lockAndPutOlderCopy();
    await refresh();
    const unlocking = new Unlocking(willing, false);
    await unlocking.unlock({ by: 'recovery', text });
    expect(unlocking.failureBy('recovery')?.code).toBe('rolled_back');
    expect(app.state?.state).toBe('locked');
    await unlocking.again({ accept_older: true });
    expect(unlocking.failure).toBeNull();
    expect(app.state?.state).toBe('open');
    expect((await backend.slot_list()).find((slot) => slot.opened_this)?.kind).toBe('recovery');
    expect((await backend.person_list()).map((one) => one.name)).not.toContain('Wren');
  });

  it('takes a passphrase while the keychain is asked, and hears no more of the keychain', async () => {
    await begin({ keychain: 'emptied' });
    const keychain = slowKeychain();
    const unlocking = new Unlocking(willing, false);
    const first = unlocking.unlock({ by: 'keychain' });
    await vi.waitFor(() => expect(keychain.asked).toHaveBeenCalled());
    await unlocking.unlock({ by: 'passphrase', passphrase: 'wrong' });
    keychain.answer();
    await first;
    await expect(keychain.asked.mock.results[0]!.value).rejects.toMatchObject({ code: 'keychain_missing' });
    expect(unlocking.failureBy('passphrase')?.code).toBe('passphrase_wrong');
  });

  it('asks the system once, also when the button is pressed again', async () => {
    await begin({ keychain: 'on' });
    const keychain = slowKeychain();
    const unlocking = new Unlocking(willing, false);
    const first = unlocking.unlock({ by: 'keychain' });
    await unlocking.unlock({ by: 'passphrase', passphrase: 'wrong' });
    const second = unlocking.unlock({ by: 'keychain' });
    await vi.waitFor(() => expect(keychain.asked).toHaveBeenCalled());
    keychain.answer();
    await Promise.all([first, second]);
    expect(keychain.asked).toHaveBeenCalledOnce();
    expect(app.state?.state).toBe('open');
  });

  it('leaves nothing open by the keychain once the screen is gone', async () => {
    await begin({ keychain: 'on' });
    const keychain = slowKeychain();
    const unlocking = new Unlocking(willing, false);
    const running = unlocking.unlock({ by: 'keychain' });
    await vi.waitFor(() => expect(keychain.asked).toHaveBeenCalled());
    unlocking.end();
    keychain.answer();
    await running;
    await keychain.asked.mock.results[0]!.value;
    expect(app.state?.state).toBe('locked');
    expect((await backend.app_state()).state).toBe('locked');
  });
});
