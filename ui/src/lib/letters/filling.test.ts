import { describe, expect, it } from 'vitest';
import { filled } from './filling';

const places = { patient: 'Lee, Ann', diagnoses: 'Cough (R05)\nFever (R50.9)', plan: '' };

describe('a template of a letter', () => {
  it('says what the visit says', () => {
    expect(filled('For {patient}.\n\nDiagnoses:\n{diagnoses}', places)).toBe(
      'For Lee, Ann.\n\nDiagnoses:\nCough (R05)\nFever (R50.9)',
    );
  });

  it('leaves out a heading under which nothing is known', () => {
    expect(filled('{patient}\n\nPlan:\n{plan}\n\nKind regards', places)).toBe(
      'Lee, Ann\n\nKind regards',
    );
    expect(filled('Dear colleague,\n{plan}\nthank you', places)).toBe('Dear colleague,\nthank you');
  });

  it('leaves what is no place as it was typed', () => {
    expect(filled('{other} and {plan}.', places)).toBe('{other} and .');
  });
});
