import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  {
    ignores: [
      '.svelte-check',
      'dist',
      'node_modules',
      'src/paraglide',
      'src/lib/shared/contract.ts',
      'src/lib/shared/contract/**',
      'project.inlang',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-undef': 'off',
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Sets and maps that are not state are plain ones.
      'svelte/prefer-svelte-reactivity': 'off',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'Only lib/shared/desk.ts speaks to the shell.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    // The shell's stand-in for tests and for looking at screens without a shell.
    files: [
      'src/lib/shared/desk.ts',
      'src/lib/shared/desk.test.ts',
      'src/dev/standIn.ts',
      'tests/clinic.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
);
