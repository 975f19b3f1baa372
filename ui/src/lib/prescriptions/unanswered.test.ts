import { cleanup, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ClinicError, PrescriptionView, SavePrescription } from '$lib/shared/contract';
import { begun } from '$lib/consultations/begun.svelte';
import { away, refuse, visit } from '../../../tests/clinic';
import { prescribing, prescription } from '../../../tests/prescribing';

const desk = prescribing();

describe('a prescription whose window went', () => {
  /** What the journal was given last. */
  const journaled = () => desk.clinic.requests('away_keep_note').at(-1);

  async function killed() {
    const saves = desk.clinic.answers.prescriptions_save;
    desk.clinic.answers.prescriptions_save = () => refuse(away);
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await waitFor(() => expect(journaled()?.text).toContain('Paracetamol'));
    await windowGone();
    desk.clinic.answers.prescriptions_save = saves;
  }

  it('is there again as it was typed, says so, and is saved', async () => {
    await killed();
    expect(journaled()).toMatchObject({ subject_id: visit().id, part: 'prescription' });
    await desk.open();
    expect(desk.named(1)).toHaveValue('Paracetamol');
    expect(screen.getByText(/^This is as it was typed at/)).toBeVisible();
    await waitFor(() =>
      expect(desk.clinic.requests('prescriptions_save').length).toBeGreaterThan(0),
    );
    const saved = desk.clinic.requests('prescriptions_save').at(-1);
    expect(saved?.content.medications.map(({ name }) => name)).toEqual(['Paracetamol']);
    const forgotten = { subject_id: visit().id, part: 'prescription' };
    await waitFor(() => expect(desk.clinic.requests('away_forget_note')).toContainEqual(forgotten));
  });

  it('is closed while the server is away, and waits on this computer', async () => {
    desk.clinic.answers.prescriptions_save = () => refuse(away);
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    cleanup();
    await waitFor(() => expect(begun.of(visit().id)).toMatchObject([{ on_disk: true }]));
    await desk.open();
    expect(desk.named(1)).toHaveValue('Paracetamol');
  });

  it('is the draft that was saved without its answer', async () => {
    await killed();
    const { id, content } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView })
      .typed;
    desk.known = [
      prescription({
        id,
        content,
        number: 'RX-DRAF-3QXA',
        status: 'draft',
        signed_at: null,
        appointment_id: visit().id,
      }),
      ...desk.known,
    ];
    await desk.open();
    await waitFor(() => expect(screen.queryByText(/^This is as it was typed at/)).toBeNull());
    expect(desk.named(1)).toHaveValue('Paracetamol');
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(
      desk.clinic.requests('prescriptions_save').filter(({ row_version }) => row_version),
    ).toEqual([]);
  });

  /** A server as it is: a request happens once, and whoever names another version than there is is refused. */
  function strict() {
    const done = new Set<string>();
    return (request: SavePrescription) => {
      const there = desk.known.find(({ id }) => id === request.prescription_id);
      const replay = there?.row_version === (request.row_version ?? 0) + 1;
      if (there && replay && done.has(request.request_id)) return there;
      if ((there?.row_version ?? null) !== request.row_version)
        return refuse({ kind: 'stale', what: 'prescription' });
      done.add(request.request_id);
      return desk.kept(request, 'draft');
    };
  }

  /** The server saves, and nobody hears of it. */
  async function savedUnheard() {
    const save = strict();
    desk.clinic.answers.prescriptions_save = (request) => {
      save(request);
      return refuse(away);
    };
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(desk.known[0]?.status).toBe('draft'));
    return save;
  }

  it('is not taken for another window, where typing went on after a saving that was not answered', async () => {
    const save = await savedUnheard();
    await desk.user.type(desk.named(1), ' 500 mg');
    await waitFor(() => expect(journaled()?.text).toContain('500 mg'));
    await windowGone();
    desk.clinic.answers.prescriptions_save = save;
    // It is closed before anything else was read.
    desk.clinic.answers.prescriptions_of_patient = () => new Promise(() => undefined);
    desk.openBare();
    expect(desk.named(1)).toHaveValue('Paracetamol 500 mg');
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(desk.known[0]?.content.medications).toMatchObject([{ name: 'Paracetamol 500 mg' }]);
    expect(desk.known.filter(({ status }) => status === 'draft')).toHaveLength(1);
  });

  it('is saved on after a saving that was not answered', async () => {
    desk.clinic.answers.prescriptions_save = await savedUnheard();
    await desk.user.type(desk.named(1), ' 500 mg');
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(desk.known[0]?.content.medications).toMatchObject([{ name: 'Paracetamol 500 mg' }]);
    expect(screen.queryByText(/^Another window went on with/)).toBeNull();
  });

  it('is one of its own where another window went on with the draft', async () => {
    await killed();
    const { id, content } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView })
      .typed;
    const theirs = { ...content, advice: 'Theirs' };
    const draft = { id, content: theirs, row_version: 2, signed_at: null };
    const place = { number: 'RX-DRAF-3QXA', appointment_id: visit().id };
    desk.known = [prescription({ ...draft, ...place, status: 'draft' }), ...desk.known];
    await desk.open();
    expect(await screen.findByText(/^Another window went on with RX-DRAF-3QXA/)).toBeVisible();
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(desk.clinic.requests('prescriptions_save').at(-1)?.prescription_id).not.toBe(id);
  });

  /** The window goes, and another one finds what the journal was given last. */
  async function windowGone() {
    const left = journaled();
    cleanup();
    await waitFor(() => expect(begun.of()).toMatchObject([{ on_disk: true }]));
    begun.clear();
    if (left) begun.found({ ...left, kept_at: '2026-11-21T09:40:00Z' });
  }

  /** Another window goes on with the draft. */
  function theySave() {
    const [mine, ...others] = desk.known;
    if (!mine) throw new Error('there is no draft');
    const content = { ...mine.content, advice: 'Theirs' };
    desk.known = [{ ...mine, content, row_version: mine.row_version + 1 }, ...others];
  }
  const drafts = () => desk.known.filter(({ status }) => status === 'draft');

  it('is one of its own where another window went on, though it is closed before anything was read', async () => {
    desk.clinic.answers.prescriptions_save = strict();
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(drafts()).toHaveLength(1));
    await desk.user.type(desk.named(1), ' 500 mg');
    await waitFor(() => expect(journaled()?.text).toContain('500 mg'));
    await windowGone();
    theySave();
    const list = desk.clinic.answers.prescriptions_of_patient;
    desk.clinic.answers.prescriptions_of_patient = (request) => {
      desk.clinic.answers.prescriptions_of_patient = list;
      return new Promise<never>(() => void request);
    };
    desk.openBare();
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(drafts().map(({ content }) => [content.medications[0]?.name, content.advice])).toEqual([
      ['Paracetamol 500 mg', ''],
      ['Paracetamol', 'Theirs'],
    ]);
  });

  it('is one of its own where another window went on with what was saved without its answer', async () => {
    const save = await savedUnheard();
    theySave();
    desk.clinic.answers.prescriptions_save = save;
    await desk.user.type(desk.named(1), ' 500 mg');
    await desk.user.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText(/^Another window went on with RX-NEW4-3QXA/)).toBeVisible();
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(drafts().map(({ content }) => content.medications[0]?.name)).toEqual([
      'Paracetamol 500 mg',
      'Paracetamol',
    ]);
  });

  it('is known for its own after the session ended in between', async () => {
    const save = await savedUnheard();
    await desk.user.type(desk.named(1), ' 500 mg');
    desk.clinic.answers.prescriptions_save = () => refuse({ kind: 'signed_out', why: 'expired' });
    await desk.user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_save')).toHaveLength(2));
    await waitFor(() => expect(journaled()?.text).toContain('500 mg'));
    await windowGone();
    desk.clinic.answers.prescriptions_save = save;
    await desk.open();
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(drafts().map(({ content }) => content.medications[0]?.name)).toEqual([
      'Paracetamol 500 mg',
    ]);
  });

  it('is saved though another one was begun while the disk kept it waiting', async () => {
    desk.clinic.answers.prescriptions_save = strict();
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    desk.clinic.answers.away_keep_note = () => new Promise(() => undefined);
    await desk.user.keyboard('{Control>}s{/Control}{Alt>}l{/Alt}');
    await waitFor(() => expect(desk.named(1)).toHaveValue('Ibuprofen 400 mg'));
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    expect(drafts().map(({ content }) => content.medications[0]?.name)).toEqual([
      'Ibuprofen 400 mg',
      'Paracetamol',
    ]);
  });

  it('says once why it cannot be saved, and is closed all the same', async () => {
    desk.clinic.answers.prescriptions_save = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'advice', problem: { code: 'bad_characters' } }],
      });
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_save')).toHaveLength(1));
    expect(desk.closed).toBe(0);
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
  });

  it('is begun anew where it was signed without its answer', async () => {
    await killed();
    const { id, content } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView })
      .typed;
    const signed = { id, content, number: 'RX-SIGN-3QXA', appointment_id: visit().id };
    desk.known = [prescription(signed), ...desk.known];
    await desk.open();
    await waitFor(() => expect(desk.named(1)).toHaveValue(''));
  });

  it('is one of its own where another window signed something else, and is signed with its number', async () => {
    await killed();
    const { id } = (JSON.parse(journaled()?.text ?? '') as { typed: PrescriptionView }).typed;
    desk.known = [
      prescription({ id, number: 'RX-SIGN-3QXA', appointment_id: visit().id }),
      ...desk.known,
    ];
    await desk.open();
    expect(await screen.findByText(/^Another window went on with RX-SIGN-3QXA/)).toBeVisible();
    expect(desk.named(1)).toHaveValue('Paracetamol');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_sign')).toHaveLength(1));
    const [sent] = desk.clinic.requests('prescriptions_sign');
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
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_save')).toHaveLength(1));
    const [first] = desk.clinic.requests('prescriptions_save');
    desk.clinic.answers.prescriptions_save = (request) =>
      request.prescription_id === first?.prescription_id
        ? refuse(error)
        : desk.kept(request, 'draft');
    await desk.user.type(desk.named(1), ' 500 mg');
    await desk.user.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText(/^Another window went on with/)).toBeVisible();
    expect(desk.named(1)).toHaveValue('Paracetamol 500 mg');
    const last = desk.clinic.requests('prescriptions_save').at(-1);
    expect(last).toMatchObject({ row_version: null });
    expect(last?.prescription_id).not.toBe(first?.prescription_id);
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
  });
});
