import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  ChartEntryView,
  ChartFact,
  ClinicError,
  MeasuredVitals,
  PastVisit,
  SaveChartEntry,
} from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { unfinished } from '$lib/shared/unfinished.svelte';
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
} from '../../../tests/clinic';
import { diabetes, entry, penicillin, pollen } from '../../../tests/charting';
import { Chart } from './chart.svelte';
import ChartAside from './ChartAside.svelte';
import ChartDialog from './ChartDialog.svelte';
import { DRAWN, linesOf, measured, timeLabels, usualOf } from './vitals-series';
import { said } from './words';

function visitOf(number: number, plan = ''): PastVisit {
  return {
    appointment_id: `visit-${number}`,
    starts_local: `2026-10-${String(28 - (number % 28)).padStart(2, '0')}T09:00:00`,
    doctor_name: 'Dr Lin',
    reason: `Visit ${number}`,
    note: plan ? { ...emptyNote(), plan } : null,
    altered: null,
    addenda: [],
    completed_at: null,
  };
}

function measuredOn(date: string, systolic: string, weight = ''): MeasuredVitals {
  const vitals = {
    ...emptyNote().vitals,
    systolic_mmhg: systolic,
    diastolic_mmhg: systolic && '80',
    weight_kg: weight,
  };
  return {
    appointment_id: `of-${date}`,
    starts_local: `${date}T09:00:00`,
    vitals,
    body_mass_index: null,
  };
}

let clinic: Clinic;
let entries: ChartEntryView[];
let emergency_until: string | null;
let closed: number;
let user: ReturnType<typeof userEvent.setup>;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

/** Keeps an entry as the server does. */
function keep(request: SaveChartEntry): ChartEntryView {
  const saved = entry(request.fact, {
    id: request.entry_id,
    standing: request.standing,
    why: request.why,
    row_version: (request.row_version ?? 0) + 1,
  });
  entries = [saved, ...entries.filter(({ id }) => id !== saved.id)];
  return saved;
}

beforeEach(() => {
  signIn('doctor');
  [closed, emergency_until] = [0, null];
  entries = [
    entry(penicillin, { id: 'penicillin' }),
    entry(pollen, { id: 'pollen' }),
    entry(diabetes, { id: 'diabetes', row_version: 2 }),
  ];
  clinic = new Clinic({
    chart_open: () =>
      chartView({
        emergency_until,
        entries,
        vitals: [measuredOn('2026-10-02', '128', '70'), measuredOn('2025-03-09', '141')],
        visits: [visitOf(1, 'Rest'), visitOf(2)],
        visits_in_all: 3,
      }),
    chart_save: keep,
    away_keep_note: () => null,
    away_forget_note: () => null,
    consultations_history: () => [visitOf(3, 'Older plan')],
    consultations_diagnoses_at_hand: () => [],
    diagnoses_search: () => ({
      hits: [{ code: 'I10', title: 'Essential (primary) hypertension', also: null }],
      more: false,
      release: 'ICD-10-CM',
    }),
  });
  user = userEvent.setup();
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  cleanup();
  for (const { subject_id, part } of begun.of()) begun.take(subject_id, part);
  session.view = null;
});

async function open() {
  const chart = new Chart('patient-1');
  render(ChartDialog, {
    chart,
    patient: 'Mensah, Kofi',
    zone: 'Europe/Berlin',
    onclose: () => (closed += 1),
  });
  await screen.findByRole('button', { name: /Type 2 diabetes/ });
  return chart;
}

const form = (name: string) => screen.findByRole('dialog', { name });

