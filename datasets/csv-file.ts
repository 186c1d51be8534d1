import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { SecateurError } from '../core/index.ts';
import { asReadError } from '../files/index.ts';
import { parseNumber } from './csv-cell.ts';
import { raggedRow } from './csv-errors.ts';

export type VisitRow = (cells: readonly string[], line: number) => void;

// A quote that is never closed swallows the rest of the file: stop before it fills the memory.
const maximumRecordBytes = 2 ** 24;
const sampleBytes = 2 ** 16;

/**
 * Streams a CSV file with a header past `onRow`; never holds more than one row. Rows come with the line of the file
 * they end on. Delimiter (comma, semicolon or tab), byte order mark and line ends are found out.
 * @param onHeader gets the column names and returns what to do with each row. An empty name becomes `column N`.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID (ragged row, broken quotes, no header, not text).
 */
export async function readCsv(path: string, onHeader: (names: string[]) => VisitRow): Promise<{ sha256: string }> {
  let onRow: VisitRow | undefined;
  let width = 0;
  const result = await readRecords(path, (cells, line) => {
    if (onRow === undefined) {
      width = cells.length;
      onRow = onHeader(checkHeader(path, cells));
      return;
    }
    if (cells.length !== width) throw raggedRow(path, line, cells.length, `the header has ${width}`);
    onRow(cells, line);
  });
  if (onRow === undefined) {
    throw new SecateurError('FORMAT_INVALID', `${path}: is empty. A table needs a header and rows.`);
  }
  return result;
}

/** Streams every record, the header as well if there is one. Errors as `readCsv`. */
export async function readRecords(path: string, onRecord: VisitRow): Promise<{ sha256: string }> {
  const hash = createHash('sha256');
  let lineBefore = 0;
  try {
    const delimiter = await detectDelimiter(path);
    await pipeline(
      createReadStream(path),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      parse({
        delimiter,
        bom: true,
        trim: true,
        skip_empty_lines: true,
        relax_column_count: true,
        max_record_size: maximumRecordBytes,
        on_record: (cells: string[], { lines }) => {
          checkText(path, cells, lines);
          onRecord(cells, lines);
          lineBefore = lines;
          return null;
        },
      }),
      new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw asReadError(path, error);
    throw brokenQuotes(path, error, lineBefore + 1);
  }
  return { sha256: hash.digest('hex') };
}

/** A quote that stays open is noticed at the end of the file, or much later: what helps is the line of its row. */
function brokenQuotes(path: string, error: CsvError, rowBegins: number): SecateurError {
  const staysOpen: Record<string, string> = {
    CSV_QUOTE_NOT_CLOSED: 'a quote is opened in the row that begins here, and not closed.',
    CSV_MAX_RECORD_SIZE: `the row that begins here is longer than ${maximumRecordBytes} bytes.`,
  };
  const why = staysOpen[error.code];
  const line = why === undefined ? error['lines'] : rowBegins;
  return new SecateurError(
    'FORMAT_INVALID',
    `${path}${typeof line === 'number' ? `, line ${line}` : ''}: ${why ?? error.message.replace(/\.?$/, '.')} Check that every quote is closed and that quotes inside a quoted cell are doubled.`,
    { cause: error },
  );
}

/** Bytes that are not UTF-8 arrive as U+FFFD: different letters of another encoding would all become the same one. */
function checkText(path: string, cells: readonly string[], line: number): void {
  const damaged = cells.findIndex((cell) => cell.includes('\ufffd') || cell.includes('\0'));
  if (damaged < 0) return;
  throw new SecateurError(
    'FORMAT_INVALID',
    `${path}, line ${line}, cell ${damaged + 1}: '${cells[damaged]!.slice(0, 40)}' is not text in UTF-8. Save the file as CSV (UTF-8).`,
  );
}

function checkHeader(path: string, cells: readonly string[]): string[] {
  const names = cells.map((cell, index) => (cell === '' ? `column ${index + 1}` : cell));
  if (cells.every((cell) => parseNumber(cell) !== undefined)) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${path}: the first line holds only numbers. Put the names of the columns there.`,
    );
  }
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw new SecateurError('FORMAT_INVALID', `${path}: two columns are named '${twice}'. Rename one of them.`);
  }
  return names;
}

/** The commonest of comma, semicolon and tab in the first line, quoted parts left out. */
async function detectDelimiter(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
    const sample = buffer.subarray(0, bytesRead);
    if (sample.includes(0)) {
      throw new SecateurError(
        'FORMAT_INVALID',
        `${path}, byte ${sample.indexOf(0)}: a zero byte: this is not a text file in UTF-8. Save it as CSV (UTF-8).`,
      );
    }
    const firstLine = sample
      .toString('utf8')
      .replace(/"[^"]*"/g, '')
      .trimStart()
      .split(/[\r\n]/, 1)[0]!;
    const count = (delimiter: string) => firstLine.split(delimiter).length;
    return [',', ';', '\t'].reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
  } finally {
    await file.close();
  }
}
