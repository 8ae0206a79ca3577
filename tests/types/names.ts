// Every type name the contract lists exists, with defaults for its parameters.
import type {
  BaseEnqueueOptions,
  Condition,
  ControlPlaneStatus,
  ControlPlaneStatusResult,
  EnqueueOptions,
  ItemContext,
  PendingWait,
  Task,
  TaskCompletionInfo,
  TaskContext,
  TaskHandle,
  TaskMetadata,
  TaskOutcome,
  TaskQueueConfig,
  TaskStatus,
  TaskStorage,
  TaskSummaryData,
  TaskSummaryItem,
  TaskView,
  TimelineEntry,
  Verdict,
  WatchEvent,
  WatchOptions,
  WatchSource,
  WatchWait,
  WatchWaitOptions,
} from 'taskwatch';
import { same, type Same } from './expect.js';

export type Listed = [
  TaskView,
  Task,
  TaskStatus,
  TaskHandle,
  TaskOutcome,
  TaskContext,
  ItemContext,
  TaskCompletionInfo,
  TaskSummaryItem,
  TaskSummaryData,
  TaskMetadata,
  TaskStorage,
  TaskQueueConfig,
  BaseEnqueueOptions,
  EnqueueOptions,
  WatchOptions,
  WatchWaitOptions,
  WatchWait<unknown>,
  WatchEvent,
  WatchSource,
  ControlPlaneStatus,
  ControlPlaneStatusResult,
  Condition,
  Verdict,
  PendingWait,
  TimelineEntry,
];
same<Same<Task, TaskView>>();

// Without a registration: any, any, object.
same<Same<TaskMetadata, object>>();
same<Same<TaskView['icon'], any>>();
same<Same<NonNullable<TaskView['completionActions']>, any[]>>();
