// What the examples of the README import: the console they are thought to be in.
import type { WatchEvent, WatchOptions } from 'taskwatch';

interface Created {
  metadata: { name: string; annotations?: Record<string, string> };
}
interface RequestOptions {
  signal: AbortSignal;
  annotations?: Record<string, string>;
}

export declare const api: {
  createProject(orgId: string, name: string, options: RequestOptions): Promise<Created>;
  getProject(orgId: string, name: string): Promise<Created | undefined>;
  createDnsZone(projectId: string, domain: string, options: RequestOptions): Promise<Created>;
};

export declare const watchManager: {
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  read(options: WatchOptions): Promise<object | undefined>;
};

export declare const session: { token(): Promise<string> };
