import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppointmentView, PastVisit } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import { directory } from '$lib/doctors/directory.svelte';
import { leaving } from '$lib/users/leaving.svelte';
import { session } from '$lib/users/session.svelte';
import {
  away,
  Clinic,
  chartView,
  consultation,
  doctor,
  emptyNote,
  refuse,
  seriousFaults,
  signIn,
  visit,
} from '../../../tests/clinic';
import { begun } from './begun.svelte';
import { dayOf, putAway } from './kept-days';
import MyDayScreen from './MyDayScreen.svelte';

const first = visit();
const second = visit({
  id: 'visit-2',
  patient_id: 'patient-2',
  patient_name: 'عبد الرحمن, ليلى بنت محمد بن عبد الله الأنصاري',
  status: 'confirmed',
  starts_at: '2026-11-21T10:30:00Z',
  ends_at: '2026-11-21T11:00:00Z',
  starts_local: '2026-11-21T11:30:00',
  ends_local: '2026-11-21T12:00:00',
  reason: 'Blood pressure',
  arrived_at: null,
  checked_in_at: null,
});
const past: PastVisit = {
  appointment_id: 'visit-0',
  starts_local: '2026-10-02T09:00:00',
  doctor_name: 'Dr Lin',
  reason: 'Flu',
  note: { ...emptyNote(), assessment: 'Influenza' },
  altered: null,
  addenda: [],
  completed_at: '2026-10-02T08:00:00Z',
};

let clinic: Clinic;
let stop: () => void;
let visits: AppointmentView[];

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

beforeEach(() => {
  signIn('doctor');
  visits = [first, second];
  clinic = new Clinic({
    doctors_list: () => [doctor()],
    specialties_list: () => [],
    locations_list: () => [],
    consultations_my_day: ({ date }) => ({
      date: date || '2026-11-21',
      now_at: '2026-11-21T09:40:00Z',
      appointments: visits,
      unsigned: [],
    }),
    consultations_open: ({ appointment_id }) =>
      consultation({
        id: `consultation-of-${appointment_id}`,
        // Opening starts it.
        appointment: {
          ...(visits.find(({ id }) => id === appointment_id) ?? first),
          status: 'in_progress',
        },
      }),
    chart_open: () => chartView({ visits: [past] }),
    consultations_save_draft: ({ row_version }) => ({
      row_version: row_version + 1,
      saved_at: '2026-11-21T09:41:00Z',
    }),
    consultations_complete: (request) =>
      consultation({
        status: 'completed',
        content: request.content,
        completed_at: '2026-11-21T09:50:00Z',
        version: 1,
        signed: { name: 'Dr Ama Osei', at: '2026-11-21T09:50:00Z', proof: 'holds' },
        row_version: request.row_version + 1,
      }),
  });
  const stops = [connection.start(), directory.start()];
  stop = () => stops.forEach((each) => each());
  addEventListener('keydown', press);
});

afterEach(async () => {
  removeEventListener('keydown', press);
  stop();
  cleanup();
  // What one test left unsaved is not the next one's.
  clinic.answers.consultations_save_draft = ({ row_version }) => ({
    row_version: row_version + 1,
    saved_at: '2026-11-21T09:43:00Z',
  });
  const user = session.view?.user_id ?? '';
  await dayOf(user).resume();
  putAway(user);
  connection.offline = null;
  session.view = null;
});

async function openFirst() {
  const user = userEvent.setup();
  render(MyDayScreen);
  await user.click(await screen.findByRole('button', { name: /Mensah, Kofi/ }));
  await screen.findByRole('heading', { name: 'Mensah, Kofi' });
  return user;
}

