import { beforeEach, describe, expect, it } from 'vitest';
import { failureWith, type Failure } from '../backend';
import { Action, Loaded } from './action.svelte';
import { live } from './live.svelte';

const FULL = failureWith('disk_full');

/** A promise that is settled from outside. */
function later<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (failure: Failure) => void;
  const promise = new Promise<Value>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}

beforeEach(() => {
  live.toasts = [];
});

describe('an action', () => {
  it('is busy until it is done, and runs once at a time', async () => {
    const first = later<void>();
    let runs = 0;
    const action = new Action(() => {
      runs += 1;
      return first.promise;
    });
    const running = action.run();
    expect(action.busy).toBe(true);
    expect(await action.run()).toBe(false);
    first.resolve();
    expect(await running).toBe(true);
    expect(action.busy).toBe(false);
    expect(runs).toBe(1);
  });

  it('keeps its failure until it runs again, with what it was given', async () => {
    const given: string[] = [];
    const action = new Action(async (name: string) => {
      given.push(name);
      if (given.length === 1) throw FULL;
    });
    expect(await action.run('Maya')).toBe(false);
    expect(action.failure).toEqual(FULL);
    expect(action.busy).toBe(false);
    action.again();
    await Promise.resolve();
    expect(given).toEqual(['Maya', 'Maya']);
    expect(action.failure).toBeNull();
  });

  it('says in passing that it was cancelled, and does not call it a failure', async () => {
    const cancelled = failureWith('cancelled');
    const action = new Action(async () => {
      throw cancelled;
    });
    expect(await action.run()).toBe(false);
    expect(action.failure).toBeNull();
    expect(live.toasts.map((one) => one.text).join()).toMatch(/Stopped/);
  });

  it('calls whatever else is thrown unexpected', async () => {
    const action = new Action(() => Promise.reject(new Error('no')));
    await action.run();
    expect(action.failure?.code).toBe('unexpected');
  });

  it('forgets its failure when it is cleared', async () => {
    const action = new Action(async () => {
      throw FULL;
    });
    await action.run();
    action.clear();
    expect(action.failure).toBeNull();
  });
});

describe('what is loaded', () => {
  it('keeps the value while it is read again, and after that failed', async () => {
    let fails = false;
    const list = new Loaded(async () => {
      if (fails) throw FULL;
      return ['one'];
    });
    expect(list.value).toBeNull();
    await list.load();
    expect(list.value).toEqual(['one']);
    fails = true;
    await list.load();
    expect(list.value).toEqual(['one']);
    expect(list.failure).toEqual(FULL);
  });

  it('drops an answer that comes after a newer one was asked for', async () => {
    const answers = [later<string>(), later<string>()];
    let asked = 0;
    const page = new Loaded(() => answers[asked++]!.promise);
    const [first, second] = [page.load(), page.load()];
    answers[1]!.resolve('new');
    await second;
    answers[0]!.resolve('old');
    await first;
    expect(page.value).toBe('new');
  });

  it('drops a failure of an earlier question, too', async () => {
    const answers = [later<string>(), later<string>()];
    let asked = 0;
    const page = new Loaded(() => answers[asked++]!.promise);
    const [first, second] = [page.load(), page.load()];
    answers[1]!.resolve('new');
    await second;
    answers[0]!.reject(FULL);
    await first;
    expect(page.failure).toBeNull();
  });
});
