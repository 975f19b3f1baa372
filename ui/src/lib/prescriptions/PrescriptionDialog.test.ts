import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  ChartEntryView,
  ClinicError,
  MedicationWarning,
  PrescribedMedication,
  PrescriptionView,
  SavePrescription,
} from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { begun } from '$lib/consultations/begun.svelte';
import { session } from '$lib/users/session.svelte';
import {
  away,
  chartView,
  Clinic,
  emptyNote,
  refuse,
  seriousFaults,
  signIn,
  visit,
} from '../../../tests/clinic';
import { Chart } from '$lib/chart/chart.svelte';
import PrescriptionDialog from './PrescriptionDialog.svelte';

const amoxicillin: PrescribedMedication = {
  name: 'Amoxicillin 500 mg',
  dose: '1',
  frequency: '3 times a day',
  duration: '7 days',
  quantity: '21',
  instructions: 'After meals',
};
const ibuprofen = { ...amoxicillin, name: 'Ibuprofen 400 mg', quantity: '20' };

function prescription(changed: Partial<PrescriptionView> = {}): PrescriptionView {
  return {
    id: 'rx-1',
    number: 'RX-K7M4-3QXA',
    appointment_id: 'visit-0',
    patient_id: visit().patient_id,
    doctor_id: visit().doctor_id,
    doctor_name: 'Dr Lin',
    status: 'signed',
    content: {
      complaint: 'cough',
      diagnosis: '',
      medications: [ibuprofen],
      advice: 'Rest',
      diet: '',
      lab_tests: '',
      next_visit: '',
      pharmacy_notes: '',
      tags: [],
      attachments: [],
      valid_until: '2026-12-01',
      answers: [],
    },
    version: 1,
    saved_at: '2026-11-01T09:00:00Z',
    saved_by: 'Dr Lin',
    signed_at: '2026-11-01T09:00:00Z',
    replaces_id: null,
    replaced_by: null,
    lapsed: false,
    printed: true,
    dispensed_at: null,
    time_zone: 'Europe/Paris',
    row_version: 1,
    ...changed,
  };
}

const against: MedicationWarning = {
  key: 'allergy: amoxicillin 500 mg / penicillin',
  warning_kind: 'allergy',
  medication: 'Amoxicillin 500 mg',
  meets: 'Penicillin',
  severity: 'severe',
  words: 'Shock',
};

let clinic: Clinic;
let known: PrescriptionView[];
let warnings: MedicationWarning[];
let closed: number;
let user: ReturnType<typeof userEvent.setup>;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

function kept(request: SavePrescription, status: 'draft' | 'signed'): PrescriptionView {
  const before = known.find(({ id }) => id === request.prescription_id);
  const view = prescription({
    id: request.prescription_id,
    number: 'RX-NEW4-3QXA',
    appointment_id: request.appointment_id,
    doctor_name: 'Dr Osei',
    status,
    content: request.content,
    version: (before?.version ?? 0) + 1,
    signed_at: status === 'signed' ? '2026-11-21T09:41:00Z' : null,
    replaces_id: request.replaces_id,
    printed: false,
    row_version: (request.row_version ?? 0) + 1,
  });
  known = [view, ...known.filter(({ id }) => id !== view.id)];
  return view;
}

