import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  Clinic,
  chartView,
  consultation,
  doctor,
  emptyNote,
  refuse,
  signIn,
  visit,
} from '../../../tests/clinic';
import { seriousFaults } from '../../../tests/support';
import type { PreparedText } from '$lib/shared/contract';
import { history } from '$lib/appointments/history.svelte';
import { directory } from '$lib/doctors/directory.svelte';
import { connection } from '$lib/shared/connection.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import { dayOf, putAway } from './kept-days';
import MyDayScreen from './MyDayScreen.svelte';

const first = visit({ id: 'visit-1' });
let clinic: Clinic;
let texts: PreparedText[];
let stop: () => void;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

beforeEach(() => {
  signIn('doctor');
  texts = [
    {
      id: 'text-1',
      prepared_for: 'everybody',
      prepared: { kind: 'quick_text', abbreviation: 'htn', text: 'Raised for years.' },
      row_version: 1,
    },
    {
      id: 'text-2',
      prepared_for: 'everybody',
      prepared: {
        kind: 'template',
        name: 'Cough',
        specialty_id: null,
        sections: {
          chief_complaint: 'Cough',
          history_of_present_illness: '',
          past_history: '',
          examination: 'Chest clear.',
          assessment: '',
          plan: 'Fluids.',
        },
      },
      row_version: 1,
    },
  ];
  clinic = new Clinic({
    doctors_list: () => [doctor()],
    specialties_list: () => [],
    locations_list: () => [],
    consultations_my_day: ({ date }) => ({
      date: date || '2026-11-21',
      now_at: '2026-11-21T09:40:00Z',
      appointments: [first],
      unsigned: [],
    }),
    consultations_open: () => consultation({ appointment: { ...first, status: 'in_progress' } }),
    chart_open: () =>
      chartView({
        visits: [
          {
            appointment_id: 'visit-0',
            starts_local: '2026-10-02T09:00:00',
            doctor_name: 'Dr Lin',
            reason: 'Flu',
            note: {
              ...emptyNote(),
              past_history: 'Asthma\nNo operations',
              diagnoses: [{ code: 'I10', title: 'Essential (primary) hypertension', remark: '' }],
            },
            altered: null,
            addenda: [],
            completed_at: '2026-10-02T08:00:00Z',
          },
        ],
      }),
    consultations_save_draft: ({ row_version }) => ({
      row_version: row_version + 1,
      saved_at: '2026-11-21T09:41:00Z',
    }),
    prepared_texts_list: () => texts,
    prepared_texts_save: ({ id, prepared_for, prepared, row_version }) => {
      const kept = { id, prepared_for, prepared, row_version: (row_version ?? 0) + 1 };
      texts = [...texts.filter((one) => one.id !== id), kept];
      return texts;
    },
    prepared_texts_remove: ({ id }) => (texts = texts.filter((one) => one.id !== id)),
  });
  const stops = [connection.start(), directory.start()];
  stop = () => stops.forEach((each) => each());
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  stop();
  cleanup();
  putAway(session.view?.user_id ?? '');
  history.past = [];
  history.future = [];
  session.view = null;
});

async function open() {
  const user = userEvent.setup();
  render(MyDayScreen);
  await user.click(await screen.findByRole('button', { name: /Mensah, Kofi/ }));
  await waitFor(() => expect(section('Chief complaint')).toHaveFocus());
  return user;
}

const section = (name: string) => screen.getByRole('textbox', { name });
const note = () => dayOf(session.view?.user_id ?? '').note;

describe('a quick text', () => {
  it('takes the place of its abbreviation before a space, by Enter and by Tab', async () => {
    const user = await open();
    await user.keyboard('{Alt>}i{/Alt}');
    await user.keyboard('Dizzy. ;');
    expect(await screen.findByRole('option', { name: /;htn/ })).toBeVisible();
    await user.keyboard('htn ');
    expect(section('History of present illness')).toHaveValue('Dizzy. Raised for years. ');
    await user.keyboard('And;htn ;ht{Enter}');
    expect(section('History of present illness')).toHaveValue(
      'Dizzy. Raised for years. And;htn Raised for years.',
    );
    expect(screen.queryByRole('listbox', { name: 'Quick texts' })).toBeNull();
    await user.keyboard('{Alt>}p{/Alt};HTN{Tab}');
    expect(section('Plan')).toHaveValue('Raised for years.');
    expect(section('Plan')).toHaveFocus();
    expect(note()?.content.plan).toBe('Raised for years.');
  });

  it('leaves prose alone: a lone semicolon, a word nobody prepared, a list that was put away', async () => {
    const user = await open();
    await user.keyboard('{Alt>}p{/Alt}Rest ;{Enter};xyz {Escape};htn');
    await screen.findByRole('option', { name: /;htn/ });
    await user.keyboard('{Escape} more');
    expect(section('Plan')).toHaveValue('Rest ;\n;xyz ;htn more');
  });
});

