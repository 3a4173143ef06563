/** Attachments that move the focus to what has just appeared. */

export const focusHere = (element: HTMLElement): void => element.focus();

export const focusFirstInput = (form: HTMLElement): void => form.querySelector('input')?.focus();
