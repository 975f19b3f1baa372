import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChartEntryView, SaveChartEntry } from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { unfinished } from '$lib/shared/unfinished.svelte';
import { begun } from '$lib/consultations/begun.svelte';
import { session } from '$lib/users/session.svelte';
import { chartView, Clinic, seriousFaults, signIn } from '../../../tests/clinic';
import { diabetes, entry, penicillin } from '../../../tests/charting';
import { Chart } from './chart.svelte';
import ChartDialog from './ChartDialog.svelte';

let clinic: Clinic;
let entries: ChartEntryView[];
let user: ReturnType<typeof userEvent.setup>;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

/** Keeps an entry as the server does. */
function keep({ entry_id: id, fact, standing, why, row_version }: SaveChartEntry): ChartEntryView {
  const saved = entry(fact, { id, standing, why, row_version: (row_version ?? 0) + 1 });
  entries = [saved, ...entries.filter((one) => one.id !== id)];
  return saved;
}

beforeEach(() => {
  signIn('doctor');
  entries = [entry(penicillin, { id: 'penicillin' }), entry(diabetes, { id: 'diabetes' })];
  clinic = new Clinic({
    chart_open: () => chartView({ entries }),
    chart_save: keep,
    away_keep_note: () => null,
    away_forget_note: () => null,
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
  render(ChartDialog, {
    chart: new Chart('patient-1'),
    patient: 'Mensah, Kofi',
    zone: 'Europe/Berlin',
    onclose: () => undefined,
  });
  await screen.findByRole('button', { name: /Type 2 diabetes/ });
}

const form = (name: string) => screen.findByRole('dialog', { name });

describe('what was typed into a chart and not saved', () => {
  const journaled = () => clinic.requests('away_keep_note').at(-1);

  /** The window goes while an allergy is being typed. */
  async function killed() {
    await open();
    await user.keyboard('a');
    await form('New allergy');
    await user.keyboard('Latex{Alt>}2{/Alt}');
    await waitFor(() => expect(journaled()?.text).toContain('Latex'));
    const left = journaled();
    cleanup();
    await waitFor(() => expect(begun.of('patient-1')).toMatchObject([{ on_disk: true }]));
    begun.clear();
    if (left) begun.found({ ...left, kept_at: '2026-11-21T09:40:00Z' });
    expect(left).toMatchObject({ subject_id: 'patient-1', part: 'chart_entry' });
  }

  it('is there again after the window was killed, and gone from the disk once it is saved', async () => {
    await killed();
    await open();
    const waits = await screen.findByText('Allergy: Latex is typed and not saved.');
    expect(unfinished.left()).toEqual([
      'An entry of the chart of Mensah, Kofi is on this computer only. It comes back when you sign in here.',
    ]);
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    const dialog = await form('New allergy');
    expect(within(dialog).getByRole('textbox', { name: 'Substance' })).toHaveValue('Latex');
    expect(within(dialog).getByRole('button', { name: /Moderate/ })).toBePressed();
    expect(waits).not.toBeInTheDocument();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('chart_save')).toHaveLength(1));
    const forgotten = { subject_id: 'patient-1', part: 'chart_entry' };
    await waitFor(() => expect(clinic.requests('away_forget_note')).toContainEqual(forgotten));
  });

  it('is not offered where it was saved and nobody heard of it', async () => {
    await killed();
    const [left] = (JSON.parse(journaled()?.text ?? '') as { typed: SaveChartEntry[] }).typed;
    if (!left) throw new Error('nothing was kept');
    const { id } = left as unknown as ChartEntryView;
    entries = [entry(left.fact, { id }), ...entries];
    await open();
    await screen.findByRole('button', { name: /Latex/ });
    await waitFor(() => expect(screen.queryByText(/is typed and not saved/)).toBeNull());
  });

  it('is left out, and had back', async () => {
    await killed();
    await open();
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    expect(screen.queryByText(/is typed and not saved/)).toBeNull();
    toasts.shown.at(-1)?.action?.run();
    expect(await screen.findByText('Allergy: Latex is typed and not saved.')).toBeVisible();
  });

  it('waits beside others: each is there', async () => {
    await open();
    await user.click(screen.getByRole('button', { name: /Penicillin/ }));
    await user.type(
      within(await form('Allergy')).getByRole('textbox', { name: 'What happens' }),
      ', collapse',
    );
    await user.keyboard('{Escape}m');
    await form('New medication');
    await user.keyboard('Bisoprolol{Escape}');
    expect(await screen.findByText('Medication: Bisoprolol is typed and not saved.')).toBeVisible();
    expect(screen.getByText('Allergy: Penicillin is typed and not saved.')).toBeVisible();
    // Whoever opens the entry goes on with it.
    await user.click(screen.getByRole('button', { name: /^Penicillin/ }));
    const reaction = within(await form('Allergy')).getByRole('textbox', { name: 'What happens' });
    expect(reaction).toHaveValue('Swelling of the throat, collapse');
    expect(await seriousFaults()).toEqual([]);
  });

  it('is there too where the chart was opened before the journal was read', async () => {
    await killed();
    const [left] = begun.of('patient-1');
    if (!left) throw new Error('nothing was kept');
    begun.take('patient-1', 'chart_entry');
    await open();
    await user.keyboard('m');
    await form('New medication');
    await user.keyboard('Bisoprolol');
    await waitFor(() => expect(journaled()?.text).toContain('Bisoprolol'));
    begun.found({ ...left, kept_at: '2026-11-21T09:40:00Z' });
    expect(await screen.findByText('Allergy: Latex is typed and not saved.')).toBeVisible();
    await waitFor(() => expect(journaled()?.text).toContain('Latex'));
    expect(journaled()?.text).toContain('Bisoprolol');
    // Its own text, found a moment later, is not there twice.
    begun.found({
      subject_id: 'patient-1',
      part: 'chart_entry',
      kept_at: '',
      text: journaled()?.text ?? '',
    });
    await user.keyboard('{Escape}');
    expect(await screen.findAllByText(/is typed and not saved/)).toHaveLength(2);
  });

  it('is had back also where the chart was closed since', async () => {
    await killed();
    await open();
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    cleanup();
    await waitFor(() => expect(begun.of('patient-1')).toEqual([]));
    const written = clinic.requests('away_keep_note').length;
    toasts.shown.at(-1)?.action?.run();
    await waitFor(() => expect(begun.of('patient-1')).toMatchObject([{ on_disk: true }]));
    expect(clinic.requests('away_keep_note').slice(written).at(-1)?.text).toContain('Latex');
    await open();
    expect(await screen.findByText('Allergy: Latex is typed and not saved.')).toBeVisible();
  });

  it('is not taken for what was being saved before it', async () => {
    let answer: (saved: ChartEntryView) => void = () => undefined;
    let sent: SaveChartEntry | undefined;
    clinic.answers.chart_save = (request) => {
      sent = request;
      return new Promise((resolve) => (answer = resolve));
    };
    await open();
    await user.keyboard('a');
    await form('New allergy');
    await user.keyboard('Latex{Alt>}2{/Alt}{Control>}{Enter}{/Control}{Escape}m');
    await form('New medication');
    await user.keyboard('Bisoprolol');
    if (!sent) throw new Error('nothing was sent');
    answer(keep(sent));
    await waitFor(() => expect(screen.queryByText(/Latex is typed and not saved/)).toBeNull());
    const medication = within(await form('New medication'));
    expect(medication.getByRole('textbox', { name: 'Name, strength, form' })).toHaveValue(
      'Bisoprolol',
    );
  });

  it('stays in its form where it was typed while the rest was being saved', async () => {
    let answer: (saved: ChartEntryView) => void = () => undefined;
    clinic.answers.chart_save = () => new Promise((resolve) => (answer = resolve));
    await open();
    await user.keyboard('a');
    const dialog = await form('New allergy');
    await user.keyboard('Latex{Alt>}2{/Alt}{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('chart_save')).toHaveLength(1));
    await user.type(within(dialog).getByRole('textbox', { name: 'What happens' }), 'Rash');
    const [first] = clinic.requests('chart_save');
    if (!first) throw new Error('nothing was sent');
    answer(keep(first));
    clinic.answers.chart_save = keep;
    await waitFor(() => expect(entries[0]).toMatchObject({ row_version: 1 }));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /llergy/ })).toBeNull());
    expect(entries[0]).toMatchObject({ row_version: 2, fact: { reaction: 'Rash' } });
  });

  it('is a reason alone, too', async () => {
    await open();
    await user.click(screen.getByRole('button', { name: /^Penicillin/ }));
    await user.type(
      within(await form('Allergy')).getByRole('textbox', { name: /^Why it changes/ }),
      'The patient says so',
    );
    await user.keyboard('{Escape}');
    expect(await screen.findByText('Allergy: Penicillin is typed and not saved.')).toBeVisible();
    cleanup();
    await open();
    expect(await screen.findByText('Allergy: Penicillin is typed and not saved.')).toBeVisible();
  });
});
