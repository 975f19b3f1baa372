import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsultationView, KeepNote, KeptNote, NoteSaved } from '$lib/shared/contract';
import type { Answers } from '$dev/standIn';
import { away, Clinic, consultation, later, refuse, visit } from '../../../tests/clinic';
import { DoctorDay } from './my-day.svelte';
import { OpenNote } from './note.svelte';

const AT = '2026-11-21T09:32:00Z';

/** A computer with a journal, and a server that keeps one note. */
function computer() {
  const journal = new Map<string, KeepNote>();
  /** What was found in it and not read yet is neither written over nor let go. */
  const unread = new Set<string>();
  const refused = () => refuse({ kind: 'refused', refusal: { code: 'cannot_keep_here' } });
  const clinic = new Clinic();
  const server = { view: consultation(), saves: new Map<string, NoteSaved>() };
  Object.assign(clinic.answers, {
    away_keep_note: (note) => {
      const key = note.subject_id + note.part;
      if (unread.has(key)) return refused();
      journal.set(key, note);
      return null;
    },
    away_forget_note: ({ subject_id, part }) => {
      if (unread.has(subject_id + part)) return refused();
      journal.delete(subject_id + part);
      return null;
    },
    away_kept_notes: () => {
      unread.clear();
      return [...journal.values()].map((note): KeptNote => ({ ...note, kept_at: AT }));
    },
    consultations_my_day: () => ({
      date: '2026-11-21',
      now_at: AT,
      appointments: [visit()],
      unsigned: [],
    }),
    consultations_open: () => structuredClone(server.view),
    consultations_save_draft: ({ request_id, row_version, content }) => {
      const before = server.saves.get(request_id);
      if (before) return before;
      if (row_version !== server.view.row_version)
        return refuse({ kind: 'stale', what: 'consultation' });
      server.view = { ...server.view, row_version: row_version + 1, content };
      const saved = { row_version: row_version + 1, saved_at: AT };
      server.saves.set(request_id, saved);
      return saved;
    },
  } satisfies Answers);
  const opened = () => [...journal.keys()].forEach((key) => unread.add(key));
  return { clinic, journal, server, opened };
}

/** What the journal holds of the plan. */
function planIn(journal: Map<string, KeepNote>): string | undefined {
  const [note] = journal.values();
  return note && (JSON.parse(note.text) as { content: ConsultationView['content'] }).content.plan;
}

function type(note: OpenNote, text: string) {
  note.content.plan = text;
  note.changed('plan');
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse(AT) }));
afterEach(() => void vi.useRealTimers());

describe('the journal of a note', () => {
  it('has every change long before half a second is over, and lets go of what the server has', async () => {
    const { clinic, journal, server } = computer();
    const note = new OpenNote(consultation());
    for (let letters = 1; letters <= 12; letters += 1) {
      type(note, 'antibiotics!'.slice(0, letters));
      await vi.advanceTimersByTimeAsync(100);
      // What was typed up to 200 ms ago is there.
      expect(planIn(journal)?.length ?? 0).toBeGreaterThanOrEqual(letters - 2);
    }
    expect(clinic.requests('away_keep_note').length).toBeLessThan(12);
    await vi.advanceTimersByTimeAsync(150);
    expect(planIn(journal)).toBe('antibiotics!');
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.view.content.plan).toBe('antibiotics!');
    expect(journal.size).toBe(0);
    expect(note.journal.state).toBe('empty');
  });

  it('has what is typed while the server is away, and while two windows differ', async () => {
    const { clinic, journal, server } = computer();
    const note = new OpenNote(consultation());
    clinic.answers.consultations_save_draft = () => refuse(away);
    type(note, 'Rest');
    await vi.advanceTimersByTimeAsync(5000);
    expect([planIn(journal), note.save.at, note.journal.state]).toEqual(['Rest', 'kept', 'kept']);
    server.view = {
      ...server.view,
      row_version: 7,
      content: { ...server.view.content, plan: 'Surgery' },
    };
    clinic.answers.consultations_save_draft = () => refuse({ kind: 'stale', what: 'consultation' });
    await note.resume();
    expect(note.conflict).not.toBeNull();
    type(note, 'Rest and tea');
    await vi.advanceTimersByTimeAsync(150);
    expect(planIn(journal)).toBe('Rest and tea');
  });

  it('says that text is in the window only when the disk takes nothing, and tries again', async () => {
    const { clinic, journal } = computer();
    const works = clinic.answers.away_keep_note;
    const note = new OpenNote(consultation());
    clinic.answers.consultations_save_draft = () => refuse(away);
    clinic.answers.away_keep_note = () =>
      refuse({ kind: 'refused', refusal: { code: 'cannot_keep_here' } });
    type(note, 'Rest');
    await vi.advanceTimersByTimeAsync(1000);
    expect(note.journal.state, 'it may be opening').toBe('empty');
    await vi.advanceTimersByTimeAsync(4000);
    expect(note.journal.state).toBe('window_only');
    clinic.answers.away_keep_note = works;
    await vi.advanceTimersByTimeAsync(1000);
    expect([note.journal.state, planIn(journal)]).toEqual(['kept', 'Rest']);
  });

  it('does not hold up the server when the disk stalls', async () => {
    const { clinic, server } = computer();
    const stalled = later<null>();
    clinic.answers.away_keep_note = () => stalled.promise;
    const note = new OpenNote(consultation());
    type(note, 'Rest');
    await vi.advanceTimersByTimeAsync(2400);
    expect(server.view.content.plan).toBe('Rest');
    stalled.answer(null);
  });
});