describe('my day', () => {
  it('shows who is next and since when they wait, in the clinic’s time', async () => {
    render(MyDayScreen);
    expect(await screen.findByText('Mensah, Kofi waits since 10:20')).toBeVisible();
    const row = screen.getByRole('button', { name: /Mensah, Kofi/ });
    expect(row).toHaveTextContent('10:30');
    expect(row).toHaveTextContent('Checked in');
    expect(row).toHaveTextContent('20 min waiting');
  });

  it('says that the licence ends soon, and that it is over, before anything is signed', async () => {
    clinic.answers.doctors_list = () => [doctor({ licence_expires_on: '2026-12-05' })];
    await directory.load();
    render(MyDayScreen);
    expect(await screen.findByText(/^Your licence ends on 5 Dec 2026/)).toBeVisible();
    cleanup();
    const over = { licence_expires_on: '2026-11-20', licence_expired: true };
    clinic.answers.doctors_list = () => [doctor(over)];
    await directory.load();
    render(MyDayScreen);
    expect(await screen.findByText(/^Your licence ended on 20 Nov 2026/)).toBeVisible();
  });

  it('follows the change feed', async () => {
    render(MyDayScreen);
    await screen.findByRole('button', { name: /Mensah, Kofi/ });
    visits = [{ ...first, patient_name: 'Boateng, Esi' }];
    await waitFor(() => expect(directory.doctor('doctor-1')).toBeDefined());
    await clinic.feed({ state: 'online', resource_ids: [7], topics: [], returned: false });
    expect(await screen.findByRole('button', { name: /Boateng, Esi/ })).toBeVisible();
  });

  it('opens a visit by keys and puts the cursor into the note', async () => {
    const user = userEvent.setup();
    render(MyDayScreen);
    await screen.findByRole('button', { name: /Mensah, Kofi/ });
    await waitFor(() => expect(screen.getByRole('button', { name: /Mensah, Kofi/ })).toHaveFocus());
    await user.keyboard('j');
    await user.keyboard('k{Enter}');
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: 'Chief complaint' })).toHaveFocus(),
    );
    await user.keyboard('{Alt>}p{/Alt}');
    expect(screen.getByRole('textbox', { name: 'Plan' })).toHaveFocus();
    const [open] = clinic.requests('consultations_open');
    expect(open?.appointment_id).toBe('visit-1');
    expect(open?.consultation_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says what to do when a visit could not be opened, and tries with the same ids', async () => {
    const works = clinic.answers.consultations_open;
    clinic.answers.consultations_open = () => refuse(away);
    const user = userEvent.setup();
    render(MyDayScreen);
    await user.click(await screen.findByRole('button', { name: /Mensah, Kofi/ }));
    expect(await screen.findByText('The visit of Mensah, Kofi was not opened.')).toBeVisible();
    clinic.answers.consultations_open = works;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('textbox', { name: 'History of present illness' });
    const [one, other] = clinic.requests('consultations_open');
    expect(other).toEqual(one);
  });

  it('opens the chart of who is next before the visit begins', async () => {
    render(MyDayScreen);
    await userEvent.click(await screen.findByRole('button', { name: 'Their chart' }));
    expect(await screen.findByRole('dialog', { name: /Mensah/ })).toBeVisible();
    expect(clinic.requests('chart_open')).toHaveLength(1);
    expect(clinic.requests('consultations_open')).toHaveLength(0);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    // By keys it is the one that the focus is on.
    await userEvent.keyboard('j{Alt>}c{/Alt}');
    expect(await screen.findByRole('dialog')).toBeVisible();
    expect(clinic.requests('consultations_open')).toHaveLength(0);
  });

  it('shows past visits with their notes beside the note', async () => {
    await openFirst();
    const history = await screen.findByRole('region', { name: 'Past visits' });
    expect(await within(history).findByText('Influenza')).toBeVisible();
  });
});

