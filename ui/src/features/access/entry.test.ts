/** The first run, unlocking and the note left while locked, as a person meets them. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../shell/App.svelte';
import { backend, failureWith } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { app } from '../../app/app-state.svelte';

const ROLLED_BACK = failureWith('rolled_back');

const begin = (search: string) => {
  app.state = null;
  app.failure = null;
  freshBackend(search);
  render(App);
};

beforeEach(() => {
  vi.restoreAllMocks();
});
afterEach(() => vi.restoreAllMocks());

describe('locked', () => {
  it('shows nothing of the journal, and says plainly that a passphrase is wrong', async () => {
    begin('?state=locked');
    const person = userEvent.setup();
    const field = await screen.findByLabelText('Passphrase');
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(document.title).not.toMatch(/Thursday/);
    await person.type(field, 'wrong{Enter}');
    await screen.findByText(/That is not the passphrase/);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(app.state?.state).toBe('locked');
  });

  it('seals a note that was begun before it opens the journal', async () => {
    begin('?state=locked');
    const person = userEvent.setup();
    const done: string[] = [];
    const capture = backend.capture.bind(backend);
    vi.spyOn(backend, 'capture').mockImplementation(async (a) => {
      done.push(`note ${a.text}`);
      await capture(a);
    });
    vi.spyOn(backend, 'unlock').mockImplementation(async () => {
      done.push('unlock');
      return { captured: 1, read_only: null };
    });
    await person.click(await screen.findByRole('button', { name: 'Write' }));
    await person.type(screen.getByLabelText('Your note'), 'ask Sam');
    await person.type(screen.getByLabelText('Passphrase'), 'right{Enter}');
    await waitFor(() => expect(done).toEqual(['note ask Sam', 'unlock']));
  });

  it('stays locked, with the words, when that note cannot be sealed', async () => {
    begin('?state=locked&fail=captured_too_many@capture');
    const person = userEvent.setup();
    const unlock = vi.spyOn(backend, 'unlock');
    await person.click(await screen.findByRole('button', { name: 'Write' }));
    await person.type(screen.getByLabelText('Your note'), 'ask Sam');
    await person.type(screen.getByLabelText('Passphrase'), 'right{Enter}');
    await screen.findByText(/There is no room for more notes/);
    expect(screen.getByLabelText<HTMLTextAreaElement>('Your note').value).toBe('ask Sam');
    expect(unlock).not.toHaveBeenCalled();
  });

  it('opens with the keychain where it was turned on, and the passphrase stays where the cursor is', async () => {
    begin('?state=locked&keychain=on');
    const person = userEvent.setup();
    const button = await screen.findByRole('button', { name: 'Unlock with the keychain' });
    expect(document.activeElement).toBe(screen.getByLabelText('Passphrase'));
    // By the keyboard alone: the button that unlocks, then this one.
    await person.tab();
    await person.tab();
    expect(document.activeElement).toBe(button);
    await person.keyboard('{Enter}');
    await waitFor(() => expect(app.state?.state).toBe('open'));
  });

  it('takes the passphrase while the system asks for the keychain’s own', async () => {
    begin('?state=locked&keychain=on&fail=never@keychain_unlock');
    const person = userEvent.setup();
    await person.click(await screen.findByRole('button', { name: 'Unlock with the keychain' }));
    await screen.findByText(/Your system may want its password first/);
    await person.type(screen.getByLabelText('Passphrase'), 'right{Enter}');
    await waitFor(() => expect(app.state?.state).toBe('open'));
  });

  it('says that the key is gone from the keychain, and the passphrase can be typed', async () => {
    begin('?state=locked&keychain=on&fail=keychain_missing@keychain_unlock');
    const person = userEvent.setup();
    await person.click(await screen.findByRole('button', { name: 'Unlock with the keychain' }));
    await screen.findByText(/no longer in this computer’s keychain/);
    const field = screen.getByLabelText('Passphrase');
    expect(field.getAttribute('aria-invalid')).not.toBe('true');
    expect(document.activeElement).toBe(field);
    await person.type(field, 'right{Enter}');
    await waitFor(() => expect(app.state?.state).toBe('open'));
  });

  it('opens an older copy with the keychain again, once the person wants that', async () => {
    begin('?state=locked&keychain=on');
    const person = userEvent.setup();
    const unlock = vi.spyOn(backend, 'keychain_unlock').mockRejectedValueOnce(failureWith('rolled_back'));
    await person.click(await screen.findByRole('button', { name: 'Unlock with the keychain' }));
    await person.click(await screen.findByRole('button', { name: 'Open this older copy' }));
    expect(unlock).toHaveBeenLastCalledWith({ how: { accept_older: true } });
  });

  it('asks for the passphrase when it was not typed for two weeks', async () => {
    begin('?state=locked&keychain=due');
    await screen.findByText(/more than two weeks since you typed your passphrase/);
    expect(screen.queryByRole('button', { name: 'Unlock with the keychain' })).toBeNull();
  });

  it('has no keychain where none was turned on, or none is there any more', async () => {
    for (const search of ['?state=locked', '?state=locked&keychain=gone']) {
      begin(search);
      const asked = vi.spyOn(backend, 'keychain');
      await screen.findByLabelText('Passphrase');
      await waitFor(() => expect(asked).toHaveBeenCalled());
      expect(screen.queryByRole('button', { name: 'Unlock with the keychain' })).toBeNull();
      document.body.innerHTML = '';
    }
  });

  it('opens with the recovery sheet', async () => {
    begin('?state=locked');
    const person = userEvent.setup();
    const unlock = vi.spyOn(backend, 'unlock_recovery');
    await person.click(await screen.findByRole('button', { name: 'Use my recovery sheet instead' }));
    await person.type(screen.getByLabelText('Recovery sheet'), 'AGE-SECRET-KEY-1ABC');
    await person.click(screen.getByRole('button', { name: 'Unlock' }));
    await waitFor(() => expect(app.state?.state).toBe('open'));
    expect(unlock).toHaveBeenCalledWith({ text: 'AGE-SECRET-KEY-1ABC', how: {} });
  });

  it('opens with a photo of the code, and says when there is none in it', async () => {
    begin('?state=locked');
    const person = userEvent.setup();
    const unlock = vi.spyOn(backend, 'unlock_photo');
    unlock.mockRejectedValueOnce(failureWith('photo_no_code'));
    await person.click(await screen.findByRole('button', { name: 'Use my recovery sheet instead' }));
    await person.click(screen.getByRole('button', { name: 'Use a photo of the code…' }));
    await screen.findByText(/No recovery code was found in this picture/);
    unlock.mockResolvedValueOnce(null);
    await person.click(screen.getByRole('button', { name: 'Use a photo of the code…' }));
    await waitFor(() => expect(unlock).toHaveBeenCalledTimes(2));
    expect(app.state?.state).toBe('locked');
    await person.click(screen.getByRole('button', { name: 'Use a photo of the code…' }));
    await waitFor(() => expect(app.state?.state).toBe('open'));
  });

  it('opens an older copy only when the person says so', async () => {
    begin('?state=locked');
    const person = userEvent.setup();
    const unlock = vi.spyOn(backend, 'unlock').mockImplementation(async ({ how }) => {
      if (!how?.accept_older) throw ROLLED_BACK;
      return { captured: 0, read_only: null };
    });
    await person.type(await screen.findByLabelText('Passphrase'), 'right{Enter}');
    await screen.findByText(/older than the one last seen/);
    expect(app.state?.state).toBe('locked');
    await person.click(screen.getByRole('button', { name: 'Open this older copy' }));
    await waitFor(() => expect(app.state?.state).toBe('open'));
    expect(unlock).toHaveBeenLastCalledWith({ passphrase: 'right', how: { accept_older: true } });
  });
});

describe('the first run', () => {
  it('makes a journal only after the sheet was read back', async () => {
    begin('?state=new');
    const person = userEvent.setup();
    const finish = vi.spyOn(backend, 'vault_create');
    await person.click(await screen.findByRole('button', { name: 'Make my journal' }));

    await person.type(screen.getByLabelText('Passphrase'), 'one two three four');
    await person.type(screen.getByLabelText('Passphrase again'), 'one two three five');
    await person.click(screen.getByRole('button', { name: 'Next' }));
    await screen.findByText(/The two do not match yet/);
    await person.clear(screen.getByLabelText('Passphrase again'));
    await person.type(screen.getByLabelText('Passphrase again'), 'one two three four');
    await screen.findByText(/guess/, { selector: '.strength p' });
    await person.click(screen.getByRole('button', { name: 'Next' }));

    const words = (await screen.findAllByRole('listitem')).map(
      (one) => one.textContent?.replace(/^\d+/, '').trim() ?? '',
    );
    expect(words).toHaveLength(24);
    expect(screen.getByRole('img', { name: /QR code/ })).toBeTruthy();
    await person.click(screen.getByRole('button', { name: 'I have it on paper' }));

    const asked = screen.getAllByLabelText<HTMLInputElement>(/^Word \d+$/);
    expect(asked).toHaveLength(3);
    await person.type(asked[0] as HTMLInputElement, 'nonsense');
    await person.click(screen.getByRole('button', { name: 'Make my journal' }));
    await screen.findByText(/These are not the words on the sheet/);
    expect(app.state?.state).toBe('new');

    for (const field of asked) {
      const position = Number(/\d+/.exec(field.labels?.[0]?.textContent ?? '')?.[0]);
      await person.clear(field);
      await person.type(field, words[position - 1] ?? '');
    }
    await person.click(screen.getByRole('button', { name: 'Make my journal' }));
    await waitFor(() => expect(app.state?.state).toBe('open'));
    expect(finish.mock.lastCall?.[0].passphrase).toBe('one two three four');
  });

  it('offers six words, shown', async () => {
    begin('?state=new');
    const person = userEvent.setup();
    await person.click(await screen.findByRole('button', { name: 'Make my journal' }));
    await person.click(screen.getByRole('button', { name: 'Suggest one' }));
    const field = screen.getByLabelText<HTMLInputElement>('Passphrase');
    await waitFor(() => expect(field.value.split(' ')).toHaveLength(6));
    expect(field.type).toBe('text');
  });
});
