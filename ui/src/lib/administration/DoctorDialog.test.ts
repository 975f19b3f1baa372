import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { Clinic, doctor, refuse } from '../../../tests/clinic';
import { toasts } from '../shared/toasts.svelte';
import { unfinished } from '../shared/unfinished.svelte';
import { closing } from './closing';
import DoctorDialog from './DoctorDialog.svelte';
import { Doctors, type DoctorEditing } from './doctors.svelte';

afterEach(() => {
  cleanup();
  toasts.clear();
});

/** The form of a doctor, with a new specialty typed. */
async function typed() {
  const clinic = new Clinic({
    doctors_list: () => [doctor()],
    specialties_list: () => [{ id: 'specialty-1', name: 'General practice' }],
  });
  const doctors = new Doctors();
  await doctors.read();
  doctors.edit(doctor());
  const show = (editing: DoctorEditing | null) => (doctors.editing = editing);
  const onclose = () => closing(doctors.editing, show);
  if (!doctors.editing) throw new Error('nothing is edited');
  render(DoctorDialog, { state: doctors, editing: doctors.editing, onclose });
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: '+ New specialty' }));
  await user.type(screen.getByLabelText('New specialty'), 'Dermatology');
  return { clinic, doctors, user };
}

describe('a new specialty', () => {
  it('is nowhere but in the form until the doctor is saved, and can be had back', async () => {
    const { clinic, doctors, user } = await typed();
    expect(unfinished.left()).toEqual(['Doctor: not saved.']);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(doctors.editing).toBeNull();
    expect(clinic.asked.map(({ name }) => name)).toEqual(['doctors_list', 'specialties_list']);
    toasts.shown.at(-1)?.action?.run();
    const back: DoctorEditing | null = doctors.editing;
    expect((back as DoctorEditing | null)?.form.values.new_specialties).toMatchObject([
      { name: 'Dermatology' },
    ]);
  });

  it('that the clinic has already is refused at its field', async () => {
    const { clinic, user } = await typed();
    clinic.answers.doctors_update = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'new_specialties[0].name', problem: { code: 'taken' } }],
      });
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByLabelText('New specialty')).toBeInvalid());
    expect(screen.getByLabelText('New specialty')).toHaveValue('Dermatology');
    const [sent] = clinic.requests('doctors_update');
    expect(sent?.form).toMatchObject({
      specialty_ids: ['specialty-1'],
      new_specialties: [{ name: 'Dermatology' }],
    });
  });
});
