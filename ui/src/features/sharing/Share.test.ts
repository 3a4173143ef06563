import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, type Person, type Preview } from '../../backend';
import { beginBackend, failing } from '../../backend/testing';
import Share from './Share.svelte';

beforeEach(() => beginBackend());
afterEach(() => vi.restoreAllMocks());

const seal = () => screen.findByRole('button', { name: 'Seal and save…' });
const enabled = async () => waitFor(async () => expect(((await seal()) as HTMLButtonElement).disabled).toBe(false));

const contact = async (name: string) => (await backend.contact_list()).find((one) => one.name === name);

async function chooseToBring() {
  const person = userEvent.setup();
  render(Share);
  await person.click(await screen.findByRole('checkbox', { name: 'Dr Okafor' }));
  await person.click(screen.getByRole('checkbox', { name: /What I’ll bring on Thursday/ }));
  return person;
}

describe('Share', () => {
  it('begins with nothing chosen, and a contact with changed keys cannot be', async () => {
    render(Share);
    await screen.findByRole('checkbox', { name: 'Dr Okafor' });
    for (const box of screen.getAllByRole<HTMLInputElement>('checkbox')) expect(box.checked).toBe(false);
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Maya' }).disabled).toBe(true);
    expect(screen.queryByRole('button', { name: 'Seal and save…' })).toBeNull();
  });

  it('lets nothing be sealed while the page on screen is stale', async () => {
    const person = await chooseToBring();
    expect(((await seal()) as HTMLButtonElement).disabled).toBe(true);
    await enabled();
    await person.click(screen.getByRole('checkbox', { name: /Mood/ }));
    expect(((await seal()) as HTMLButtonElement).disabled).toBe(true);
    await enabled();
  });

  it('replaces a name unless the person decides that it leaves', async () => {
    const asked = vi.spyOn(backend, 'share_preview');
    /** The page as it would leave, made of what is chosen now. */
    const page = async () => {
      await enabled();
      const preview = (await asked.mock.results.at(-1)?.value) as Preview;
      const html = await (await fetch(preview.page_url)).text();
      return new DOMParser().parseFromString(html, 'text/html').body.textContent;
    };
    const { id } = (await backend.person_list()).find((one) => one.name === 'Maya') as Person;
    const person = await chooseToBring();
    const maya = within(await screen.findByRole('group', { name: 'Maya' }));
    expect(maya.getByRole<HTMLInputElement>('radio', { name: 'someone in the group' }).checked).toBe(true);
    expect(await page()).toContain('When someone in the group talked');
    await person.click(maya.getByRole('radio', { name: 'leave as is' }));
    await waitFor(() => expect(asked.mock.lastCall?.[0].choice.keep_names).toEqual([id]));
    expect(await page()).toContain('When Maya talked');
    await person.click(maya.getByRole('radio', { name: 'someone in the group' }));
    await waitFor(() => expect(asked.mock.lastCall?.[0].choice.keep_names).toEqual([]));
    expect(await page()).not.toContain('Maya');
  });

  it('shares only the reflections picked one by one', async () => {
    const asked = vi.spyOn(backend, 'share_preview');
    const { summaries } = await backend.reflection_list({ query: 'gutter', limit: 1, offset: 0 });
    const person = await chooseToBring();
    await person.click(screen.getByRole('button', { name: 'Choose reflections…' }));
    await person.click(await screen.findByRole('checkbox', { name: /^Dad, on a Saturday/ }));
    await waitFor(() => expect(asked.mock.lastCall?.[0].choice.reflections).toEqual([summaries[0]?.id]));
    await person.click(screen.getByRole('button', { name: 'Done, 1 chosen' }));
    await person.click(screen.getByRole('button', { name: 'Leave out Dad, on a Saturday' }));
    await waitFor(() => expect(asked.mock.lastCall?.[0].choice.reflections).toEqual([]));
  });

  it('shows the page in a frame that allows nothing', async () => {
    await chooseToBring();
    const frame = await screen.findByTitle('The page that leaves');
    expect(frame.getAttribute('sandbox')).toBe('');
  });

  it('says where the file is, and to whom it can be given', async () => {
    const person = await chooseToBring();
    await enabled();
    await person.click(await seal());
    await screen.findByRole('heading', { name: 'Sealed and saved' });
    screen.getByText(/sotto-2026-11-23\.age/);
    screen.getByText(/Give this file to Dr Okafor/);
    const left = (await backend.share_log()).filter((one) => one.shared_at.startsWith('2026-11-23'));
    expect(left.map((one) => one.items.map((item) => item.kind))).toEqual([['bring', 'bring']]);
  });

  it('stays where it is when the save dialog is closed', async () => {
    const person = await chooseToBring();
    await enabled();
    const dialog = vi.spyOn(backend, 'share_seal').mockResolvedValue(null);
    await person.click(await seal());
    await enabled();
    expect(dialog).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('Sealed and saved')).toBeNull();
  });

  it('says that nothing has left when the disk is full', async () => {
    const person = await chooseToBring();
    await enabled();
    failing('disk_full', 'share_seal');
    await person.click(await seal());
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/No file was made.*Nothing has left this computer/);
    expect(alert.textContent).not.toMatch(/latest change/);
  });

  it('warns when the words were never compared', async () => {
    const person = userEvent.setup();
    render(Share);
    await person.click(await screen.findByRole('checkbox', { name: 'Sam' }));
    await person.click(screen.getByRole('checkbox', { name: /Mood/ }));
    await screen.findByText(/You have not compared words with Sam yet/);
  });

  it('verifies a contact only when the person says that all words match', async () => {
    const person = userEvent.setup();
    render(Share);
    await person.click(await screen.findByRole('button', { name: 'Contacts' }));
    await person.click(await screen.findByRole('button', { name: 'Compare words with Maya' }));
    expect((await screen.findByRole('list', { name: 'Ten words' })).children).toHaveLength(10);
    await person.keyboard('{Escape}');
    expect(await contact('Maya')).toMatchObject({ verified: false, changed: true });
    await person.click(await screen.findByRole('button', { name: 'Compare words with Maya' }));
    await screen.findByRole('list', { name: 'Ten words' });
    await person.click(screen.getByRole('button', { name: 'They differ' }));
    screen.getByText('Do not share with this card');
    expect(await contact('Maya')).toMatchObject({ verified: false, changed: true });
    await person.click(screen.getByRole('button', { name: 'Back' }));
    await person.click(await screen.findByRole('button', { name: 'We compared them: they match' }));
    await screen.findByRole('heading', { name: 'People I can share with' });
    expect(await contact('Maya')).toMatchObject({ verified: true, changed: false });
  });
});
