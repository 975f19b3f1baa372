import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Clinic, consultation, refuse, signIn } from '../../../tests/clinic';
import { seriousFaults } from '../../../tests/support';
import { history } from '$lib/appointments/history.svelte';
import { session } from '$lib/users/session.svelte';
import DiagnosisFields from './DiagnosisFields.svelte';
import { OpenNote } from './note.svelte';

const table = [
  { code: 'I10', title: 'Essential (primary) hypertension', also: 'high blood pressure' },
  { code: 'E11.9', title: 'Type 2 diabetes mellitus without complications', also: null },
  { code: 'J45.909', title: 'Unspecified asthma, uncomplicated', also: null },
];

let clinic: Clinic;
let note: OpenNote;

beforeEach(() => {
  signIn('doctor');
  clinic = new Clinic({
    consultations_diagnoses_at_hand: () => [
      { code: 'J45.909', title: 'Unspecified asthma, uncomplicated', favourite: true, times: 2 },
    ],
    diagnoses_search: ({ words, at_hand }) => ({
      hits: table.filter(({ code, title }) =>
        words === ''
          ? at_hand.includes(code)
          : `${code} ${title}`.toLowerCase().includes(words.toLowerCase()),
      ),
      more: false,
      release: 'ICD-10-CM, release of April 2026',
    }),
    diagnoses_set_favourite: () => null,
    consultations_save_draft: ({ row_version }) => ({
      row_version: row_version + 1,
      saved_at: '2026-11-21T09:41:00Z',
    }),
  });
  note = new OpenNote(consultation());
});

afterEach(() => {
  cleanup();
  note.pause();
  history.past = [];
  history.future = [];
  session.view = null;
});

function open() {
  const user = userEvent.setup();
  render(DiagnosisFields, { note });
  return { user, box: screen.getByRole('combobox', { name: 'Add a diagnosis' }) };
}

const codes = () => note.content.diagnoses.map(({ code }) => code);

describe('the diagnoses of a note', () => {
  it('are added by letters and Enter, one after the other, without leaving the box', async () => {
    const { user, box } = open();
    await user.type(box, 'hyper{Enter}');
    await waitFor(() => expect(codes()).toEqual(['I10']));
    await user.keyboard('type 2{Enter}');
    await waitFor(() => expect(codes()).toEqual(['I10', 'E11.9']));
    expect(box).toHaveFocus();
    expect(box).toHaveValue('');
    const rows = screen.getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent('Main');
    expect(rows[0]).toHaveTextContent('I10 Essential (primary) hypertension');
    await note.flush();
    const saved = clinic.requests('consultations_save_draft').at(-1);
    expect(saved?.content.diagnoses.map(({ code }) => code)).toEqual(['I10', 'E11.9']);
  });

  it('add nothing by an Enter into the empty box, and offer what is at hand', async () => {
    const { user, box } = open();
    await user.click(box);
    expect(await screen.findByRole('option', { name: /J45.909/ })).toBeVisible();
    await user.keyboard('{Enter}');
    expect(codes()).toEqual([]);
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(codes()).toEqual(['J45.909']));
  });

  it('stand there once, and say when nothing fits', async () => {
    const { user, box } = open();
    await user.type(box, 'hyper{Enter}');
    await waitFor(() => expect(codes()).toEqual(['I10']));
    await user.type(box, 'i10{Enter}');
    await user.type(box, 'zebra');
    expect(await screen.findByText(/No code says zebra/)).toBeVisible();
    await user.keyboard('{Enter}');
    expect(codes()).toEqual(['I10']);
  });

  it('are moved, remarked and removed by keys, and had back', async () => {
    const { user, box } = open();
    await user.type(box, 'hyper{Enter}');
    await waitFor(() => expect(codes()).toEqual(['I10']));
    await user.type(box, 'type 2{Enter}');
    await waitFor(() => expect(codes()).toEqual(['I10', 'E11.9']));
    await user.keyboard('{ArrowUp}');
    expect(screen.getByRole('textbox', { name: 'Remark on E11.9' })).toHaveFocus();
    await user.keyboard('since 2019{Alt>}{ArrowUp}{/Alt}');
    expect(codes()).toEqual(['E11.9', 'I10']);
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: 'Remark on E11.9' })).toHaveFocus(),
    );
    await user.keyboard('{Alt>}{Delete}{/Alt}');
    expect(codes()).toEqual(['I10']);
    expect(box).toHaveFocus();
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(codes()).toEqual(['E11.9', 'I10']));
    expect(note.content.diagnoses[0]?.remark).toBe('since 2019');
  });

  it('are kept among the favourites by a key, and not when it is refused', async () => {
    const { user, box } = open();
    await user.type(box, 'hyper');
    await screen.findByRole('option', { name: /I10/ });
    await user.keyboard('{Control>}d{/Control}');
    const [request] = clinic.requests('diagnoses_set_favourite');
    expect(request).toMatchObject({ code: 'I10', favourite: true });
    const option = await screen.findByRole('option', { name: /I10/ });
    expect(within(option).getByText('Favourite')).toBeInTheDocument();
    clinic.answers.diagnoses_set_favourite = () =>
      refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
    await user.keyboard('{Control>}d{/Control}');
    await waitFor(() => expect(clinic.requests('diagnoses_set_favourite')).toHaveLength(2));
    await waitFor(() => expect(within(option).getByText('Favourite')).toBeInTheDocument());
  });

  it('have no serious accessibility faults', async () => {
    const { user, box } = open();
    await user.type(box, 'hyper{Enter}');
    await waitFor(() => expect(codes()).toEqual(['I10']));
    await user.type(box, 'a');
    await screen.findByRole('option', { name: /J45.909/ });
    expect(await seriousFaults()).toEqual([]);
  });
});
