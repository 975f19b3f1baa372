import * as m from '$messages';
import type { RestrictionGround } from '$lib/shared/contract';

/** The grounds of Art. 18(1), in its order. */
export const GROUNDS: RestrictionGround[] = [
  'accuracy_contested',
  'unlawful',
  'legal_claims',
  'objection',
];

export const grounds: Record<RestrictionGround, { name: () => string; says: () => string }> = {
  accuracy_contested: {
    name: m.ground_accuracy_contested,
    says: m.ground_accuracy_contested_says,
  },
  unlawful: { name: m.ground_unlawful, says: m.ground_unlawful_says },
  legal_claims: { name: m.ground_legal_claims, says: m.ground_legal_claims_says },
  objection: { name: m.ground_objection, says: m.ground_objection_says },
};
