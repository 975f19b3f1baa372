import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ChartEntryView, MedicationWarning } from '$lib/shared/contract';
import { toasts } from '$lib/shared/toasts.svelte';
import { away, chartView, refuse, seriousFaults, visit } from '../../../tests/clinic';
import { amoxicillin, ibuprofen, prescribing, prescription } from '../../../tests/prescribing';

const against: MedicationWarning = {
  key: 'allergy: amoxicillin 500 mg / penicillin',
  warning_kind: 'allergy',
  medication: 'Amoxicillin 500 mg',
  meets: 'Penicillin',
  severity: 'severe',
  words: 'Shock',
};

const desk = prescribing();

describe('a prescription', () => {
  it('is written from favourites and signed in ten presses', async () => {
    await desk.open();
    await waitFor(() => expect(desk.named(1)).toHaveFocus());
    await desk.user.keyboard('amo{Enter}ibu{Enter}');
    await waitFor(() => expect(desk.named(3)).toHaveFocus());
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findAllByText('RX-NEW4-3QXA is signed.');
    const signed = desk.clinic.requests('prescriptions_sign')[0];
    expect(signed?.content.medications).toEqual([amoxicillin, ibuprofen]);
    expect(signed?.content.complaint).toBe('Cough');
    expect(signed?.content.diagnosis).toBe('Acute bronchitis');
    await desk.user.keyboard('{Alt>}5{/Alt}');
    await waitFor(() => expect(desk.clinic.requests('printing_prescription')[0]?.paper).toBe('a5'));
    expect(await screen.findByText(/that it is a copy/)).toBeVisible();
  });

  it('is typed by hand, line after line, and saved by itself and on closing', async () => {
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol{Enter}');
    await waitFor(() => expect(desk.named(2)).toHaveFocus());
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(desk.closed).toBe(1));
    const [saved] = desk.clinic.requests('prescriptions_save');
    expect(saved?.content.medications.map(({ name }) => name)).toEqual(['Paracetamol']);
    expect(saved?.row_version).toBeNull();
  });

  it('has a line that was removed back', async () => {
    await desk.open();
    await desk.user.keyboard('amo{Enter}');
    await waitFor(() => expect(desk.named(2)).toHaveFocus());
    await desk.user.click(within(desk.line(1)).getByRole('button', { name: /Remove/ }));
    expect(desk.named(1)).toHaveValue('');
    toasts.shown.at(-1)?.action?.run();
    await waitFor(() => expect(desk.named(1)).toHaveValue('Amoxicillin 500 mg'));
  });

  it('says how old and heavy the patient is', async () => {
    await desk.open();
    expect(screen.getByText(/^born 9 Mar 1984, 42 years · weight not known$/)).toBeVisible();
  });

  it('is saved while somebody goes on typing', async () => {
    await desk.open();
    for (let letters = 0; letters < 9; letters += 1) {
      await desk.user.type(desk.named(1), 'x');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(desk.clinic.requests('prescriptions_save').length).toBeGreaterThan(0);
  });

  it('begins from the last one without its answers', async () => {
    await desk.open();
    await desk.user.keyboard('{Alt>}l{/Alt}');
    await waitFor(() => expect(desk.named(1)).toHaveValue('Ibuprofen 400 mg'));
    expect(screen.getByRole('textbox', { name: 'Advice' })).toHaveValue('Rest');
    expect(screen.getByRole('textbox', { name: 'Valid until' })).not.toHaveValue('2026-12-01');
  });

  it('is saved before another one is begun, and stays where it cannot be', async () => {
    const works = desk.clinic.answers.prescriptions_save;
    desk.clinic.answers.prescriptions_save = () => refuse(away);
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.keyboard('{Alt>}l{/Alt}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_save')).toHaveLength(1));
    await desk.user.click(screen.getByRole('button', { name: 'Use again' }));
    await waitFor(() => expect(desk.clinic.requests('prescriptions_save')).toHaveLength(2));
    expect(desk.named(1)).toHaveValue('Paracetamol');
    desk.clinic.answers.prescriptions_save = works;
    await desk.user.keyboard('{Alt>}l{/Alt}');
    await waitFor(() => expect(desk.named(1)).toHaveValue('Ibuprofen 400 mg'));
    expect(desk.known[0]?.content.medications).toMatchObject([{ name: 'Paracetamol' }]);
    // A copy in which nothing was typed is no draft.
    await desk.user.keyboard('{Alt>}ll{/Alt}');
    expect(desk.known.map(({ status }) => status)).toEqual(['draft', 'signed']);
  });

  it('asks for a reason where something stands against it', async () => {
    desk.warnings = [against];
    await desk.open();
    await desk.user.keyboard('amo{Enter}');
    expect(await screen.findByText(/the patient is allergic to Penicillin/)).toBeVisible();
    expect(screen.getByText('Needs a reason: Amoxicillin 500 mg.')).toBeVisible();
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    const reason = screen.getByRole('textbox', { name: 'Why all the same' });
    await waitFor(() => expect(reason).toHaveFocus());
    expect(desk.clinic.requests('prescriptions_sign')).toHaveLength(0);
    await desk.user.keyboard('Tolerated it before');
    expect(screen.queryByText(/^Needs a reason/)).toBeNull();
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_sign')).toHaveLength(1));
    expect(desk.clinic.requests('prescriptions_sign')[0]?.content.answers).toEqual([
      { key: against.key, reason: 'Tolerated it before' },
    ]);
  });

  it('says at the button that the licence is over, and keeps what is typed', async () => {
    desk.clinic.answers.prescriptions_sign = () =>
      refuse({ kind: 'refused', refusal: { code: 'licence_expired', expired_on: '2026-11-01' } });
    await desk.open();
    await desk.user.keyboard('amo{Enter}{Control>}{Enter}{/Control}');
    expect(await screen.findByText(/Your licence ended on/)).toBeVisible();
    expect(desk.named(1)).toHaveValue('Amoxicillin 500 mg');
  });

  it('marks what the core finds wrong at its field', async () => {
    desk.clinic.answers.prescriptions_sign = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'valid_until', problem: { code: 'too_long_ago' } }],
      });
    await desk.open();
    await desk.user.keyboard('amo{Enter}{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Valid until' })).toBeInvalid());
    expect(screen.getByRole('textbox', { name: 'Valid until' })).toHaveFocus();
  });

  it('goes out again under the same id after no answer', async () => {
    const works = desk.clinic.answers.prescriptions_sign;
    desk.clinic.answers.prescriptions_sign = () => refuse(away);
    await desk.open();
    await desk.user.keyboard('amo{Enter}{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_sign')).toHaveLength(1));
    desk.clinic.answers.prescriptions_sign = works;
    await waitFor(() => expect(screen.getByRole('button', { name: 'Sign' })).not.toBeDisabled());
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findAllByText('RX-NEW4-3QXA is signed.');
    const [one, other] = desk.clinic.requests('prescriptions_sign');
    expect(other?.request_id).toBe(one?.request_id);
  });

  it('goes on with the draft of this visit', async () => {
    desk.known = [
      prescription({ id: 'rx-2', status: 'draft', signed_at: null, appointment_id: visit().id }),
      ...desk.known,
    ];
    desk.openBare();
    await waitFor(() => expect(desk.named(1)).toHaveValue('Ibuprofen 400 mg'));
    await desk.user.type(within(desk.line(1)).getByRole('textbox', { name: 'Dose' }), '2');
    await desk.user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_save')).toHaveLength(1));
    expect(desk.clinic.requests('prescriptions_save')[0]).toMatchObject({
      prescription_id: 'rx-2',
      row_version: 1,
    });
  });
});

