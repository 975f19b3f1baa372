import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Addendum, ClinicError, ConsultationView, NoteVersion } from '$lib/shared/contract';
import { toasts } from '$lib/shared/toasts.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import {
  Clinic,
  consultation,
  emptyNote,
  refuse,
  seriousFaults,
  signIn,
} from '../../../tests/clinic';
import { session } from '$lib/users/session.svelte';
import { begun } from './begun.svelte';
import ClosedNote from './ClosedNote.svelte';
import { OpenNote } from './note.svelte';

const AT = '2026-11-21T09:50:00Z';
const signed = { name: 'Dr Ama Osei', at: AT, proof: 'holds' } as const;
const expired: ClinicError = {
  kind: 'refused',
  refusal: { code: 'licence_expired', expired_on: '2026-11-09' },
};

function standing(change: Partial<ConsultationView> = {}): ConsultationView {
  return consultation({
    status: 'completed',
    content: { ...emptyNote(), plan: 'Rest' },
    version: 1,
    signed,
    completed_at: AT,
    ...change,
  });
}

let clinic: Clinic;
let note: OpenNote;
function press(event: KeyboardEvent) {
  keyboard.press(event);
}

function show(view = standing()) {
  note = new OpenNote(view);
  render(ClosedNote, { note });
  return userEvent.setup();
}

beforeEach(() => {
  signIn('doctor');
  clinic = new Clinic({
    consultations_sign: () => standing(),
    consultations_add_addendum: ({ reason, text, version, signing }) => {
      const addendum: Addendum = { author: 'Dr Ama Osei', written_at: AT, reason, text };
      const signature = signing === 'now' ? signed : null;
      return standing({ version: version + 1, addenda: [addendum], signed: signature });
    },
  });
  addEventListener('keydown', press);
});
afterEach(() => {
  removeEventListener('keydown', press);
  cleanup();
});

