import * as m from '$messages';
import type { ChosenFile, RecordForm, RecordType, RecordView } from '$lib/shared/contract';

export const recordTypes: Record<RecordType, () => string> = {
  lab_report: m.record_type_lab_report,
  x_ray: m.record_type_x_ray,
  mri: m.record_type_mri,
  ct: m.record_type_ct,
  ultrasound: m.record_type_ultrasound,
  ecg: m.record_type_ecg,
  prescription: m.record_type_prescription,
  discharge_summary: m.record_type_discharge_summary,
  other: m.record_type_other,
};

/** In the order in which they are offered. */
export const typeOptions = (Object.keys(recordTypes) as RecordType[]).map((value) => ({
  value,
  label: recordTypes[value](),
}));

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** "2.4 MB". */
export function sizeWords(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat('en-GB', {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** Letters without their marks, as they are searched. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether every word that is looked for stands in what describes the record. */
export function isFound({ form, file_name }: RecordView, words: string): boolean {
  const said = [form.title, form.description, recordTypes[form.record_type](), file_name];
  const within = folded([...said, ...form.tags].join('\n'));
  return folded(words)
    .split(/\s+/)
    .every((word) => within.includes(word));
}

/** What a new record is described by before anybody says more: its file's name, without the ending. */
export function formOf({ name }: ChosenFile): RecordForm {
  const title = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replaceAll('_', ' ')
    .trim();
  return { record_type: 'other', title: title || name, description: '', dated_on: '', tags: [] };
}

/** Tags as they are typed. */
export function readTags(typed: string): string[] {
  return typed
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
}
