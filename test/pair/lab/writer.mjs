// In the guest: `writer.mjs write FILE [COUNT]` appends numbered lines, each on stable storage before it is told on the console;
// `writer.mjs check FILE` prints the last number, and fails where a line before it is missing or wrong.
import { createHash } from "node:crypto";
import fs from "node:fs";
import process from "node:process";

const [, , what, file, count] = process.argv;
const line = (n) => `${n} ${createHash("sha256").update(`line ${n}`).digest("hex")}\n`;
if (what === "write") {
  const fd = fs.openSync(file, "a");
  const told = fs.openSync("/dev/ttyS0", "w");
  const from = fs.readFileSync(file, "utf8").split("\n").length;
  for (let n = from; n < from + Number(count ?? Infinity); n += 1) {
    fs.writeSync(fd, line(n));
    fs.fsyncSync(fd);
    fs.writeSync(told, `ACK ${n}\n`);
  }
} else {
  const lines = fs.readFileSync(file, "utf8").split("\n").slice(0, -1);
  lines.forEach((said, index) => {
    if (`${said}\n` !== line(index + 1)) throw new Error(`line ${index + 1} is wrong: ${said}`);
  });
  console.log(lines.length);
}
