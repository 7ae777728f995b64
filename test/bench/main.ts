import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleAgent } from "../../src/medium/bundle.ts";
import { Unable } from "../../src/medium/fail.ts";
import { ensureImage, OUT } from "../../src/medium/index.ts";
import { ensureTools } from "../../src/medium/tools.ts";
import { Bench } from "../vm/support/host.ts";
import { accelerators, floorFile, measureBoots } from "./boots.ts";
import { bootChart } from "./chart.ts";
import { makeFloorInitrd } from "./floor.ts";
import type { Boots, Scaling } from "./model.ts";
import { BENCH_HELP, readBenchOptions, type BenchOptions } from "./options.ts";
import { makePeer } from "./peer/build.ts";
import { isWhole, recordOf, RECORDS } from "./record.ts";
import { measureScaling } from "./scaling/measure.ts";
import { scalingTable } from "./scaling/table.ts";
import { bootTable } from "./table.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function write(record: string, boots: readonly Boots[], scaling: readonly Scaling[]): Promise<void> {
  await mkdir(OUT, { recursive: true });
  await writeFile(join(OUT, record), `${JSON.stringify(recordOf(boots, scaling), null, 2)}\n`);
}

/** @param save is given what was measured so far, after each round. */
async function boots(options: BenchOptions, save: (boots: readonly Boots[]) => Promise<void>): Promise<Boots[]> {
  await ensureTools(["qemu-system-x86", "openssh-client", "libvirt-clients"], say);
  const image = await ensureImage({ say });
  const peer = options.peer ? await makePeer(options.compression, say) : null;
  process.env["RAMVISOR_TEST_IMAGE"] = JSON.stringify(image);
  const bench = new Bench();
  await bench.open();
  try {
    await makeFloorInitrd(floorFile(bench), say);
    const measured: Boots[] = [];
    for (const accelerator of await accelerators()) {
      say(accelerator.why);
      measured.push(await measureBoots(accelerator, bench, image, floorFile(bench), peer, options.runs, say, (now) => save([...measured, now])));
    }
    return measured;
  } finally {
    await bench.close();
  }
}

/** `npm run bench`: takes the figures, holds each to its target and says so; see options.ts for what it is asked. */
async function main(argv: readonly string[]): Promise<number> {
  const read = readBenchOptions(argv);
  if (!read.ok) {
    process.stderr.write(`bench: ${read.problem}\n${BENCH_HELP}`);
    return 2;
  }
  const { options } = read;
  if (options.help) {
    process.stdout.write(BENCH_HELP);
    return 0;
  }
  const { whole, partial } = RECORDS;
  const files = isWhole(options) ? whole : partial;
  if (files === partial) say(`this is a part of the bench: its figures go to out/${partial.record}, out/${whole.record} stays as it is`);
  else say(`until all is measured its figures stand in out/${partial.record}, then in out/${whole.record}`);
  const measured = options.boots ? await boots(options, (now) => write(partial.record, now, [])) : [];
  await bundleAgent();
  const scaling = options.scaling ? await measureScaling() : [];
  process.stdout.write([...measured.map(bootTable), ...(options.scaling ? [scalingTable(scaling)] : [])].join("\n"));
  await write(files.record, measured, scaling);
  if (files === whole) await rm(join(OUT, partial.record), { force: true });
  const [first] = measured;
  if (first !== undefined) await writeFile(options.svg ?? join(OUT, files.chart), bootChart(first));
  return 0;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(error instanceof Unable ? `bench: ${error.message}\n` : `bench: ${String(error instanceof Error ? error.stack : error)}\n`);
  return 1;
});
