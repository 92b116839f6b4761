# shellcheck shell=bash
# What the scripts that make the virtual Pi's image share: where its parts are, and the kernel's modules.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)
readonly root
# shellcheck source=scripts/lib/arm64-board.sh
source "$root/scripts/lib/arm64-board.sh"

fail() {
    printf 'virtual-pi: %s\n' "$*" >&2
    exit 1
}

# kernel_release BASE
kernel_release() {
    local -a found=("$1"/kernel/boot/vmlinuz-*)
    printf '%s\n' "${found[0]##*/vmlinuz-}"
}

# module_files BASE MODULE...: their files and those of what they need, in the order of loading.
module_files() {
    local base=$1 name release
    release=$(kernel_release "$base")
    shift
    for name in "$@"; do
        modprobe -d "$base/kernel" -S "$release" --show-depends "$name" |
            sed -n 's/^insmod \([^ ]*\).*/\1/p'
    done | awk '!seen[$0]++'
}

# unpack_module FILE TO: the emulated processor would be slow at that.
unpack_module() {
    case $1 in
        *.xz) xz -dc -- "$1" >"${2%.xz}" ;;
        *) cp -- "$1" "$2" ;;
    esac
}
