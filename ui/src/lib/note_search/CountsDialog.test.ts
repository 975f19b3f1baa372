import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Counts, Readiness } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import { Clinic, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import CountsDialog from './CountsDialog.svelte';
import { datesOf } from './periods';

const whole: Readiness = { records: 4, read: 4, unreadable: 0, whole: true };

let clinic: Clinic;
let stop: () => void;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

beforeEach(() => {
  signIn('doctor');
  clinic = new Clinic({
    note_search_prepare: () => whole,
    note_search_count: ({ from_on, to_on, visits }): Counts => ({
      from_on: from_on || '2026-11-01',
      to_on: to_on || '2026-11-30',
      visits,
      notes: 12,
      prescriptions: 3,
      diagnoses: [
        { code: 'I10', name: 'Essential (primary) hypertension', visits: 7, patients: 5 },
      ],
      tags: [],
      medications: [{ code: '', name: 'Metformin 850 mg', visits: 3, patients: 2 }],
      readiness: whole,
    }),
    printing_counts: () => ({ path: '/tmp/counts.pdf', shown: true }),
  });
  stop = connection.start();
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  stop();
  cleanup();
  session.view = null;
});

function open() {
  render(CountsDialog, { today: '2026-11-21', onclose: vi.fn() });
  return userEvent.setup({ delay: null });
}

describe('counts', () => {
  it('begins with this month, and counts by keys for other periods and whose visits', async () => {
    const user = open();
    const diagnoses = await screen.findByRole('region', { name: 'Diagnoses' });
    const row = within(diagnoses).getByRole('row', { name: /I10/ });
    expect(row).toHaveTextContent('Essential (primary) hypertension');
    expect(
      within(row)
        .getAllByRole('cell')
        .slice(1)
        .map((cell) => cell.textContent),
    ).toEqual(['7', '5']);
    expect(screen.getByRole('region', { name: 'Tags' })).toHaveTextContent('None in this period.');
    const asked = clinic.requests('note_search_count');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ from_on: '2026-11-01', to_on: '2026-11-30', visits: 'own' });
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{Alt>}5{/Alt}{Alt>}7{/Alt}');
    await waitFor(() =>
      expect(clinic.requests('note_search_count').at(-1)).toMatchObject({
        from_on: '2025-01-01',
        to_on: '2025-12-31',
        visits: 'of_my_patients',
      }),
    );
    expect(screen.getByRole('button', { name: /Last year/, pressed: true })).toBeVisible();
  });

  it('counts from one typed date to another, and says at the field what is wrong', async () => {
    const user = open();
    const from = await screen.findByRole('textbox', { name: 'From' });
    await user.clear(from);
    await user.type(from, '3.2.2026{Tab}');
    await waitFor(() =>
      expect(clinic.requests('note_search_count').at(-1)?.from_on).toBe('2026-02-03'),
    );
    expect(screen.queryByRole('button', { pressed: true, name: /month/ })).toBeNull();
    clinic.answers.note_search_count = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'to_on', problem: { code: 'end_before_start' } }],
      });
    const to = screen.getByRole('textbox', { name: 'To' });
    await user.clear(to);
    await user.type(to, '1.1.2020{Tab}');
    await waitFor(() => expect(to).toBeInvalid());
  });

  it('says so as soon as what is typed has the length of a date and is none', async () => {
    const user = open();
    const from = await screen.findByRole('textbox', { name: 'From' });
    clinic.answers.note_search_count = () =>
      refuse({ kind: 'invalid', fields: [{ field: 'from_on', problem: { code: 'not_a_date' } }] });
    await user.clear(from);
    await user.type(from, '2026-13-01');
    expect(from).toHaveFocus();
    await waitFor(() => expect(from).toBeInvalid());
    expect(clinic.requests('note_search_count').at(-1)?.from_on).toBe('2026-13-01');
    expect(screen.queryByRole('button', { pressed: true, name: /month/ })).toBeNull();
  });

  it('waits until all is read, and prints what is shown', async () => {
    clinic.answers.note_search_prepare = () =>
      clinic.requests('note_search_prepare').length < 3
        ? { ...whole, read: 1, whole: false }
        : whole;
    const user = open();
    await screen.findByRole('region', { name: 'Medications' });
    expect(clinic.requests('note_search_prepare')).toHaveLength(3);
    await user.keyboard('{Alt>}p{/Alt}');
    await waitFor(() => expect(clinic.requests('printing_counts')).toHaveLength(1));
    expect(clinic.requests('printing_counts')[0]).toMatchObject({
      from_on: '2026-11-01',
      to_on: '2026-11-30',
      visits: 'own',
      language: 'en',
    });
  });
});

describe('periods', () => {
  it('end with their last day', () => {
    const dates = (today: string) =>
      (['this_month', 'last_month', 'this_quarter', 'this_year', 'last_year'] as const).map(
        (named) => Object.values(datesOf(named, today)).join(' '),
      );
    expect(dates('2028-03-31')).toEqual([
      '2028-03-01 2028-03-31',
      '2028-02-01 2028-02-29',
      '2028-01-01 2028-03-31',
      '2028-01-01 2028-12-31',
      '2027-01-01 2027-12-31',
    ]);
    expect(dates('2026-01-05')[1]).toBe('2025-12-01 2025-12-31');
    expect(dates('2026-11-21')[2]).toBe('2026-10-01 2026-12-31');
  });
});
