import { expect, test } from "vitest";
import { isConnected, parseProcDrbd } from "../../../src/status/procDrbd.ts";

const TEXT = `version: 8.4.11 (api:1/proto:86-101)
srcversion: 637677C4EAFCF5D1D5446B0 
 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
    ns:0 nr:0 dw:0 dr:0 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
 1: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----
    ns:4096 nr:0 dw:0 dr:4096 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:145904
	[>....................] sync'ed:  3.4% (145904/150000)K
	finish: 0:00:35 speed: 4,096 (4,096) K/sec
 2: cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----
 3: cs:Unconfigured
`;

test("what the kernel says of each resource", () => {
  expect([...parseProcDrbd(TEXT)]).toEqual([
    [0, { connection: "Connected", role: "Primary", peerRole: "Secondary", disk: "UpToDate", peerDisk: "UpToDate", percent: null }],
    [1, { connection: "SyncSource", role: "Primary", peerRole: "Secondary", disk: "UpToDate", peerDisk: "Inconsistent", percent: 3 }],
    [2, { connection: "WFConnection", role: "Secondary", peerRole: "Unknown", disk: "UpToDate", peerDisk: "DUnknown", percent: null }],
  ]);
  expect([...parseProcDrbd(TEXT).values()].map(isConnected)).toEqual([true, true, false]);
  expect(parseProcDrbd("").size).toBe(0);
});