describe('the note on the screen', () => {
  it('says where the text stands, and saves on leaving a section', async () => {
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'History of present illness' }), 'Cough');
    expect(screen.getByText('Not saved yet')).toBeVisible();
    await user.tab();
    expect(await screen.findByText('Saved 10:41')).toBeVisible();
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
  });

  it('keeps the text, says so, and sends it again when the server is back', async () => {
    const works = clinic.answers.consultations_save_draft;
    clinic.answers.consultations_save_draft = () => refuse(away);
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'History of present illness' }), 'Cough');
    await user.tab();
    const words = 'Not saved yet: server away, kept here';
    expect((await screen.findAllByText(words))[0]).toBeVisible();
    // Trouble is told aloud, an ordinary save is not.
    expect(screen.getAllByRole('status').some((told) => told.textContent === words)).toBe(true);
    clinic.answers.consultations_save_draft = works;
    await clinic.feed({ state: 'online', resource_ids: [], topics: [], returned: true });
    expect(await screen.findByText('Saved 10:41')).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'History of present illness' })).toHaveValue(
      'Cough',
    );
    const [one, other] = clinic.requests('consultations_save_draft');
    expect(other).toEqual(one);
  });

  it('saves the draft before another visit is opened', async () => {
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'Rest');
    await user.click(screen.getByRole('button', { name: /ليلى/ }));
    await screen.findByRole('heading', { name: second.patient_name });
    const order = clinic.asked
      .map(({ name }) => name)
      .filter((name) => /^consultations_(save|open)/.test(name));
    expect(order).toEqual(['consultations_open', 'consultations_save_draft', 'consultations_open']);
  });

  it('keeps an unsaved note when another visit is opened, and shows it again', async () => {
    clinic.answers.consultations_save_draft = () => refuse(away);
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'Rest');
    await user.click(screen.getByRole('button', { name: /ليلى/ }));
    await screen.findByRole('heading', { name: second.patient_name });
    const row = screen.getByRole('button', { name: /Mensah, Kofi/ });
    expect(row).toHaveTextContent('Not saved yet');
    await user.click(row);
    await screen.findByRole('heading', { name: 'Mensah, Kofi' });
    expect(screen.getByRole('textbox', { name: 'Plan' })).toHaveValue('Rest');
    expect(clinic.requests('consultations_open')).toHaveLength(2);
  });

  it('is saved before the desk is locked', async () => {
    const user = await openFirst();
    clinic.answers.users_lock = () => null;
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'Rest');
    session.lock();
    await waitFor(() => expect(clinic.requests('users_lock')).toHaveLength(1));
    const names = clinic.asked.map(({ name }) => name);
    expect(names.indexOf('consultations_save_draft')).toBeGreaterThan(-1);
    expect(names.indexOf('consultations_save_draft')).toBeLessThan(names.indexOf('users_lock'));
  });

  it('shows both texts when two windows wrote, and saves the choice', async () => {
    let theirs = consultation({
      row_version: 9,
      content: { ...emptyNote(), plan: 'Antibiotics' },
      saved_by: 'Dr Ama Osei',
    });
    const user = await openFirst();
    clinic.answers.consultations_save_draft = () => refuse({ kind: 'stale', what: 'consultation' });
    clinic.answers.consultations_open = () => theirs;
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'Rest');
    await user.tab();
    // The next field has the focus, and keeps it.
    await user.click(await screen.findByRole('button', { name: 'Choose what is kept' }));
    const dialog = await screen.findByRole('dialog', { name: 'Two windows wrote this note' });
    expect(within(dialog).getByText('Antibiotics')).toBeVisible();
    expect(within(dialog).getByText('Rest')).toBeVisible();
    expect(within(dialog).getByRole('button', { name: 'Go on with this' })).toBeDisabled();
    expect(await seriousFaults()).toEqual([]);
    clinic.answers.consultations_save_draft = ({ row_version, content }) => {
      theirs = { ...theirs, row_version: row_version + 1, content };
      return { row_version: row_version + 1, saved_at: '2026-11-21T09:42:00Z' };
    };
    await user.click(within(dialog).getByRole('radio', { name: 'Keep both, one under the other' }));
    await user.click(within(dialog).getByRole('button', { name: 'Go on with this' }));
    await waitFor(() => expect(theirs.content.plan).toBe('Antibiotics\n\nRest'));
    expect(theirs.row_version).toBe(10);
    expect(screen.getByRole('textbox', { name: 'Plan' })).toHaveValue('Antibiotics\n\nRest');
  });

  it('shows the body mass index and a wrong vital sign at its field', async () => {
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'Weight, kg' }), '70');
    await user.type(screen.getByRole('textbox', { name: 'Height, cm' }), '175');
    expect(screen.getByText('22.9')).toBeVisible();
    const pulse = screen.getByRole('textbox', { name: 'Pulse, /min' });
    await user.type(pulse, '7200');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(pulse).toBeInvalid());
    expect(pulse).toHaveAccessibleDescription('Between 20 and 300.');
    expect(pulse).toHaveFocus();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(clinic.requests('consultations_complete')).toHaveLength(0);
  });

  it('marks what cannot be, on leaving the field and when a draft is opened again', async () => {
    const content = emptyNote();
    content.vitals.pulse_per_minute = '7200';
    clinic.answers.consultations_open = () => consultation({ content });
    const user = await openFirst();
    expect(screen.getByRole('textbox', { name: 'Pulse, /min' })).toBeInvalid();
    await user.type(screen.getByRole('textbox', { name: 'Systolic, mmHg' }), '120');
    const under = screen.getByRole('textbox', { name: 'Diastolic, mmHg' });
    await user.type(under, '130{Tab}');
    expect(under).toHaveAccessibleDescription('Must be lower than the systolic value, 120.');
    await user.click(screen.getByRole('checkbox', { name: 'Should come again' }));
    const days = screen.getByRole('textbox', { name: 'In how many days' });
    await user.type(days, '-3{Tab}');
    expect(days).toHaveAccessibleDescription('Between 1 and 730.');
  });

  it('asks before it closes the note for good, and is read-only afterwards', async () => {
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'History of present illness' }), 'Cough');
    await user.keyboard('{Control>}{Enter}{/Control}');
    const dialog = await screen.findByRole('dialog', {
      name: 'Complete the visit of Mensah, Kofi?',
    });
    expect(dialog).toHaveTextContent('cannot be undone');
    expect(dialog).toHaveTextContent(
      'Still empty: Chief complaint, Examination, Assessment, Plan.',
    );
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Completed 10:50 by Dr Ama Osei')).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'History of present illness' })).toBeNull();
    expect(screen.getByText('Cough')).toBeVisible();
  });

  it('says before it closes the note what was begun beside it, and that nobody may sign', async () => {
    const over = { licence_expires_on: '2026-11-20', licence_expired: true };
    clinic.answers.doctors_list = () => [doctor(over)];
    await directory.load();
    const user = await openFirst();
    const kept_at = '2026-11-21T09:41:00Z';
    const typed = JSON.stringify({ patient_name: 'Mensah, Kofi', typed: {} });
    begun.found({ subject_id: first.patient_id, part: 'chart_entry', kept_at, text: typed });
    await user.keyboard('{Control>}{Enter}{/Control}');
    const dialog = await screen.findByRole('dialog', { name: /^Complete the visit/ });
    expect(dialog).toHaveTextContent('Your licence ended on 20 Nov 2026');
    expect(dialog).toHaveTextContent(/A chart entry of .*10:41 is not saved/);
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('consultations_complete')).toHaveLength(1));
    expect(clinic.requests('consultations_complete')[0]?.signing).toBe('later');
    begun.clear();
  });

  it('has no serious accessibility faults', async () => {
    const user = await openFirst();
    await user.click(screen.getByRole('checkbox', { name: 'Should come again' }));
    expect(await seriousFaults()).toEqual([]);
  });
});

