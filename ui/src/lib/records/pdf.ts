// Draws PDFs by pdf.js, which is fetched with the first of them. Of the file only what a page needs is asked for.

import {
  getDocument,
  GlobalWorkerOptions,
  PDFDataRangeTransport,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker';
import type { ClinicError } from '$lib/shared/contract';
import { PieceMissing, type OpenedBytes } from './opening.svelte';

/** A page's text is read for so many pages. */
const TEXTS = 50;
/** A canvas of more pixels is drawn coarser. */
const MOST_PIXELS = 16_000_000;

/** The fonts that every reader of PDFs has to have: parts of the program, fetched when a file needs one. */
const FONTS = import.meta.glob<string>(
  '../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}',
  { query: '?inline', import: 'default' },
);

class OwnFonts {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const found = Object.entries(FONTS).find(([path]) => path.endsWith(`/${filename}`));
    const inline = (await found?.[1]())?.split(',')[1];
    if (inline === undefined) throw new Error(`no font ${filename}`);
    return Uint8Array.from(atob(inline), (sign) => sign.charCodeAt(0));
  }
}

class Ranges extends PDFDataRangeTransport {
  constructor(
    private readonly bytes: OpenedBytes,
    private readonly failed: (error: ClinicError) => void,
  ) {
    super(bytes.opened.record.bytes, null);
  }

  override requestDataRange(begin: number, end: number): void {
    this.bytes.range(begin, end).then(
      (range) => this.onDataRange(begin, range),
      (reason: unknown) => {
        if (reason instanceof PieceMissing) this.failed(reason.error);
      },
    );
  }
}

/** A PDF that is open. */
export interface Pages {
  sizes: { width: number; height: number }[];
  /** Draws a page, so many pixels of the page wide. */
  draw: (page: number, canvas: HTMLCanvasElement, width: number) => Promise<void>;
  /** What stands on it, for whoever cannot see it. */
  text: (page: number) => Promise<string>;
  close: () => void;
}

/** Opens a PDF. `failed` is told when a part of it does not come. */
export async function openPdf(
  bytes: OpenedBytes,
  failed: (error: ClinicError) => void,
): Promise<Pages> {
  GlobalWorkerOptions.workerPort ??= new PdfWorker();
  const task = getDocument({
    range: new Ranges(bytes, failed),
    rangeChunkSize: 256 * 1024,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    useWorkerFetch: false,
    useWasm: false,
    wasmUrl: new URL('/pdf/', document.baseURI).href,
    StandardFontDataFactory: OwnFonts,
    standardFontDataUrl: 'own:/',
  });
  const pdf = await task.promise;
  return { ...(await pagesOf(pdf)), close: () => void task.destroy() };
}

async function pagesOf(pdf: PDFDocumentProxy): Promise<Omit<Pages, 'close'>> {
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  // Most pages are of one size; the others are known when they are drawn.
  const sizes = Array.from({ length: pdf.numPages }, () => ({
    width: first.width,
    height: first.height,
  }));
  const drawing = new WeakMap<HTMLCanvasElement, { cancel: () => void }>();
  return {
    sizes,
    async draw(number, canvas, width) {
      drawing.get(canvas)?.cancel();
      const page = await pdf.getPage(number);
      const plain = page.getViewport({ scale: 1 });
      const fine = window.devicePixelRatio || 1;
      const most = Math.sqrt(MOST_PIXELS / (plain.width * plain.height));
      const viewport = page.getViewport({ scale: Math.min((width / plain.width) * fine, most) });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      const task = page.render({ canvas, viewport });
      drawing.set(canvas, task);
      await task.promise.catch((reason: unknown) => {
        // Drawn anew at another size.
        if (!(reason instanceof Error && reason.name === 'RenderingCancelledException'))
          throw reason;
      });
    },
    async text(number) {
      if (number > TEXTS) return '';
      const { items } = await (await pdf.getPage(number)).getTextContent();
      return items.map((item) => ('str' in item ? item.str : '')).join(' ');
    },
  };
}
