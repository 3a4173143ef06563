/** Long tasks, wherever they are begun: how much is done, and that they can be cancelled. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend, type TaskProgress as Progress } from '../backend';
import { beginBackend, PASSPHRASE } from '../backend/testing';
import Backups from '../features/backups/Backups.svelte';
import Export from '../features/import_export/Export.svelte';
import CheckAll from '../features/settings/CheckAll.svelte';
import TaskProgress from './TaskProgress.svelte';

const press = async (name: string) => userEvent.setup().click(await screen.findByRole('button', { name }));
afterEach(() => vi.restoreAllMocks());

/** What the core reports of a backup, in its order, from before it begins until it is made. */
async function reportsOfBackup(): Promise<Progress[]> {
  const reports: Progress[] = [];
  let made = false;
  const making = backend.backup_now().then(() => (made = true));
  while (!made) reports.push(await backend.task_progress({ task: 'backup' }));
  await making;
  return reports.filter((one) => one.stage !== null);
}

describe('A long task', () => {
  // A rehearsal and a check do not know how many records there are when they first report.
  it.each([
    ['a backup', 'backup', Backups, 'Back up now', /^Copying: [\d.]+ of [\d.]+ MB$/],
    ['a rehearsal', 'rehearsal', Backups, 'Open the newest one', 'Opening the newest backup…'],
    ['a check', 'check', CheckAll, 'Check everything', 'Opening every record…'],
    ['an export', 'export', Export, 'Save it sealed…', /^Writing: \d+ of \d{3} reflections$/],
  ] as const)('shows its progress, and cancelled it is no failure: %s', async (_, task, component, act, shown) => {
    await beginBackend({ hold: task });
    const [before, files] = [await backend.backup_status(), await backend.restore_list()];
    const cancel = vi.spyOn(backend, 'task_cancel');
    render(component);
    await press(act);
    await screen.findByText(shown);
    await press('Cancel');
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
    expect(cancel.mock.calls).toEqual([[{ task }]]);
    expect(screen.queryByRole('alert')).toBeNull();
    await screen.findByRole('button', { name: act });
    expect(await backend.restore_list()).toEqual(files);
    // When one was cancelled is remembered: none begins by itself for an hour.
    const error_at: unknown = expect.toBeOneOf([null, '2026-11-23T20:30:00+00:00']);
    expect(await backend.backup_status()).toEqual({ ...before, state: { ...before.state, error_at } });
  });

  it('has a bar that goes forward only, and is announced by its name alone', async () => {
    await beginBackend();
    const isKnown = (stage: Progress['stage']) => (one: Progress) => one.stage === stage && one.of > 0;
    let reports: Progress[] = [];
    while (!reports.some(isKnown('copying')) || !reports.some(isKnown('checking'))) reports = await reportsOfBackup();
    const copying = reports.findLast(isKnown('copying'))!;
    const checking = reports.filter((one) => one.stage === 'checking');
    const last = checking.at(-1)!;

    const asked = vi.spyOn(backend, 'task_progress').mockResolvedValue(last);
    const shown = [copying, checking[0]!, checking.find(isKnown('checking'))!];
    for (const one of shown) asked.mockResolvedValueOnce(one);
    render(TaskProgress, { task: 'backup', label: 'Making a backup' });
    const bar = () => screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Making a backup' });
    await screen.findByText(/^Copying: [\d.]+ of [\d.]+ MB$/);
    expect(bar().value).toBeCloseTo(copying.done / copying.of / 2);
    const values: number[] = [];
    await waitFor(() => {
      values.push(bar().value);
      expect(asked.mock.calls.length).toBeGreaterThan(shown.length + 1);
    });
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(bar().value).toBeCloseTo(0.5 + last.done / last.of / 2);
    screen.getByText(`Opening and checking: ${last.done} of ${last.of} records`);
    expect(screen.getByRole('status').textContent).toBe('Making a backup');
  });

  it('cannot be cancelled where it happens as a whole or not at all', async () => {
    await beginBackend({ hold: 'rekey' });
    for (const { id } of await backend.captured_list()) await backend.captured_discard({ id });
    const rekey = backend.rekey({ old: PASSPHRASE, new: 'a new long one', share_keys: false });
    const ended = expect(rekey).rejects.toMatchObject({ code: 'cancelled' });
    render(TaskProgress, { task: 'rekey', label: 'Making new keys', stoppable: false });
    await screen.findByText(/^Sealing everything anew: \d+ of \d{3}$/);
    expect(screen.queryByRole('button')).toBeNull();
    await backend.task_cancel({ task: 'rekey' });
    await ended;
  });
});
