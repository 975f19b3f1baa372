// uPlot, loaded when the first chart is looked at.

import type UPlot from 'uplot';

/**
 * It formats numbers in the system's language from the moment it is loaded, and fails where the system names none that is
 * one: `C`, as on a computer that was never told. Such a window speaks English.
 */
export async function loadPlot(): Promise<typeof UPlot> {
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  }
  return (await import('uplot')).default;
}
