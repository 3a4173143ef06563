/** The first run, unlocking and the note left while locked, as a person meets them. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import App from '../../shell/App.svelte';
import { backend } from '../../backend';
import { beginBackend, PASSPHRASE, type Begin } from '../../backend/testing';
import { app } from '../../app/app-state.svelte';
import { lockAndPutOlderCopy, newSheet, savePhoto } from './testing';

async function begin(begin: Begin = {}) {
  await beginBackend({ world: 'empty', locked: true, ...begin });
  return show();
}
function show() {
  app.state = null;
  app.failure = null;
  render(App);
  return userEvent.setup();
}
const isOpen = () => waitFor(() => expect(app.state?.state).toBe('open'));
const stateOfCore = async () => (await backend.app_state()).state;

afterEach(() => vi.restoreAllMocks());

describe('locked', () => {
  it('shows nothing of the journal, and says plainly that a passphrase is wrong', async () => {
    const person = await begin({ world: 'story' });
    const field = await screen.findByLabelText('Passphrase');
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(document.title).not.toMatch(/Thursday/);
    await person.type(field, 'wrong{Enter}');
    await screen.findByText(/That is not the passphrase/);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(app.state?.state).toBe('locked');
    expect(await stateOfCore()).toBe('locked');
  });

  it('gives the focus back after help and after a note', async () => {
    const person = await begin();
    await person.click(await screen.findByRole('button', { name: 'Help now' }));
    await person.click(await screen.findByRole('button', { name: 'Back' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Help now' })));
    await person.keyboard('{Enter}');
    await screen.findByRole('button', { name: 'Back' });
    await person.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Help now' })));
    for (const end of ['Seal this note', 'Cancel']) {
      await person.click(screen.getByRole('button', { name: 'Write' }));
      await person.type(screen.getByLabelText('Your note'), 'ask Sam');
      await person.tab();
      expect(document.activeElement?.textContent).toBe('Seal this note');
      await person.click(screen.getByRole('button', { name: end }));
      await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Write' })));
    }
    expect(await backend.app_state()).toMatchObject({ state: 'locked' });
  });

  it('seals a note that was begun before it opens the journal', async () => {
    const person = await begin();
    const capture = vi.spyOn(backend, 'capture');
    const unlock = vi.spyOn(backend, 'unlock');
    await person.click(await screen.findByRole('button', { name: 'Write' }));
    await person.type(screen.getByLabelText('Your note'), 'ask Sam');
    await person.type(screen.getByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await isOpen();
    expect(capture.mock.invocationCallOrder[0]).toBeLessThan(unlock.mock.invocationCallOrder[0]!);
    expect((await backend.captured_list()).map((note) => note.text)).toEqual(['ask Sam']);
    await expect(unlock.mock.results[0]!.value).resolves.toMatchObject({ captured: 1 });
  });

  it('stays locked, with the words, when that note cannot be sealed', async () => {
    const person = await begin();
    const unlock = vi.spyOn(backend, 'unlock');
    await person.click(await screen.findByRole('button', { name: 'Write' }));
    const note = screen.getByLabelText<HTMLTextAreaElement>('Your note');
    const long = 'ask Sam '.repeat(200_000);
    await fireEvent.input(note, { target: { value: long } });
    await person.type(screen.getByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await screen.findByText(/This note is too long to keep while the journal is locked/);
    expect(note.value).toBe(long);
    expect(unlock).not.toHaveBeenCalled();
    expect(await stateOfCore()).toBe('locked');
  });

  it('opens with the keychain where it was turned on, and the passphrase stays where the cursor is', async () => {
    const person = await begin({ keychain: 'on' });
    const button = await screen.findByRole('button', { name: 'Unlock with the keychain' });
    expect(document.activeElement).toBe(screen.getByLabelText('Passphrase'));
    // By the keyboard alone: the button that unlocks, then this one.
    await person.tab();
    await person.tab();
    expect(document.activeElement).toBe(button);
    await person.keyboard('{Enter}');
    await isOpen();
  });

  it('takes the passphrase while the system asks for the keychain’s own', async () => {
    const person = await begin({ keychain: 'on', hang: ['keychain_unlock'] });
    await person.click(await screen.findByRole('button', { name: 'Unlock with the keychain' }));
    await screen.findByText(/Your system may want its password first/);
    await person.type(screen.getByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await isOpen();
  });

  it('says that the key is gone from the keychain, and the passphrase can be typed', async () => {
    const person = await begin({ keychain: 'emptied' });
    await person.click(await screen.findByRole('button', { name: 'Unlock with the keychain' }));
    await screen.findByText(/no longer in this computer’s keychain/);
    const field = screen.getByLabelText('Passphrase');
    expect(field.getAttribute('aria-invalid')).not.toBe('true');
    expect(document.activeElement).toBe(field);
    await person.type(field, `${PASSPHRASE}{Enter}`);
    await isOpen();
  });

  it('opens an older copy with the keychain again, once the person wants that', async () => {
    await beginBackend({ keychain: 'on' });
    await lockAndPutOlderCopy();
    const person = show();
    await person.click(await screen.findByRole('button', { name: 'Unlock with the keychain' }));
    await person.click(await screen.findByRole('button', { name: 'Open this older copy' }));
    await isOpen();
    expect((await backend.slot_list()).find((slot) => slot.opened_this)?.in_keychain).toBe(true);
    expect((await backend.person_list()).map((one) => one.name)).not.toContain('Wren');
  });

  it('asks for the passphrase when it was not typed for two weeks, and then not again', async () => {
    const person = await begin({ keychain: 'due' });
    await screen.findByText(/more than two weeks since you typed your passphrase/);
    expect(screen.queryByRole('button', { name: 'Unlock with the keychain' })).toBeNull();
    await person.type(screen.getByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await isOpen();
    await backend.lock();
    expect((await backend.keychain()).due).toBe(false);
  });

  it.each(['off', 'gone'] as const)('has no keychain that is %s', async (keychain) => {
    await begin({ keychain });
    const asked = vi.spyOn(backend, 'keychain');
    await screen.findByLabelText('Passphrase');
    await waitFor(() => expect(asked).toHaveBeenCalled());
    await asked.mock.results[0]!.value;
    expect(screen.queryByRole('button', { name: 'Unlock with the keychain' })).toBeNull();
  });

  it('opens with the recovery sheet', async () => {
    await beginBackend({ world: 'empty' });
    const { words } = await newSheet();
    await backend.lock();
    const person = show();
    await person.click(await screen.findByRole('button', { name: 'Use my recovery sheet instead' }));
    await person.type(screen.getByLabelText('Recovery sheet'), words.toReversed().join(' '));
    await person.click(screen.getByRole('button', { name: 'Unlock' }));
    await waitFor(() => expect(screen.getByLabelText('Recovery sheet').getAttribute('aria-invalid')).toBe('true'));
    await person.clear(screen.getByLabelText('Recovery sheet'));
    await person.type(screen.getByLabelText('Recovery sheet'), words.join(' '));
    await person.click(screen.getByRole('button', { name: 'Unlock' }));
    await isOpen();
    expect((await backend.slot_list()).find((slot) => slot.opened_this)?.kind).toBe('recovery');
  });

  it('opens with a photo of the code, and says when there is none in it', async () => {
    await beginBackend({ choose: ['photo.png'] });
    const sheet = await newSheet();
    await savePhoto('photo.png', null);
    await backend.lock();
    const person = show();
    await person.click(await screen.findByRole('button', { name: 'Use my recovery sheet instead' }));
    await person.click(screen.getByRole('button', { name: 'Use a photo of the code…' }));
    await screen.findByText(/No recovery code was found in this picture/);
    await savePhoto('photo.png', sheet);
    await person.click(screen.getByRole('button', { name: 'Use a photo of the code…' }));
    await isOpen();
  });

  it('stays locked when no photo was chosen', async () => {
    const person = await begin();
    const unlock = vi.spyOn(backend, 'unlock_photo');
    await person.click(await screen.findByRole('button', { name: 'Use my recovery sheet instead' }));
    await person.click(screen.getByRole('button', { name: 'Use a photo of the code…' }));
    await waitFor(() => expect(unlock).toHaveBeenCalledOnce());
    expect(await unlock.mock.results[0]!.value).toBeNull();
    expect(screen.getAllByRole('alert').map((one) => one.textContent.trim())).toEqual(['']);
    expect(app.state?.state).toBe('locked');
  });

  it('opens an older copy only when the person says so', async () => {
    await beginBackend();
    await lockAndPutOlderCopy();
    const person = show();
    await person.type(await screen.findByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await screen.findByText(/older than the one last seen/);
    expect(app.state?.state).toBe('locked');
    expect(await stateOfCore()).toBe('locked');
    await person.click(screen.getByRole('button', { name: 'Open this older copy' }));
    await isOpen();
    expect((await backend.person_list()).map((one) => one.name)).not.toContain('Wren');
  });
});

describe('the first run', () => {
  it('refuses a passphrase that is too short before a sheet is written down for it', async () => {
    const person = await begin({ world: 'new', locked: false });
    await person.click(await screen.findByRole('button', { name: 'Make my journal' }));
    await person.type(screen.getByLabelText('Passphrase'), 'seven 7');
    await person.type(screen.getByLabelText('Passphrase again'), 'seven 7');
    await person.click(screen.getByRole('button', { name: 'Next' }));
    await screen.findByText(/at least 8 characters/);
    expect(document.activeElement).toBe(screen.getByLabelText('Passphrase'));
    expect(screen.queryByText(/24 words/)).toBeNull();
  });

  it('makes a journal only after the sheet was read back', async () => {
    const person = await begin({ world: 'new', locked: false });
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
    expect(await stateOfCore()).toBe('new');

    for (const field of asked) {
      const position = Number(/\d+/.exec(field.labels?.[0]?.textContent ?? '')?.[0]);
      await person.clear(field);
      await person.type(field, words[position - 1] ?? '');
    }
    await person.click(screen.getByRole('button', { name: 'Make my journal' }));
    await isOpen();
    await backend.lock();
    await backend.unlock({ passphrase: 'one two three four' });
    await backend.lock();
    await backend.unlock_recovery({ text: words.join(' ') });
  });

  it('offers seven words, shown', async () => {
    const person = await begin({ world: 'new', locked: false });
    await person.click(await screen.findByRole('button', { name: 'Make my journal' }));
    await person.click(screen.getByRole('button', { name: 'Suggest one' }));
    const field = screen.getByLabelText<HTMLInputElement>('Passphrase');
    await waitFor(() => expect(field.value.split(' ')).toHaveLength(7));
    expect(field.type).toBe('text');
  });
});
