import { PRIORITIES, type Priority } from './tasks.ts';

export interface Queued {
  priority: Priority;
}

/** Waiting tasks: the most urgent first, and those of one priority in the order in which they came. */
export class TaskQueue<T extends Queued> {
  readonly #lanes = new Map<Priority, Set<T>>(PRIORITIES.map((priority) => [priority, new Set()]));

  get length(): number {
    return PRIORITIES.reduce((sum, priority) => sum + this.#lane(priority).size, 0);
  }

  add(task: T): void {
    this.#lane(task.priority).add(task);
  }

  /** Puts a task that had begun before in front of its priority. */
  addAgain(task: T): void {
    const lane = this.#lane(task.priority);
    const others = [...lane];
    lane.clear();
    for (const each of [task, ...others]) lane.add(each);
  }

  /** The task that is next; it stays. */
  first(): T | undefined {
    for (const priority of PRIORITIES) {
      for (const task of this.#lane(priority)) return task;
    }
    return undefined;
  }

  /** Takes a task out; false if it does not wait here any more. */
  remove(task: T): boolean {
    return this.#lane(task.priority).delete(task);
  }

  /** Somebody more urgent wants a task too: it goes to the end of that priority. Never makes it less urgent. */
  promote(task: T, priority: Priority): void {
    if (PRIORITIES.indexOf(priority) >= PRIORITIES.indexOf(task.priority)) return;
    const waits = this.remove(task);
    task.priority = priority;
    if (waits) this.add(task);
  }

  /** Empties the queue. */
  takeAll(): T[] {
    const all = PRIORITIES.flatMap((priority) => [...this.#lane(priority)]);
    for (const lane of this.#lanes.values()) lane.clear();
    return all;
  }

  #lane(priority: Priority): Set<T> {
    return this.#lanes.get(priority) as Set<T>;
  }
}
