// How an open note stands: on the screen, against another window, in the journal.

import type {
  AppointmentStatus,
  AppointmentView,
  ClinicError,
  ConsultationView,
  FieldError,
  NoteContent,
  OfflineCause,
} from '../shared/contract';
import { DeskFailure } from '../shared/desk';
import { blankNote, differences, type Difference } from './parts';

/** Where the text stands; always on the screen. */
export type SaveState =
  | { at: 'saved'; saved_at: string }
  | { at: 'changed' }
  | { at: 'saving' }
  | { at: 'kept'; cause: OfflineCause }
  | { at: 'locked' }
  | { at: 'conflict' }
  | { at: 'invalid' }
  | { at: 'refused'; error: ClinicError };

/** Two windows wrote: what differs, and what the doctor has to say. */
export interface Conflict {
  /** What both began with. */
  base: NoteContent;
  theirs: ConsultationView;
  differences: Difference[];
}

/** A draft that was sent and may have landed: until it is answered, it is sent again unchanged. */
export interface Attempt {
  request_id: string;
  row_version: number;
  content: NoteContent;
}

/** What the journal keeps of a note: all of it, and what was sent and not answered. */
export interface KeptText {
  view: ConsultationView;
  content: NoteContent;
  attempt: Attempt | null;
  /** It stood on the screen, with the cursor there. */
  shown: boolean;
  cursor: Cursor | null;
}

/** Where somebody was writing. */
export interface Cursor {
  name: string;
  at: number | null;
}

/** No version of the server's: the visit is written to before it could be opened. */
const NOT_OPEN = 0;

/** The note of a visit that is to be opened once the server answers, under the id it then has. */
export function notOpenYet(appointment: AppointmentView, id: string): ConsultationView {
  return {
    id,
    appointment,
    status: 'draft',
    content: blankNote(),
    body_mass_index: null,
    saved_at: new Date().toISOString(),
    saved_by: '',
    completed_at: null,
    version: 0,
    addenda: [],
    signed: null,
    row_version: NOT_OPEN,
  };
}

/** The server has not opened it. */
export function isNotOpenYet({ row_version }: ConsultationView): boolean {
  return row_version === NOT_OPEN;
}

/** The problem is about that part of the note, whether the core named it from the request, the note or the field. */
export function stands({ field }: FieldError, path: string): boolean {
  return field === path || field === `content.${path}` || path.endsWith(`.${field}`);
}

export function notInProgress(status: AppointmentStatus): ClinicError {
  return { kind: 'refused', refusal: { code: 'wrong_status', status } };
}

/** What still differs: what was chosen between these very texts stays chosen. Of a note that stands, only what it lacks. */
export function weighed(conflict: Conflict, content: NoteContent): Difference[] {
  const { base, theirs, differences: before } = conflict;
  const found = differences(base, content, theirs.content).map((one) => {
    const same = ({ part, mine, theirs }: Difference) =>
      one.part === part && one.mine === mine && one.theirs === theirs;
    return before.find(same) ?? one;
  });
  return theirs.status === 'completed' ? found.filter(({ choice }) => choice !== 'theirs') : found;
}

/** What the server has now; an error that names it where that is older than what it had: somebody put a past state back. */
export function notOlder(theirs: ConsultationView, known: ConsultationView): ConsultationView {
  const [now, before] = [theirs.row_version, known.row_version];
  if (theirs.id !== known.id || now >= before) return theirs;
  const detail = `consultations ${theirs.id}: version ${now} was put back in the place of ${before}`;
  throw new DeskFailure('consultations_open', { kind: 'inconsistent', detail });
}
