/**
 * Mutation test: changes one small thing at a time in what keeps events and asks for consent, and runs the unit tests against it. A change that no test notices
 * has survived: it is printed. Never part of the build.
 *
 *   npm run mutate [-- consent.ts shelf.ts]
 *
 * Works on a copy under node_modules/.cache. A run that does not end counts as noticed. Exit 1 below `SCORE_MIN`.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SCORE_MIN = 0.85;
/** Of a run that takes 3 s. */
const HUNG_MS = 40_000;

/** Source, and the tests that are there to notice. */
const SUBJECTS = {
  'consent.ts': ['consent'],
  'queue.ts': ['queue'],
  'patience.ts': ['patience'],
  'shelf.ts': ['shelf', 'outbox'],
  'ladder.ts': ['ladder', 'encoding', 'outbox'],
  'outbox.ts': ['outbox', 'twice'],
};

const SWAPPED = new Map(
  Object.entries({ '<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==', '===': '!==', '!==': '===', '&&': '||', '||': '&&', '+': '-', '-': '+', '*': '/', '+=': '-=', '-=': '+=' }),
);

const here = dirname(fileURLToPath(import.meta.url));
const copy = join(here, '..', 'node_modules', '.cache', 'mutate', 'js', 'tracker');

/** Every change of one file: where, and what stands there instead. @param {ts.SourceFile} file */
function mutants(file) {
  /** @type {{from: number, to: number, text: string}[]} */
  const found = [];
  const put = (/** @type {ts.Node} */ node, /** @type {string} */ text) => found.push({ from: node.getStart(file), to: node.getEnd(), text });
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) {
      return;
    }
    if (ts.isBinaryExpression(node)) {
      const swapped = SWAPPED.get(node.operatorToken.getText(file));
      if (swapped) {
        put(node.operatorToken, swapped);
      }
    } else if (ts.isIfStatement(node)) {
      ['true', 'false'].forEach((text) => put(node.expression, text));
    } else if (ts.isConditionalExpression(node)) {
      ['true', 'false'].forEach((text) => put(node.condition, text));
    } else if (ts.isPrefixUnaryExpression(node) && node.operator == ts.SyntaxKind.ExclamationToken) {
      put(node, node.operand.getText(file));
    } else if (ts.isPostfixUnaryExpression(node)) {
      put(node, node.operand.getText(file) + (node.operator == ts.SyntaxKind.PlusPlusToken ? '--' : '++'));
    } else if (node.kind == ts.SyntaxKind.TrueKeyword || node.kind == ts.SyntaxKind.FalseKeyword) {
      put(node, node.kind == ts.SyntaxKind.TrueKeyword ? 'false' : 'true');
    } else if (ts.isStringLiteral(node)) {
      put(node, node.text ? "''" : "'mutant'");
    } else if (ts.isNumericLiteral(node)) {
      put(node, String(Number(node.text) + 1));
    }
    if (ts.isExpressionStatement(node)) {
      put(node, ';');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** @param {string[]} tests @returns {Promise<boolean>} whether they pass */
function passes(tests) {
  return new Promise((over) => {
    const vitest = join(here, '..', 'node_modules', 'vitest', 'vitest.mjs');
    const run = spawn(process.execPath, [vitest, 'run', '--bail=1', ...tests.map((name) => `test/unit/${name}`)], { cwd: copy, stdio: 'ignore', detached: true, env: { ...process.env, ROUNDS: '4' } });
    // With its workers: one that hangs in a loop would outlive it.
    const hung = setTimeout(() => process.kill(-Number(run.pid), 'SIGKILL'), HUNG_MS);
    run.once('exit', (code) => (clearTimeout(hung), over(code === 0)));
  });
}

rmSync(join(copy, '..'), { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
['src', 'test/unit', 'vitest.config.ts', 'package.json'].forEach((name) => cpSync(join(here, name), join(copy, name), { recursive: true }));
symlinkSync(join(here, '..', 'node_modules'), join(copy, '..', 'node_modules'));

const chosen = Object.entries(SUBJECTS).filter(([name]) => process.argv.length < 3 || process.argv.includes(name));
let all = 0;
let noticed = 0;
for (const [name, tests] of chosen) {
  const path = join(copy, 'src', name);
  const source = readFileSync(path, 'utf8');
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true);
  if (!(await passes(tests))) {
    throw new Error(`the tests of ${name} fail without a change`);
  }
  const changes = mutants(file);
  let killed = 0;
  for (const { from, to, text } of changes) {
    writeFileSync(path, source.slice(0, from) + text + source.slice(to));
    if (await passes(tests)) {
      const { line } = file.getLineAndCharacterOfPosition(from);
      console.log(`survived: ${name}:${line + 1} ${source.slice(from, to).replace(/\s+/g, ' ').slice(0, 80)} → ${text}`);
    } else {
      killed++;
    }
  }
  writeFileSync(path, source);
  console.log(`${name}: ${killed} of ${changes.length} noticed, ${((100 * killed) / changes.length).toFixed(1)} %`);
  all += changes.length;
  noticed += killed;
}
console.log(`all: ${noticed} of ${all} noticed, ${((100 * noticed) / all).toFixed(1)} %`);
process.exitCode = noticed / all < SCORE_MIN ? 1 : 0;
