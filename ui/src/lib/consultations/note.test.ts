import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsultationView, NoteSaved, SaveNote } from '$lib/shared/contract';
import type { Answers } from '$dev/standIn';
import {
  away,
  Clinic,
  consultation,
  emptyNote,
  later,
  refuse,
  signIn,
} from '../../../tests/clinic';
import { begun, BegunText } from './begun.svelte';
import { keepAsAddendum } from './give-way';
import { OpenNote } from './note.svelte';

const AT = '2026-11-21T09:32:00Z';

/** A server that keeps one note and answers saves as the core does. */
function keeping(view: ConsultationView = consultation()) {
  const clinic = new Clinic();
  const kept = { ...view };
  const answered = new Map<string, NoteSaved>();
  const save = (request: SaveNote) => {
    const before = answered.get(request.request_id);
    if (before) return before;
    if (request.row_version !== kept.row_version) {
      return refuse({ kind: 'stale', what: 'consultation' });
    }
    kept.row_version += 1;
    kept.content = request.content;
    const saved = { row_version: kept.row_version, saved_at: AT };
    answered.set(request.request_id, saved);
    return saved;
  };
  Object.assign(clinic.answers, {
    consultations_save_draft: save,
    consultations_open: () => ({ ...kept }),
    consultations_complete: (request) => {
      kept.row_version = request.row_version + 1;
      kept.content = request.content;
      kept.status = 'completed';
      kept.completed_at = AT;
      return { ...kept };
    },
  } satisfies Answers);
  return { clinic, kept, save, note: new OpenNote({ ...view }) };
}

function type(note: OpenNote, text: string) {
  note.content.history_of_present_illness = text;
  note.changed('history_of_present_illness');
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse(AT) }));
afterEach(() => void vi.useRealTimers());

describe('a note that is typed', () => {
  it('is saved two seconds after the first change, while typing goes on', async () => {
    const { clinic, note } = keeping();
    type(note, 'C');
    expect(note.save.at).toBe('changed');
    await vi.advanceTimersByTimeAsync(1500);
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(499);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    const [save] = clinic.requests('consultations_save_draft');
    expect(save).toMatchObject({ consultation_id: 'consultation-1', row_version: 1 });
    expect(save?.content.history_of_present_illness).toBe('Cough');
    expect(note.save).toEqual({ at: 'saved', saved_at: AT });
    type(note, 'Cough since Monday');
    await vi.advanceTimersByTimeAsync(2000);
    expect(clinic.requests('consultations_save_draft')[1]).toMatchObject({ row_version: 2 });
    expect(note.settled).toBe(true);
  });

  it('sends nothing when what was typed was taken back', async () => {
    const { clinic, note } = keeping();
    type(note, 'C');
    type(note, '');
    await vi.advanceTimersByTimeAsync(5000);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(0);
    expect(note.save.at).toBe('saved');
  });

  it('is saved at once when the field is left', async () => {
    const { clinic, note } = keeping();
    type(note, 'Cough');
    await note.left('history_of_present_illness');
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
    expect(note.save.at).toBe('saved');
    await vi.advanceTimersByTimeAsync(5000);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
  });

  it('never has two saves on their way, and names the version of the one before', async () => {
    const { clinic, note } = keeping();
    const first = later<NoteSaved>();
    clinic.answers.consultations_save_draft = () => first.promise;
    type(note, 'Cough');
    const left = note.left('history_of_present_illness');
    type(note, 'Cough, fever');
    void note.left('history_of_present_illness');
    void note.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
    clinic.answers.consultations_save_draft = () => ({ row_version: 3, saved_at: AT });
    first.answer({ row_version: 2, saved_at: AT });
    await left;
    const saves = clinic.requests('consultations_save_draft');
    expect(saves).toHaveLength(2);
    expect(saves[1]).toMatchObject({
      row_version: 2,
      content: { history_of_present_illness: 'Cough, fever' },
    });
    expect(saves[1]?.request_id).not.toBe(saves[0]?.request_id);
    expect(note.settled).toBe(true);
  });
});

