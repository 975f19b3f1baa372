// What prescriptions are called.

import * as m from '$messages';
import type { InteractionSeverity } from '$lib/shared/contract';

export const severities: Record<InteractionSeverity, () => string> = {
  mild: m.rx_severity_mild,
  moderate: m.rx_severity_moderate,
  severe: m.rx_severity_severe,
};
