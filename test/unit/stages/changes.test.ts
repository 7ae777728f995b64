import { expect, test } from "vitest";
import { changesOf, changesOn, forgetAlone, noteAlone } from "../../../src/stages/changes.ts";
import { memory, ok, programs } from "../apply/fakes.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const SINCE = "2026-01-01T00:00:00.000Z";
const definition = (source: string): string => `<domain><devices><disk><source ${source}/></disk></devices></domain>`;

test("changed files are told as changes of guests, the last one first", () => {
  const owners = new Map([["web.qcow2", "web"]]);
  expect(changesOf([{ path: "web.qcow2", last: 10 }, { path: ".ramvisor/guests/mail/domain.xml", last: 30 }, { path: ".ramvisor/guests/web/autostart", last: 20 }, { path: "iso/x.iso", last: 5 }], owners)).toEqual([
    { guest: "mail", what: ["definition"], last: "1970-01-01T00:00:30.000Z" },
    { guest: "web", what: ["definition", "disk"], last: "1970-01-01T00:00:20.000Z" },
    { guest: null, what: ["file"], last: "1970-01-01T00:00:05.000Z" },
  ]);
});

test("a pool is looked through since it is used alone, wherever it is mounted", async () => {
  for (const root of [POOL, "/run/ramvisor/look"]) {
    const { fs } = memory({ [`${root}/.ramvisor/guests/web/domain.xml`]: definition(`file='${POOL}/web.qcow2'`), [`${root}/.ramvisor/guests/mail/domain.xml`]: definition('pool="default" volume="mail.raw"') });
    const { run, calls } = programs({ find: () => ok("1000.5 web.qcow2\u00002000.1 mail.raw\u00003000 .ramvisor/alone\u00003000 .ramvisor/ssh/key\u00004000 lost+found/x\u0000") });
    expect(await changesOn({ fs, run }, "default", root)).toBeNull();
    await fs.makeDir(`${root}/.ramvisor`);
    await fs.replace(`${root}/.ramvisor/alone`, `${SINCE} av-1\n`);
    expect(await changesOn({ fs, run }, "default", root)).toEqual([{ guest: "mail", what: ["disk"], last: "1970-01-01T00:33:20.000Z" }, { guest: "web", what: ["disk"], last: "1970-01-01T00:16:40.000Z" }]);
    expect(calls[0]?.args).toContain(SINCE);
  }
});

test("the first moment counts, until both sides are whole again", async () => {
  const { fs } = memory({ [`${POOL}/`]: "" });
  const at = { fs, run: programs().run };
  await noteAlone(at, "default", "av-1", SINCE);
  await noteAlone(at, "default", "av-1", "2027-01-01T00:00:00.000Z");
  expect(await fs.readText(`${POOL}/.ramvisor/alone`)).toBe(`${SINCE} av-1\n`);
  await forgetAlone(at, "default");
  await forgetAlone(at, "default");
  expect(await fs.exists(`${POOL}/.ramvisor/alone`)).toBe(false);
});