describe('a note whose server is away', () => {
  it('is kept and sent again unchanged under the same id until it is answered', async () => {
    const { clinic, note, save } = keeping();
    clinic.answers.consultations_save_draft = () => refuse(away);
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.save).toEqual({ at: 'kept', cause: 'unreachable' });
    type(note, 'Cough, fever');
    await vi.advanceTimersByTimeAsync(2000);
    const tries = clinic.requests('consultations_save_draft');
    expect(tries).toHaveLength(2);
    expect(tries[1]).toEqual(tries[0]);
    expect(note.settled).toBe(false);
    clinic.answers.consultations_save_draft = save;
    await note.resume();
    const [, , again, newer] = clinic.requests('consultations_save_draft');
    expect(again).toEqual(tries[0]);
    expect(newer).toMatchObject({
      row_version: 2,
      content: { history_of_present_illness: 'Cough, fever' },
    });
    expect(note.save.at).toBe('saved');
    expect(note.content.history_of_present_illness).toBe('Cough, fever');
  });

  it('finds its save again when only the answer was lost', async () => {
    const { clinic, kept, note, save } = keeping();
    clinic.answers.consultations_save_draft = (request) => {
      void save(request);
      return refuse(away);
    };
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(kept.content.history_of_present_illness).toBe('Cough');
    clinic.answers.consultations_save_draft = save;
    await note.resume();
    expect(note.save.at).toBe('saved');
    expect(kept.row_version).toBe(2);
  });

  it('says so when the server does not even refuse', async () => {
    const { clinic, note } = keeping();
    const answer = later<NoteSaved>();
    clinic.answers.consultations_save_draft = () => answer.promise;
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.save.at).toBe('saving');
    await vi.advanceTimersByTimeAsync(3000);
    expect(note.save.at).toBe('kept');
    answer.answer({ row_version: 2, saved_at: AT });
    await vi.advanceTimersByTimeAsync(0);
    expect(note.save.at).toBe('saved');
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
  });

  it('waits longer and longer between tries, fifteen seconds at most', async () => {
    const { clinic, note } = keeping();
    clinic.answers.consultations_save_draft = () => refuse(away);
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000 + 2000 + 4000 + 8000 + 15_000 + 15_000);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(6);
  });

  it('keeps its text while the desk is locked, and saves it afterwards', async () => {
    const { clinic, note, save } = keeping();
    clinic.answers.consultations_save_draft = () => refuse({ kind: 'signed_out', why: 'locked' });
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.save.at).toBe('locked');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
    clinic.answers.consultations_save_draft = save;
    await note.resume();
    expect(note.save.at).toBe('saved');
  });

  it('is not completed, says so, and completes with the same id later', async () => {
    const { clinic, note } = keeping();
    const works = clinic.answers.consultations_complete;
    clinic.answers.consultations_complete = () => refuse(away);
    expect(await note.complete()).toBe(false);
    expect(note.refused).toEqual(away);
    clinic.answers.consultations_complete = works;
    expect(await note.complete()).toBe(true);
    const [first, second] = clinic.requests('consultations_complete');
    expect(second).toEqual(first);
    expect(note.readOnly).toBe(true);
  });
});