describe('a template', () => {
  it('fills empty sections, adds to the others, and is taken out again', async () => {
    const user = await open();
    await user.keyboard('{Alt>}p{/Alt}Rest.{Alt>}t{/Alt}');
    const dialog = await screen.findByRole('dialog', { name: 'Fill in from a template' });
    expect(await within(dialog).findByText('Chest clear.')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('cou{Enter}');
    expect(section('Plan')).toHaveValue('Rest.\nFluids.');
    expect(section('Examination')).toHaveValue('Chest clear.');
    expect(section('Chief complaint')).toHaveValue('Cough');
    await history.undo();
    await waitFor(() => expect(section('Plan')).toHaveValue('Rest.'));
    expect(section('Examination')).toHaveValue('');
  });
});

describe('the last visit', () => {
  it('gives nothing by itself, and each line that Enter confirms', async () => {
    const user = await open();
    await user.keyboard('{Alt>}y{/Alt}Smokes{Alt>}l{/Alt}');
    const dialog = await screen.findByRole('dialog', { name: /From the note of .*, Dr Lin/ });
    const boxes = within(dialog).getAllByRole('checkbox');
    expect(boxes).toHaveLength(3);
    for (const box of boxes) expect(box).not.toBeChecked();
    expect(within(dialog).getByRole('button', { name: 'Take over 0' })).toBeDisabled();
    expect(boxes[0]).toHaveFocus();
    await user.keyboard('{Enter}{ArrowDown} ');
    expect(boxes[0]).toBeChecked();
    expect(boxes[1]).not.toBeChecked();
    expect(boxes[2]).toBeChecked();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(section('Past history')).toHaveValue('Smokes\nAsthma');
    expect(note()?.content.diagnoses.map(({ code }) => code)).toEqual(['I10']);
  });
});

describe('quick texts and templates', () => {
  it('are made, changed and taken away in a dialog', async () => {
    const user = await open();
    await user.keyboard('{Alt>}q{/Alt}');
    const dialog = await screen.findByRole('dialog', { name: 'Quick texts and templates' });
    expect(await within(dialog).findByRole('button', { name: /;htn/ })).toBeVisible();
    await user.keyboard('nad{Tab}Nothing found.{Control>}{Enter}{/Control}');
    await within(dialog).findByRole('button', { name: /;nad/ });
    expect(clinic.requests('prepared_texts_save')[0]).toMatchObject({
      row_version: null,
      prepared_for: 'oneself',
      prepared: { kind: 'quick_text', abbreviation: 'nad', text: 'Nothing found.' },
    });
    await user.click(within(dialog).getByRole('button', { name: /;htn/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(within(dialog).queryByRole('button', { name: /;htn/ })).toBeNull());
    await history.undo();
    expect(await within(dialog).findByRole('button', { name: /;htn/ })).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
  });

  it('say at the field what is wrong', async () => {
    clinic.answers.prepared_texts_save = () =>
      refuse({ kind: 'invalid', fields: [{ field: 'abbreviation', problem: { code: 'taken' } }] });
    const user = await open();
    await user.keyboard('{Alt>}q{/Alt}');
    const dialog = await screen.findByRole('dialog', { name: 'Quick texts and templates' });
    await user.keyboard('htn{Tab}x{Control>}{Enter}{/Control}');
    const field = within(dialog).getByRole('textbox', { name: 'Abbreviation' });
    await waitFor(() => expect(field).toHaveAttribute('aria-invalid', 'true'));
    expect(field).toHaveValue('htn');
  });
});
