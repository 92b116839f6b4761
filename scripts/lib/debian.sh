#!/usr/bin/env bash
# Bare Debian systems for the scripts: made once and kept, then used in namespaces of their own.
# shellcheck disable=SC2154 # who sources this has `here`, the folder of the scripts, and `fail`

# shellcheck source=scripts/lib/archive.sh
. "$here/lib/archive.sh"

readonly debian_cache=${XDG_CACHE_HOME:-$HOME/.cache}/redstart

check_suite() {
    [[ $1 == @(bookworm|trixie) ]] || fail "$1: unknown suite; bookworm or trixie"
}

check_arch() {
    local native
    native=$(dpkg --print-architecture)
    [[ $1 == @(arm64|armhf|amd64) ]] || fail "$1: unknown architecture; arm64, armhf or amd64"
    [[ $1 != amd64 || $native == amd64 ]] || fail "amd64 is built on amd64 only; this machine is $native"
}

need_root() {
    ((EUID == 0)) || fail "needs root for chroot and mounts; run it with sudo"
}

# need PACKAGE...: installs on this machine what of it is missing; who is not root is told how.
need() {
    local package
    local -a missing=()
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    ((EUID == 0)) || fail "packages are missing; as root: apt-get update &&" \
        "apt-get install --no-install-recommends ${missing[*]}"
    install_packages "${missing[@]}"
}

# bootstrap LOG SUITE MIRROR TARGET [OPTION of mmdebstrap]...: an empty MIRROR is the whole archive, with
# the day's updates.
bootstrap() {
    local status=0
    "$here/lib/quietly" --log "$1" "making a Debian $2${3:+ of the main archive}" env LC_ALL=C mmdebstrap \
        --aptopt='Acquire::Retries "2"' --aptopt='Acquire::http::Timeout "20"' \
        "${@:5}" "$2" "$4" ${3:+"$3"} || status=$?
    ((status == 0)) || rm -rf --one-file-system -- "$4"
    return "$status"
}

# bootstrap_whole SUITE TARGET [OPTION of mmdebstrap]...: the updates of the day are what often cannot
# be had; they are not waited for long.
bootstrap_whole() {
    local -a pauses=("${pauses[@]:0:1}")
    fetching bootstrap "$1" "" "${@:2}"
}

# bootstrap_what_there_is SUITE TARGET [OPTION of mmdebstrap]...: the whole archive, else its main part.
# Ends the script with `unfetched` where that cannot be had either.
bootstrap_what_there_is() {
    local status=0 which_debian=$1
    if [[ -n ${REDSTART_ARCHIVE-} ]]; then # of which nobody knows where its updates are
        bootstrap_main "$@"
        return
    fi
    bootstrap_whole "$@" || status=$?
    if ((status == unfetched)); then
        printf 'Debian %s cannot be had with its updates: only the main archive is taken\n' "$which_debian" >&2
        bootstrap_main "$@"
    elif ((status)); then
        fail "mmdebstrap could not make a Debian $which_debian"
    fi
}

bootstrap_main() {
    local status=0 which_debian=$1
    shift
    fetching bootstrap "$which_debian" "$archive" "$@" || status=$?
    ((status != unfetched)) ||
        (fail "Debian's archive does not give a Debian $which_debian (is there a network?)") || exit "$unfetched"
    ((status == 0)) || fail "mmdebstrap could not make a Debian $which_debian"
}

# keep PART PLACE: the folder has its name once it is whole.
keep() {
    chmod 755 -- "$1"
    mv -T -- "$1" "$2" 2>/dev/null || rm -rf --one-file-system -- "$1" # another was first
}

# [mirror=main] make_debian SUITE [OPTION of mmdebstrap]...: sets `debian` to the folder of such a
# system, of the main archive alone if so asked. Nobody else writes there; other options are another
# folder. Once made it needs no archive.
make_debian() {
    local recipe part
    recipe=$(printf '%s\n' "$@" ${mirror:+main} | sha256sum | cut -c 1-12)
    debian=$debian_cache/debian-$1-$recipe
    part=$debian.part.$$
    [[ ! -e $debian ]] || return 0
    need mmdebstrap
    mkdir -p -- "$debian_cache"
    if [[ -n ${mirror-} ]]; then
        bootstrap_main "$1" "$part" "${@:2}"
    else
        bootstrap_what_there_is "$1" "$part" "${@:2}"
    fi
    keep "$part" "$debian"
}

# make_build_debian SUITE ARCH [PACKAGE,...]: one with all that building for ARCH needs, with its libraries,
# and with these packages. It
# is of the main archive alone: the release itself, and no day's updates of it.
make_build_debian() {
    local native architectures compiler=g++
    native=$(dpkg --print-architecture)
    architectures=$native
    if [[ $2 != "$native" ]]; then
        architectures+=,$2
        compiler=crossbuild-essential-$2
    fi
    mirror=main make_debian "$1" --architectures="$architectures" \
        --include="$compiler,ccache,cmake,ninja-build,pkgconf" \
        --include=dpkg-dev,file,libcli11-dev,nlohmann-json3-dev \
        --include="libtomlplusplus-dev:$2,libasound2-dev:$2,libgpiod-dev:$2,nettle-dev:$2,libflac-dev:$2" \
        ${3:+--include="$3"}
}

# copy_network FOLDER: the way to the archive is the host's: name servers, proxies, and whether its
# clock is trusted.
copy_network() {
    cp -L -- /etc/resolv.conf "$1/etc/resolv.conf"
    printf '127.0.0.1 localhost %s\n' "$(uname -n)" >"$1/etc/hosts"
    apt-config dump Acquire::http Acquire::https Acquire::Check-Date Acquire::Check-Valid-Until |
        grep -v ' "";$' >"$1/etc/apt/apt.conf.d/00host" || true
}

# mount_kernel FOLDER: what programs expect of a running system.
mount_kernel() {
    mount -t proc proc "$1/proc"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
    mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
}

# lend_cache FOLDER USER: what was compiled there before, where it has ccache. All such systems share it.
lend_cache() {
    local cache=$debian_cache/ccache-$2
    [[ -x $1/usr/bin/ccache ]] || return 0
    install -d -o "$2" -- "$cache"
    mkdir -p -- "$1/var/cache/ccache"
    mount --bind -- "$cache" "$1/var/cache/ccache"
}

# enter FOLDER [NAME=VALUE]... COMMAND...: runs it there, with nothing of the host's environment.
enter() {
    chroot "$1" env -i HOME=/root USER=root "TERM=${TERM:-dumb}" LANG=C.UTF-8 \
        CCACHE_DIR=/var/cache/ccache CCACHE_COMPILERCHECK=content \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:2}"
}
export debian_cache
export -f mount_kernel lend_cache enter

# What runs under this has mounts and processes of its own, which end with it, however it ends.
# shellcheck disable=SC2034 # for those who source this
readonly own_namespaces=(unshare --mount --pid --fork --kill-child)
