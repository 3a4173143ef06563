/** What is copied in the window is put on the clipboard by the app, not by the page. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { backend } from '../backend';
import { freshBackend } from '../backend/mock/fresh';
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

const copied = vi.fn(async (_: { text: string }) => {});
document.addEventListener('copy', (event) => takeOver(event));

beforeEach(() => {
  freshBackend();
  vi.spyOn(backend, 'clipboard_copy').mockImplementation(copied);
});
afterEach(() => {
  vi.restoreAllMocks();
  copied.mockReset();
  document.body.replaceChildren();
});

function copyFrom(target: EventTarget): Clip {
  const event = new Clip('copy', { bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
}

it('takes what is selected in a field', () => {
  const field = document.body.appendChild(document.createElement('textarea'));
  field.value = 'one two three';
  field.focus();
  field.setSelectionRange(4, 7);
  const event = copyFrom(field);
  expect(copied).toHaveBeenCalledWith({ text: 'two' });
  expect(event.defaultPrevented).toBe(true);
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
