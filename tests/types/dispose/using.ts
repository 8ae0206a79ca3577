// Where the compiler's `lib` knows `Symbol.dispose`, a queue can be given to `using`.
import { TaskQueue } from 'taskwatch';

export function scoped() {
  using queue = new TaskQueue();
  const disposable: Disposable = queue;
  disposable[Symbol.dispose]();
  return queue.size;
}
