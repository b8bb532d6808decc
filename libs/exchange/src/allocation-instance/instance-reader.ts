import { DomainError } from '#lib/platform';
import type { Token } from 'stream-json/parser.js';
import { GrowingColumn } from './growing-column.js';
import { said, type InstanceProblems } from './instance-problems.js';

/** The greatest number that a file may hold: columns are of 32 bits. */
const LARGEST = 2 ** 31 - 1;
const MOST_EDGES = 100_000_000;
/** Of candidates and of opportunities. */
export const MOST_OF_A_SIDE = 20_000_000;

/** Lists of one side, one after the other. */
export interface ListsAsRead {
  /** Where each list begins in `items`. */
  readonly starts: GrowingColumn;
  readonly items: GrowingColumn;
}

/** The edges in the order of the file. One that is wrong has candidate and opportunity -1. */
export interface EdgesAsRead {
  readonly candidates: GrowingColumn;
  readonly opportunities: GrowingColumn;
  readonly scores: GrowingColumn;
}

/** An instance as it stands in the file. Null: not there, or not usable, which is a problem that was recorded. */
export interface InstanceAsRead {
  candidates: number | null;
  capacities: GrowingColumn | null;
  edges: EdgesAsRead | null;
  objective: 'max' | 'min' | null;
  placeMostFirst: boolean | null;
  mode: 'optimal' | 'stable' | null;
  preferences: { candidates: ListsAsRead | null; opportunities: ListsAsRead | null } | null;
}

/** The object or list whose values come. */
const enum In {
  File,
  Instance,
  Capacities,
  Edges,
  Edge,
  Preferences,
  Lists,
  List,
  Skipped,
}

type Member = keyof InstanceAsRead;

const EXPECTED: Readonly<Record<Member, string>> = {
  candidates: `how many candidates there are, a whole number from 0 to ${said(MOST_OF_A_SIDE)}`,
  capacities: 'a list with the places of each opportunity, as [2, 1]',
  edges: 'a list of edges [candidate, opportunity, score]',
  objective: '"max" or "min"',
  placeMostFirst: 'true or false',
  mode: '"optimal" or "stable"',
  preferences: 'the preferences of both sides, {"candidates": [[…], …], "opportunities": [[…], …]}',
};
const EXPECTED_OF_EDGE = ['the number of a candidate, from 0', 'the number of an opportunity, from 0', `a score, a whole number from -${said(LARGEST)} to ${said(LARGEST)}`] as const;
/** Of what is passed over. The parser remembers each level. */
const DEEPEST = 64;
const FOUND_LIST = 'a list';
const FOUND_OBJECT = 'an object';

/** Takes the parts of a file as they come into columns, and records what is not of the shape that was expected. */
export class InstanceReader {
  readonly read: InstanceAsRead = { candidates: null, capacities: null, edges: null, objective: null, placeMostFirst: null, mode: null, preferences: null };
  /** Pointers of all members that were named. */
  readonly named = new Set<string>();
  private where = In.File;
  /** Of a member of the instance that comes. */
  private member = '';
  private side: 'candidates' | 'opportunities' = 'candidates';
  private lists: ListsAsRead = { starts: new GrowingColumn(), items: new GrowingColumn() };
  private readonly edge = new Float64Array(3);
  private fields = 0;
  private isEdgeWrong = false;
  private skipped = '';
  private skippedDepth = 0;
  private whereBefore = In.File;

  constructor(private readonly problems: InstanceProblems) {}

  /** A part of the file, names, texts and numbers in one piece. */
  take({ name, value }: Token): void {
    switch (name) {
      case 'numberValue': return this.number(Number(value)); // as JSON.parse: Infinity where it is too large
      case 'startArray': return this.beginList();
      case 'endArray': return this.endList();
      case 'startObject': return this.beginObject();
      case 'endObject': return this.endObject();
      case 'keyValue': return this.name(String(value));
      case 'stringValue': return this.text(String(value));
      default: return this.word(value as boolean | null);
    }
  }

  private beginObject(): void {
    if (this.where === In.File) this.where = In.Instance;
    else if (this.where === In.Instance && this.member === 'preferences') {
      this.read.preferences = { candidates: null, opportunities: null };
      this.where = In.Preferences;
    } else this.skip(FOUND_OBJECT);
  }

  private endObject(): void {
    if (this.where === In.Skipped) this.endSkipped();
    else this.where = this.where === In.Preferences ? In.Instance : In.File;
  }

