import { describe, expect, it } from 'vitest';
import type { PrescriptionVersion } from '$lib/shared/contract';
import { writings } from './writings';

const content = {} as PrescriptionVersion['content'];
const saved = (version: number, at: string, saved_by = 'Dr Lin'): PrescriptionVersion => ({
  version,
  saved_at: `2026-11-23T${at}Z`,
  saved_by,
  content,
});
const told = (...versions: PrescriptionVersion[]) =>
  writings(versions).map(({ last, before }) => [last.version, ...before.map((b) => b.version)]);

describe('the versions of a prescription', () => {
  it('are told by what was written in one go', () => {
    expect(
      told(
        saved(6, '10:20:00'),
        saved(5, '09:30:00', 'Dr Osei'),
        saved(4, '09:09:59'),
        saved(3, '09:05:00'),
        saved(2, '09:00:02'),
        saved(1, '09:00:00'),
      ),
    ).toEqual([[6], [5], [4, 3, 2, 1]]);
  });

  it('are two where five minutes lie between, or two people wrote', () => {
    expect(told(saved(2, '09:05:00'), saved(1, '09:00:00'))).toEqual([[2], [1]]);
    expect(told(saved(2, '09:00:09', 'Dr Osei'), saved(1, '09:00:00'))).toEqual([[2], [1]]);
    expect(told()).toEqual([]);
  });
});
