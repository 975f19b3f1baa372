import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppointmentView, FoundNote, NoteHit, Readiness } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import {
  away,
  Clinic,
  emptyNote,
  later,
  refuse,
  seriousFaults,
  signIn,
  visit,
} from '../../../tests/clinic';
import NoteSearchDialog from './NoteSearchDialog.svelte';

const whole: Readiness = { records: 40, read: 40, unreadable: 0, whole: true };
const hit = (over: Partial<NoteHit> = {}): NoteHit => ({
  consultation_id: 'note-1',
  appointment_id: 'visit-1',
  patient_id: 'patient-1',
  patient_name: 'Mensah, Kofi',
  patient_reference: 'P-1',
  starts_local: '2026-10-02T09:00:00',
  doctor_name: 'Dr Ama Osei',
  own: true,
  draft: false,
  passages: [
    {
      part: 'plan',
      pieces: [
        { text: 'Takes ', found: false },
        { text: 'sodium', found: true },
      ],
    },
  ],
  ...over,
});
const others = hit({
  consultation_id: 'note-2',
  appointment_id: 'visit-2',
  patient_name: 'الأنصاري, ليلى',
  doctor_name: 'Dr Lin',
  own: false,
});
const note = (of: NoteHit): FoundNote => ({
  consultation_id: of.consultation_id,
  appointment_id: of.appointment_id,
  patient_name: of.patient_name,
  patient_birth_date: '1976-03-14',
  starts_local: of.starts_local,
  time_zone: 'Europe/London',
  doctor_name: of.doctor_name,
  reason: 'Cramps',
  completed_at: '2026-10-02T09:20:00Z',
  content: { ...emptyNote(), plan: 'Takes sodium chloride twice a day.' },
  addenda: [],
});

let clinic: Clinic;
let hits: NoteHit[];
let stop: () => void;
const onopen = vi.fn<(visit: AppointmentView) => void>();
const onclose = vi.fn();

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

beforeEach(() => {
  signIn('doctor');
  hits = [hit(), others];
  clinic = new Clinic({
    note_search_prepare: () => whole,
    note_search_find: () => ({ hits, found: hits.length, readiness: whole }),
    note_search_open: ({ consultation_id }) =>
      note(hits.find((one) => one.consultation_id === consultation_id) ?? hit()),
    appointments_get: (id) => visit({ id }),
  });
  stop = connection.start();
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  stop();
  cleanup();
  vi.clearAllMocks();
  session.view = null;
});

function open(patient: { id: string; name: string } | null = null) {
  render(NoteSearchDialog, { patient, onopen, onclose });
  return userEvent.setup({ delay: null });
}

const box = () => screen.getByRole('combobox', { name: 'Search in my patients’ notes' });

