import { expect, test } from "vitest";
import { planCluster } from "../../../src/plan/cluster.ts";
import { card, MAC, node, simpleSite, site } from "./fixtures.ts";

const pair = site([node([card([MAC.a], "eth0", "192.168.0.250/24"), card([MAC.b], "eth1", "10.0.0.1/24")], 0, "av-1"), node([card([MAC.c], "eth0", "192.168.0.251/24")], 1, "av-2")]);

test("a single machine, and one that no token names, has no peers", () => {
  expect(planCluster(simpleSite(), 0)).toBeNull();
  expect(planCluster(pair, null)).toBeNull();
});

test("the others, with all their addresses", () => {
  expect(planCluster(pair, 0)).toEqual({ peers: [{ index: 1, host: "av-2", addresses: ["192.168.0.251/24"] }], resources: [] });
  expect(planCluster(pair, 1)?.peers).toEqual([{ index: 0, host: "av-1", addresses: ["192.168.0.250/24", "10.0.0.1/24"] }]);
});