beforeEach(() => {
  signIn('doctor');
  known = [prescription()];
  warnings = [];
  closed = 0;
  user = userEvent.setup();
  clinic = new Clinic({
    prescriptions_of_patient: () => ({ prescriptions: known, altered: [] }),
    prescriptions_favourites: () => [
      { medication: amoxicillin, times: 9 },
      { medication: ibuprofen, times: 2 },
    ],
    prescriptions_warnings: () => warnings,
    prescriptions_save: (request) => kept(request, 'draft'),
    prescriptions_sign: (request) => kept(request, 'signed'),
    prescriptions_mark_dispensed: ({ prescription_id, row_version, dispensing }) =>
      prescription({
        id: prescription_id,
        dispensed_at: dispensing === 'dispensed' ? '2026-11-21T09:45:00Z' : null,
        row_version: row_version + 1,
      }),
    prescriptions_versions: () => [
      {
        version: 2,
        saved_at: '2026-11-01T09:00:00Z',
        saved_by: 'Dr Lin',
        content: prescription().content,
      },
      {
        version: 1,
        saved_at: '2026-11-01T08:59:00Z',
        saved_by: 'Dr Lin',
        content: { ...prescription().content, medications: [amoxicillin] },
      },
    ],
    printing_prescription: () => ({ path: '/tmp/prescription.pdf', shown: true }),
    interactions_list: () => [],
    away_keep_note: () => null,
    away_forget_note: () => null,
  });
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  cleanup();
  for (const { appointment_id, part } of begun.of()) begun.take(appointment_id, part);
  session.view = null;
});

async function open() {
  const note = { ...emptyNote(), chief_complaint: 'Cough' };
  const chart = new Chart(visit().patient_id);
  void chart.read();
  note.diagnoses = [{ code: 'J20.9', title: 'Acute bronchitis', remark: '' }];
  render(PrescriptionDialog, { visit: visit(), note, chart, onclose: () => (closed += 1) });
  await screen.findByText('RX-K7M4-3QXA');
}

const line = (number: number) => screen.getByRole('group', { name: `Medication ${number}` });
const named = (number: number) =>
  within(line(number)).getByRole('combobox', { name: 'Name, strength, form' });