describe('a note that another window wrote too', () => {
  function theirs(kept: ConsultationView, change: Partial<ConsultationView['content']>) {
    kept.row_version += 1;
    kept.content = { ...kept.content, ...change };
    kept.saved_by = 'Dr Ama Osei';
  }

  it('takes what only the other one changed, and keeps what was typed here', async () => {
    const { kept, note } = keeping();
    theirs(kept, { plan: 'Rest' });
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.conflict).toBeNull();
    expect(note.content).toMatchObject({ history_of_present_illness: 'Cough', plan: 'Rest' });
    expect(kept.content).toMatchObject({ history_of_present_illness: 'Cough', plan: 'Rest' });
    expect(note.save.at).toBe('saved');
  });

  it('lays both texts side by side where both changed, and saves nothing until one is chosen', async () => {
    const { clinic, kept, note } = keeping();
    theirs(kept, { history_of_present_illness: 'Fever' });
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.save.at).toBe('conflict');
    expect(note.readOnly).toBe(false);
    expect(note.conflict?.differences).toEqual([
      { part: 'history_of_present_illness', mine: 'Cough', theirs: 'Fever', choice: null },
    ]);
    const saves = clinic.requests('consultations_save_draft').length;
    await note.resolve();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(saves);
    expect(note.content.history_of_present_illness).toBe('Cough');
  });

  it('keeps both texts when that is chosen', async () => {
    const { kept, note } = keeping();
    theirs(kept, { history_of_present_illness: 'Fever' });
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    const [difference] = note.conflict?.differences ?? [];
    if (difference) difference.choice = 'both';
    await note.resolve();
    expect(kept.content.history_of_present_illness).toBe('Fever\n\nCough');
    expect(note.conflict).toBeNull();
    expect(note.save.at).toBe('saved');
  });

  it('chooses from what the other window wrote since', async () => {
    const { kept, note } = keeping();
    theirs(kept, { history_of_present_illness: 'Fev' });
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    const choose = () => {
      const [difference] = note.conflict?.differences ?? [];
      if (difference) difference.choice = 'both';
    };
    choose();
    theirs(kept, { history_of_present_illness: 'Fever since Monday' });
    await note.resolve();
    expect(note.conflict?.differences).toMatchObject([
      { theirs: 'Fever since Monday', choice: null },
    ]);
    choose();
    await note.resolve();
    expect(kept.content.history_of_present_illness).toBe('Fever since Monday\n\nCough');
    // The feed tells of it while the doctor looks.
    theirs(kept, { history_of_present_illness: 'Gone' });
    type(note, 'Cough at night');
    await vi.advanceTimersByTimeAsync(2000);
    theirs(kept, { history_of_present_illness: 'Gone again' });
    await note.refresh();
    expect(note.conflict?.differences[0]).toMatchObject({ theirs: 'Gone again' });
  });

  it('keeps as an addendum what was typed when the other one completed the visit', async () => {
    signIn('doctor');
    const { clinic, kept, note } = keeping();
    clinic.answers.away_keep_note = () => null;
    theirs(kept, { history_of_present_illness: 'Fever' });
    kept.status = 'completed';
    clinic.answers.consultations_save_draft = () =>
      refuse({ kind: 'refused', refusal: { code: 'consultation_completed' } });
    type(note, 'Cough');
    note.content.private_notes = 'Seems sad';
    note.changed('private_notes');
    await vi.advanceTimersByTimeAsync(2000);
    await keepAsAddendum(note);
    expect([note.completed, note.content.history_of_present_illness]).toEqual([true, 'Fever']);
    const { id: appointment_id, patient_name } = note.view.appointment;
    const [waits] = begun.of(appointment_id);
    expect(waits).toMatchObject({ part: 'addendum', on_disk: true });
    const again = new BegunText(
      'addendum',
      { subject_id: appointment_id, patient_name },
      () => null,
    );
    // Others read addenda: private notes are no part of it unless their author says so.
    expect(again.take()?.typed).toMatchObject({
      text: 'History of present illness:\nCough',
      aside: 'Private notes:\nSeems sad',
    });
    expect(clinic.requests('away_keep_note').at(-1)).toMatchObject({ part: 'addendum' });
  });

  it('shows what was typed when the other one completed the visit', async () => {
    const { clinic, kept, note } = keeping();
    theirs(kept, { history_of_present_illness: 'Fever' });
    kept.status = 'completed';
    clinic.answers.consultations_save_draft = () =>
      refuse({ kind: 'refused', refusal: { code: 'consultation_completed' } });
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.conflict?.theirs.status).toBe('completed');
    expect(note.conflict?.differences[0]).toMatchObject({ mine: 'Cough', theirs: 'Fever' });
    note.giveWay();
    expect(note.completed).toBe(true);
    expect(note.content.history_of_present_illness).toBe('Fever');
  });

  it('names an older version that was put back as a whole, and takes nothing of it', async () => {
    const { kept, note } = keeping();
    const before = { row_version: kept.row_version, content: kept.content };
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.save.at).toBe('saved');
    Object.assign(kept, before);
    await vi.advanceTimersByTimeAsync(5000);
    await note.refresh();
    expect(note.content.history_of_present_illness).toBe('Cough');
    const detail = `consultations ${note.id}: version 1 was put back in the place of 2`;
    expect(note.save).toEqual({ at: 'refused', error: { kind: 'inconsistent', detail } });
    type(note, 'Cough, worse');
    await note.flush();
    expect(note.save).toMatchObject({ at: 'refused', error: { kind: 'inconsistent' } });
    expect([note.content.history_of_present_illness, note.conflict]).toEqual([
      'Cough, worse',
      null,
    ]);
  });

  it('follows the other window while nothing is typed here', async () => {
    const { kept, note } = keeping();
    theirs(kept, { plan: 'Rest' });
    await note.refresh();
    // What the feed tells right after opening is the opening itself.
    expect(note.content.plan).toBe('');
    await vi.advanceTimersByTimeAsync(5000);
    await note.refresh();
    expect(note.content.plan).toBe('Rest');
    // One text after the other: what comes right after another's was taken is another's too.
    theirs(kept, { plan: 'Rest and tea' });
    await note.refresh();
    expect(note.content.plan).toBe('Rest and tea');
  });

  it('misses nothing that another window saves right after this one did', async () => {
    const { clinic, kept, note } = keeping();
    clinic.answers.consultations_attend = () => [
      { name: 'Dr Ama Osei', workstation: 'Room 2', opened_at: AT, writes_since: AT },
    ];
    const leave = note.presence.start();
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.save.at).toBe('saved');
    theirs(kept, { history_of_present_illness: 'Cough', plan: 'Rest' });
    await note.refresh();
    expect(note.content.plan).toBe('');
    await vi.advanceTimersByTimeAsync(3000);
    expect(note.content.plan).toBe('Rest');
    leave();
  });
});

