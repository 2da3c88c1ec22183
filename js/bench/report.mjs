/** Figures as a table, then as JSON lines, in the form of the other benchmarks (Report.java). */

/**
 * @typedef {{figure: string, rounds: number[], must?: number, aim?: number, isAtLeast?: boolean, baseline?: string}} Figure
 *   a value is the median of its rounds; without `must` it is shown and bound to nothing
 */

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {string} bench @param {Figure[]} figures @returns {number} the exit code */
export function report(bench, figures) {
  const text = (/** @type {number | undefined} */ value) => (value === undefined || Number.isNaN(value) ? '' : String(Math.round(value * 100) / 100));
  const isOk = (/** @type {Figure} */ { rounds, must, isAtLeast }) => {
    const value = median(rounds);
    return rounds.length > 0 && (must === undefined || (isAtLeast ? value >= must : value <= must));
  };
  const rows = figures.map((figure) => {
    const sign = figure.isAtLeast ? '≥ ' : '≤ ';
    const spread = figure.rounds.length > 1 ? `${text(Math.min(...figure.rounds))} … ${text(Math.max(...figure.rounds))}` : '';
    const bound = (/** @type {number | undefined} */ value) => (value === undefined ? '' : sign + text(value));
    return [figure.figure, text(median(figure.rounds)), bound(figure.must), bound(figure.aim), figure.baseline ?? '', String(figure.rounds.length), spread, isOk(figure) ? '' : 'MISSED'];
  });
  rows.unshift(['figure', 'value', 'must', 'aim', 'baseline', 'rounds', 'spread', '']);
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  rows.forEach((row) => console.log(row.map((cell, i) => cell.padEnd(widths[i] + 2)).join('').trimEnd()));
  console.log();
  figures.forEach((figure) => {
    const value = figure.rounds.length ? Math.round(median(figure.rounds) * 1e4) / 1e4 : null;
    console.log(JSON.stringify({ bench, figure: figure.figure, value, must: figure.must, aim: figure.aim, ok: isOk(figure) }));
  });
  return figures.length && figures.every(isOk) ? 0 : 1;
}
