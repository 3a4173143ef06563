import { describe, expect, it } from 'vitest';
import { failureWith } from '../../backend';
import { Autosave, type Clock } from './autosave';

const FULL = failureWith('disk_full');

class TestClock implements Clock {
  #now = 0;
  #waiting: { at: number; act: () => void }[] = [];
  now = () => this.#now;
  after = (milliseconds: number, act: () => void) => {
    const one = { at: this.#now + milliseconds, act };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  };
  async pass(milliseconds: number) {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#waiting.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.#waiting = this.#waiting.filter((one) => one !== next);
      next.act();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

async function settle() {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

function desk() {
  const clock = new TestClock();
  const page = {
    text: '',
    saved: [] as { text: string; at: number }[],
    kept: [] as string[],
    full: false,
    together: 0,
    most: 0,
  };
  let hold: Promise<void> | null = null;
  let letGo = () => {};
  const autosave = new Autosave(
    {
      async save() {
        const text = page.text;
        page.together += 1;
        page.most = Math.max(page.most, page.together);
        if (hold) await hold;
        page.together -= 1;
        if (page.full) throw FULL;
        page.saved.push({ text, at: clock.now() });
      },
      async keep() {
        page.kept.push(page.saved.at(-1)?.text ?? '');
      },
      onstate() {},
    },
    clock,
  );
  const type = (words: string) => {
    page.text += words;
    autosave.change();
  };
  const slow = () => {
    hold = new Promise((done) => {
      letGo = done;
    });
  };
  const finish = async () => {
    hold = null;
    letGo();
    await settle();
  };
  return { clock, page, autosave, type, slow, finish };
}

describe('autosave', () => {
  it('saves within a second of the first key, also while keys go on', async () => {
    const { clock, page, type } = desk();
    for (let i = 0; i < 50; i += 1) {
      type('a');
      await clock.pass(100);
    }
    expect(page.saved.length).toBeGreaterThanOrEqual(5);
    expect(page.saved[0]?.at).toBeLessThanOrEqual(1000);
    for (let i = 1; i < page.saved.length; i += 1) {
      expect((page.saved[i]?.at ?? 0) - (page.saved[i - 1]?.at ?? 0)).toBeLessThanOrEqual(1000);
    }
  });

  it('runs one save at a time and saves the newest after a slow one', async () => {
    const { clock, page, autosave, type, slow, finish } = desk();
    slow();
    type('one');
    await clock.pass(900);
    type(' two');
    await clock.pass(5000);
    expect(page.most).toBe(1);
    expect(page.saved).toEqual([]);
    await finish();
    await clock.pass(1000);
    expect(page.saved.map((one) => one.text)).toEqual(['one', 'one two']);
    expect(page.most).toBe(1);
    expect(autosave.unsaved).toBe(false);
  });

  it('keeps after idling, once, and again only after another change', async () => {
    const { clock, page, type } = desk();
    type('words');
    await clock.pass(29_000);
    expect(page.kept).toEqual([]);
    await clock.pass(2_000);
    expect(page.kept).toEqual(['words']);
    await clock.pass(120_000);
    expect(page.kept).toEqual(['words']);
    type(' more');
    await clock.pass(31_000);
    expect(page.kept).toEqual(['words', 'words more']);
  });

  it('flushes the newest and keeps it', async () => {
    const { page, autosave, type } = desk();
    type('unsaved');
    expect(await autosave.flush()).toBe(true);
    expect(page.saved.map((one) => one.text)).toEqual(['unsaved']);
    expect(page.kept).toEqual(['unsaved']);
  });

  it('flush waits for the save under way, then saves what came after it', async () => {
    const { clock, page, autosave, type, slow, finish } = desk();
    slow();
    type('one');
    await clock.pass(900);
    type(' two');
    const flushed = autosave.flush();
    await finish();
    expect(await flushed).toBe(true);
    expect(page.saved.at(-1)?.text).toBe('one two');
    expect(page.kept).toEqual(['one two']);
  });

  it('tells a failure, loses nothing, and saves everything on the next try', async () => {
    const { clock, page, autosave, type } = desk();
    page.full = true;
    type('precious');
    await clock.pass(1000);
    expect(autosave.failure?.code).toBe('disk_full');
    expect(autosave.unsaved).toBe(true);
    expect(await autosave.flush()).toBe(false);
    expect(page.kept).toEqual([]);
    page.full = false;
    expect(await autosave.flush()).toBe(true);
    expect(autosave.failure).toBeNull();
    expect(page.saved.map((one) => one.text)).toEqual(['precious']);
  });

  it('tries again by itself when writing goes on after a failure', async () => {
    const { clock, page, type } = desk();
    page.full = true;
    type('a');
    await clock.pass(1000);
    page.full = false;
    type('b');
    await clock.pass(1000);
    expect(page.saved.map((one) => one.text)).toEqual(['ab']);
  });

  it('does nothing when nothing was written', async () => {
    const { page, autosave } = desk();
    expect(await autosave.flush()).toBe(true);
    expect(page.saved).toEqual([]);
    expect(page.kept).toEqual([]);
  });
});
