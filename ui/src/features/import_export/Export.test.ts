/** Everything in one file: sealed unless the person says otherwise, twice. */
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend, failureWith } from '../../backend';
import { beginBackend } from '../../backend/testing';
import Export from './Export.svelte';

async function open() {
  await beginBackend();
  render(Export);
  return { person: userEvent.setup(), save: vi.spyOn(backend, 'export') };
}
const press = (name: string | RegExp) => screen.getByRole('button', { name });
/** The file that the screen names. */
const saved = async (name: RegExp) => readFile((await screen.findByText(name)).textContent, 'utf8');
afterEach(() => vi.restoreAllMocks());

describe('Taking everything along', () => {
  it('seals it to oneself as it comes, and says how to open it', async () => {
    const { person, save } = await open();
    await person.click(press('Save it sealed…'));
    expect(await saved(/\/sotto-2026-11-23\.md\.age$/)).toMatch(/^age-encryption\.org\/v1\n/);
    screen.getByText(/age -d/);
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ format: 'markdown', plain: false }));
    expect(Object.values(save.mock.calls[0]![0].labels).filter((word) => !word)).toEqual([]);
    const { total } = await backend.reflection_list({ query: '', limit: 1, offset: 0 });
    screen.getByText(`${total} reflections are in the file, sealed.`);
  });

  it('leaves it unsealed only after the consequence was read', async () => {
    const { person, save } = await open();
    await person.click(screen.getByRole('radio', { name: /Data \(JSON\)/ }));
    await person.click(screen.getByRole('radio', { name: /Anyone who has the file/ }));
    await person.click(press('Save it unsealed…'));
    await screen.findByText(/Whoever gets hold of this file/);
    expect(save).not.toHaveBeenCalled();
    await person.click(press('Cancel'));
    expect(save).not.toHaveBeenCalled();
    await person.click(press('Save it unsealed…'));
    await person.click(press('Save it readable for anyone…'));
    await screen.findByText(/It is not sealed: whoever has it can read it/);
    const file = await saved(/\/sotto-2026-11-23\.json$/);
    expect(() => JSON.parse(file)).not.toThrow();
    expect(file).toContain('What I didn’t say on Thursday');
  });

  it('says nothing when the dialog was cancelled, and what happened when it failed', async () => {
    const { person, save } = await open();
    save.mockResolvedValueOnce(null);
    await person.click(press('Save it sealed…'));
    expect(screen.queryByText(/in the file/)).toBeNull();
    save.mockRejectedValueOnce(failureWith('file_disk_full'));
    await person.click(press('Save it sealed…'));
    await screen.findByText(/No file was made, and your journal is as it was/);
  });

  it('does not promise a recovery sheet that there is not', async () => {
    const { person } = await open();
    const sheet = (await backend.slot_list()).find((slot) => slot.kind === 'recovery')!;
    await backend.slot_remove({ id: sheet.id });
    await person.click(press('Save it sealed…'));
    await screen.findByText(/There is no recovery sheet for this journal/);
    expect(screen.queryByText(/from your recovery sheet/)).toBeNull();
  });
});
