import { expect, test } from "vitest";
import { readLinks, type Link } from "../../../src/stages/links.ts";
import { memory } from "../apply/fakes.ts";

async function after(...lines: string[]): Promise<Link | undefined> {
  let links: Record<string, Link> = {};
  for (const [second, line] of lines.entries()) links = await readLinks({ fs: memory({ "/proc/drbd": ` 1: ${line} C r-----\n` }).fs, uptime: () => 100 + second }, ["r1"], links);
  return links["r1"];
}

const WHOLE = "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate";
const COPY = "cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate";
const LOST = "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown";

test("what is known of the past outlives the link", async () => {
  expect(await after(LOST)).toEqual({ connected: false, lostAt: null, wasWhole: false });
  expect(await after(WHOLE)).toEqual({ connected: true, lostAt: null, wasWhole: true });
  expect(await after(WHOLE, LOST, LOST)).toEqual({ connected: false, lostAt: 101, wasWhole: true });
  expect(await after(WHOLE, LOST, COPY, LOST)).toEqual({ connected: false, lostAt: 103, wasWhole: false });
  expect(await after(COPY, WHOLE, LOST)).toEqual({ connected: false, lostAt: 102, wasWhole: true });
});