/** What a window that was killed had typed, in the journal and not on the server. */
async function leave(clinic: Clinic, text: string) {
  const works = clinic.answers.consultations_save_draft;
  clinic.answers.consultations_save_draft = () => refuse(away);
  const killed = new OpenNote(consultation());
  type(killed, text);
  await vi.advanceTimersByTimeAsync(150);
  killed.pause();
  clinic.answers.consultations_save_draft = works;
}

/** A doctor's day in which a visit is written to that the server did not open. */
async function writtenAhead(text: string) {
  const day = new DoctorDay();
  await day.read();
  await day.bringBack();
  await day.open(visit());
  expect(day.mayWriteAhead).toBe(true);
  await day.writeAhead();
  if (day.note) type(day.note, text);
  return day;
}

describe('a visit that the server could not open', () => {
  it('is written to, started and saved once it answers', async () => {
    const { clinic, server, journal } = computer();
    const opens = clinic.answers.consultations_open;
    clinic.answers.consultations_open = () => refuse(away);
    const day = await writtenAhead('Rest');
    await vi.advanceTimersByTimeAsync(5000);
    expect([planIn(journal), day.note?.save.at, day.note?.settled]).toEqual([
      'Rest',
      'kept',
      false,
    ]);
    expect(day.unsaved).toHaveLength(1);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(0);
    clinic.answers.consultations_open = opens;
    await day.resume();
    expect([server.view.content.plan, day.note?.save.at]).toEqual(['Rest', 'saved']);
    expect([day.note?.notOpenYet, day.note?.id, journal.size]).toEqual([false, server.view.id, 0]);
    // One opening, however often it is asked for: the visit is started under one id.
    const ids = clinic.requests('consultations_open').map((asked) => asked.consultation_id);
    expect(new Set(ids).size).toBe(1);
  });

  it('has what another window wrote beside it: nothing of either is lost', async () => {
    const { clinic, server } = computer();
    const opens = clinic.answers.consultations_open;
    clinic.answers.consultations_open = () => refuse(away);
    const day = await writtenAhead('Rest');
    const content = { ...server.view.content, examination: 'Lungs clear' };
    server.view = { ...server.view, row_version: 7, content };
    clinic.answers.consultations_open = opens;
    await day.resume();
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.view.content).toMatchObject({ plan: 'Rest', examination: 'Lungs clear' });
    expect(day.note?.conflict).toBeNull();
  });

  it('asks where another window wrote the same section', async () => {
    const { clinic, server } = computer();
    const opens = clinic.answers.consultations_open;
    clinic.answers.consultations_open = () => refuse(away);
    const day = await writtenAhead('Rest');
    server.view = {
      ...server.view,
      row_version: 7,
      content: { ...server.view.content, plan: 'Surgery' },
    };
    clinic.answers.consultations_open = opens;
    await day.resume();
    expect(day.note?.conflict?.differences).toMatchObject([{ mine: 'Rest', theirs: 'Surgery' }]);
    expect(server.view.content.plan).toBe('Surgery');
  });

  it('says what keeps it from being started, keeps the text, and is started all the same', async () => {
    const { clinic, server, journal } = computer();
    clinic.answers.consultations_open = () => refuse(away);
    const day = await writtenAhead('Rest');
    clinic.answers.consultations_open = (request) =>
      request.may_start === 'anyway'
        ? structuredClone(server.view)
        : refuse({ kind: 'refused', refusal: { code: 'not_arrived' } });
    await day.resume();
    expect(day.note?.save).toMatchObject({ at: 'refused', error: { kind: 'refused' } });
    await vi.advanceTimersByTimeAsync(150);
    expect(planIn(journal)).toBe('Rest');
    await day.note?.start();
    expect([server.view.content.plan, day.note?.save.at]).toEqual(['Rest', 'saved']);
  });

  it('is not started by a doctor who only looked', async () => {
    const { clinic } = computer();
    clinic.answers.consultations_open = () => refuse(away);
    const day = await writtenAhead('');
    expect(day.settled).toBe(true);
    const asked = clinic.requests('consultations_open').length;
    await day.open(visit({ id: 'visit-2' }));
    expect(clinic.requests('consultations_open').slice(asked)).toMatchObject([
      { appointment_id: 'visit-2' },
    ]);
  });
});