  private beginList(): void {
    if (this.where === In.Edges) {
      this.fields = 0;
      this.isEdgeWrong = false;
      this.where = In.Edge;
    } else if (this.where === In.Lists) {
      this.lists.starts.push(this.lists.items.length);
      this.where = In.List;
    } else if (this.where === In.Preferences) {
      this.lists = { starts: new GrowingColumn(), items: new GrowingColumn() };
      this.read.preferences![this.side] = this.lists;
      this.where = In.Lists;
    } else if (this.where === In.Instance && this.member === 'capacities') {
      this.read.capacities = new GrowingColumn();
      this.where = In.Capacities;
    } else if (this.where === In.Instance && this.member === 'edges') {
      this.read.edges = { candidates: new GrowingColumn(), opportunities: new GrowingColumn(), scores: new GrowingColumn() };
      this.where = In.Edges;
    } else this.skip(FOUND_LIST);
  }

  private endList(): void {
    switch (this.where) {
      case In.Edge:
        this.endEdge();
        this.where = In.Edges;
        break;
      case In.List:
        this.where = In.Lists;
        break;
      case In.Lists:
        this.where = In.Preferences;
        break;
      case In.Skipped:
        this.endSkipped();
        break;
      default:
        this.where = In.Instance;
    }
  }

  private name(text: string): void {
    if (this.where === In.Skipped) return;
    const pointer = `${this.where === In.Preferences ? '/preferences' : ''}/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (this.named.has(pointer)) this.problems.add(pointer, 'This member stands twice. Leave one of them out.');
    this.named.add(pointer);
    if (this.where === In.Preferences) {
      if (text === 'candidates' || text === 'opportunities') this.side = text;
      else this.skipMember(pointer, 'Preferences have "candidates" and "opportunities".');
    } else if (Object.hasOwn(EXPECTED, text)) this.member = text;
    else this.skipMember(pointer, `An instance has ${Object.keys(EXPECTED).join(', ')}.`);
  }

  private number(value: number): void {
    switch (this.where) {
      case In.Edge:
        if (this.fields < 3) this.edge[this.fields] = value;
        this.fields += 1;
        break;
      case In.List:
        if (this.lists.items.length === MOST_EDGES) this.problems.refuseAt(`/preferences/${this.side}`, `The lists of a side hold at most ${said(MOST_EDGES)} numbers together.`);
        this.lists.items.push(this.whole(value, 0, LARGEST));
        break;
      case In.Capacities:
        this.read.capacities!.push(this.whole(value, 0, LARGEST));
        break;
      case In.Instance:
        if (this.member === 'candidates') {
          const count = this.whole(value, 0, MOST_OF_A_SIDE);
          this.read.candidates = count < 0 ? null : count;
        } else this.misplaced('a number');
        break;
      default:
        this.misplaced('a number');
    }
  }

  private text(value: string): void {
    if (this.where === In.Instance && this.member === 'objective' && (value === 'max' || value === 'min')) this.read.objective = value;
    else if (this.where === In.Instance && this.member === 'mode' && (value === 'optimal' || value === 'stable')) this.read.mode = value;
    else this.misplaced(this.where === In.Instance && (this.member === 'objective' || this.member === 'mode') ? 'another text' : 'a text');
  }

  private word(value: boolean | null): void {
    if (this.where === In.Instance && this.member === 'placeMostFirst' && value !== null) this.read.placeMostFirst = value;
    else this.misplaced(value === null ? 'null' : 'true or false');
  }

  /** An edge that is wrong keeps its row, so that later ones keep their number. */
  private endEdge(): void {
    const { edges } = this.read;
    const index = edges!.scores.length;
    if (index === MOST_EDGES) this.problems.refuseAt('/edges', `An instance has at most ${said(MOST_EDGES)} edges. Leave out those that cannot matter.`);
    const candidate = this.edge[0]!;
    const opportunity = this.edge[1]!;
    const score = this.edge[2]!;
    if (!this.isEdgeWrong && this.fields !== 3) {
      this.problems.add(`/edges/${index}`, `Expected three numbers, [candidate, opportunity, score]; found ${this.fields}.`);
      this.isEdgeWrong = true;
    }
    if (!this.isEdgeWrong && !(isWhole(candidate, 0, LARGEST) && isWhole(opportunity, 0, LARGEST) && isWhole(score, -LARGEST, LARGEST))) {
      for (this.fields = 0; this.fields < 3; this.fields += 1) this.whole(this.edge[this.fields]!, this.fields === 2 ? -LARGEST : 0, LARGEST);
      this.isEdgeWrong = true;
    }
    edges!.candidates.push(this.isEdgeWrong ? -1 : candidate);
    edges!.opportunities.push(this.isEdgeWrong ? -1 : opportunity);
    edges!.scores.push(this.isEdgeWrong ? 0 : score);
  }

  /** The number, or -1 with a problem recorded. */
  private whole(value: number, least: number, most: number): number {
    if (isWhole(value, least, most)) return value;
    const found = Number.isFinite(value) && !Number.isInteger(value) ? 'a fraction' : value < 0 && least === 0 ? 'a negative number' : 'a number beyond the limit';
    const mend = found !== 'a fraction' ? '' : this.where === In.Edge && this.fields === 2 ? ' Multiply all scores by the same number, so that they are whole.' : ' Write it without a fraction.';
    this.problems.add(this.pointer(), `Expected ${this.expected()}; found ${found}.${mend}`);
    return -1;
  }

  /** Of a value of another kind than was expected. */
  private misplaced(found: string): void {
    if (this.where === In.Skipped) {
      if (this.skippedDepth === 0) this.where = this.whereBefore;
      return;
    }
    if (this.where === In.File) this.problems.refuseAt('', `Expected ${this.expected()}; found ${found}.`);
    this.problems.add(this.pointer(), `Expected ${this.expected()}; found ${found}.`);
    // The row stays, for the numbers of those that follow.
    if (this.where === In.Edge) {
      this.isEdgeWrong = true;
      this.fields += 1;
    } else if (this.where === In.List) this.lists.items.push(-1);
    else if (this.where === In.Capacities) this.read.capacities!.push(-1);
    else if (this.where === In.Lists) this.lists.starts.push(this.lists.items.length);
    else if (this.where === In.Edges) {
      this.isEdgeWrong = true;
      this.endEdge();
    }
  }

  /** Passes over an object or a list, and what is in it. */
  private skip(found: string): void {
    if (this.where !== In.Skipped) {
      this.skipped = this.pointer();
      this.misplaced(found);
      this.whereBefore = this.where;
      this.where = In.Skipped;
    }
    if (this.skippedDepth === DEEPEST) throw new DomainError('exchange/json-not-safe', `What stands at ${this.skipped} is nested more than ${DEEPEST} deep. Nothing that deep is expected.`);
    this.skippedDepth += 1;
  }

  /** Passes over the value of a member, whatever it is. */
  private skipMember(pointer: string, detail: string): void {
    this.problems.add(pointer, `This member is not known. ${detail} Leave it out, or mend its name.`);
    this.skipped = pointer;
    this.whereBefore = this.where;
    this.where = In.Skipped;
  }

  private endSkipped(): void {
    this.skippedDepth -= 1;
    if (this.skippedDepth === 0) this.where = this.whereBefore;
  }

  /** Where the value that comes, or has just come, stands. */
  private pointer(): string {
    const { edges, capacities } = this.read;
    const ofSide = `/preferences/${this.side}`;
    switch (this.where) {
      case In.Instance: return `/${this.member}`;
      case In.Capacities: return `/capacities/${capacities!.length}`;
      case In.Edges: return `/edges/${edges!.scores.length}`;
      case In.Edge: return `/edges/${edges!.scores.length}/${this.fields}`;
      case In.Preferences: return ofSide;
      case In.Lists: return `${ofSide}/${this.lists.starts.length}`;
      case In.List: {
        const list = this.lists.starts.length - 1;
        return `${ofSide}/${list}/${this.lists.items.length - this.lists.starts.get(list)}`;
      }
      default: return '';
    }
  }

  private expected(): string {
    const other = this.side === 'candidates' ? 'opportunities' : 'candidates';
    switch (this.where) {
      case In.Instance: return EXPECTED[this.member as Member];
      case In.Capacities: return `how many places opportunity ${this.read.capacities!.length} has, a whole number from 0 to ${said(LARGEST)}`;
      case In.Edges: return 'an edge [candidate, opportunity, score]';
      case In.Edge: return EXPECTED_OF_EDGE[this.fields] ?? 'the end of the edge';
      case In.Preferences: return `a list of lists, one for each of the ${this.side}`;
      case In.Lists: return `a list of numbers of ${other}, best first`;
      case In.List: return `the number of one of the ${other}, from 0`;
      default: return 'an object with the members of an instance, as {"candidates": 2, "capacities": [1, 1], "edges": [[0, 1, 5]], "objective": "max", "mode": "optimal"}';
    }
  }
}

function isWhole(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(value);
}
