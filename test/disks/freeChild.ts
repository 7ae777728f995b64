import { freeDisk } from "../../src/apply/freeDisk.ts";
import { freeContext, theDisk } from "./freeHost.ts";

/** Frees one loop device in a process of its own, which the test kills. Says `go` right before the first write. */
const [path = "", dir = ""] = process.argv.slice(2);
const disk = await theDisk(path, dir);
process.stdout.write("go\n");
await freeDisk(freeContext(path, dir), disk);
