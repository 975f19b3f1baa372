// A record that is looked at: opened, which checks all of it, then fetched part after part.

import type { ClinicError, OpenedRecord, RecordView } from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';

/** A picture with more bytes is not drawn: it would have to be held whole. */
export const LARGEST_PICTURE = 32 * 1024 * 1024;
/** So many parts are held at a time. */
const HELD = 4;

/** Whether the window can show it. */
export function canShow({ preview, bytes, status }: RecordView): boolean {
  if (status !== 'kept') return false;
  return preview === 'pdf' || (preview === 'image' && bytes <= LARGEST_PICTURE);
}

/** The bytes of a record that was opened; the page holds a few parts of it at most. */
export class OpenedBytes {
  readonly #opening: string;
  readonly #parts = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(
    readonly opened: OpenedRecord,
    opening: string,
  ) {
    this.#opening = opening;
  }

  /** The bytes from `begin` until before `end`. */
  async range(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const { part_bytes } = this.opened;
    const wanted = new Uint8Array(end - begin);
    for (let place = Math.floor(begin / part_bytes); place * part_bytes < end; place += 1) {
      const part = await this.part(place);
      const at = place * part_bytes;
      const from = Math.max(begin - at, 0);
      wanted.set(part.subarray(from, Math.min(end - at, part.length)), at + from - begin);
    }
    return wanted;
  }

  part(place: number): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.#parts.get(place);
    if (known) return known;
    const part = this.#fetch(place);
    this.#parts.set(place, part);
    part.catch(() => this.#parts.delete(place));
    for (const first of this.#parts.keys()) {
      if (this.#parts.size <= HELD) break;
      this.#parts.delete(first);
    }
    return part;
  }

  async #fetch(place: number): Promise<Uint8Array<ArrayBuffer>> {
    const record_id = this.opened.record.id;
    const outcome = await attempt('records_piece', { record_id, opening: this.#opening, place });
    if (!outcome.ok) throw new PieceMissing(outcome.error);
    return new Uint8Array(outcome.answer);
  }
}

/** A part did not come. */
export class PieceMissing extends Error {
  constructor(readonly error: ClinicError) {
    super(error.kind);
  }
}

/** What is looked at. */
export class Opening {
  bytes = $state.raw<OpenedBytes | null>(null);
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  #turn = 0;

  async open(record: RecordView): Promise<void> {
    const turn = ++this.#turn;
    this.bytes = null;
    this.error = null;
    this.pending = true;
    const request_id = freshId();
    const outcome = await attempt('records_open', { request_id, record_id: record.id });
    if (turn !== this.#turn) return;
    this.pending = false;
    if (outcome.ok) this.bytes = new OpenedBytes(outcome.answer, request_id);
    else this.error = outcome.error;
  }

  close(): void {
    this.#turn += 1;
    this.bytes = null;
    this.error = null;
    this.pending = false;
  }
}
