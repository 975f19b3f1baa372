import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { begun } from '$lib/consultations/begun.svelte';
import type {
  Altered,
  ChartEntryView,
  IssueLetter,
  KeepNote,
  LetterView,
  PreparedText,
} from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { PreparedTexts } from '$lib/prepared_texts/prepared.svelte';
import { session } from '$lib/users/session.svelte';
import { Clinic, emptyNote, refuse, seriousFaults, signIn, visit } from '../../../tests/clinic';
import LetterDialog from './LetterDialog.svelte';

const cardiology: PreparedText = {
  id: 'text-1',
  prepared_for: 'oneself',
  row_version: 1,
  prepared: {
    kind: 'letter',
    name: 'Cardiology',
    letter: 'referral',
    subject: 'Heart of {patient}',
    text: 'Please see {patient} for:\n{diagnoses}',
  },
};

let clinic: Clinic;
let closed: number;
/** What the journal holds. */
let journal: KeepNote[];
let user: ReturnType<typeof userEvent.setup>;

function issued({ letter_id, appointment_id, content }: IssueLetter): LetterView {
  return {
    id: letter_id,
    appointment_id,
    patient_id: visit().patient_id,
    doctor_id: visit().doctor_id,
    doctor_name: 'Dr Osei',
    issued_at: '2026-11-21T09:41:00Z',
    time_zone: 'Europe/Paris',
    printed: false,
    content,
  };
}

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

beforeEach(() => {
  signIn('doctor');
  [closed, journal] = [0, []];
  user = userEvent.setup();
  clinic = new Clinic({
    letters_of_patient: () => ({ letters: [], altered: [] }),
    prepared_texts_list: () => [cardiology],
    letters_issue: (request) => issued(request),
    away_keep_note: (typed) => {
      journal = [typed];
      return null;
    },
    away_forget_note: () => {
      journal = [];
      return null;
    },
    printing_letter: () => ({ path: '/tmp/letter.pdf', shown: true }),
  });
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  cleanup();
  for (const { subject_id, part } of begun.of()) begun.take(subject_id, part);
  session.view = null;
});

async function reopen(altered: Altered[] = []) {
  const note = { ...emptyNote(), examination: 'Lungs clear' };
  note.diagnoses = [{ code: 'J20.9', title: 'Acute bronchitis', remark: '' }];
  const prepared = new PreparedTexts();
  const chart = [entry];
  render(LetterDialog, {
    visit: visit(),
    note,
    chart,
    altered,
    prescribed: [],
    prepared,
    onclose: () => (closed += 1),
  });
  await waitFor(() => expect(prepared.list).toHaveLength(1));
}

async function open() {
  await reopen();
  await screen.findByText('No letters yet.');
}

const text = () => screen.getByRole('textbox', { name: 'Text' });
const field = (name: string) => screen.getByRole('textbox', { name });

const entry: ChartEntryView = {
  id: 'entry-1',
  fact: {
    kind: 'allergy',
    substance: 'Penicillin',
    allergy_to: 'medication',
    severity: 'severe',
    reaction: 'Swelling of the throat',
  },
  standing: 'active',
  why: '',
  saved_at: '2026-11-21T09:00:00Z',
  saved_by: 'Dr Ama Osei',
  row_version: 1,
};

