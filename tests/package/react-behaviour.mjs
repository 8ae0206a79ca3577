// How the React binding behaves, whatever the version of React: what its tests have in common.
import { describeEarlyTasks } from './react/early.mjs';
import { describeHooks } from './react/hooks.mjs';
import { describeLasting } from './react/lasting.mjs';
import { describeProvider } from './react/provider.mjs';
import { describeResource } from './react/resource.mjs';
import { makeStage } from './react/support.mjs';
import { describeUnload } from './react/unload.mjs';
import { describeWatches } from './react/watches.mjs';

/** Describes the behaviour of `taskwatch/react` as loaded with one React; all modules are given. */
export function describeBinding(modules) {
  const stage = makeStage(modules);
  describeProvider(stage);
  describeLasting(stage);
  describeEarlyTasks(stage);
  describeHooks(stage);
  describeUnload(stage);
  describeWatches(stage);
  describeResource(stage);
}
