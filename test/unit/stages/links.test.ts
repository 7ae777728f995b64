import { expect, test } from "vitest";
import type { Link } from "../../../src/model/pair.ts";
import { readLinks } from "../../../src/stages/links.ts";
import { memory } from "../apply/fakes.ts";

async function after(...lines: string[]): Promise<Link | undefined> {
  let links: Record<string, Link> = {};
  for (const [second, line] of lines.entries()) links = await readLinks({ fs: memory({ "/proc/drbd": ` 1: ${line} C r-----\n` }).fs, uptime: () => 100 + second }, ["r1"], links, () => new Date(Date.UTC(2026, 0, 1) + second * 1000));
  return links["r1"];
}

const WHOLE = "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate";
const COPY = "cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate";
const LOST = "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown";

test("what is known of the past outlives the link", async () => {
  expect(await after(LOST)).toEqual({ connected: false, lostAt: null, lostTime: null, wasWhole: false });
  expect(await after(WHOLE)).toEqual({ connected: true, lostAt: null, lostTime: null, wasWhole: true });
  expect(await after(WHOLE, LOST, LOST)).toEqual({ connected: false, lostAt: 101, lostTime: "2026-01-01T00:00:01.000Z", wasWhole: true });
  expect(await after(WHOLE, LOST, COPY, LOST)).toEqual({ connected: false, lostAt: 103, lostTime: "2026-01-01T00:00:03.000Z", wasWhole: false });
  expect(await after(COPY, WHOLE, LOST)).toEqual({ connected: false, lostAt: 102, lostTime: "2026-01-01T00:00:02.000Z", wasWhole: true });
});
