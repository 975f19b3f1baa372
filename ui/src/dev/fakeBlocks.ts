// Blocks in the made-up clinic: kept, removed and put back.

import type { AppointmentView, BlockForm, BlockView } from '$lib/shared/contract';
import { Refuse, type Answers } from './standIn';

/** What the shell would answer of blocks. */
export class FakeBlocks {
  all: BlockView[] = [];
  private removed: BlockView[] = [];

  /** A doctor's blocks on a date. */
  of(doctorId: string, date: string): BlockView[] {
    return this.all.filter(
      (block) => block.doctor_id === doctorId && block.starts_local.startsWith(date),
    );
  }

  private view(form: BlockForm, row_version: number): BlockView {
    const { starts_local, ends_local, release, ...rest } = form;
    const released = release.by === 'at' ? release.local : null;
    return {
      ...rest,
      release,
      starts_at: `${starts_local}:00Z`,
      ends_at: `${ends_local}:00Z`,
      starts_local: `${starts_local}:00`,
      ends_local: `${ends_local}:00`,
      released_at: released && `${released}Z`,
      released_local: released,
      row_version,
    };
  }

  visitsIn(visits: AppointmentView[], ids: string[]): AppointmentView[] {
    return this.all
      .filter(({ id }) => ids.includes(id))
      .flatMap((block) =>
        visits.filter(
          (visit) =>
            visit.doctor_id === block.doctor_id &&
            visit.status !== 'cancelled' &&
            visit.starts_local < block.ends_local &&
            block.starts_local < visit.ends_local,
        ),
      );
  }

  answers() {
    return {
      availability_add_blocks: ({ blocks }) => {
        const over = blocks.findIndex((one) =>
          this.all.some(
            (other) =>
              other.doctor_id === one.doctor_id &&
              other.starts_local < one.ends_local &&
              one.starts_local < other.ends_local.slice(0, 16),
          ),
        );
        if (over >= 0) {
          const field = `blocks[${over}].starts_local`;
          throw new Refuse({ kind: 'invalid', fields: [{ field, problem: { code: 'overlaps' } }] });
        }
        const made = blocks.map((form) => this.view(form, 1));
        this.all = [...this.all, ...made];
        return made;
      },
      availability_change_block: ({ block, row_version }) => {
        const before = this.all.find(({ id }) => id === block.id);
        if (before?.row_version !== row_version) throw new Refuse({ kind: 'stale', what: 'block' });
        const changed = this.view(block, row_version + 1);
        this.all = this.all.map((other) => (other.id === block.id ? changed : other));
        return changed;
      },
      availability_remove_blocks: ({ block_ids }) => {
        this.removed.push(...this.all.filter(({ id }) => block_ids.includes(id)));
        this.all = this.all.filter(({ id }) => !block_ids.includes(id));
        return null;
      },
      availability_restore_blocks: ({ block_ids }) => {
        const back = this.removed.filter(({ id }) => block_ids.includes(id));
        this.removed = this.removed.filter(({ id }) => !block_ids.includes(id));
        this.all = [...this.all, ...back];
        return back;
      },
    } satisfies Answers;
  }
}
