import type { FilePurpose, Phase, StepOf } from "../model/step.ts";

/** A text file of the host that others read, before it becomes a step. */
export interface RenderedFile {
  path: string;
  content: string;
  purpose: FilePurpose;
  /** Permission bits, 0o644 where not given. */
  mode?: number;
}

/** The step that writes a rendered file. */
export function writeStep({ path, content, purpose, mode = 0o644 }: RenderedFile, phase: Phase = "early"): StepOf<"file.write"> {
  return { action: "file.write", phase, path, mode, content, purpose };
}