describe('a prescription', () => {
  it('is written from favourites and signed in ten presses', async () => {
    await open();
    await waitFor(() => expect(named(1)).toHaveFocus());
    await user.keyboard('amo{Enter}ibu{Enter}');
    await waitFor(() => expect(named(3)).toHaveFocus());
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findAllByText('RX-NEW4-3QXA is signed.');
    const signed = clinic.requests('prescriptions_sign')[0];
    expect(signed?.content.medications).toEqual([amoxicillin, ibuprofen]);
    expect(signed?.content.complaint).toBe('Cough');
    expect(signed?.content.diagnosis).toBe('Acute bronchitis');
    await user.keyboard('{Alt>}5{/Alt}');
    await waitFor(() => expect(clinic.requests('printing_prescription')[0]?.paper).toBe('a5'));
    expect(await screen.findByText(/that it is a copy/)).toBeVisible();
  });

  it('is typed by hand, line after line, and saved by itself and on closing', async () => {
    await open();
    await user.type(named(1), 'Paracetamol{Enter}');
    await waitFor(() => expect(named(2)).toHaveFocus());
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
    const [saved] = clinic.requests('prescriptions_save');
    expect(saved?.content.medications.map(({ name }) => name)).toEqual(['Paracetamol']);
    expect(saved?.row_version).toBeNull();
  });

  it('has a line that was removed back', async () => {
    await open();
    await user.keyboard('amo{Enter}');
    await waitFor(() => expect(named(2)).toHaveFocus());
    await user.click(within(line(1)).getByRole('button', { name: /Remove/ }));
    expect(named(1)).toHaveValue('');
    toasts.shown.at(-1)?.action?.run();
    await waitFor(() => expect(named(1)).toHaveValue('Amoxicillin 500 mg'));
  });

  it('says how old and heavy the patient is', async () => {
    await open();
    expect(screen.getByText(/^born 9 Mar 1984, 42 years · weight not known$/)).toBeVisible();
  });

  it('is saved while somebody goes on typing', async () => {
    await open();
    for (let letters = 0; letters < 9; letters += 1) {
      await user.type(named(1), 'x');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(clinic.requests('prescriptions_save').length).toBeGreaterThan(0);
  });

  it('begins from the last one without its answers', async () => {
    await open();
    await user.keyboard('{Alt>}l{/Alt}');
    await waitFor(() => expect(named(1)).toHaveValue('Ibuprofen 400 mg'));
    expect(screen.getByRole('textbox', { name: 'Advice' })).toHaveValue('Rest');
    expect(screen.getByRole('textbox', { name: 'Valid until' })).not.toHaveValue('2026-12-01');
  });

  it('asks for a reason where something stands against it', async () => {
    warnings = [against];
    await open();
    await user.keyboard('amo{Enter}');
    expect(await screen.findByText(/the patient is allergic to Penicillin/)).toBeVisible();
    expect(screen.getByText('Needs a reason: Amoxicillin 500 mg.')).toBeVisible();
    await user.keyboard('{Control>}{Enter}{/Control}');
    const reason = screen.getByRole('textbox', { name: 'Why all the same' });
    await waitFor(() => expect(reason).toHaveFocus());
    expect(clinic.requests('prescriptions_sign')).toHaveLength(0);
    await user.keyboard('Tolerated it before');
    expect(screen.queryByText(/^Needs a reason/)).toBeNull();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('prescriptions_sign')).toHaveLength(1));
    expect(clinic.requests('prescriptions_sign')[0]?.content.answers).toEqual([
      { key: against.key, reason: 'Tolerated it before' },
    ]);
  });

  it('says at the button that the licence is over, and keeps what is typed', async () => {
    clinic.answers.prescriptions_sign = () =>
      refuse({ kind: 'refused', refusal: { code: 'licence_expired', expired_on: '2026-11-01' } });
    await open();
    await user.keyboard('amo{Enter}{Control>}{Enter}{/Control}');
    expect(await screen.findByText(/Your licence ended on/)).toBeVisible();
    expect(named(1)).toHaveValue('Amoxicillin 500 mg');
  });

  it('marks what the core finds wrong at its field', async () => {
    clinic.answers.prescriptions_sign = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'valid_until', problem: { code: 'too_long_ago' } }],
      });
    await open();
    await user.keyboard('amo{Enter}{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Valid until' })).toBeInvalid());
    expect(screen.getByRole('textbox', { name: 'Valid until' })).toHaveFocus();
  });

  it('goes out again under the same id after no answer', async () => {
    const works = clinic.answers.prescriptions_sign;
    clinic.answers.prescriptions_sign = () => refuse(away);
    await open();
    await user.keyboard('amo{Enter}{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('prescriptions_sign')).toHaveLength(1));
    clinic.answers.prescriptions_sign = works;
    await waitFor(() => expect(screen.getByRole('button', { name: 'Sign' })).not.toBeDisabled());
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findAllByText('RX-NEW4-3QXA is signed.');
    const [one, other] = clinic.requests('prescriptions_sign');
    expect(other?.request_id).toBe(one?.request_id);
  });

  it('goes on with the draft of this visit', async () => {
    known = [
      prescription({ id: 'rx-2', status: 'draft', signed_at: null, appointment_id: visit().id }),
      ...known,
    ];
    render(PrescriptionDialog, {
      visit: visit(),
      note: emptyNote(),
      chart: null,
      onclose: () => undefined,
    });
    await waitFor(() => expect(named(1)).toHaveValue('Ibuprofen 400 mg'));
    await user.type(within(line(1)).getByRole('textbox', { name: 'Dose' }), '2');
    await user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(clinic.requests('prescriptions_save')).toHaveLength(1));
    expect(clinic.requests('prescriptions_save')[0]).toMatchObject({
      prescription_id: 'rx-2',
      row_version: 1,
    });
  });
});

