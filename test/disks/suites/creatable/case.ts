import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentOf } from "../../content.ts";
import { judge, wrongRefusal } from "../../judge.ts";
import { withLoop } from "../../look.ts";
import { orderly } from "../orderly.ts";
import type { Variant } from "./variants.ts";

/** Makes the disk, lets agent and planner judge it, and rejects unless it is refused for what is on it and no byte of it changed. */
export const mustRefuse = (variant: Variant): Promise<void> => orderly(async () => {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-made-"));
  let made = "";
  try {
    await withLoop(
      variant.sizeBytes,
      async (file) => {
        await variant.make(file, dir).catch((error: unknown) => {
          const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n").slice(-2).join(" ") : "";
          throw new Error(`could not be made: ${said === "" ? String(error) : said}`);
        });
        const { where, digest } = await contentOf(file);
        if (where === "") throw new Error("is blank once made: no case");
        if (variant.where !== undefined && where !== variant.where) throw new Error(`has data at "${where}", not at "${variant.where}" as the table says`);
        made = digest;
      },
      async ({ path, file }) => {
        const wrong = wrongRefusal(await judge(path));
        if (wrong !== null) throw new Error(wrong);
        if ((await contentOf(file)).digest !== made) throw new Error("its bytes are others after the look");
      },
      ["--sector-size", String(variant.blockBytes)],
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
