import { expect, test } from "vitest";
import type { Link } from "../../../src/model/pair.ts";
import { readLinks } from "../../../src/stages/links.ts";
import { memory } from "../apply/fakes.ts";

async function after(...lines: string[]): Promise<Link | undefined> {
  let links: Record<string, Link> = {};
  for (const [second, line] of lines.entries()) links = await readLinks({ fs: memory({ "/proc/drbd": ` 1: ${line} C r-----\n` }).fs, uptime: () => 100 + second }, ["r1"], links, undefined, () => new Date(Date.UTC(2026, 0, 1) + second * 1000));
  return links["r1"];
}

const WHOLE = "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate";
const COPY = "cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate";
const LOST = "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown";

test("what is known of the past outlives the link", async () => {
  expect(await after(LOST)).toEqual({ connected: false, lostAt: null, lostTime: null, wasWhole: false, peerAheadTime: null });
  expect(await after(WHOLE)).toEqual({ connected: true, lostAt: null, lostTime: null, wasWhole: true, peerAheadTime: null });
  expect(await after(WHOLE, LOST, LOST)).toEqual({ connected: false, lostAt: 101, lostTime: "2026-01-01T00:00:01.000Z", wasWhole: true, peerAheadTime: null });
  expect(await after(WHOLE, LOST, COPY, LOST)).toEqual({ connected: false, lostAt: 103, lostTime: "2026-01-01T00:00:03.000Z", wasWhole: false, peerAheadTime: null });
  expect(await after(COPY, WHOLE, LOST)).toEqual({ connected: false, lostAt: 102, lostTime: "2026-01-01T00:00:02.000Z", wasWhole: true, peerAheadTime: null });
});

test("a peer that is heard to write alone has newer data, from the first time on, until they are connected or it is heard to have none", async () => {
  let links: Record<string, Link> = {};
  const round = async (second: number, line: string, ahead: boolean | null | undefined): Promise<string | null | undefined> => {
    links = await readLinks({ fs: memory({ "/proc/drbd": ` 1: ${line} C r-----\n` }).fs, uptime: () => second }, ["r1"], links, ahead === undefined ? undefined : new Map([["r1", ahead]]), () => new Date(Date.UTC(2026, 0, 1) + second * 1000));
    return links["r1"]?.peerAheadTime?.slice(17, 19) ?? null;
  };
  expect(await round(1, WHOLE, true)).toBeNull();
  // Heard before the link was lost: it may have got that meanwhile.
  expect(await round(2, LOST, true)).toBeNull();
  expect(await round(3, LOST, false)).toBeNull();
  expect(await round(4, LOST, true)).toBe("04");
  expect(await round(5, LOST, true)).toBe("04");
  // The peer is silent; and the command, which hears nobody.
  expect(await round(6, LOST, null)).toBe("04");
  expect(await round(7, LOST, undefined)).toBe("04");
  expect(links["r1"]).toMatchObject({ lostAt: 2, wasWhole: true });
  expect(await round(8, LOST, false)).toBeNull();
  expect(await round(9, LOST, true)).toBe("09");
  expect(await round(10, WHOLE, true)).toBeNull();
});

test("never connected in this start, and heard to be ahead", async () => {
  const links = await readLinks({ fs: memory({ "/proc/drbd": ` 1: ${LOST} C r-----\n` }).fs, uptime: () => 1 }, ["r1"], {}, new Map([["r1", true]]));
  expect(links["r1"]?.peerAheadTime).toMatch(/^20/);
});
