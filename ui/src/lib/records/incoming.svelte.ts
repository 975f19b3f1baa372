// Files on their way into the records: those being sent, those that a scanner wrote, those dropped on the window.

import * as m from '$messages';
import type { ChosenFile, UploadView, WaitingScans } from '$lib/shared/contract';
import { attempt, onDropped, onOver, onScans, onUploads } from '$lib/shared/desk';
import { errorText } from '$lib/shared/errors';
import { toasts } from '$lib/shared/toasts.svelte';
import { session } from '$lib/users/session.svelte';
import { forgetRecords, type RecordsOf } from './records.svelte';

type Taker = (files: ChosenFile[]) => void;

/** What is opened over the screen. */
interface Opened {
  patient: RecordsOf;
  files: ChosenFile[];
}

class Incoming {
  uploads = $state.raw<UploadView[]>([]);
  scans = $state.raw<WaitingScans | null>(null);
  /** Files are held over the window. */
  over = $state(false);
  /** The dialog of what comes in is open. */
  open = $state(false);
  /** The patient whose records are open. */
  records = $state.raw<Opened | null>(null);

  readonly sending = $derived(this.uploads.filter((one) => isUnderWay(one)));
  readonly waiting = $derived(this.scans?.files.length ?? 0);
  /** How much of everything that is sent has arrived, from 0 to 1. */
  readonly done = $derived.by(() => {
    const parts = this.sending.reduce((sum, one) => sum + one.parts, 0);
    return parts === 0 ? 0 : this.sending.reduce((sum, one) => sum + one.done_parts, 0) / parts;
  });

  #takers: Taker[] = [];
  #told = new Set<string>();
  #asking = false;
  #again = false;

  /** Starts following it. Returns how to stop. */
  start(): () => void {
    if (!session.may('keep_records')) return () => undefined;
    void this.readUploads();
    void this.readScans();
    const stops = [
      onUploads(() => void this.readUploads()),
      onScans(() => void this.readScans()),
      onOver((over) => (this.over = over)),
      onDropped((files) => this.#dropped(files)),
    ];
    return () => {
      for (const stop of stops) stop();
      this.uploads = [];
      this.scans = null;
      this.over = false;
      this.open = false;
      this.records = null;
      this.#told.clear();
      forgetRecords();
    };
  }

  /** Asks once at a time, and once more where something changed meanwhile. */
  async readUploads(): Promise<void> {
    this.#again = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#again) {
      this.#again = false;
      const list = await attempt('records_uploads', null);
      if (list.ok) this.#took(list.answer);
    }
    this.#asking = false;
  }

  async readScans(): Promise<void> {
    const scans = await attempt('records_scans', null);
    if (scans.ok) this.scans = scans.answer;
  }

  /** Takes what is dropped on the window, while it is there. Returns how to stop. */
  takes(taker: Taker): () => void {
    this.#takers = [...this.#takers, taker];
    return () => {
      this.#takers = this.#takers.filter((other) => other !== taker);
    };
  }

  #dropped(files: ChosenFile[]): void {
    const taker = this.#takers.at(-1);
    if (taker) taker(files);
    else toasts.notice(m.records_drop_nowhere());
  }

  #took(uploads: UploadView[]): void {
    this.uploads = uploads;
    for (const { record_id, standing, title, patient_name } of uploads) {
      const ended = standing.state === 'done' || standing.state === 'failed';
      if (!ended) this.#told.delete(record_id);
      if (!ended || this.#told.has(record_id)) continue;
      this.#told.add(record_id);
      if (standing.state === 'done') {
        toasts.done(m.records_arrived({ title, patient: patient_name }));
      } else {
        const text = errorText(standing.error);
        toasts.problem(m.records_not_arrived({ title, why: text.what }), text.next);
      }
    }
  }
}

/** It is not there yet, and nobody has to see to it. */
export function isUnderWay({ standing }: UploadView): boolean {
  return standing.state !== 'done' && standing.state !== 'failed';
}

/** Where an upload stands, in words. */
export function standingWords({ standing }: UploadView): string {
  switch (standing.state) {
    case 'waiting':
      return m.upload_waiting();
    case 'reading':
      return m.upload_reading();
    case 'sending':
      return m.upload_sending();
    case 'checking':
      return m.upload_checking();
    case 'away':
      return m.upload_away();
    case 'locked':
      return m.upload_locked();
    case 'done':
      return m.upload_done();
    case 'failed':
      return errorText(standing.error).what;
  }
}

export const incoming = new Incoming();