describe('a prescription whose window went', () => {
  /** What the journal was given last. */
  const journaled = () => clinic.requests('away_keep_note').at(-1);

  async function killed() {
    const saves = clinic.answers.prescriptions_save;
    clinic.answers.prescriptions_save = () => refuse(away);
    await open();
    await user.type(named(1), 'Paracetamol');
    await waitFor(() => expect(journaled()?.text).toContain('Paracetamol'));
    const left = journaled();
    cleanup();
    await waitFor(() => expect(begun.of()).toMatchObject([{ on_disk: true }]));
    begun.clear();
    clinic.answers.prescriptions_save = saves;
    if (left) begun.found({ ...left, kept_at: '2026-11-21T09:40:00Z' });
  }

  it('is there again as it was typed, says so, and is saved', async () => {
    await killed();
    expect(journaled()).toMatchObject({ appointment_id: visit().id, part: 'prescription' });
    await open();
    expect(named(1)).toHaveValue('Paracetamol');
    expect(screen.getByText(/^This is as it was typed at/)).toBeVisible();
    await waitFor(() => expect(clinic.requests('prescriptions_save').length).toBeGreaterThan(0));
    const saved = clinic.requests('prescriptions_save').at(-1);
    expect(saved?.content.medications.map(({ name }) => name)).toEqual(['Paracetamol']);
    const forgotten = { appointment_id: visit().id, part: 'prescription' };
    await waitFor(() => expect(clinic.requests('away_forget_note')).toContainEqual(forgotten));
  });

  it('is closed while the server is away, and waits on this computer', async () => {
    clinic.answers.prescriptions_save = () => refuse(away);
    await open();
    await user.type(named(1), 'Paracetamol');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
    cleanup();
    await waitFor(() => expect(begun.of(visit().id)).toMatchObject([{ on_disk: true }]));
    await open();
    expect(named(1)).toHaveValue('Paracetamol');
  });

  it('is the draft that was saved without its answer', async () => {
    await killed();
    const { id, content } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView })
      .typed;
    known = [
      prescription({
        id,
        content,
        number: 'RX-DRAF-3QXA',
        status: 'draft',
        signed_at: null,
        appointment_id: visit().id,
      }),
      ...known,
    ];
    await open();
    await waitFor(() => expect(screen.queryByText(/^This is as it was typed at/)).toBeNull());
    expect(named(1)).toHaveValue('Paracetamol');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
    expect(clinic.requests('prescriptions_save').filter(({ row_version }) => row_version)).toEqual(
      [],
    );
  });

  /** A server as it is: a request happens once, and whoever names another version than there is is refused. */
  function strict() {
    const done = new Set<string>();
    return (request: SavePrescription) => {
      const there = known.find(({ id }) => id === request.prescription_id);
      if (there && done.has(request.request_id)) return there;
      if ((there?.row_version ?? null) !== request.row_version)
        return refuse({ kind: 'stale', what: 'prescription' });
      done.add(request.request_id);
      return kept(request, 'draft');
    };
  }

  /** The server saves, and nobody hears of it. */
  async function savedUnheard() {
    const save = strict();
    clinic.answers.prescriptions_save = (request) => {
      save(request);
      return refuse(away);
    };
    await open();
    await user.type(named(1), 'Paracetamol');
    await user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(known[0]?.status).toBe('draft'));
    return save;
  }

  it('is not taken for another window, where typing went on after a saving that was not answered', async () => {
    const save = await savedUnheard();
    await user.type(named(1), ' 500 mg');
    await waitFor(() => expect(journaled()?.text).toContain('500 mg'));
    const left = journaled();
    cleanup();
    await waitFor(() => expect(begun.of()).toMatchObject([{ on_disk: true }]));
    begun.clear();
    if (left) begun.found({ ...left, kept_at: '2026-11-21T09:40:00Z' });
    clinic.answers.prescriptions_save = save;
    // It is closed before anything else was read.
    clinic.answers.prescriptions_of_patient = () => new Promise(() => undefined);
    render(PrescriptionDialog, {
      visit: visit(),
      note: emptyNote(),
      chart: null,
      onclose: () => (closed += 1),
    });
    expect(named(1)).toHaveValue('Paracetamol 500 mg');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
    expect(known[0]?.content.medications).toMatchObject([{ name: 'Paracetamol 500 mg' }]);
    expect(known.filter(({ status }) => status === 'draft')).toHaveLength(1);
  });

  it('is saved on after a saving that was not answered', async () => {
    clinic.answers.prescriptions_save = await savedUnheard();
    await user.type(named(1), ' 500 mg');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
    expect(known[0]?.content.medications).toMatchObject([{ name: 'Paracetamol 500 mg' }]);
    expect(screen.queryByText(/^Another window went on with/)).toBeNull();
  });

  it('is one of its own where another window went on with the draft', async () => {
    await killed();
    const { id, content } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView })
      .typed;
    const theirs = { ...content, advice: 'Theirs' };
    const draft = { id, content: theirs, row_version: 2, signed_at: null };
    const place = { number: 'RX-DRAF-3QXA', appointment_id: visit().id };
    known = [prescription({ ...draft, ...place, status: 'draft' }), ...known];
    await open();
    expect(await screen.findByText(/^Another window went on with RX-DRAF-3QXA/)).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
    expect(clinic.requests('prescriptions_save').at(-1)?.prescription_id).not.toBe(id);
  });

  it('says once why it cannot be saved, and is closed all the same', async () => {
    clinic.answers.prescriptions_save = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'advice', problem: { code: 'bad_characters' } }],
      });
    await open();
    await user.type(named(1), 'Paracetamol');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(clinic.requests('prescriptions_save')).toHaveLength(1));
    expect(closed).toBe(0);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
  });

  it('is begun anew where it was signed without its answer', async () => {
    await killed();
    const { id, content } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView })
      .typed;
    const signed = { id, content, number: 'RX-SIGN-3QXA', appointment_id: visit().id };
    known = [prescription(signed), ...known];
    await open();
    await waitFor(() => expect(named(1)).toHaveValue(''));
  });

  it('is one of its own where another window signed something else, and is signed with its number', async () => {
    await killed();
    const { id } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView }).typed;
    known = [prescription({ id, number: 'RX-SIGN-3QXA', appointment_id: visit().id }), ...known];
    await open();
    expect(await screen.findByText(/^Another window went on with RX-SIGN-3QXA/)).toBeVisible();
    expect(named(1)).toHaveValue('Paracetamol');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('prescriptions_sign')).toHaveLength(1));
    const [sent] = clinic.requests('prescriptions_sign');
    expect(sent?.prescription_id).not.toBe(id);
    // It stays to be printed, under its number.
    expect(await screen.findByText(/^RX-\S+ is signed\.$/)).toBeVisible();
  });
});

