/** The faults that are planted now. Whoever is about to do something asks here whether one strikes. */

import { randomInt } from 'node:crypto';
import { type FaultName, kindOf, type Occasion } from './catalogue.ts';
import { chances } from './chance.ts';
import { describeFault, type FaultSpec, parseFault } from './spec.ts';

/** What may be struck. */
export interface Target {
  readonly occasion: Occasion;
  readonly service: string;
  readonly operation: string;
}

export interface PlantedFault {
  readonly id: number;
  readonly spec: FaultSpec;
  /** The fault in the words that plant it again, its seed included. */
  readonly text: string;
  /** How often it has struck. */
  readonly struck: number;
  /** It strikes no more. */
  readonly spent: boolean;
}

interface Planted {
  readonly id: number;
  readonly spec: FaultSpec;
  readonly chance: () => number;
  met: number;
  struck: number;
}

/** What a fault that strikes has to know. */
export interface Strike {
  readonly name: FaultName;
  readonly ms: number;
  /** 0: not said. */
  readonly bytes: number;
}

export class FaultBoard {
  readonly #planted = new Map<number, Planted>();
  readonly #onChange: () => void;
  #nextId = 1;

  /** `onChange` is told whenever `list` has changed. */
  constructor(onChange: () => void = () => undefined) {
    this.#onChange = onChange;
  }

  /** Plants a fault, written or parsed. Throws what `parseFault` throws. */
  plant(fault: string | FaultSpec): PlantedFault {
    const read = typeof fault === 'string' ? parseFault(fault) : fault;
    const spec = read.rate === undefined ? { ...read, times: read.times ?? 1 } : { seed: randomInt(2 ** 31), ...read };
    const planted = { id: this.#nextId, spec, chance: chances(spec.seed ?? 0), met: 0, struck: 0 };
    this.#nextId += 1;
    this.#planted.set(planted.id, planted);
    this.#onChange();
    return shown(planted);
  }

  /** Takes one fault away, or all. Returns how many. */
  clear(id?: number): number {
    const before = this.#planted.size;
    if (id === undefined) this.#planted.clear();
    else this.#planted.delete(id);
    const cleared = before - this.#planted.size;
    if (cleared > 0) this.#onChange();
    return cleared;
  }

  /** In the order planted; spent ones too. */
  list(): readonly PlantedFault[] {
    return [...this.#planted.values()].map(shown);
  }

  /** The first planted fault that strikes here, counted as struck. `only` leaves out the others, uncounted. */
  strike(target: Target, only: (name: FaultName) => boolean = () => true): Strike | undefined {
    for (const planted of this.#planted.values()) {
      if (only(planted.spec.name) && fits(planted.spec, target) && strikesNow(planted)) {
        this.#onChange();
        const { name, ms, bytes } = planted.spec;
        const { settings } = kindOf(name);
        return { name, ms: ms ?? settings?.ms ?? 0, bytes: bytes ?? settings?.bytes ?? 0 };
      }
    }
    return undefined;
  }
}

function fits({ name, service, operation }: FaultSpec, target: Target): boolean {
  const { occasions, operations } = kindOf(name);
  if (!occasions.includes(target.occasion)) return false;
  if (service !== undefined && service !== target.service) return false;
  if (operation !== undefined) return operation === target.operation;
  return service !== undefined || operations === undefined || operations.includes(target.operation);
}

/** Each occasion that fits draws once, also where nothing follows: a seed must not depend on what was struck. */
function strikesNow(planted: Planted): boolean {
  const { skip = 0, times, rate } = planted.spec;
  planted.met += 1;
  const drawn = rate === undefined || planted.chance() < rate;
  if (!drawn || planted.met <= skip || (times !== undefined && planted.struck >= times)) return false;
  planted.struck += 1;
  return true;
}

function shown({ id, spec, struck }: Planted): PlantedFault {
  return { id, spec, text: describeFault(spec), struck, spent: spec.times !== undefined && struck >= spec.times };
}
