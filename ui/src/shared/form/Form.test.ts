import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { beginBackend } from '../../backend/testing';
import GroupForm from '../../features/groups/GroupForm.svelte';

it('takes the person to the first wrong field when something is missing', async () => {
  await beginBackend();
  const person = userEvent.setup();
  render(GroupForm, { group: null, onsaved() {}, onclose() {} });
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText(/Give the group a name/);
  expect(document.activeElement).toBe(screen.getByLabelText('Name of the group'));
});