describe('a window that was killed', () => {
  it('finds its text again, saves it and says so', async () => {
    const { clinic, journal, server } = computer();
    const works = clinic.answers.consultations_save_draft;
    clinic.answers.consultations_save_draft = () => refuse(away);
    type(new OpenNote(consultation()), 'Rest');
    await vi.advanceTimersByTimeAsync(150);
    // The window is gone; another one opens.
    clinic.answers.consultations_save_draft = works;
    const day = new DoctorDay();
    expect(await day.bringBack()).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(day.note?.content.plan).toBe('Rest');
    expect(day.note?.putBackOf).toBe(AT);
    expect(server.view.content.plan).toBe('Rest');
    expect(journal.size).toBe(0);
  });

  it('knows a save for its own whose answer it did not live to hear', async () => {
    const { clinic, server } = computer();
    const works = clinic.answers.consultations_save_draft;
    const never = later<NoteSaved>();
    clinic.answers.consultations_save_draft = async (request) => {
      await works?.(request);
      return never.promise;
    };
    const killed = new OpenNote(consultation());
    type(killed, 'Rest');
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.view.content.plan).toBe('Rest');
    type(killed, 'Rest and tea');
    await vi.advanceTimersByTimeAsync(150);
    clinic.answers.consultations_save_draft = works;
    const day = new DoctorDay();
    await day.bringBack();
    await vi.advanceTimersByTimeAsync(2000);
    expect(day.note?.conflict).toBeNull();
    expect(server.view.content.plan).toBe('Rest and tea');
  });

  it('asks where another window went on meanwhile, and says nothing where the server has it all', async () => {
    const { clinic, server } = computer();
    await leave(clinic, 'Rest');
    const content = { ...server.view.content, plan: 'Surgery' };
    server.view = { ...server.view, row_version: 2, content };
    const day = new DoctorDay();
    await day.bringBack();
    await vi.advanceTimersByTimeAsync(2000);
    expect(day.note?.conflict?.differences).toMatchObject([{ mine: 'Rest', theirs: 'Surgery' }]);
    server.view = { ...server.view, content: { ...content, plan: 'Rest' } };
    const other = new DoctorDay();
    await other.bringBack();
    expect(other.note?.putBackOf ?? null).toBeNull();
  });

  it('has what was written to a visit that the server had not opened', async () => {
    const { clinic, server } = computer();
    const opens = clinic.answers.consultations_open;
    clinic.answers.consultations_open = () => refuse(away);
    const killed = await writtenAhead('Rest');
    await vi.advanceTimersByTimeAsync(150);
    killed.note?.pause();
    clinic.answers.consultations_open = opens;
    const day = new DoctorDay();
    await day.bringBack();
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.view.content.plan).toBe('Rest');
    expect([day.note?.content.plan, day.note?.notOpenYet]).toEqual(['Rest', false]);
  });

  it('has its text while the server is away too', async () => {
    const { clinic } = computer();
    clinic.answers.consultations_save_draft = () => refuse(away);
    clinic.answers.consultations_open = () => refuse(away);
    type(new OpenNote(consultation()), 'Rest');
    await vi.advanceTimersByTimeAsync(150);
    const day = new DoctorDay();
    await day.bringBack();
    await vi.advanceTimersByTimeAsync(0);
    expect([day.note?.content.plan, day.note?.save.at]).toEqual(['Rest', 'kept']);
  });

  it('is not written over by a visit that is opened before its journal can be', async () => {
    const { clinic, server, opened } = computer();
    await leave(clinic, 'Rest');
    const { away_kept_notes, away_keep_note } = clinic.answers;
    const closed = () => refuse({ kind: 'refused', refusal: { code: 'cannot_keep_here' } });
    Object.assign(clinic.answers, { away_kept_notes: closed, away_keep_note: closed });
    const day = new DoctorDay();
    await day.read();
    expect(await day.bringBack()).toBe(false);
    const opening = day.open(visit());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(day.note, 'it waits').toBeNull();
    await vi.advanceTimersByTimeAsync(2_000);
    await opening;
    expect(day.note?.content.plan).toBe('');
    if (day.note) {
      day.note.content.examination = 'Lungs clear';
      day.note.changed('examination');
    }
    Object.assign(clinic.answers, { away_kept_notes, away_keep_note });
    opened();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await day.bringBack()).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    // Both are there: one on the server, one to be chosen or already merged.
    expect(server.view.content.examination).toBe('Lungs clear');
    expect(day.note?.content.plan).toBe('Rest');
  });

  it('is read before the visit is opened that somebody presses at once', async () => {
    const { clinic } = computer();
    await leave(clinic, 'Rest');
    const day = new DoctorDay();
    await day.read();
    const opening = day.open(visit());
    await day.bringBack();
    await vi.advanceTimersByTimeAsync(100);
    await opening;
    expect(day.note?.content.plan).toBe('Rest');
    expect(clinic.requests('consultations_open')).toHaveLength(1);
  });

  it('waits for a journal that is not open yet', async () => {
    const { clinic } = computer();
    clinic.answers.away_kept_notes = () =>
      refuse({ kind: 'refused', refusal: { code: 'cannot_keep_here' } });
    expect(await new DoctorDay().bringBack()).toBe(false);
    clinic.answers.away_kept_notes = () => refuse({ kind: 'signed_out', why: 'locked' });
    expect(await new DoctorDay().bringBack()).toBe(true);
  });
});

