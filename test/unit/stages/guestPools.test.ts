import { expect, test } from "vitest";
import { poolOf } from "../../../src/stages/guestPools.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const domain = (source: string): string => `<domain type='kvm'><devices><disk type='file' device='disk'><source ${source} index='1'/></disk></devices></domain>`;

test("finds the pool of a guest's first disk that lies in one", () => {
  const pools = [{ name: "default", path: POOL }, { name: "pool2", path: "/var/lib/ramvisor/pools/pool2" }];
  expect(poolOf(domain(`file="/var/lib/ramvisor/pools/pool2/a.img"`), pools)).toBe("pool2");
  expect(poolOf(domain("pool='pool2' volume='a'"), pools)).toBe("pool2");
  expect(poolOf(domain("file='/iso/x.iso'") + domain(`file='${POOL}/a'`), pools)).toBe("default");
  expect(poolOf("<domain/>", pools)).toBeNull();
  expect(poolOf(domain("file='/var/lib/ramvisor/pools/default-other/a'"), pools)).toBeNull();
});