describe('a note that stands', () => {
  it('says who signed it and whether the signature fits', async () => {
    show();
    expect(screen.getByText(/Signed .* by Dr Ama Osei/)).toBeVisible();
    expect(screen.getByText('The signature fits.')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    cleanup();
    const added = { author: 'Dr Lin', written_at: AT, reason: 'Results', text: 'Sodium 128' };
    show(standing({ addenda: [added] }));
    expect(screen.getByText(/Signed with its addenda .* by Dr Ama Osei/)).toBeVisible();
    cleanup();
    show(standing({ signed: { ...signed, proof: 'broken' } }));
    expect(screen.getByRole('alert')).toHaveTextContent('The signature does not fit');
  });

  it('is signed later, when the licence is renewed', async () => {
    const user = show(standing({ signed: null }));
    const works = clinic.answers.consultations_sign;
    clinic.answers.consultations_sign = () => refuse(expired);
    await user.keyboard('{Alt>}g{/Alt}');
    expect(await screen.findByText(/Your licence ended on/)).toBeVisible();
    clinic.answers.consultations_sign = works;
    await user.click(screen.getByRole('button', { name: /^Sign/ }));
    expect(await screen.findByText('The signature fits.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Sign/ })).toBeNull();
    expect(clinic.requests('consultations_sign')[0]).toMatchObject({ version: 1 });
  });

  it('is added to by keys, without a signature where the licence is over', async () => {
    const user = show();
    const works = clinic.answers.consultations_add_addendum;
    clinic.answers.consultations_add_addendum = (request) =>
      request.signing === 'now' ? refuse(expired) : (works?.(request) ?? standing());
    await user.keyboard('{Alt>}d{/Alt}');
    const dialog = await screen.findByRole('dialog', { name: /Add to the note/ });
    await user.type(within(dialog).getByRole('textbox', { name: 'Why it is added' }), 'Results');
    await user.type(within(dialog).getByRole('textbox', { name: 'What is added' }), 'Sodium 129');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await user.click(await within(dialog).findByRole('button', { name: 'Add without signing' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByText('Sodium 129')).toBeVisible();
    expect(screen.getByText('Not signed yet')).toBeVisible();
    expect(screen.getByRole('button', { name: /Versions: 2/ })).toBeVisible();
  });

  it('shows what another window added first, and adds the own one after it', async () => {
    const theirs = { author: 'Dr Lin', written_at: AT, reason: 'Results', text: 'Sodium 128' };
    const works = clinic.answers.consultations_add_addendum;
    clinic.answers.consultations_add_addendum = (request) =>
      request.version === 1
        ? refuse({ kind: 'stale', what: 'consultation' })
        : (works?.(request) ?? standing());
    clinic.answers.consultations_open = () => standing({ version: 2, addenda: [theirs] });
    const user = show();
    await user.keyboard('{Alt>}d{/Alt}');
    await user.type(await screen.findByLabelText('Why it is added'), 'Phone call');
    await user.type(screen.getByLabelText('What is added'), 'Told about it');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Dr Lin added to this note meanwhile: Results')).toBeVisible();
    expect(screen.getByText('Sodium 128')).toBeVisible();
    expect(screen.getByLabelText('What is added')).toHaveValue('Told about it');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.queryByLabelText('What is added')).toBeNull());
    expect(clinic.requests('consultations_add_addendum').map(({ version }) => version)).toEqual([
      1, 2,
    ]);
  });

  it('says that an addendum is begun, which is gone on with, discarded and had back', async () => {
    Object.assign(clinic.answers, { away_keep_note: () => null, away_forget_note: () => null });
    const user = show();
    await user.keyboard('{Alt>}d{/Alt}');
    const dialog = await screen.findByRole('dialog', { name: /Add to the note/ });
    await user.type(within(dialog).getByRole('textbox', { name: 'What is added' }), 'Sodium 129');
    await waitFor(() => {
      expect(clinic.requests('away_keep_note').at(-1)?.text).toContain('Sodium 129');
    });
    await user.click(within(dialog).getByRole('button', { name: /^Cancel/ }));
    expect(await screen.findByText(/^An addendum of .* is begun/)).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    expect(screen.queryByText(/^An addendum of .* is begun/)).toBeNull();
    const gone = { subject_id: standing().appointment.id, part: 'addendum' };
    expect(clinic.requests('away_forget_note')).toEqual([gone]);
    await waitFor(() => expect(toasts.shown).toHaveLength(1));
    toasts.shown[0]?.action?.run();
    await user.click(await screen.findByRole('button', { name: 'Go on' }));
    const added = await screen.findByRole('textbox', { name: 'What is added' });
    expect(added).toHaveValue('Sodium 129');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(clinic.requests('away_forget_note')).toEqual([gone, gone]));
    expect(screen.queryByText(/^An addendum of .* is begun/)).toBeNull();
  });

  it('keeps private notes out of an addendum until their author says otherwise', async () => {
    const { appointment } = standing();
    const typed = { reason: 'Overtaken', text: 'Plan:\nRest', aside: 'Private notes:\nSeems sad' };
    begun.put({
      user: session.view?.user_id ?? '',
      subject_id: appointment.id,
      patient_name: appointment.patient_name,
      part: 'addendum',
      kept_at: AT,
      text: JSON.stringify({ patient_name: appointment.patient_name, typed }),
      on_disk: true,
    });
    const user = show();
    await user.click(await screen.findByRole('button', { name: 'Go on' }));
    const added = await screen.findByRole('textbox', { name: 'What is added' });
    expect(added).toHaveValue('Plan:\nRest');
    expect(
      screen.getByText(/^What you typed into the private notes is not part of it/),
    ).toBeVisible();
    expect(screen.getByText(/Seems sad/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Let others read it' }));
    expect(added).toHaveValue('Plan:\nRest\n\nPrivate notes:\nSeems sad');
    expect(screen.queryByText(/is not part of it/)).toBeNull();
  });

  it('shows its versions beside each other, and each by itself', async () => {
    const addendum = { author: 'Dr Ama Osei', written_at: AT, reason: 'Results', text: 'Sodium' };
    const base = { author: 'Dr Ama Osei', written_at: AT, content: standing().content };
    const versions: NoteVersion[] = [
      { ...base, version: 1, addenda: [], signed },
      { ...base, version: 2, addenda: [addendum], signed: null },
    ];
    clinic.answers.consultations_versions = () => versions;
    const user = show(standing({ version: 2, addenda: [addendum] }));
    await user.keyboard('{Alt>}r{/Alt}');
    const dialog = await screen.findByRole('dialog', { name: /Versions of the note/ });
    const changed = await within(dialog).findByRole('region', { name: 'Addenda' });
    expect(changed.querySelector('ins')).toHaveTextContent('Sodium');
    expect(within(dialog).queryByRole('region', { name: 'Plan' })).toBeNull();
    await user.selectOptions(within(dialog).getByRole('combobox', { name: 'Compared with' }), '');
    expect(within(dialog).getByText('Rest')).toBeVisible();
    await user.selectOptions(within(dialog).getByRole('combobox', { name: 'Version' }), '1');
    expect(within(dialog).queryByText('Sodium')).toBeNull();
    expect(await seriousFaults()).toEqual([]);
  });
});