describe('two windows with one prescription', () => {
  const overtaken: ClinicError[] = [
    { kind: 'stale', what: 'prescription' },
    { kind: 'refused', refusal: { code: 'prescription_signed' } },
  ];
  it.each(overtaken)('part where the other one was faster: %o', async (error) => {
    await open();
    await user.type(named(1), 'Paracetamol');
    await user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(clinic.requests('prescriptions_save')).toHaveLength(1));
    const [first] = clinic.requests('prescriptions_save');
    clinic.answers.prescriptions_save = (request) =>
      request.prescription_id === first?.prescription_id ? refuse(error) : kept(request, 'draft');
    await user.type(named(1), ' 500 mg');
    await user.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText(/^Another window went on with/)).toBeVisible();
    expect(named(1)).toHaveValue('Paracetamol 500 mg');
    const last = clinic.requests('prescriptions_save').at(-1);
    expect(last).toMatchObject({ row_version: null });
    expect(last?.prescription_id).not.toBe(first?.prescription_id);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(closed).toBe(1));
  });
});

describe('the prescriptions of before', () => {
  it('are replaced, used again and marked as dispensed', async () => {
    await open();
    await user.click(screen.getByRole('button', { name: 'Mark as dispensed' }));
    expect(await screen.findByText(/^Dispensed /)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Not dispensed after all' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Replace' }));
    expect(await screen.findByText(/It will replace RX-K7M4-3QXA/)).toBeVisible();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('prescriptions_sign')[0]?.replaces_id).toBe('rx-1'));
  });

  it('are thrown away before they are signed, and had back', async () => {
    await open();
    await user.type(named(1), 'Paracetamol');
    await user.keyboard('{Control>}s{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() =>
      expect(clinic.requests('prescriptions_save').at(-1)?.content.medications).toEqual([]),
    );
    expect(named(1)).toHaveValue('');
    toasts.shown.at(-1)?.action?.run();
    await waitFor(() => expect(named(1)).toHaveValue('Paracetamol'));
  });

  it('keep tags that were typed last', async () => {
    await open();
    await user.type(named(1), 'Paracetamol');
    await user.type(screen.getByRole('textbox', { name: /^Tags/ }), 'pain, winter');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('prescriptions_sign')).toHaveLength(1));
    expect(clinic.requests('prescriptions_sign')[0]?.content.tags).toEqual(['pain', 'winter']);
  });

  it('say that there are none', async () => {
    known = [];
    render(PrescriptionDialog, {
      visit: visit(),
      note: emptyNote(),
      chart: null,
      onclose: () => undefined,
    });
    expect(await screen.findByText('Nothing was prescribed yet.')).toBeVisible();
  });

  it('show what they once were', async () => {
    known = [prescription({ version: 2 })];
    await open();
    await user.click(screen.getByText('Versions (2)'));
    await user.click(await screen.findByText('Saved once while it was written'));
    expect(await screen.findByText(/Amoxicillin 500 mg · 1/)).toBeVisible();
  });

  it('say why they could not be read', async () => {
    clinic.answers.prescriptions_of_patient = () => refuse(away);
    render(PrescriptionDialog, {
      visit: visit(),
      note: emptyNote(),
      chart: null,
      onclose: () => undefined,
    });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

it('shows severe allergies above what is prescribed, and that they could not be read', async () => {
  const entry: ChartEntryView = {
    id: 'allergy',
    fact: {
      kind: 'allergy',
      substance: 'Penicillin',
      allergy_to: 'medication',
      severity: 'severe',
      reaction: 'Shock',
    },
    standing: 'active',
    why: '',
    saved_at: '2026-11-01T09:00:00Z',
    saved_by: 'Dr Lin',
    row_version: 1,
  };
  clinic.answers.chart_open = () => chartView({ entries: [entry] });
  await open();
  const severe = await screen.findByRole('region', { name: 'Severe allergy: Penicillin' });
  expect(severe).toHaveTextContent('Shock');
  cleanup();
  clinic.answers.chart_open = () => refuse(away);
  await open();
  expect(await screen.findByText('Ask the patient before you prescribe.')).toBeVisible();
});

it('asks for a reason where something that may stand against it cannot be read', async () => {
  const place = 'chart_entries.content of 7: was altered';
  warnings = [
    {
      ...against,
      key: `unreadable:  / ${place}`,
      warning_kind: 'unreadable',
      medication: '',
      meets: place,
    },
  ];
  await open();
  await user.keyboard('Paracetamol');
  const warning = await screen.findByText(
    `Something of this patient was altered in the database, and may stand against what is prescribed: ask for allergies and for what is taken.`,
  );
  expect(warning.closest('li')).toHaveTextContent('Cannot be read');
  expect(screen.getByText('Needs a reason: Cannot be read.')).toBeVisible();
  expect(screen.getByText('Without a dose: Paracetamol.')).toBeVisible();
  expect(screen.getByRole('textbox', { name: /Why all the same/ })).toBeVisible();
});

it('has no serious faults for assistive technology', async () => {
  warnings = [against];
  await open();
  await user.keyboard('amo');
  await screen.findByRole('option', { name: /Amoxicillin/ });
  expect(await seriousFaults()).toEqual([]);
});