describe('a locked desk', () => {
  it('holds nothing of a note, and has it all again', async () => {
    const { clinic } = computer();
    const day = new DoctorDay();
    await day.read();
    await day.bringBack();
    await day.open(visit());
    if (day.note) type(day.note, 'Rest');
    clinic.answers.consultations_save_draft = () => refuse({ kind: 'signed_out', why: 'locked' });
    await day.stow();
    expect([day.note, day.history, day.unsaved]).toEqual([null, null, []]);
    await day.bringBack();
    expect(day.note?.content.plan).toBe('Rest');
  });

  it('keeps in the page what the disk does not take', async () => {
    const { clinic } = computer();
    const day = new DoctorDay();
    await day.read();
    await day.bringBack();
    await day.open(visit());
    if (day.note) type(day.note, 'Rest');
    clinic.answers.away_keep_note = () =>
      refuse({ kind: 'refused', refusal: { code: 'cannot_keep_here' } });
    clinic.answers.consultations_save_draft = () => refuse({ kind: 'signed_out', why: 'locked' });
    await day.stow();
    expect(day.note, 'not on the screen').toBeNull();
    await day.bringBack();
    expect(day.note?.content.plan).toBe('Rest');
  });

  it('shows again a note of which the server has everything', async () => {
    computer();
    const day = new DoctorDay();
    await day.read();
    await day.bringBack();
    await day.open(visit());
    await day.stow();
    await day.bringBack();
    expect(day.note?.view.appointment.id).toBe('visit-1');
    expect(day.note?.putBackOf).toBeNull();
  });
});
