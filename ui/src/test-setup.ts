/** What jsdom lacks and our components rely on: modal dialogs, media queries, sizes, scrolling. And a warning fails the test. */
import '@testing-library/svelte/vitest'; // takes components down after each test
import { configure } from '@testing-library/svelte';
import { afterEach, expect } from 'vitest';

const warnings: unknown[][] = [];
console.warn = console.error = (...words: unknown[]) => void warnings.push(words);
afterEach(() => expect(warnings.splice(0)).toEqual([]));

// A busy computer is no failure.
configure({ asyncUtilTimeout: 30_000 });
if (typeof HTMLDialogElement !== 'undefined' && !HTMLDialogElement.prototype.showModal) {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
}
if (typeof window !== 'undefined' && !window.matchMedia) {
  window.matchMedia = (media: string) =>
    ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
}
if (typeof window !== 'undefined' && !window.ResizeObserver) {
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}
if (typeof Element !== 'undefined' && !Element.prototype.scrollIntoView) Element.prototype.scrollIntoView = () => {};
if (typeof Range !== 'undefined') {
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
}
if (typeof document !== 'undefined') document.execCommand = () => false;
