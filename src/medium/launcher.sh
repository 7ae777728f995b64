#!/bin/sh
# Starts the agent from its snapshot. Node ends with 14 where it cannot read one: after `apt-get upgrade` of nodejs, or on
# a processor that V8 takes for another. The same program then starts from its text, a little slower.
lib=/usr/lib/ramvisor
# Threads for reading disks, two for each of up to 24; libuv starts them when it needs the first.
export UV_THREADPOOL_SIZE=52
stale=/run/ramvisor/snapshot.stale
if [ ! -e "$stale" ]; then
	status=0
	/usr/bin/node @NODE_FLAGS@ --snapshot-blob "$lib/ramvisor.blob" "$lib/ramvisor.cjs" "$@" || status=$?
	[ "$status" -eq 14 ] || exit "$status"
	[ ! -w /run/ramvisor ] || : >"$stale"
fi
exec /usr/bin/node --single-threaded "$lib/ramvisor.cjs" "$@"