describe('the chart', () => {
  it('shows a severe allergy above everything, and all else on one page', async () => {
    await open();
    const severe = screen.getByRole('region', { name: 'Severe allergy: Penicillin' });
    expect(severe).toHaveTextContent('Swelling of the throat');
    const allergies = screen.getByRole('region', { name: 'Allergies' });
    const named = within(allergies)
      .getAllByRole('button')
      .map((one) => one.textContent);
    expect(named.join(' ')).toMatch(/Penicillin.*Severe.*Grass pollen.*Mild/s);
    expect(screen.getByRole('table')).toHaveTextContent('128/80');
    const raised = screen.getByRole('row', { name: /2025/ });
    expect(
      within(raised).getByRole('img', { name: 'Higher than is usual at this age' }),
    ).toBeVisible();
    expect(within(screen.getByRole('row', { name: /2026/ })).queryByRole('img')).toBeNull();
    expect(screen.getByText(/^born 2 Mar 1951, 75 years/)).toHaveTextContent('Male · P-7001');
    expect(screen.getByRole('img', { name: /^Blood pressure/ })).toHaveAccessibleName(
      'Blood pressure, 2 values from 9 Mar 2025 to 2 Oct 2026, last 128/80 mmHg',
    );
    await user.click(screen.getByText('Visit 1'));
    expect(screen.getByText('Rest')).toBeVisible();
    // All of one opening is one event.
    const ids = [
      ...clinic.requests('chart_open'),
      ...clinic.requests('prescriptions_of_patient'),
    ].map(({ request_id }) => request_id);
    expect(new Set(ids).size).toBe(1);
  });

  it('brings earlier visits, each in its place', async () => {
    await open();
    await user.click(screen.getByRole('button', { name: 'Earlier visits' }));
    expect(await screen.findByText('Visit 3')).toBeVisible();
    expect(clinic.requests('consultations_history')[0]?.before).toBe('visit-2');
    expect(screen.queryByRole('button', { name: 'Earlier visits' })).toBeNull();
  });

  it('takes a severe allergy by keys alone', async () => {
    await open();
    await user.keyboard('a');
    await form('New allergy');
    await user.keyboard('Latex{Alt>}1{/Alt}{Control>}{Enter}{/Control}');
    const severe = await screen.findByRole('region', { name: /^Severe allergies/ });
    expect(severe).toHaveTextContent('Latex');
    expect(clinic.requests('chart_save')[0]).toMatchObject({
      patient_id: 'patient-1',
      row_version: null,
      standing: 'active',
      fact: { kind: 'allergy', substance: 'Latex', severity: 'severe' },
    });
    expect(screen.queryByRole('dialog', { name: 'New allergy' })).toBeNull();
  });

  it('is gone past by one Tab, and chosen by nothing but its own keys', async () => {
    await open();
    await user.keyboard('a');
    const dialog = await form('New allergy');
    await user.keyboard('Peanut{Alt>}1{/Alt}{Tab}');
    const severe = within(dialog).getByRole('button', { name: /^Severe/ });
    expect(severe).toHaveFocus();
    await user.keyboard('hives now');
    expect(severe).toBePressed();
    await user.keyboard('{ArrowRight}');
    expect(within(dialog).getByRole('button', { name: /^Moderate/ })).toHaveFocus();
    expect(severe).toBePressed();
    severe.focus();
    await user.keyboard('{Tab}');
    expect(within(dialog).getByRole('combobox', { name: 'What it is to' })).toHaveFocus();
  });

  it('asks how severe an allergy is, and takes none for granted', async () => {
    await open();
    await user.keyboard('a');
    await form('New allergy');
    await user.keyboard('Latex{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Choose how severe it is.')).toBeVisible();
    expect(screen.getByRole('button', { name: /^Severe/ })).toHaveFocus();
    expect(clinic.requests('chart_save')).toEqual([]);
    await user.keyboard('{Alt>}3{/Alt}{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('chart_save')).toHaveLength(1));
    expect(clinic.requests('chart_save')[0]?.fact).toMatchObject({ severity: 'mild' });
  });

  it('says that no allergy is known by one key, and takes it back', async () => {
    entries = [entry(diabetes, { id: 'diabetes' })];
    await open();
    expect(screen.getByText('No allergies are recorded.')).toBeVisible();
    await user.keyboard('o');
    expect(await screen.findByText(/^No known allergies: .* asked/)).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    const [said] = clinic.requests('chart_save');
    expect(said).toMatchObject({ fact: { kind: 'no_known_allergy' }, standing: 'active' });
    toasts.shown.at(-1)?.action?.run();
    expect(await screen.findByText('No allergies are recorded.')).toBeVisible();
    expect(clinic.requests('chart_save')[1]).toMatchObject({
      entry_id: said?.entry_id,
      standing: 'ended',
    });
    // An allergy that is recorded says more.
    await user.keyboard('o');
    await screen.findByText(/^No known allergies: .* asked/);
    await user.keyboard('a');
    await form('New allergy');
    await user.keyboard('Latex{Alt>}1{/Alt}{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.queryByText(/^No known allergies/)).toBeNull());
  });

  it('says that it is open in an emergency', async () => {
    emergency_until = '2026-11-21T10:20:00Z';
    await open();
    expect(screen.getByText(/^Opened in an emergency, until/)).toBeVisible();
  });

  it('takes a problem from the list of diagnoses', async () => {
    await open();
    await user.keyboard('p');
    await form('New problem');
    await user.keyboard('hyper');
    await screen.findByRole('option', { name: /I10/ });
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Since' })).toHaveFocus());
    await user.keyboard('2020{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('chart_save')).toHaveLength(1));
    expect(clinic.requests('chart_save')[0]?.fact).toEqual({
      kind: 'condition',
      code: 'I10',
      title: 'Essential (primary) hypertension',
      since: '2020',
      remark: '',
    });
  });

  it('ends an entry, and shows what it once said', async () => {
    clinic.answers.chart_versions = () => [
      entry(diabetes, { row_version: 2, why: 'By the laboratory' }),
      entry({ ...diabetes, title: 'High sugar' }, { row_version: 1 }),
    ];
    await open();
    await user.click(screen.getByRole('button', { name: /Type 2 diabetes/ }));
    const dialog = await form('Problem');
    await user.click(within(dialog).getByText('Earlier versions (1)'));
    expect(await within(dialog).findByText('High sugar')).toBeVisible();
    expect(within(dialog).getByText('By the laboratory')).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Ended' }));
    await user.click(within(dialog).getByRole('button', { name: /Save/ }));
    expect(await screen.findByText('Ended or in error (1)')).toBeVisible();
    expect(clinic.requests('chart_save')[0]).toMatchObject({
      entry_id: 'diabetes',
      row_version: 2,
      standing: 'ended',
    });
  });

  it('keeps what is typed where somebody else was faster, and says what stands there', async () => {
    clinic.answers.chart_save = () => {
      entries = [entry({ ...penicillin, severity: 'mild' }, { id: 'penicillin', row_version: 5 })];
      clinic.answers.chart_save = keep;
      return refuse({ kind: 'stale', what: 'chart_entry' });
    };
    await open();
    await user.click(screen.getByRole('button', { name: /Penicillin/ }));
    const dialog = await form('Allergy');
    const reaction = within(dialog).getByRole('textbox', { name: 'What happens' });
    await user.clear(reaction);
    await user.type(reaction, 'Collapse');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await within(dialog).findByText(/It now reads: Penicillin/)).toBeVisible();
    expect(reaction).toHaveValue('Collapse');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('chart_save')).toHaveLength(2));
    expect(clinic.requests('chart_save')[1]).toMatchObject({ row_version: 5 });
  });

  it('tells what is wrong at its field, and gives closed work back', async () => {
    const missing: ClinicError = {
      kind: 'invalid',
      fields: [{ field: 'given_on', problem: { code: 'not_a_date' } }],
    };
    clinic.answers.chart_save = () => refuse(missing);
    await open();
    await user.keyboard('i');
    const dialog = await form('New immunisation');
    await user.keyboard('Tetanus');
    await user.type(within(dialog).getByRole('textbox', { name: 'Given on' }), 'spring');
    await user.keyboard('{Control>}{Enter}{/Control}');
    const given = within(dialog).getByRole('textbox', { name: 'Given on' });
    await waitFor(() => expect(given).toHaveAttribute('aria-invalid', 'true'));
    expect(within(dialog).getByText(/Write a year, a month or a day/)).toBeVisible();
    await waitFor(() =>
      expect(unfinished.left()).toEqual([
        'An entry of the chart of Mensah, Kofi is on this computer only. It comes back when you sign in here.',
      ]),
    );
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog', { name: 'New immunisation' })).toBeNull();
    expect(await screen.findByText('Immunisation: Tetanus is typed and not saved.')).toBeVisible();
    await user.keyboard('i');
    const again = await form('New immunisation');
    expect(within(again).getByRole('textbox', { name: 'Vaccine' })).toHaveValue('Tetanus');
  });

  it('names what was altered in the database, and shows the rest', async () => {
    const altered = (detail: string) => ({
      detail: `${detail}: was altered`,
      saved_at: '2026-11-01T09:00:00Z',
      saved_by: 'Dr Lin',
    });
    clinic.answers.chart_open = () =>
      chartView({
        entries: [entry({ kind: 'no_known_allergy' }), entry(diabetes, { id: 'diabetes' })],
        altered: [altered('chart_entries.content of 7')],
        visits: [
          { ...visitOf(1), altered: 'consultation_versions.content of 8' },
          visitOf(2, 'Rest'),
          { ...visitOf(3, 'Walk'), altered: 'consultation_versions.content of 9, version 2' },
        ],
      });
    clinic.answers.prescriptions_of_patient = () => ({
      prescriptions: [],
      altered: [altered('prescription_versions.content of 9')],
    });
    await open();
    const [entryOf, paper] = screen
      .getAllByText(/something was altered in the database \(Dr Lin, 1 Nov 2026\)/)
      .map((words) => words.closest('.altered'));
    expect(entryOf).toHaveTextContent('It may be anything, also an allergy: ask the patient.');
    expect(entryOf).toHaveTextContent('chart_entries.content of 7: was altered');
    expect(paper).toHaveTextContent('prescription_versions.content of 9: was altered');
    // Nobody reads here that there are none.
    expect(screen.queryByText(/No known allergies/)).toBeNull();
    expect(screen.getByText(/whether there are more allergies is not known/)).toBeVisible();
    await user.click(screen.getByText('Visit 1'));
    expect(
      screen.getByText('This note cannot be shown: it was altered in the database.'),
    ).toBeVisible();
    await user.click(screen.getByText('Visit 2'));
    expect(screen.getByText('Rest')).toBeVisible();
    // The note as it stood before what cannot be shown was added.
    await user.click(screen.getByText('Visit 3'));
    expect(screen.getByText(/^What was added last cannot be shown/)).toBeVisible();
    expect(screen.getByText(/consultation_versions.content of 9, version 2/)).toBeVisible();
    expect(screen.getByText('Walk')).toBeVisible();
  });

  it('says that a server is away, and reads again', async () => {
    const works = clinic.answers.chart_open;
    clinic.answers.chart_open = () => refuse(away);
    const chart = new Chart('patient-1');
    render(ChartDialog, { chart, patient: 'Mensah', zone: 'UTC', onclose: () => undefined });
    expect(await screen.findByText('The allergies could not be read.')).toBeVisible();
    if (works) clinic.answers.chart_open = works;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', { name: /Type 2 diabetes/ })).toBeVisible();
  });

  it('says whose charts a doctor sees', async () => {
    clinic.answers.chart_open = () => refuse({ kind: 'not_found', what: 'patient' });
    const chart = new Chart('patient-1');
    render(ChartDialog, { chart, patient: 'Mensah', zone: 'UTC', onclose: () => undefined });
    expect(await screen.findByText('This chart is not shown to you.')).toBeVisible();
  });

  it('stays closed while processing is restricted, and offers the emergency access', async () => {
    clinic.answers.chart_open = () =>
      refuse({ kind: 'refused', refusal: { code: 'processing_restricted' } });
    const chart = new Chart('patient-1');
    render(ChartDialog, { chart, patient: 'Mensah', zone: 'UTC', onclose: () => undefined });
    expect(
      await screen.findByText("Processing of this patient's data is restricted."),
    ).toBeVisible();
    await user.keyboard('e');
    expect(await screen.findByRole('textbox', { name: 'Reason' })).toBeVisible();
  });

  it('has no serious faults for assistive technology', async () => {
    await open();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('a');
    await form('New allergy');
    expect(await seriousFaults()).toEqual([]);
  });
});