describe('a letter', () => {
  it('begins with what the note says, and leaves out what it does not say', async () => {
    await open();
    expect(text()).toHaveValue(
      `Dear colleague,\n\nThank you for seeing ${visit().patient_name}, born 9 Mar 1984.\n\nDiagnoses:\nAcute bronchitis (J20.9)\n\nAllergies:\nPenicillin: Swelling of the throat (severe)\n\nFindings:\nLungs clear\n\nKind regards,\n${visit().doctor_name}`,
    );
    expect(await seriousFaults()).toEqual([]);
  });

  it('is issued and printed by keys', async () => {
    await open();
    await user.type(field('To'), 'Dr Mensah');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findAllByText('Referral issued.');
    const [request] = clinic.requests('letters_issue');
    expect(request?.content).toMatchObject({ kind: 'referral', recipient: 'Dr Mensah' });
    // What endangers the patient goes with them.
    expect(request?.content.text).toContain(
      'Allergies:\nPenicillin: Swelling of the throat (severe)',
    );
    expect(begun.of()).toEqual([]);
    await user.keyboard('{Control>}p{/Control}');
    await waitFor(() => expect(clinic.requests('printing_letter')).toHaveLength(1));
    expect(clinic.requests('printing_letter')[0]?.letter_id).toBe(request?.letter_id);
    expect(await screen.findByRole('button', { name: /^Print: Referral/ })).toHaveTextContent(
      'Print a copy',
    );
    // The next one is nobody's yet.
    await user.keyboard('{Alt>}n{/Alt}');
    expect(field('To')).toHaveValue('');
  });

  it('asks for the days of a sick note only, and for every field that is missing', async () => {
    clinic.answers.letters_issue = () =>
      refuse({ kind: 'invalid', fields: [{ field: 'until_on', problem: { code: 'missing' } }] });
    await open();
    expect(screen.queryByRole('textbox', { name: 'From' })).toBeNull();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Sick note');
    await user.type(field('From'), '2.3.2026{Tab}');
    expect(field('From')).toHaveValue('2026-03-02');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(field('Up to and including')).toHaveFocus());
    expect(field('Up to and including')).toBeInvalid();
  });

  it('begins with a prepared text, and asks before it replaces what was typed', async () => {
    await open();
    const begins = screen.getByRole('combobox', { name: 'Begins with' });
    await user.selectOptions(begins, 'Cardiology');
    expect(text()).toHaveValue(`Please see ${visit().patient_name} for:\nAcute bronchitis (J20.9)`);
    await user.type(text(), ' Soon.');
    await user.selectOptions(begins, 'The usual text');
    await user.click(screen.getByRole('button', { name: 'Keep what I typed' }));
    expect(text()).toHaveValue(
      `Please see ${visit().patient_name} for:\nAcute bronchitis (J20.9) Soon.`,
    );
    await user.selectOptions(begins, 'The usual text');
    await user.click(screen.getByRole('button', { name: 'Replace it' }));
    expect(text()).toHaveProperty('value', expect.stringContaining('Dear colleague,'));
  });

  it('is in the journal as it is typed, and there again when it was closed', async () => {
    await open();
    await user.type(text(), ' And more.');
    await waitFor(() => expect(journal[0]?.text).toContain(' And more.'));
    expect(journal[0]).toMatchObject({ subject_id: visit().id, part: 'letter' });
    await user.keyboard('{Escape}');
    expect(closed).toBe(1);
    cleanup();
    await waitFor(() => expect(begun.of(visit().id)).toMatchObject([{ on_disk: true }]));
    await open();
    expect(text()).toHaveProperty('value', expect.stringContaining(' And more.'));
    expect(screen.getByText(/^This letter was begun at/)).toBeVisible();
    await user.type(field('To'), 'Dr Mensah');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findAllByText('Referral issued.');
    await waitFor(() => expect(journal).toEqual([]));
  });

  it('that a killed window left is found again, issued or not', async () => {
    await open();
    await user.type(field('To'), 'Dr Mensah');
    await waitFor(() => expect(journal[0]?.text).toContain('Dr Mensah'));
    const [left] = journal;
    cleanup();
    begun.clear();
    if (left) begun.found({ ...left, kept_at: '2026-11-21T09:40:00Z' });
    await open();
    expect(field('To')).toHaveValue('Dr Mensah');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findAllByText('Referral issued.');
    const request = clinic.requests('letters_issue')[0];
    cleanup();
    // Killed once more, before the journal had let it go.
    if (left) begun.found({ ...left, kept_at: '2026-11-21T09:40:00Z' });
    if (request)
      clinic.answers.letters_of_patient = () => ({ letters: [issued(request)], altered: [] });
    await reopen();
    expect(await screen.findAllByText('Referral issued.')).not.toHaveLength(0);
  });
});

it('says that its lists may lack something where something of the chart cannot be read', async () => {
  await reopen([
    { detail: 'chart_entries.content of 7', saved_at: '2026-11-01T09:00:00Z', saved_by: 'Dr Lin' },
  ]);
  expect(
    await screen.findByText(/Allergies and medications in this letter may lack something/),
  ).toBeVisible();
  await user.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Referral');
  const [, allergies, medications] = (text() as HTMLTextAreaElement).value.split(
    /Allergies:|medications:/,
  );
  expect(allergies).toMatch(/Penicillin[^]*Not everything recorded could be read/);
  expect(medications).toContain('Not everything recorded could be read');
});
