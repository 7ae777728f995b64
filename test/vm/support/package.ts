import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { execa } from "execa";

/** What the test package prints once it is installed. */
export const PACKAGE_WORD = "ramvisor-probe: installed";
/** What its program ends with where both libraries that it is linked to are the ones of the repository. */
export const LIBRARIES_STATUS = 42;

/** A library that a medium leaves out, and one that it has a stub of: each has one function that gives a number. */
const LIBRARIES = [
  { package: "libsqlite3-0", soname: "libsqlite3.so.0", file: "libsqlite3.so.0.8.6", symbol: "sqlite3_libversion_number", answer: 40 },
  { package: "libcapstone5", soname: "libcapstone.so.5", file: "libcapstone.so.5", symbol: "cs_version", answer: 2 },
] as const;
const LIB = "usr/lib/x86_64-linux-gnu";

/** A service as packages without a unit have it (init.d-script, LSB), and what debhelper writes to start it. */
const SCRIPT = `#!/bin/sh
### BEGIN INIT INFO
# Provides: ramvisor-probe
# Required-Start: $remote_fs
# Required-Stop: $remote_fs
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
# Short-Description: says that it was started
### END INIT INFO
[ "$1" != start ] || touch /run/ramvisor-probe-started
`;
const START_SCRIPT = "update-rc.d ramvisor-probe defaults >/dev/null\ninvoke-rc.d ramvisor-probe start\n";

const control = (name: string, version: string, depends: string): string => `Package: ${name}
Version: ${version}
Architecture: amd64
Maintainer: Ramvisor <nobody@example.invalid>
${depends === "" ? "" : `Depends: ${depends}\n`}Description: proves that packages can be added to a running host
`;

async function makePackage(dir: string, repository: string, text: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  await mkdir(join(dir, "DEBIAN"), { recursive: true });
  await writeFile(join(dir, "DEBIAN/control"), text);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(dir, path, ".."), { recursive: true });
    await writeFile(join(dir, path), content);
    if (/^(?:DEBIAN|usr\/s?bin|etc\/init\.d)\//.test(path)) await chmod(join(dir, path), 0o755);
  }
  const file = `${/^Package: (.*)$/m.exec(text)?.[1] ?? ""}.deb`;
  await execa("dpkg-deb", ["--build", "--root-owner-group", dir, join(repository, file)]);
  const bytes = await readFile(join(repository, file));
  return `${text}Filename: ./${file}\nSize: ${String(bytes.length)}\nSHA256: ${createHash("sha256").update(bytes).digest("hex")}\n`;
}

async function assembled(dir: string, name: string, assembly: string, link: readonly string[]): Promise<Buffer> {
  const [source, object, output] = [join(dir, `${name}.s`), join(dir, `${name}.o`), join(dir, name)];
  await writeFile(source, `${assembly}\n.section .note.GNU-stack,"",@progbits\n`);
  await execa("as", ["-o", object, source]);
  await execa("ld", ["-s", "-o", output, object, ...link]);
  return readFile(output);
}

/**
 * A repository with a Debian package that has a program, a manual page and a script that runs after it is unpacked; a second
 * program, which that script starts, is linked to two libraries of Debian packages that the host believes to be installed, and
 * whose files the medium does not have as they are. Its service has no unit, and its log is to be rotated by a program that the medium leaves out. `versions`: those of the host's packages.
 */
export async function makeRepository(dir: string, versions: Readonly<Record<string, string>>): Promise<string> {
  const repository = join(dir, "repository");
  await mkdir(repository, { recursive: true });
  const index: string[] = [];
  for (const library of LIBRARIES) {
    const assembly = `.text\n.globl ${library.symbol}\n.type ${library.symbol}, @function\n${library.symbol}: mov $${String(library.answer)}, %eax\n ret`;
    const bytes = await assembled(dir, library.soname, assembly, ["-shared", "-soname", library.soname]);
    // The link to the file's name is the host's own.
    index.push(await makePackage(join(dir, library.package), repository, control(library.package, versions[library.package] ?? "0", ""), { [`${LIB}/${library.file}`]: bytes, [`${LIB}/${library.soname}`]: bytes }));
  }
  index.push(await makePackage(join(dir, "logrotate"), repository, control("logrotate", versions["logrotate"] ?? "0", ""), { "usr/sbin/logrotate": "#!/bin/sh\n" }));
  const calls = LIBRARIES.map(({ symbol }) => `call ${symbol}@PLT\n add %eax, %ebx`).join("\n ");
  const program = await assembled(dir, "linked", `.text\n.globl _start\n_start: xor %ebx, %ebx\n ${calls}\n mov %ebx, %edi\n mov $60, %eax\n syscall`, ["-pie", "-z", "now", "-dynamic-linker", "/lib64/ld-linux-x86-64.so.2", ...LIBRARIES.map(({ soname }) => join(dir, soname))]);
  index.push(await makePackage(join(dir, "tree"), repository, control("ramvisor-probe", "1.0", "libc6, base-files, libsqlite3-0, libcapstone5"), {
    "DEBIAN/postinst": "#!/bin/sh\nset -e\nmkdir -p /var/lib/ramvisor-probe\nstatus=0\nramvisor-probe-linked || status=$?\necho $status > /var/lib/ramvisor-probe/configured\n" + START_SCRIPT,
    "etc/init.d/ramvisor-probe": SCRIPT,
    "etc/logrotate.d/ramvisor-probe": "/var/log/ramvisor-probe {\n}\n",
    "usr/bin/ramvisor-probe": `#!/bin/sh\necho '${PACKAGE_WORD}'\n`,
    "usr/bin/ramvisor-probe-linked": program,
    "usr/share/man/man1/ramvisor-probe.1": ".TH ramvisor-probe 1\n",
  }));
  await writeFile(join(repository, "Packages"), index.join("\n"));
  return repository;
}

/** Serves the files of one folder over HTTP on 127.0.0.1: QEMU's gateway address leads there. */
export async function serve(dir: string): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").replace(/^\/(?:\.\/)?/, "");
    void (/^[\w.-]+$/.test(name) ? readFile(join(dir, name)) : Promise.reject(new Error("no such file"))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}