describe('the prescriptions of before', () => {
  it('are replaced, used again and marked as dispensed', async () => {
    await desk.open();
    await desk.user.click(screen.getByRole('button', { name: 'Mark as dispensed' }));
    expect(await screen.findByText(/^Dispensed /)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Not dispensed after all' })).toBeVisible();
    await desk.user.click(screen.getByRole('button', { name: 'Replace' }));
    expect(await screen.findByText(/It will replace RX-K7M4-3QXA/)).toBeVisible();
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(desk.clinic.requests('prescriptions_sign')[0]?.replaces_id).toBe('rx-1'),
    );
  });

  it('are thrown away before they are signed, and had back', async () => {
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.keyboard('{Control>}s{/Control}');
    await desk.user.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() =>
      expect(desk.clinic.requests('prescriptions_save').at(-1)?.content.medications).toEqual([]),
    );
    expect(desk.named(1)).toHaveValue('');
    toasts.shown.at(-1)?.action?.run();
    await waitFor(() => expect(desk.named(1)).toHaveValue('Paracetamol'));
  });

  it('keep tags that were typed last', async () => {
    await desk.open();
    await desk.user.type(desk.named(1), 'Paracetamol');
    await desk.user.type(screen.getByRole('textbox', { name: /^Tags/ }), 'pain, winter');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.clinic.requests('prescriptions_sign')).toHaveLength(1));
    expect(desk.clinic.requests('prescriptions_sign')[0]?.content.tags).toEqual(['pain', 'winter']);
  });

  it('say that there are none', async () => {
    desk.known = [];
    desk.openBare();
    expect(await screen.findByText('Nothing was prescribed yet.')).toBeVisible();
  });

  it('show what they once were', async () => {
    desk.known = [prescription({ version: 2 })];
    await desk.open();
    await desk.user.click(screen.getByText('Versions (2)'));
    await desk.user.click(await screen.findByText('Saved once while it was written'));
    expect(await screen.findByText(/Amoxicillin 500 mg · 1/)).toBeVisible();
  });

  it('say why they could not be read', async () => {
    desk.clinic.answers.prescriptions_of_patient = () => refuse(away);
    desk.openBare();
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

it('shows severe allergies above what is prescribed, and that they could not be read', async () => {
  const entry: ChartEntryView = {
    id: 'allergy',
    fact: {
      kind: 'allergy',
      substance: 'Penicillin',
      allergy_to: 'medication',
      severity: 'severe',
      reaction: 'Shock',
    },
    standing: 'active',
    why: '',
    saved_at: '2026-11-01T09:00:00Z',
    saved_by: 'Dr Lin',
    row_version: 1,
  };
  desk.clinic.answers.chart_open = () => chartView({ entries: [entry] });
  await desk.open();
  const severe = await screen.findByRole('region', { name: 'Severe allergy: Penicillin' });
  expect(severe).toHaveTextContent('Shock');
  cleanup();
  desk.clinic.answers.chart_open = () => refuse(away);
  await desk.open();
  expect(await screen.findByText('Ask the patient before you prescribe.')).toBeVisible();
});

it('asks for a reason where something that may stand against it cannot be read', async () => {
  const place = 'chart_entries.content of 7: was altered';
  desk.warnings = [
    {
      ...against,
      key: `unreadable:  / ${place}`,
      warning_kind: 'unreadable',
      medication: '',
      meets: place,
    },
  ];
  await desk.open();
  await desk.user.keyboard('Paracetamol');
  const warning = await screen.findByText(
    `Something of this patient was altered in the database, and may stand against what is prescribed: ask for allergies and for what is taken.`,
  );
  expect(warning.closest('li')).toHaveTextContent('Cannot be read');
  expect(screen.getByText('Needs a reason: Cannot be read.')).toBeVisible();
  expect(screen.getByText('Without a dose: Paracetamol.')).toBeVisible();
  expect(screen.getByRole('textbox', { name: /Why all the same/ })).toBeVisible();
});

it('has no serious faults for assistive technology', async () => {
  desk.warnings = [against];
  await desk.open();
  await desk.user.keyboard('amo');
  await screen.findByRole('option', { name: /Amoxicillin/ });
  expect(await seriousFaults()).toEqual([]);
});
