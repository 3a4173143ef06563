/** A dialog closed by the way keeps what was typed in it; Cancel and saving do not. */
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend } from '../../backend/testing';
import GroupForm from '../../features/groups/GroupForm.svelte';
import PersonForm from '../../features/people/PersonForm.svelte';

const person = userEvent.setup();
const nothing = { onsaved: () => {}, onclose: () => {} };
const openGroup = () => render(GroupForm, { group: null, ...nothing });
const openPerson = () => render(PersonForm, { person: null, ...nothing });
const groupName = () => screen.getByLabelText<HTMLInputElement>('Name of the group');
const personName = () => screen.getByLabelText<HTMLInputElement>('Name, as you write it');
const press = (name: string) => person.click(screen.getByRole('button', { name, hidden: true }));

beforeEach(() => beginBackend({ world: 'empty' }));

describe('an unfinished form', () => {
  it('about a group is there again, until Cancel', async () => {
    let form = openGroup();
    await person.type(groupName(), 'Monday circle');
    form.unmount();
    form = openGroup();
    expect(groupName().value).toBe('Monday circle');
    screen.getByText(/You typed this before/);
    await press('Cancel');
    form.unmount();
    openGroup();
    expect(groupName().value).toBe('');
    expect(await backend.group_list()).toEqual([]);
    expect(screen.queryByText(/You typed this before/)).toBeNull();
  });

  it('about a person is there again, until it is saved', async () => {
    let form = openPerson();
    await person.type(personName(), 'Wren');
    form.unmount();
    form = openPerson();
    expect(personName().value).toBe('Wren');
    form.unmount();
    const onsaved = vi.fn();
    form = render(PersonForm, { person: null, onsaved, onclose: () => {} });
    await press('Save');
    await vi.waitFor(() => expect(onsaved).toHaveBeenCalledOnce());
    expect((await backend.person_list()).map((one) => one.name)).toEqual(['Wren']);
    form.unmount();
    openPerson();
    expect(personName().value).toBe('');
  });
});
