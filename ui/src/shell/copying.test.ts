/** What is copied in the window is put on the clipboard by the app, not by the page. */
import { afterEach, beforeEach, expect, it, vi, type MockInstance } from 'vitest';
import { backend } from '../backend';
import { beginBackend } from '../backend/testing';
import { live } from '../shared/live.svelte';
import { t } from '../i18n';
import { takeOver } from './copying';

class Clip extends Event {
  held = '';
  clipboardData = {
    getData: () => this.held,
    clearData: () => {
      this.held = '';
    },
  };
}

let copied: MockInstance<typeof backend.clipboard_copy>;
document.addEventListener('copy', (event) => takeOver(event));

beforeEach(async () => {
  await beginBackend();
  copied = vi.spyOn(backend, 'clipboard_copy');
  live.toasts = [];
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

function copyFrom(target: EventTarget): Clip {
  const event = new Clip('copy', { bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
}

it('takes what is selected in a field, and says so once it is copied', async () => {
  const field = document.body.appendChild(document.createElement('textarea'));
  field.value = 'one two three';
  field.focus();
  field.setSelectionRange(4, 7);
  const event = copyFrom(field);
  expect(copied).toHaveBeenCalledWith({ text: 'two' });
  expect(event.defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(live.toasts.map((one) => one.text)).toEqual([t('copied')]));
});

it('takes what the writing page has put in, out again', () => {
  const page = document.body.appendChild(document.createElement('div'));
  page.addEventListener('copy', (event) => {
    (event as unknown as Clip).held = 'my words';
    event.preventDefault();
  });
  const event = copyFrom(page);
  expect(copied).toHaveBeenCalledWith({ text: 'my words' });
  expect(event.held).toBe('');
});

it('leaves alone what selects nothing, and passwords', () => {
  const field = document.body.appendChild(document.createElement('input'));
  field.type = 'password';
  field.value = 'secret';
  field.focus();
  field.select();
  const event = copyFrom(field);
  expect(copied).not.toHaveBeenCalled();
  expect(event.defaultPrevented).toBe(false);
});
