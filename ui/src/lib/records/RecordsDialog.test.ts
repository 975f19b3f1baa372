import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChosenFile, RecordView, UploadView } from '$lib/shared/contract';
import { directory } from '$lib/doctors/directory.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { session } from '$lib/users/session.svelte';
import { away, Clinic, doctor, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import IncomingDialog from './IncomingDialog.svelte';
import { incoming } from './incoming.svelte';
import RecordsDialog from './RecordsDialog.svelte';
import { formOf, isFound, sizeWords } from './words';

const PATIENT = { id: 'patient-1', name: 'Mensah, Kofi' };

function record(change: Partial<RecordView> = {}): RecordView {
  return {
    id: 'record-1',
    patient_id: PATIENT.id,
    patient_name: PATIENT.name,
    form: {
      record_type: 'mri',
      title: 'Left knee',
      description: 'Ménière, without contrast',
      dated_on: '2026-11-02',
      tags: ['knee'],
    },
    file_name: 'knee.png',
    media_type: 'image/png',
    preview: 'image',
    bytes: 2_400_000,
    sha256: 'aa',
    status: 'kept',
    arrived_parts: 3,
    parts: 3,
    added_by: 'Dr Lin',
    added_at: '2026-11-03T09:00:00Z',
    version: 1,
    archived_at: null,
    shared_with: [],
    row_version: 2,
    ...change,
  };
}

const report = record({
  id: 'record-2',
  form: { ...record().form, record_type: 'lab_report', title: 'Blood count', description: '' },
  file_name: 'report.docx',
  preview: 'none',
});

function file(change: Partial<ChosenFile> = {}): ChosenFile {
  const written_at = '2026-11-21T08:00:00Z';
  return {
    file_id: 'file-1',
    name: 'scan_0001.pdf',
    bytes: 5_300_000,
    written_at,
    fault: null,
    ...change,
  };
}

let clinic: Clinic;
let known: RecordView[];
let chosen: ChosenFile[];
let waiting: ChosenFile[];
let uploads: UploadView[];
let user: ReturnType<typeof userEvent.setup>;
let stop: () => void;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

function changed(id: string, change: Partial<RecordView>): RecordView {
  const before = known.find((one) => one.id === id) ?? record();
  const view = { ...before, ...change, row_version: before.row_version + 1 };
  known = known.map((one) => (one.id === id ? view : one));
  return view;
}

beforeEach(() => {
  signIn('doctor');
  known = [record(), report];
  chosen = [file()];
  waiting = [];
  uploads = [];
  user = userEvent.setup();
  directory.doctors = [doctor(), doctor({ id: 'doctor-2', name: 'Dr Ben Adu' })];
  clinic = new Clinic({
    records_of_patient: () => ({ records: known, altered: [] }),
    records_choose_files: () => chosen,
    records_uploads: () => uploads,
    records_scans: () => ({ folder: '/scans', readable: true, files: waiting }),
    records_shared: () => ({
      records: [record({ id: 'record-9', patient_name: 'Okafor, Ngozi' })],
      altered: [],
    }),
    records_add: ({ record_id, form }) => {
      const begun = record({ id: record_id, form, status: 'arriving', arrived_parts: 0 });
      known = [begun, ...known];
      return begun;
    },
    records_describe: ({ record_id, form }) => changed(record_id, { form, version: 2 }),
    records_archive: ({ record_id, archiving }) =>
      changed(record_id, { archived_at: archiving === 'archived' ? '2026-11-21T09:00:00Z' : null }),
    records_share: ({ record_id, doctor_id, sharing }) =>
      changed(record_id, { shared_with: sharing === 'shared' ? [doctor_id] : [] }),
    records_copy: () => ({ path: '/home/papers/knee.png', shown: false }),
    records_discard: () => null,
    records_send_again: () => null,
  });
  addEventListener('keydown', press);
  stop = incoming.start();
});

afterEach(() => {
  removeEventListener('keydown', press);
  cleanup();
  stop();
  toasts.clear();
  session.view = null;
});

let closed: number;
async function open() {
  closed = 0;
  render(RecordsDialog, { patient: PATIENT, onclose: () => (closed += 1) });
  await screen.findByRole('button', { name: /Blood count/ });
}

describe('the words of a record', () => {
  it('are found by any of them, without accents and case', () => {
    expect(isFound(record(), 'meniere KNEE')).toBe(true);
    expect(isFound(record(), 'mri')).toBe(true);
    expect(isFound(record(), 'knee ankle')).toBe(false);
    expect(isFound(record(), '')).toBe(true);
  });

  it('begin with the name of the file', () => {
    expect(formOf(file()).title).toBe('scan 0001');
    expect(formOf(file({ name: 'IM0001' })).title).toBe('IM0001');
    expect([5, 2_400, 104_857_600].map(sizeWords)).toEqual(['5 bytes', '2.4 kB', '105 MB']);
  });
});

describe("a patient's records", () => {
  it('are searched while letters are typed, and chosen by the arrows', async () => {
    await open();
    const box = screen.getByRole('searchbox', { name: 'Search these records' });
    expect(box).toHaveFocus();
    expect(screen.getByRole('heading', { name: 'Left knee' })).toBeVisible();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('heading', { name: 'Blood count' })).toBeVisible();
    expect(screen.getByText(/cannot be shown here/)).toBeVisible();
    expect(box).toHaveFocus();
    await user.keyboard('contrast');
    expect(screen.queryByRole('button', { name: /Blood count/ })).toBeNull();
    await user.keyboard(' nothing');
    expect(screen.getByText(/Nothing like that here/)).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{Escape}');
    expect(box).toHaveValue('');
    expect(closed).toBe(0);
    await user.keyboard('{Escape}');
    expect(closed).toBe(1);
  });

  it('take more: chosen, described, and added by keys alone', async () => {
    await open();
    await user.keyboard('{Alt>}a{/Alt}');
    await screen.findByRole('heading', { name: 'scan_0001.pdf' });
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Kind' })).toHaveFocus());
    expect(await seriousFaults()).toEqual([]);
    await user.selectOptions(document.activeElement ?? document.body, 'ECG');
    await user.type(screen.getByRole('textbox', { name: /^Date/ }), '2.11.2026');
    await user.type(screen.getByRole('textbox', { name: /^Tags/ }), 'heart, at rest');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('records_add')).toHaveLength(1));
    expect(clinic.requests('records_add')[0]?.form).toEqual({
      record_type: 'ecg',
      title: 'scan 0001',
      description: '',
      dated_on: '2026-11-02',
      tags: ['heart', 'at rest'],
    });
    expect(clinic.requests('records_add')[0]?.file_id).toBe('file-1');
    await waitFor(() =>
      expect(screen.queryByRole('heading', { name: 'scan_0001.pdf' })).toBeNull(),
    );
  });

  it('keep what is typed when the server is away or the dialog is closed, and send it once', async () => {
    const add = clinic.answers.records_add;
    clinic.answers.records_add = () => refuse(away);
    await open();
    await user.keyboard('{Alt>}a{/Alt}');
    const title = await screen.findByRole('textbox', { name: 'Title' });
    await user.clear(title);
    await user.type(title, 'Report');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByRole('alert');
    cleanup();
    await open();
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue('Report');
    clinic.answers.records_add = add;
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('records_add')).toHaveLength(2));
    const [first, second] = clinic.requests('records_add');
    expect(second).toEqual(first);
  });

  it('take what is dropped, and say of each file why it cannot be added', async () => {
    await open();
    await clinic.tell('files_over', true);
    expect(await screen.findByText('Let go to add the files')).toBeInTheDocument();
    await clinic.tell('files_over', false);
    const folder = file({ file_id: 'file-2', name: 'Scans', bytes: 0, fault: 'not_a_file' });
    const large = file({ file_id: 'file-3', name: 'film.mp4', bytes: 0, fault: 'too_large' });
    await clinic.tell('files_dropped', [folder, large]);
    expect(await screen.findByText(/This is a folder/)).toBeVisible();
    await user.keyboard('{Alt>}n{/Alt}');
    expect(await screen.findByText(/more than 100 MB/)).toBeVisible();
    await user.keyboard('{Alt>}n{/Alt}');
    await waitFor(() => expect(screen.queryByText(/more than 100 MB/)).toBeNull());
    cleanup();
    await clinic.tell('files_dropped', [file()]);
    await waitFor(() =>
      expect(toasts.shown.at(-1)?.text).toMatch(/Open a patient's records first/),
    );
  });

  it('are described anew, and what the core finds wrong stands at its field', async () => {
    await open();
    await user.keyboard('{Alt>}e{/Alt}');
    const title = await screen.findByRole('textbox', { name: 'Title' });
    await waitFor(() => expect(title).toHaveFocus());
    clinic.answers.records_describe = () =>
      refuse({ kind: 'invalid', fields: [{ field: 'title', problem: { code: 'missing' } }] });
    await user.clear(title);
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(title).toHaveAccessibleDescription('Needed.'));
    clinic.answers.records_describe = ({ record_id, form }) => changed(record_id, { form });
    await user.type(title, 'Right knee');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByRole('heading', { name: 'Right knee' })).toBeVisible();
  });

  it('go to the archive and back by undoing', async () => {
    await open();
    await user.keyboard('{Alt>}r{/Alt}');
    await waitFor(() => expect(screen.queryByRole('button', { name: /Left knee/ })).toBeNull());
    toasts.shown.at(-1)?.action?.run();
    await screen.findByRole('button', { name: /Left knee/ });
    const asked = clinic.requests('records_archive');
    expect(asked.map(({ archiving, row_version }) => [archiving, row_version])).toEqual([
      ['archived', 2],
      ['not_archived', 3],
    ]);
  });

  it('are shared with a colleague, and no longer', async () => {
    await open();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Share with' }), 'Dr Ben Adu');
    await user.click(screen.getByRole('button', { name: 'Share' }));
    expect(await screen.findByText(/Dr Ben Adu sees this record/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: /End sharing/ }));
    await waitFor(() => expect(screen.queryByText(/sees this record/)).toBeNull());
    expect(clinic.requests('records_share').map(({ sharing }) => sharing)).toEqual([
      'shared',
      'not_shared',
    ]);
  });

  it('say how far a file is, that it waits for the server, and why it cannot go on', async () => {
    known = [record({ status: 'arriving', arrived_parts: 1 }), report];
    const upload = (standing: UploadView['standing']): UploadView => ({
      record_id: 'record-1',
      patient_id: PATIENT.id,
      patient_name: PATIENT.name,
      title: 'Left knee',
      parts: 4,
      done_parts: 1,
      standing,
    });
    uploads = [upload({ state: 'sending' })];
    await open();
    await clinic.tell('uploads');
    expect(await screen.findByRole('progressbar', { name: 'How far Left knee is' })).toHaveValue(
      25,
    );
    uploads = [upload({ state: 'away' })];
    await clinic.tell('uploads');
    expect((await screen.findAllByText(/it goes on by itself/)).length).toBeGreaterThan(0);
    const changedFile = {
      kind: 'refused',
      refusal: { code: 'file_refused', why: 'changed' },
    } as const;
    uploads = [upload({ state: 'failed', error: changedFile })];
    await clinic.tell('uploads');
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(clinic.requests('records_send_again')).toEqual(['record-1']);
    expect(await seriousFaults()).toEqual([]);
    await user.click(await screen.findByRole('button', { name: 'Give it up' }));
    expect(clinic.requests('records_discard')[0]?.record_id).toBe('record-1');
  });

  it('say why they cannot be read, and are read again', async () => {
    clinic.answers.records_of_patient = () => refuse(away);
    render(RecordsDialog, { patient: PATIENT, onclose: () => undefined });
    const again = await screen.findByRole('button', { name: 'Try again' });
    clinic.answers.records_of_patient = () => ({ records: [], altered: [] });
    await user.click(again);
    expect(await screen.findByText(/No files yet/)).toBeVisible();
  });

  it('show a picture of the parts, each asked for by its opening', async () => {
    URL.createObjectURL = () => 'blob:picture';
    URL.revokeObjectURL = () => undefined;
    clinic.answers.records_open = () => ({ record: record(), part_bytes: 1_048_576 });
    clinic.answers.records_piece = ({ place }) => new Uint8Array([place]).buffer;
    await open();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('img', { name: 'Left knee' })).toHaveAttribute(
      'src',
      'blob:picture',
    );
    const opening = clinic.requests('records_open')[0]?.request_id;
    expect(clinic.requests('records_piece').map((piece) => [piece.place, piece.opening])).toEqual(
      [0, 1, 2].map((place) => [place, opening]),
    );
  });

  it('say that a record was touched', async () => {
    clinic.answers.records_open = () =>
      refuse({ kind: 'inconsistent', detail: 'record_chunks.part' });
    await open();
    await user.keyboard('{Alt>}o{/Alt}');
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.queryByRole('img', { name: 'Left knee' })).toBeNull();
  });
});

describe('what comes in', () => {
  it('lists scans that wait and what colleagues shared, and gives a scan to a patient', async () => {
    waiting = [file()];
    clinic.answers.patients_search = () => [];
    await incoming.readScans();
    render(IncomingDialog, { onclose: () => undefined });
    expect(await screen.findByText(/Okafor, Ngozi/)).toBeVisible();
    const scans = screen.getByRole('region', { name: 'Scans waiting' });
    expect(within(scans).getByText(/From \/scans/)).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.click(within(scans).getByRole('button', { name: /Give to a patient/ }));
    expect(await screen.findByRole('dialog', { name: 'Whose is scan_0001.pdf?' })).toBeVisible();
  });

  it('asks for a folder where none is watched', async () => {
    clinic.answers.records_scans = () => ({ folder: null, readable: false, files: [] });
    clinic.answers.records_choose_scans_folder = () => ({
      folder: '/new',
      readable: true,
      files: [],
    });
    await incoming.readScans();
    render(IncomingDialog, { onclose: () => undefined });
    expect(await screen.findByText(/Choose the folder into which/)).toBeVisible();
    await user.keyboard('{Alt>}f{/Alt}');
    expect(await screen.findByText(/From \/new/)).toBeVisible();
  });
});