describe('closing the window', () => {
  it('saves the note first', async () => {
    const stopLeaving = leaving.start();
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'Rest');
    await clinic.tell('closing');
    await waitFor(() => expect(clinic.told).toContain('plugin:window|destroy'));
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
    expect(leaving.asking).toBeNull();
    stopLeaving();
  });

  it('stays open while the note is only here, and says so', async () => {
    const stopLeaving = leaving.start();
    clinic.answers.consultations_save_draft = () => refuse(away);
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'Rest');
    await clinic.tell('closing');
    await waitFor(() => expect(leaving.asking).toBe('close'));
    expect(leaving.left[0]).toContain('The note of Mensah, Kofi is on this computer only.');
    expect(clinic.told).not.toContain('plugin:window|destroy');
    leaving.goBack();
    stopLeaving();
  });

  it('asks also when the doctor has signed out and the note is only here', async () => {
    const stopLeaving = leaving.start();
    clinic.answers.consultations_save_draft = () => refuse(away);
    clinic.answers.users_sign_out = () => null;
    const me = session.view;
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'Rest');
    await leaving.signOut();
    expect(leaving.asking).toBe('sign_out');
    expect(session.view).not.toBeNull();
    await leaving.leaveIt();
    expect(session.view).toBeNull();
    cleanup();
    await clinic.tell('closing');
    await waitFor(() => expect(leaving.asking).toBe('close'));
    expect(clinic.told).not.toContain('plugin:window|destroy');
    // In somebody else's name nothing is sent.
    expect(clinic.requests('consultations_save_draft').length).toBeLessThanOrEqual(2);
    leaving.goBack();
    stopLeaving();
    session.view = me;
  });

  it('does not start a visit of another day unless the doctor says so', async () => {
    const user = userEvent.setup();
    clinic.answers.consultations_open = (request) =>
      request.may_start === 'anyway'
        ? consultation({ appointment: { ...first, status: 'in_progress' } })
        : refuse({
            kind: 'refused',
            refusal: { code: 'not_today', starts_local: '2026-11-24T10:30:00' },
          });
    render(MyDayScreen);
    await user.click(await screen.findByRole('button', { name: /Mensah, Kofi/ }));
    expect(await screen.findByText(/This visit is on .*24.*, not today\./)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Start it now' })).toBeVisible();
    await user.keyboard('{Alt>}{Enter}{/Alt}');
    await screen.findByRole('heading', { name: 'Mensah, Kofi' });
    const sent = clinic.requests('consultations_open').map(({ may_start }) => may_start);
    expect(sent).toEqual(['today', 'anyway']);
  });

  it('keeps what is typed into a visit whose start was taken back, and starts it again', async () => {
    const user = await openFirst();
    clinic.answers.consultations_save_draft = () =>
      refuse({ kind: 'refused', refusal: { code: 'wrong_status', status: 'checked_in' } });
    const plan = screen.getByRole('textbox', { name: 'Plan' });
    await user.type(plan, 'Rest');
    await user.tab();
    expect(await screen.findByText('This visit is not in progress: Checked in.')).toBeVisible();
    expect(plan).toHaveValue('Rest');
    expect(await seriousFaults()).toEqual([]);
    clinic.answers.consultations_save_draft = ({ row_version }) => ({
      row_version: row_version + 1,
      saved_at: '2026-11-21T09:42:00Z',
    });
    await user.click(screen.getByRole('button', { name: 'Start the visit' }));
    await waitFor(() => expect(screen.queryByText(/^This visit is not in progress/)).toBeNull());
    expect(clinic.requests('consultations_open').at(-1)?.may_start).toBe('anyway');
    expect(clinic.requests('consultations_save_draft').at(-1)?.content.plan).toBe('Rest');
    expect(await screen.findByText(/^Saved/)).toBeVisible();
  });

  it('takes the start back while nothing is written', async () => {
    const begun = { ...first, status: 'in_progress' as const };
    clinic.answers.consultations_open = () => consultation({ appointment: begun });
    clinic.answers.consultations_take_start_back = () => first;
    const user = await openFirst();
    await user.type(screen.getByRole('textbox', { name: 'Plan' }), 'x');
    expect(screen.queryByRole('button', { name: 'Not started after all' })).toBeNull();
    await user.clear(screen.getByRole('textbox', { name: 'Plan' }));
    await user.click(await screen.findByRole('button', { name: 'Not started after all' }));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Mensah, Kofi' })).toBeNull());
    const [sent] = clinic.requests('consultations_take_start_back');
    expect(sent?.consultation_id).toBe(consultation({}).id);
  });
});

describe('searching notes from the room', () => {
  const whole = { records: 1, read: 1, unreadable: 0, whole: true };

  beforeEach(() => {
    clinic.answers.note_search_prepare = () => whole;
    clinic.answers.note_search_find = () => ({ hits: [], found: 0, readiness: whole });
  });

  it('opens by its key, also while a note is written, and goes with the lock', async () => {
    const user = await openFirst();
    await user.keyboard('{Alt>}s{/Alt}');
    const box = await screen.findByRole('combobox', { name: 'Search in my patients’ notes' });
    expect(box).toHaveFocus();
    expect(screen.getByRole('checkbox', { name: 'Only Mensah, Kofi' })).toBeVisible();
    session.covered = 'locked';
    await waitFor(() =>
      expect(screen.queryByRole('combobox', { name: /Search in my/ })).not.toBeInTheDocument(),
    );
    session.covered = null;
  });

  it('has a button for those who use the pointer', async () => {
    const user = userEvent.setup();
    render(MyDayScreen);
    await user.click(await screen.findByRole('button', { name: /Search notes/ }));
    expect(await screen.findByRole('dialog', { name: /Search in my/ })).toBeVisible();
  });
});
