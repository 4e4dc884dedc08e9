import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "**/*.test-helper.ts"];

export default defineConfig(
  globalIgnores(["**/dist/", "coverage/", "reports/", ".cache/", "**/testdata/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A number in a template string is what it looks like; everything else still has to be converted in the open.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => doIt()` for a callback whose result nobody reads is not confusing.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // A leading underscore says "not used, on purpose".
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrorsIgnorePattern: "^_" },
      ],
      // The switch over a union is the dispatcher of this code base: a new member must not fall through it unseen.
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      eqeqeq: "error",
      "object-shorthand": "error",
      "prefer-template": "error",
      // A file or a function that has outgrown a reader's memory is taken apart.
      "max-lines": ["error", { max: 450, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // As long as the .proto file that it is generated from.
    files: ["packages/api/src/generated/**"],
    rules: { "max-lines": "off" },
  },
  {
    files: tests,
    rules: {
      // A scenario is as long as its story, and one `describe` holds many.
      "max-lines": "off",
      "max-lines-per-function": "off",
      // The runner awaits what `test` and its kin return.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            {
              from: "package",
              package: "node:test",
              name: ["after", "before", "describe", "it", "only", "skip", "suite", "test", "todo"],
            },
          ],
        },
      ],
    },
  },
);