describe('a visit that is not in progress', () => {
  const notBegun = {
    kind: 'refused',
    refusal: { code: 'wrong_status', status: 'checked_in' },
  } as const;

  it('takes no text: it stays here, is not sent again and again, and goes once the visit starts', async () => {
    const { clinic, kept, save, note } = keeping();
    clinic.answers.consultations_save_draft = () => refuse(notBegun);
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    expect(note.unbegun).toBe('checked_in');
    expect(note.save).toEqual({ at: 'refused', error: notBegun });
    type(note, 'Cough since Monday');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(clinic.requests('consultations_save_draft')).toHaveLength(1);
    expect(note.settled).toBe(false);
    expect(note.content.history_of_present_illness).toBe('Cough since Monday');

    clinic.answers.consultations_save_draft = save;
    await note.start();
    expect(clinic.requests('consultations_open').at(-1)?.may_start).toBe('anyway');
    expect(note.unbegun).toBeNull();
    expect(note.save.at).toBe('saved');
    expect(kept.content.history_of_present_illness).toBe('Cough since Monday');
  });

  it('says why it cannot be started, and keeps the text', async () => {
    const { clinic, note } = keeping();
    clinic.answers.consultations_save_draft = () => refuse(notBegun);
    clinic.answers.consultations_open = () => refuse(away);
    type(note, 'Cough');
    await vi.advanceTimersByTimeAsync(2000);
    await note.start();
    expect(note.refused).toEqual(away);
    expect(note.unbegun).toBe('checked_in');
    expect(note.content.history_of_present_illness).toBe('Cough');
  });
});

describe('completing a visit', () => {
  it('marks vital signs nobody can have, and asks the server nothing', async () => {
    const { clinic, note } = keeping();
    note.content.vitals.pulse_per_minute = '7200';
    note.content.vitals.temperature_celsius = 'warm';
    expect(await note.complete()).toBe(false);
    expect(note.problemAt('vitals.pulse_per_minute')?.problem).toEqual({
      code: 'out_of_range',
      least: 20,
      most: 300,
    });
    expect(note.problemAt('vitals.temperature_celsius')?.problem.code).toBe('bad_characters');
    expect(clinic.requests('consultations_complete')).toHaveLength(0);
    note.changed('vitals.pulse_per_minute');
    expect(note.problemAt('vitals.pulse_per_minute')).toBeUndefined();
  });

  it('shows what the server refuses at the field it names', async () => {
    const { clinic, note } = keeping();
    clinic.answers.consultations_complete = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'content.vitals.weight_kg', problem: { code: 'bad_characters' } }],
      });
    expect(await note.complete()).toBe(false);
    expect(note.problemAt('vitals.weight_kg')?.problem.code).toBe('bad_characters');
    expect(note.readOnly).toBe(false);
  });

  it('saves what is typed before, and names its version', async () => {
    const { clinic, note } = keeping();
    type(note, 'Cough');
    expect(await note.complete()).toBe(true);
    expect(clinic.requests('consultations_complete')[0]).toMatchObject({
      row_version: 2,
      content: { history_of_present_illness: 'Cough' },
    });
    expect(note.completed).toBe(true);
  });

  it('tidies a decimal comma when the field is left', async () => {
    const { note } = keeping(consultation({ content: emptyNote() }));
    note.content.vitals.temperature_celsius = ' 37,5 ';
    note.changed('vitals.temperature_celsius');
    await note.left('vitals.temperature_celsius');
    expect(note.content.vitals.temperature_celsius).toBe('37.5');
    expect(note.problems).toEqual([]);
  });
});
