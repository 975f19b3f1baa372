// A block as it is typed: kept while its dialog is closed and had back, read, and saved with its way back.

import * as m from '$messages';
import type {
  BlockForm,
  BlockKind,
  BlockRelease,
  BlockView,
  ClinicError,
  FieldProblem,
} from '$lib/shared/contract';
import { freshId } from '$lib/shared/desk';
import { blockKinds, problemsByField } from '$lib/shared/errors';
import { addDays, clock, dateOf, isDate, minuteClock } from '$lib/shared/times';
import { readDate, readTime } from '$lib/shared/typed';
import { blocks } from './blocks.svelte';

/** What a block dialog begins with: a block that is there, or a place for a new one. */
export interface BlockStart {
  block: BlockView | null;
  doctor_id: string;
  location_id: string | null;
  date: string;
  from: number;
  to: number;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export class BlockEditing {
  /** None for a new one. */
  readonly block: BlockView | null;
  kind = $state<BlockKind>('meeting');
  title = $state('');
  doctor = $state('');
  date = $state('');
  from = $state('');
  to = $state('');
  releaseBy = $state<BlockRelease['by']>('never');
  hours = $state('2');
  releaseAt = $state('');
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);
  /** What is wrong with what was typed, by field. */
  wrong = $state.raw<Record<string, FieldProblem>>({});
  readonly #id: string;
  readonly #location: string | null;
  readonly #before: string;

  constructor({ block, doctor_id, location_id, date, from, to }: BlockStart) {
    this.block = block;
    this.#id = block?.id ?? freshId();
    this.#location = block?.location_id ?? location_id;
    this.doctor = doctor_id;
    this.date = block ? dateOf(block.starts_local) : date;
    this.from = block ? clock(block.starts_local) : minuteClock(from);
    this.to = block ? clock(block.ends_local) : minuteClock(to);
    if (block) {
      this.kind = block.block_kind;
      this.title = block.title;
      this.releaseBy = block.release.by;
      if (block.release.by === 'hours') this.hours = block.release.hours.toString();
      if (block.release.by === 'at') this.releaseAt = clock(block.release.local);
    }
    this.#before = this.#typed();
  }

  /** Something was typed that is not saved. */
  get changed(): boolean {
    return this.#typed() !== this.#before;
  }

  /** It ends on the day after it begins. */
  get overNight(): boolean {
    return TIME.test(this.to) && this.to <= this.from;
  }

  #typed(): string {
    const { kind, title, doctor, date, from, to, releaseBy, hours, releaseAt } = this;
    return JSON.stringify([kind, title, doctor, date, from, to, releaseBy, hours, releaseAt]);
  }

  /** What was typed in a time, as it will be read. */
  tidy(): void {
    this.date = readDate(this.date);
    this.from = readTime(this.from);
    // The end of the day is the midnight after it.
    this.to = readTime(this.to).replace('24:00', '00:00');
    this.releaseAt = readTime(this.releaseAt);
  }

  /** Saves it; false when something is wrong with it. */
  async save(): Promise<boolean> {
    const form = this.#read();
    if (!form || this.pending) return false;
    this.pending = true;
    this.error = null;
    const name = form.title || blockKinds[form.block_kind]();
    const outcome = this.block
      ? await blocks.change(this.block, form)
      : await blocks.add([form], m.block_added({ name }));
    this.pending = false;
    if (outcome.ok) return true;
    this.error = outcome.error;
    this.wrong = Object.fromEntries(
      Object.entries(problemsByField(outcome.error)).map(([field, problem]) => [
        field.replace(/^blocks\[0\]\./, ''),
        problem,
      ]),
    );
    return false;
  }

  #read(): BlockForm | null {
    this.tidy();
    this.wrong = this.#problems();
    if (Object.keys(this.wrong).length > 0) return null;
    return {
      id: this.#id,
      doctor_id: this.doctor,
      location_id: this.#location,
      block_kind: this.kind,
      title: this.title,
      starts_local: `${this.date}T${this.from}`,
      ends_local: `${this.overNight ? addDays(this.date, 1) : this.date}T${this.to}`,
      release: this.#release(),
    };
  }

  #problems(): Record<string, FieldProblem> {
    const found: Record<string, FieldProblem> = {};
    const { date, from, to } = this;
    if (!isDate(date)) found.date = { code: date ? 'not_a_date' : 'missing' };
    if (!TIME.test(from)) found.starts_local = { code: from ? 'not_a_time' : 'missing' };
    if (!TIME.test(to)) found.ends_local = { code: to ? 'not_a_time' : 'missing' };
    const { by } = this.kind === 'emergency' ? { by: this.releaseBy } : { by: 'never' };
    if (by === 'at' && !TIME.test(this.releaseAt)) {
      found.release = { code: this.releaseAt ? 'not_a_time' : 'missing' };
    }
    if (by === 'hours' && !/^\d{1,3}$/.test(this.hours.trim())) {
      found.release = { code: 'out_of_range', least: 0, most: 336 };
    }
    return found;
  }

  #release(): BlockRelease {
    if (this.kind !== 'emergency' || this.releaseBy === 'never') return { by: 'never' };
    if (this.releaseBy === 'hours') return { by: 'hours', hours: Number(this.hours) };
    return { by: 'at', local: `${this.date}T${this.releaseAt}:00` };
  }
}
