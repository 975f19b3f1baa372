import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RestrictionView } from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import { Clinic, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import { Restricting } from './restricting.svelte';
import RestrictionDialog from './RestrictionDialog.svelte';

const standing: RestrictionView = {
  id: 'restriction-2',
  patient_id: 'patient-9',
  ground: 'objection',
  words: 'She objected by telephone.',
  restricted_by: 'Robin Vale',
  restricted_at: '2026-11-20T09:41:00Z',
  lifted_by: null,
  lifted_at: null,
  lifted_words: '',
  row_version: 4,
};
const earlier: RestrictionView = {
  ...standing,
  id: 'restriction-1',
  ground: 'accuracy_contested',
  words: 'The birth date.',
  lifted_by: 'Sam Ames',
  lifted_at: '2026-10-02T09:41:00Z',
  lifted_words: 'It was right. Told by letter.',
};

let user: ReturnType<typeof userEvent.setup>;
let saved: number;
let work: Restricting;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

beforeEach(() => {
  signIn('administrator');
  user = userEvent.setup();
  saved = 0;
  work = new Restricting({ id: 'patient-9', name: 'Park, Jo' });
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  cleanup();
  session.view = null;
});

function open(answers: ConstructorParameters<typeof Clinic>[0]) {
  const clinic = new Clinic(answers);
  render(RestrictionDialog, { work, onsaved: () => (saved += 1), onclose: () => undefined });
  return clinic;
}

describe('a restriction of processing', () => {
  it('is made with its ground and words, by keys', async () => {
    const clinic = open({
      restrictions_of_patient: () => [earlier],
      restrictions_restrict: () => [standing, earlier],
    });
    const first = await screen.findByRole('radio', { name: /says that the data is wrong/ });
    await waitFor(() => expect(first).toHaveFocus());
    expect(screen.getByText('It was right. Told by letter.')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.click(screen.getByRole('radio', { name: /The patient objected/ }));
    await user.type(screen.getByRole('textbox'), 'By telephone.');
    expect(work.touched).toBe(true);
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(saved).toBe(1));
    expect(clinic.requests('restrictions_restrict')[0]).toMatchObject({
      patient_id: 'patient-9',
      ground: 'objection',
      words: 'By telephone.',
    });
    expect(work.touched).toBe(false);
  });

  it('is lifted once the patient was told', async () => {
    const clinic = open({
      restrictions_of_patient: () => [standing],
      restrictions_lift: ({ patient_told }) =>
        patient_told
          ? [{ ...standing, lifted_at: '2026-11-21T09:41:00Z', lifted_by: 'Robin Vale' }]
          : refuse({
              kind: 'invalid',
              fields: [{ field: 'patient_told', problem: { code: 'missing' } }],
            }),
    });
    const words = await screen.findByRole('textbox', { name: /Why it ends/ });
    await waitFor(() => expect(words).toHaveFocus());
    expect(screen.getByText('She objected by telephone.')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('Told by letter.{Control>}{Enter}{/Control}');
    expect(await screen.findByText(/Tell the patient first/)).toBeVisible();
    expect(words).toHaveValue('Told by letter.');
    await user.click(screen.getByRole('checkbox', { name: 'The patient was told before' }));
    await user.click(screen.getByRole('button', { name: /Lift the restriction/ }));
    await waitFor(() => expect(saved).toBe(1));
    expect(clinic.requests('restrictions_lift').at(-1)).toMatchObject({
      id: 'restriction-2',
      row_version: 4,
      patient_told: true,
      words: 'Told by letter.',
    });
  });

  it('shows what stands when another administrator was faster, and keeps what was typed', async () => {
    const lists = [[], [standing]];
    open({
      restrictions_of_patient: () => lists.shift() ?? [standing],
      restrictions_restrict: () => refuse({ kind: 'stale', what: 'restriction' }),
    });
    await user.type(await screen.findByRole('textbox'), 'By telephone.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('She objected by telephone.')).toBeVisible();
    expect(screen.getByRole('textbox')).toHaveValue('By telephone.');
    expect(saved).toBe(0);
  });
});
