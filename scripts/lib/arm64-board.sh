# shellcheck shell=bash
# The emulated arm64 board that several scripts boot: its command line and its device tree.

readonly machine="virt,gic-version=3"
readonly board=(qemu-system-aarch64 -cpu cortex-a72 -nic none)

# make_device_tree FILE QEMU-OPTION...: the board as QEMU describes it with these options (-m, -smp),
# and names on its GPIO lines as a Raspberry Pi has them.
make_device_tree() {
    local file=$1 said
    shift
    said=$("${board[@]}" "$@" -M "$machine,dumpdtb=$file" 2>&1) || fail "$said"
    fdtput -t s "$file" /pl061@9030000 gpio-line-names GPIO17 '' '' '' GPIO27 '' '' ''
}