describe('the chart beside a note', () => {
  it('shows what must not be overlooked, and says when nothing is recorded', async () => {
    const chart = new Chart('patient-1');
    const { unmount } = render(ChartAside, {
      chart,
      zone: 'UTC',
      appointment_id: 'visit-2',
      onopen: () => undefined,
    });
    await chart.read();
    const aside = screen.getByRole('complementary', { name: 'Chart' });
    expect(
      await within(aside).findByRole('region', { name: 'Severe allergy: Penicillin' }),
    ).toBeVisible();
    expect(within(aside).getByText('Other allergies: Grass pollen')).toBeVisible();
    expect(within(aside).getByText('Type 2 diabetes')).toBeVisible();
    expect(within(aside).queryByText('Visit 2')).toBeNull();
    unmount();
    entries = [];
    const empty = new Chart('patient-2');
    render(ChartAside, { chart: empty, zone: 'UTC', appointment_id: '', onopen: () => undefined });
    await empty.read();
    expect(await screen.findByText('No allergies are recorded.')).toBeVisible();
  });
});

describe('what is drawn', () => {
  it('is what was measured, the oldest first', () => {
    const vitals = [measuredOn('2026-10-02', '', '70'), measuredOn('2025-03-09', '141')];
    expect(measured(vitals).map(({ id }) => id)).toEqual(['pressure', 'weight']);
    const pressure = DRAWN[0];
    if (!pressure) throw new Error('nothing is drawn');
    const [times, systolic, diastolic] = linesOf(pressure, [
      measuredOn('2026-10-02', '128'),
      ...vitals,
    ]);
    expect(times).toEqual([
      Date.parse('2025-03-09T09:00Z') / 1000,
      Date.parse('2026-10-02T09:00Z') / 1000,
    ]);
    expect([systolic, diastolic]).toEqual([
      [141, 128],
      [80, 80],
    ]);
  });

  it('has what is usual below it, of each age its own', () => {
    const pulse = DRAWN.find(({ id }) => id === 'pulse');
    const index = DRAWN.find(({ derived }) => derived);
    if (!pulse || !index) throw new Error('nothing is drawn');
    const at = (day: string) => Date.parse(day) / 1000;
    const [from, turns, to] = [at('2021-01-01'), at('2021-05-01'), at('2022-01-01')];
    expect(usualOf(pulse, '2015-05-01', from, to)).toEqual([
      { line: 0, from, to: turns, low: 80, high: 120 },
      { line: 0, from: turns, to, low: 75, high: 118 },
    ]);
    expect(usualOf(index, '2015-05-01', from, to)).toEqual([]);
    expect(usualOf(index, '1976-05-01', from, to)).toEqual([
      { line: 0, from, to, low: 18.5, high: 24.9 },
    ]);
  });

  it('stands above its days, months or years', () => {
    const times = [Date.parse('2026-03-01') / 1000, Date.parse('2027-01-02') / 1000];
    expect(timeLabels(times, 2 * 86_400)).toEqual(['1 Mar', '2 Jan']);
    expect(timeLabels(times, 61 * 86_400)).toEqual(['Mar 2026', 'Jan 2027']);
    expect(timeLabels(times, 365 * 86_400)).toEqual(['2026', '2027']);
  });

  it('says an entry in short', () => {
    expect(said(diabetes)).toEqual({ title: 'Type 2 diabetes', more: 'E11.9 · since 2019' });
    const given: ChartFact = {
      kind: 'immunisation',
      vaccine: 'Tetanus',
      given_on: '2021-05-03',
      batch: 'T7',
      remark: '',
    };
    expect(said(given).more).toBe('3 May 2021 · batch T7');
  });
});
