/**
 * Writes the types of the package from the sources, dist/types/: one file for each source that a module's declarations name, directly or by another.
 * With --api also api.txt, the report of the API, which is these files without their comments.
 *
 * Apart from the build of the scripts: it wants the TypeScript compiler, which nobody needs who only runs Firstlight.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const src = join(here, 'src');

const read = (/** @type {string} */ name) => JSON.parse(readFileSync(join(here, name), 'utf8'));

/** The modules of the package: the declarations that package.json's `exports` names, each made of the source of the same path. */
const ENTRIES = [...new Set(JSON.stringify(read('package.json').exports).match(/dist\/types\/[\w./-]+(?=\.d\.mts)/g))].map((path) => path.replace('dist/types/', ''));

/** A specifier of another file of ours: modules want the ending, and the compiler leaves it out. */
const RELATIVE = /(from |import\()(['"])(\.[^'"]+)\2/g;

/** @returns {Map<string, string>} declarations by their path in dist/types/, in order */
export function declarations() {
  const emitted = emit();
  /** @type {Map<string, string>} */
  const written = new Map();
  const take = (/** @type {string} */ path) => {
    const file = `${path}.d.mts`;
    const text = emitted.get(join(src, `${path}.d.ts`));
    if (text === undefined) {
      throw new Error(`the compiler wrote no declarations of src/${path}.ts`);
    }
    if (!written.has(file)) {
      written.set(file, text.replace(RELATIVE, '$1$2$3.mjs$2'));
      [...text.matchAll(RELATIVE)].forEach(([, , , other]) => take(relative(src, resolve(src, dirname(path), String(other)))));
    }
  };
  ENTRIES.forEach(take);
  return new Map([...written].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The whole API as one text: under which names the package is imported, and the declarations without their comments. @param {Map<string, string>} files */
export function report(files) {
  const { name, exports } = read('package.json');
  const printer = ts.createPrinter({ removeComments: true });
  const paths = Object.entries(exports).map(([path, file]) => `${name}${path.slice(1)}: ${file.types ? `${file.import}, ${file.types}` : file}\n`);
  const parts = [...files].map(([file, text]) => `\n# ${file}\n\n${lines(printer.printFile(ts.createSourceFile(file, text, ts.ScriptTarget.Latest)))}`);
  return `# The API of the package. Who changes it makes this file again, by \`npm run api\`; a test compares.\n\n${paths.join('')}${parts.join('')}`;
}

/** A function a line, so that a difference says which. @param {string} text */
function lines(text) {
  return text.replace(/, (?=\w+: \()/g, ',\n    ').replaceAll('import("./types.mjs").', '');
}

/** What the compiler makes of the sources, by path. What is marked `@internal` is not in it. */
function emit() {
  const { compilerOptions } = read('tsconfig.json');
  const more = { types: [], allowJs: false, checkJs: false, noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true };
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, ...more }, here);
  const program = ts.createProgram(ENTRIES.map((path) => join(src, `${path}.ts`)), options);
  /** @type {Map<string, string>} */
  const emitted = new Map();
  const { diagnostics } = program.emit(undefined, (name, text) => emitted.set(resolve(name), text));
  const [problem] = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problem) {
    throw new Error(`${problem.file?.fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`);
  }
  return emitted;
}

if (process.argv[1] && resolve(process.argv[1]) == join(here, 'build-types.mjs')) {
  const files = declarations();
  rmSync(join(here, 'dist', 'types'), { recursive: true, force: true });
  files.forEach((text, name) => {
    const file = join(here, 'dist', 'types', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  });
  console.log(`types:   ${[...files.keys()].join(' ')}`);
  if (process.argv.includes('--api')) {
    writeFileSync(join(here, 'api.txt'), report(files));
    console.log('types:   api.txt');
  }
}