describe('searching notes', () => {
  it('asks once the typing pauses, and shows where the words stand', async () => {
    const user = open();
    expect(box()).toHaveFocus();
    await user.type(box(), 'sodium');
    const first = await screen.findByRole('option', { name: /Mensah, Kofi/ });
    expect(first).toHaveTextContent('2 Oct 2026');
    expect(first).toHaveTextContent('Plan');
    expect(within(first).getByText('sodium').tagName).toBe('MARK');
    expect(screen.getByRole('option', { name: /Dr Lin/ })).toBeVisible();
    expect(screen.getByText('2 notes')).toBeVisible();
    const asked = clinic.requests('note_search_find');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ words: 'sodium', patient_id: null, from_on: '', to_on: '' });
    expect(await seriousFaults()).toEqual([]);
  });

  it('reads a hit in place by Enter, goes back by Escape and opens an own visit by Ctrl+Enter', async () => {
    const user = open();
    await user.type(box(), 'sodium{Enter}');
    const read = await screen.findByRole('region', { name: 'Note of Mensah, Kofi, 2 Oct 2026' });
    await waitFor(() => expect(read).toHaveFocus());
    expect(within(read).getByText('Takes sodium chloride twice a day.')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(box()).toHaveFocus());
    expect(onclose).not.toHaveBeenCalled();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(onopen).toHaveBeenCalledWith(visit({ id: 'visit-1' })));
    await user.keyboard('{Escape}');
    expect(onclose).toHaveBeenCalledOnce();
  });

  it('reads another doctor’s note and offers no visit to open', async () => {
    const user = open();
    await user.type(box(), 'sodium');
    await screen.findByRole('option', { name: /Dr Lin/ });
    await user.keyboard('{ArrowDown}{Enter}');
    await screen.findByRole('region', { name: /الأنصاري/ });
    expect(clinic.requests('note_search_open')[0]?.consultation_id).toBe('note-2');
    expect(screen.queryByRole('button', { name: /Open this visit/ })).toBeNull();
    await user.keyboard('{Escape}{Control>}{Enter}{/Control}');
    expect(onopen).not.toHaveBeenCalled();
  });

  it('narrows to the patient in the room and to a period', async () => {
    const user = open({ id: 'patient-1', name: 'Mensah, Kofi' });
    await user.type(box(), 'sodium');
    await user.click(screen.getByRole('checkbox', { name: 'Only Mensah, Kofi' }));
    await user.type(screen.getByRole('textbox', { name: 'From' }), '1.3.2026');
    await waitFor(() =>
      expect(clinic.requests('note_search_find').at(-1)).toMatchObject({
        patient_id: 'patient-1',
        from_on: '2026-03-01',
      }),
    );
    clinic.answers.note_search_find = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'to_on', problem: { code: 'not_a_date' } }],
      });
    await user.type(screen.getByRole('textbox', { name: 'To' }), 'soon');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'To' })).toBeInvalid());
  });

  it('says that nothing was found, and how many could not be opened', async () => {
    hits = [];
    clinic.answers.note_search_prepare = () => ({ ...whole, unreadable: 2 });
    const user = open();
    await user.type(box(), 'larkspur');
    expect(await screen.findByText('No note has all of “larkspur”.')).toBeVisible();
    expect(screen.getByText(/2 notes or prescriptions could not be opened/)).toBeVisible();
  });

  it('shows how far it has read, searches meanwhile, and asks again when it has all', async () => {
    const second = later<Readiness>();
    const answers = [Promise.resolve({ ...whole, read: 10, whole: false }), second.promise];
    clinic.answers.note_search_prepare = () => answers.shift() ?? Promise.resolve(whole);
    clinic.answers.note_search_find = () => ({
      hits: [hit()],
      found: 1,
      readiness: { ...whole, read: 10, whole: false },
    });
    const user = open();
    const bar = await screen.findByRole('progressbar');
    expect(bar).toHaveAttribute('value', '25');
    expect(screen.getByText('Reading notes on this workstation: 10 of 40')).toBeVisible();
    await user.type(box(), 'sodium');
    expect(await screen.findAllByRole('option')).toHaveLength(1);
    clinic.answers.note_search_find = () => ({ hits, found: 2, readiness: whole });
    second.answer(whole);
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('says that the server is away, and goes on when it is back', async () => {
    clinic.answers.note_search_prepare = () => refuse(away);
    clinic.answers.note_search_find = () => refuse(away);
    const user = open();
    expect((await screen.findAllByRole('alert'))[0]).toBeVisible();
    await user.type(box(), 'sodium');
    await waitFor(() => expect(screen.getAllByRole('alert').length).toBeGreaterThan(1));
    clinic.answers.note_search_prepare = () => whole;
    clinic.answers.note_search_find = () => ({ hits, found: 2, readiness: whole });
    await clinic.feed({ state: 'online', resource_ids: [], topics: [], returned: true });
    await user.type(box(), ' ');
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('drops an answer that a later question overtook', async () => {
    const slow = later<{ hits: NoteHit[]; found: number; readiness: Readiness }>();
    clinic.answers.note_search_find = () => slow.promise;
    const user = open();
    await user.type(box(), 'so');
    await waitFor(() => expect(clinic.requests('note_search_find')).toHaveLength(1));
    clinic.answers.note_search_find = () => ({ hits: [others], found: 1, readiness: whole });
    await user.type(box(), 'dium');
    await screen.findByRole('option', { name: /Dr Lin/ });
    slow.answer({ hits: [hit()], found: 1, readiness: whole });
    await Promise.resolve();
    expect(screen.queryByRole('option', { name: /Mensah/ })).toBeNull();
  });
});
