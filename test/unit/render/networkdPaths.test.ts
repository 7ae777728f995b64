import { expect, test } from "vitest";
import { NETWORK_DIR, NETWORK_PREFIX, networkPath } from "../../../src/render/networkdPaths.ts";

test("all our files lie in one directory and begin alike: what an earlier apply left is found by that", () => {
  expect(networkPath("br0.netdev")).toBe(`${NETWORK_DIR}/${NETWORK_PREFIX}br0.netdev`);
});
