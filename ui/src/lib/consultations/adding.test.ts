import { afterEach, describe, expect, it } from 'vitest';
import { Clinic, consultation, emptyNote } from '../../../tests/clinic';
import { history } from '$lib/appointments/history.svelte';
import { addTo, withAdded } from './adding';
import { confirmed, lastNote, linesToCarry } from './carry';
import { linesOf, moved, readLines } from './diagnoses';
import { OpenNote } from './note.svelte';

const hypertension = { code: 'I10', title: 'Essential (primary) hypertension', remark: '' };
const diabetes = { code: 'E11.9', title: 'Type 2 diabetes mellitus', remark: 'tablets — two' };

afterEach(() => {
  history.past = [];
  history.future = [];
});

describe('what is added to a note', () => {
  it('stands below what is written and never in its place', () => {
    const note = { ...emptyNote(), plan: 'Rest\n', diagnoses: [hypertension] };
    const added = withAdded(note, {
      texts: { plan: 'Tea', examination: ' Clear ', assessment: ' ' },
      diagnoses: [hypertension, diabetes],
    });
    expect(added).toMatchObject({ plan: 'Rest\nTea', examination: 'Clear', assessment: '' });
    expect(added.diagnoses.map(({ code }) => code)).toEqual(['I10', 'E11.9']);
    expect(note.plan).toBe('Rest\n');
  });

  it('can be taken back, but for what was changed since', async () => {
    new Clinic({
      consultations_save_draft: ({ row_version }) => ({
        row_version: row_version + 1,
        saved_at: '2026-11-21T09:41:00Z',
      }),
    });
    const note = new OpenNote(consultation());
    note.content.plan = 'Rest';
    addTo(
      note,
      { texts: { plan: 'Tea', examination: 'Clear' }, diagnoses: [diabetes] },
      { says: 'Filled in.', undone: 'Taken out.' },
    );
    expect(note.content).toMatchObject({ plan: 'Rest\nTea', examination: 'Clear' });
    note.content.examination = 'Clear but for the left';
    await history.undo();
    expect(note.content).toMatchObject({ plan: 'Rest', examination: 'Clear but for the left' });
    expect(note.content.diagnoses).toEqual([]);
    await history.redo();
    expect(note.content.plan).toBe('Rest\nTea');
    note.pause();
  });
});

describe('the last visit', () => {
  const note = {
    ...emptyNote(),
    past_history: 'Asthma\n\nNo operations',
    diagnoses: [hypertension, diabetes],
    plan: 'Bloods',
  };
  const past = (at: string, found: typeof note | null) => ({
    appointment_id: at,
    starts_local: at,
    doctor_name: 'Dr Lin',
    reason: '',
    note: found,
    altered: null,
    addenda: [],
    completed_at: null,
  });

  it('is the latest that has a note', () => {
    const visits = [past('2026-10-02T09:00:00', null), past('2026-09-02T09:00:00', note)];
    expect(lastNote(visits)?.starts_local).toBe('2026-09-02T09:00:00');
    expect(lastNote([])).toBeNull();
  });

  it('is offered line by line, and only what is confirmed is taken', () => {
    const lines = linesToCarry(note);
    expect(lines.map(({ text }) => text)).toEqual([
      'Asthma',
      'No operations',
      'I10 Essential (primary) hypertension',
      'E11.9 Type 2 diabetes mellitus, tablets — two',
      'Bloods',
    ]);
    expect(confirmed([])).toEqual({ texts: {}, diagnoses: [] });
    const some = lines.filter(({ text }) => /^(Asthma|No op|E11)/.test(text));
    expect(confirmed(some)).toEqual({
      texts: { past_history: 'Asthma\nNo operations' },
      diagnoses: [diabetes],
    });
  });
});

describe('diagnoses as lines', () => {
  it('read as what they were', () => {
    expect(readLines(linesOf([hypertension, diabetes]))).toEqual([hypertension, diabetes]);
    expect(readLines('')).toEqual([]);
  });

  it('of two windows one under the other stand there once', () => {
    const both = `${linesOf([hypertension])}\n\n${linesOf([diabetes, hypertension])}`;
    expect(readLines(both)).toEqual([hypertension, diabetes]);
  });

  it('move by places and stop at the ends', () => {
    const three = [hypertension, diabetes, { ...hypertension, code: 'I11' }];
    const codes = (at: number, by: number) => moved(three, at, by).map(({ code }) => code);
    expect(codes(2, -1)).toEqual(['I10', 'I11', 'E11.9']);
    expect(codes(0, -1)).toEqual(['I10', 'E11.9', 'I11']);
    expect(codes(0, 9)).toEqual(['E11.9', 'I11', 'I10']);
  });
});
