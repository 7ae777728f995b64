#!/bin/sh
# Starts the agent from its snapshot, or where that cannot be from its text, a little slower.
lib=/usr/lib/ramvisor
# Threads for reading disks, two for each of up to 24; libuv starts them when it needs the first.
export UV_THREADPOOL_SIZE=52
own=/run/ramvisor/agent.blob
stale=/run/ramvisor/snapshot.stale
from() { blob=$1 && shift && /usr/bin/node @NODE_FLAGS@ --snapshot-blob "$blob" "$lib/ramvisor.cjs" "$@"; }

# The medium's snapshot has no tag, since a tag differs from processor to processor. Node says which one it expects here: the
# first start of a host makes a copy with that.
tagged() {
	said=$(from "$lib/ramvisor.blob" --version 2>&1)
	tag=${said##*Expected tag }
	tag=$(printf %08x "0x${tag%%,*}") || return
	head -c @TAG_AT@ "$lib/ramvisor.blob" || return
	for byte in "${tag#??????}" "${tag#????}" "${tag#??}" "$tag"; do
		# shellcheck disable=SC2059
		printf "\\$(printf %o "0x${byte%"${byte#??}"}")"
	done
	tail -c +@BEHIND_TAG@ "$lib/ramvisor.blob"
}

# A Node that was upgraded is another than the snapshot's: all of the medium's files have one time.
libnode=@LIBNODE@
# shellcheck disable=SC3013
if [ ! "$libnode" -nt "$lib/ramvisor.blob" ] && [ ! "$libnode" -ot "$lib/ramvisor.blob" ] && [ ! -e "$stale" ]; then
	if [ ! -e "$own" ] && [ -w /run/ramvisor ]; then
		if tagged >"$own.$$" 2>/dev/null; then
			mv "$own.$$" "$own"
		else
			rm -f "$own.$$"
			: >"$stale"
		fi
	fi
	if [ -e "$own" ]; then
		status=0
		from "$own" "$@" || status=$?
		[ "$status" -eq 14 ] || exit "$status"
		[ ! -w /run/ramvisor ] || : >"$stale"
	fi
fi
exec /usr/bin/node --single-threaded "$lib/ramvisor.cjs" "$@"
