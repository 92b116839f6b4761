#!/usr/bin/env bash
# Bare Debian systems for the scripts: made once and kept, then used in namespaces of their own.
# shellcheck disable=SC2154 # who sources this has `here`, the folder of the scripts, and `fail`

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
    local -a missing=() apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300)
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            missing+=("$package")
    done
    if ((${#missing[@]})); then
        ((EUID == 0)) || fail "packages are missing; as root: apt-get update &&" \
            "apt-get install --no-install-recommends ${missing[*]}"
        "$here/quietly" "reading the package lists" "${apt[@]}" update || true
        "$here/quietly" "installing ${missing[*]}" \
            "${apt[@]}" install --no-install-recommends "${missing[@]}" ||
            fail "apt could not install ${missing[*]} (is there a network?)"
    fi
}

# [mirror=URL] make_debian SUITE [OPTION of mmdebstrap]...: sets `debian` to the folder of such a
# system. Nobody else writes there; other options are another folder.
make_debian() {
    local recipe
    recipe=$(printf '%s\n' "$@" ${mirror:+"$mirror"} | sha256sum | cut -c 1-12)
    debian=$debian_cache/debian-$1-$recipe
    [[ ! -e $debian ]] || return 0
    need mmdebstrap
    mkdir -p -- "$debian_cache"
    "$here/quietly" "making a Debian $1" mmdebstrap --variant=minbase \
        "${@:2}" "$1" "$debian.part.$$" ${mirror:+"$mirror"} || { rm -rf -- "$debian.part.$$"; return 1; }
    chmod 755 -- "$debian.part.$$"
    mv -T -- "$debian.part.$$" "$debian" 2>/dev/null || rm -rf -- "$debian.part.$$" # another was first
}

# make_build_debian SUITE ARCH: one with all that building for ARCH needs, and with its libraries. It
# is of the main archive alone: the release itself, and no day's updates of it.
make_build_debian() {
    local native architectures compiler=g++
    native=$(dpkg --print-architecture)
    architectures=$native
    if [[ $2 != "$native" ]]; then
        architectures+=,$2
        compiler=crossbuild-essential-$2
    fi
    mirror=http://deb.debian.org/debian make_debian "$1" --architectures="$architectures" \
        --include="$compiler,cmake,ninja-build,pkgconf" \
        --include=dpkg-dev,file,libcli11-dev,nlohmann-json3-dev \
        --include="libtomlplusplus-dev:$2,libasound2-dev:$2,libgpiod-dev:$2,nettle-dev:$2"
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

# enter FOLDER [NAME=VALUE]... COMMAND...: runs it there, with nothing of the host's environment.
enter() {
    chroot "$1" env -i HOME=/root USER=root "TERM=${TERM:-dumb}" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:2}"
}
export -f mount_kernel enter

# What runs under this has mounts and processes of its own, which end with it, however it ends.
# shellcheck disable=SC2034 # for those who source this
readonly own_namespaces=(unshare --mount --pid --fork --kill-child)
