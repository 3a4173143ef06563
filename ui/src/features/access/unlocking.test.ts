/** The states of unlocking: one attempt at a time, and a typed passphrase comes before the keychain. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { app, refresh } from '../../app/app-state.svelte';
import { backend, failureWith, type Failure, type UnlockResult } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { Unlocking } from './unlocking.svelte';

const OPENED: UnlockResult = { captured: 0, read_only: null };
const REFUSED = failureWith('keychain_refused');
const willing = () => Promise.resolve(true);

/** The keychain's answer, given when the test says so. */
function slowKeychain() {
  let answer!: (result: UnlockResult) => void;
  let refuse!: (failure: Failure) => void;
  const asked = vi.spyOn(backend, 'keychain_unlock').mockImplementation(
    () =>
      new Promise((resolve, reject) => {
        answer = resolve;
        refuse = reject;
      }),
  );
  return { asked, answer: () => answer(OPENED), refuse: () => refuse(REFUSED) };
}

beforeEach(async () => {
  freshBackend('?state=locked');
  await refresh();
});
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
    await refused.unlock({ by: 'passphrase', passphrase: 'right' });
    expect(refused.failure).toBeNull();
    expect(unlock).not.toHaveBeenCalled();
  });

  it('opens only as far as it can be read when that is what the screen is for', async () => {
    const unlock = vi.spyOn(backend, 'unlock');
    await new Unlocking(willing, true).unlock({ by: 'passphrase', passphrase: 'right' });
    expect(unlock).toHaveBeenCalledWith({ passphrase: 'right', how: { read_only: true } });
  });

  it('goes on with the key that was given last', async () => {
    const unlock = vi.spyOn(backend, 'unlock_recovery').mockRejectedValue(failureWith('rolled_back'));
    const unlocking = new Unlocking(willing, false);
    await unlocking.unlock({ by: 'recovery', text: 'twenty-four words' });
    await unlocking.again({ accept_older: true });
    expect(unlock).toHaveBeenLastCalledWith({ text: 'twenty-four words', how: { accept_older: true } });
  });

  it('takes a passphrase while the keychain is asked, and hears no more of the keychain', async () => {
    const keychain = slowKeychain();
    const unlocking = new Unlocking(willing, false);
    const first = unlocking.unlock({ by: 'keychain' });
    await vi.waitFor(() => expect(keychain.asked).toHaveBeenCalled());
    await unlocking.unlock({ by: 'passphrase', passphrase: 'wrong' });
    keychain.refuse();
    await first;
    expect(unlocking.failureBy('passphrase')?.code).toBe('passphrase_wrong');
  });

  it('asks the system once, also when the button is pressed again', async () => {
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

  it('opens nothing by the keychain once the screen is gone', async () => {
    const keychain = slowKeychain();
    const unlocking = new Unlocking(willing, false);
    const running = unlocking.unlock({ by: 'keychain' });
    await vi.waitFor(() => expect(keychain.asked).toHaveBeenCalled());
    unlocking.end();
    keychain.answer();
    await running;
    expect(app.state?.state).toBe('locked');
  });
});
