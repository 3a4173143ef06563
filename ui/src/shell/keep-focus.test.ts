import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepFocus } from './keep-focus';

let end: () => void;
beforeEach(() => {
  document.body.innerHTML = `<main><section aria-label="Contacts"><ul><li><button>Remove</button></li></ul></section>
    <section aria-label="Card"><button>Other</button></section></main>`;
  end = keepFocus(document.querySelector('main')!);
});
afterEach(() => end());

const button = (name: string) => [...document.querySelectorAll('button')].find((one) => one.textContent === name)!;
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.nodeName;

describe('the focus of what is removed', () => {
  it('goes to the section it was in', async () => {
    button('Remove').focus();
    button('Remove').closest('li')!.remove();
    await vi.waitFor(() => expect(focused()).toBe('Contacts'));
  });

  it('goes further out when the section is gone too', async () => {
    button('Remove').focus();
    document.querySelector('section')!.remove();
    await vi.waitFor(() => expect(focused()).toBe('MAIN'));
  });

  it('stays where it was moved meanwhile', async () => {
    button('Remove').focus();
    button('Remove').remove();
    button('Other').focus();
    await new Promise((done) => setTimeout(done, 150));
    expect(document.activeElement).toBe(button('Other'));
  });

  it('is not taken by something when nothing was removed', async () => {
    button('Remove').focus();
    button('Remove').blur();
    await new Promise((done) => setTimeout(done, 150));
    expect(document.activeElement).toBe(document.body);
  });
});
