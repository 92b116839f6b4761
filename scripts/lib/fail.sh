# shellcheck shell=bash
# How the scripts end where they cannot go on.

# fail WORDS...: says so, and which script says it, and ends with 1.
fail() {
    printf 'scripts/%s: %s\n' "${0##*scripts/}" "$*" >&2
    exit 1
}
