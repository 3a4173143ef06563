/** Long works, wherever they are begun: how far they are, and that they can be stopped. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend, type TaskProgress as Progress } from '../backend';
import { freshBackend } from '../backend/mock/fresh';
import Backups from '../features/backups/Backups.svelte';
import Export from '../features/import_export/Export.svelte';
import CheckAll from '../features/settings/CheckAll.svelte';
import TaskProgress from './TaskProgress.svelte';

const press = async (name: string) => userEvent.setup().click(await screen.findByRole('button', { name }));
afterEach(() => vi.restoreAllMocks());

describe('A long work', () => {
  it.each([
    ['a backup', 'backup_now', Backups, 'Back up now', /Copying: 12.4 of 40 MB/],
    ['a rehearsal', 'backup_rehearse', Backups, 'Open the newest one', /2,432 of 5,412 records/],
    ['a check', 'verify', CheckAll, 'Check everything', /2,432 of 5,412 records/],
    ['an export', 'export', Export, 'Save it sealed…', /640 of 1,600 reflections/],
  ] as const)('says how far it is, and stopped it is no failure: %s', async (_, command, component, act, far) => {
    freshBackend(`?fail=never@${command}`);
    const stop = vi.spyOn(backend, 'task_cancel');
    render(component);
    await press(act);
    await screen.findByText(far);
    await press('Cancel');
    await waitFor(() => expect(screen.queryByText(far)).toBeNull());
    expect(stop).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('alert')).toBeNull();
    await screen.findByRole('button', { name: act });
  });

  it('has a bar that goes forward only, and is announced by its name alone', async () => {
    freshBackend('');
    const told: Progress[] = [
      { stage: null, done: 0, of: 0 },
      { stage: 'copying', done: 20_000_000, of: 40_000_000 },
      { stage: 'checking', done: 0, of: 0 },
      { stage: 'checking', done: 100, of: 400 },
    ];
    const asked = vi.spyOn(backend, 'task_progress');
    for (const one of told) asked.mockResolvedValueOnce(one);
    render(TaskProgress, { task: 'backup', label: 'Making a backup' });
    const bar = () => screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Making a backup' });
    await screen.findByText('Copying: 20 of 40 MB');
    expect(bar().value).toBeCloseTo(0.25);
    await screen.findByText('Opening and checking: 100 of 400 records');
    expect(bar().value).toBeCloseTo(0.625);
    expect(screen.getByRole('status').textContent).toBe('Making a backup');
  });

  it('offers no way to stop what happens as a whole or not at all', async () => {
    freshBackend('');
    render(TaskProgress, { task: 'rekey', label: 'Making new keys', stoppable: false });
    await screen.findByText('Sealing everything anew: 640 of 1,600');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
