import type { ClinicError, Exported, ExportState } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';

/** The data of one patient on its way out. */
export class Exporting {
  running = $state(false);
  /** How far it is; none of how much while that is not known. */
  done = $state(0);
  of = $state(0);
  stopping = $state(false);
  stopped = $state(false);
  exported = $state.raw<Exported | null>(null);
  error = $state.raw<ClinicError | null>(null);
  readonly #once = new OnceId();

  constructor(readonly patient: { id: string; name: string }) {}

  /** Takes it out; says how it ended. */
  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.done = 0;
    this.of = 0;
    this.stopping = false;
    this.stopped = false;
    this.exported = null;
    this.error = null;
    const patient_id = this.patient.id;
    const request = { request_id: this.#once.for(patient_id), patient_id };
    const outcome = this.#once.settle(await attempt('exports_take_out', request));
    this.running = false;
    this.stopping = false;
    if (!outcome.ok) this.error = outcome.error;
    else if (outcome.answer.end === 'done') this.exported = outcome.answer.exported;
    else this.stopped = true;
  }

  async stop(): Promise<void> {
    if (!this.running || this.stopping) return;
    this.stopping = true;
    const outcome = await attempt('exports_stop', null);
    if (!outcome.ok) this.stopping = false;
  }

  hear(state: ExportState): void {
    if (state.state !== 'running' || state.patient_id !== this.patient.id) return;
    this.done = state.done;
    this.of = state.of;
  }
}

/** Whose data is being taken out; every part of the desk can ask for it. */
class Exports {
  one = $state.raw<Exporting | null>(null);

  open(patient: { id: string; name: string }): void {
    if (this.one?.running) return;
    this.one = new Exporting(patient);
  }
}

export const exports = new Exports();
