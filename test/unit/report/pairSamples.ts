import type { PairReport, ResourceReport } from "../../../src/model/pair.ts";

/** A pair that is whole, as the first node sees it; `over`: of its one resource. */
export function pair(over: Partial<ResourceReport> = {}): PairReport {
  return {
    host: "avbox-1", address: "192.168.0.250",
    peers: [{ index: 1, host: "avbox-2", addresses: ["192.168.0.251/24"], heard: true, trouble: null, why: null, kept: null }],
    resources: [{
      name: "r0", pool: "default", disk: "ata-ST4000NM000A_ZC1234567", peerDisk: "ata-ST4000NM000A_ZC7654321", peerIndex: 1, peerHost: "avbox-2", primaryIndex: 0, state: "whole", situation: "in-step",
      role: "Primary", peerRole: "Secondary", connection: "Connected", diskState: "UpToDate", peerDiskState: "UpToDate", percent: null, mounted: true, moving: [], failure: null, goneSince: null, peerAheadSince: null, goneSeconds: null, changes: null, hasData: true, ...over,
    }],
    trust: { source: "overlay", problem: null, disks: [] },
  };
}
