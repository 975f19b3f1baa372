// The only module that speaks to the shell. Everything else calls commands by their typed names.

import { invoke } from '@tauri-apps/api/core';
import { emit, listen, type UnlistenFn } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';
import type {
  ChosenFile,
  ClinicError,
  Commands,
  ExportState,
  FeedEvent,
  FieldError,
  KeptState,
  Progress,
} from './contract';

export type CommandName = keyof Commands;
export type Request<K extends CommandName> = Commands[K]['request'];
export type Answer<K extends CommandName> = Commands[K]['answer'];

/** What an asked command came to. */
export type Outcome<T> = { ok: true; answer: T } | { ok: false; error: ClinicError };

/** A command that was not done. `error` is the typed reason; the words for a person are in `errors.ts`. */
export class DeskFailure extends Error {
  constructor(
    readonly command: CommandName,
    readonly error: ClinicError,
  ) {
    super(`${command}: ${error.kind}`);
    this.name = 'DeskFailure';
  }
}

/**
 * Asks the core to do `name`.
 *
 * Throws {@link DeskFailure} and nothing else. After an `offline` failure of a write whether it happened is unknown: ask
 * again with the very same request (the same `request_id` or `id`), and it happens once.
 */
export async function call<K extends CommandName>(
  name: K,
  request: Request<K>,
): Promise<Answer<K>> {
  const outcome = await attempt(name, request);
  if (outcome.ok) return outcome.answer;
  throw new DeskFailure(name, outcome.error);
}

/** As {@link call}, with the failure as a value. */
export async function attempt<K extends CommandName>(
  name: K,
  request: Request<K>,
): Promise<Outcome<Answer<K>>> {
  const broken = brokenText(request);
  const outcome: Outcome<Answer<K>> =
    broken.length > 0
      ? { ok: false, error: { kind: 'invalid', fields: broken } }
      : await invoke<Answer<K>>(name, { request }).then(
          (answer) => ({ ok: true as const, answer }),
          (reason: unknown) => ({ ok: false as const, error: asClinicError(reason) }),
        );
  for (const listener of listeners) listener(name, outcome);
  return outcome;
}

type OutcomeListener = (name: CommandName, outcome: Outcome<unknown>) => void;
const listeners = new Set<OutcomeListener>();

/** Tells of every command's outcome: how the session and the connection are known. Returns how to stop. */
export function onOutcome(listener: OutcomeListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const kinds: Record<ClinicError['kind'], true> = {
  refused: true,
  invalid: true,
  stale: true,
  not_found: true,
  signed_out: true,
  forbidden: true,
  offline: true,
  inconsistent: true,
};

/**
 * Whatever a command was rejected with, as a typed error. A plain string is the shell saying that it could not read the
 * request: that is invalid input.
 */
export function asClinicError(reason: unknown): ClinicError {
  if (reason instanceof DeskFailure) return reason.error;
  if (
    typeof reason === 'object' &&
    reason !== null &&
    'kind' in reason &&
    typeof reason.kind === 'string' &&
    Object.hasOwn(kinds, reason.kind)
  ) {
    return reason as ClinicError;
  }
  if (typeof reason === 'string') {
    return {
      kind: 'invalid',
      fields: [{ field: 'request', problem: { code: 'bad_characters' } }],
    };
  }
  return { kind: 'inconsistent', detail: reason instanceof Error ? reason.name : typeof reason };
}

/** Fields that hold half of a surrogate pair: no text, and the bridge to the core would change it without saying so. */
function brokenText(value: unknown, field = 'request'): FieldError[] {
  if (typeof value === 'string') {
    return value.isWellFormed() ? [] : [{ field, problem: { code: 'bad_characters' } }];
  }
  if (Array.isArray(value)) return value.flatMap((item) => brokenText(item, field));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => brokenText(item, key));
  }
  return [];
}

/** Tells of each word of the change feed. Returns how to stop. */
export function onFeed(listener: (event: FeedEvent) => void): () => void {
  return subscribe('feed', listener);
}

/** Tells of what is kept here while the server is away, whenever that changes. Returns how to stop. */
export function onKept(listener: (state: KeptState) => void): () => void {
  return subscribe('kept', listener);
}

/** Tells that something about the files being sent changed. Returns how to stop. */
export function onUploads(listener: () => void): () => void {
  return subscribe('uploads', listener);
}

/** Tells that something in the folder of scans changed. Returns how to stop. */
export function onScans(listener: () => void): () => void {
  return subscribe('scans', listener);
}

/** Tells whether files are held over the window. Returns how to stop. */
export function onOver(listener: (over: boolean) => void): () => void {
  return subscribe('files_over', listener);
}

/** Tells which files were dropped on the window. Returns how to stop. */
export function onDropped(listener: (files: ChosenFile[]) => void): () => void {
  return subscribe('files_dropped', listener);
}

/** Tells how far the export of a patient's data is. Returns how to stop. */
export function onExports(listener: (state: ExportState) => void): () => void {
  return subscribe('exports', listener);
}

/** Tells how far a long piece of setting up is. Returns how to stop. */
export function onProgress(listener: (progress: Progress) => void): () => void {
  return subscribe('progress', listener);
}

/**
 * Tells that the window is about to close. It is closed three seconds later unless {@link stayOpen} was said. Returns how
 * to stop.
 */
export function onClosing(listener: () => void): () => void {
  return subscribe('closing', listener);
}

/** Keeps a window open that is about to close. */
export async function stayOpen(): Promise<void> {
  await emit('stay_open');
}

/** Closes the window, whatever is in it. */
export async function closeWindow(): Promise<void> {
  await getCurrentWindow().destroy();
}

function subscribe<T>(event: string, listener: (payload: T) => void): () => void {
  let stopped = false;
  let unlisten: UnlistenFn | undefined;
  listen<T>(event, ({ payload }) => {
    if (!stopped) listener(payload);
  }).then(
    (stop) => {
      if (stopped) stop();
      else unlisten = stop;
    },
    () => undefined,
  );
  return () => {
    stopped = true;
    unlisten?.();
  };
}

/** A fresh id (UUID version 7): made here, so that asking twice does it once. */
export function freshId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 0; at < 6; at += 1) bytes[at] = Math.floor(now / 2 ** (8 * (5 - at))) & 0xff;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20].reduceRight((id, at) => `${id.slice(0, at)}-${id.slice(at)}`, hex);
}

/** What the window's title bar says. The shell follows the page's title where it is allowed to. */
export function setTitle(title: string): void {
  document.title = title;
}
